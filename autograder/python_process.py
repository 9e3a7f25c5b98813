"""Start another Python on text of ours: apart from the user's settings, and able to import this package."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import autograder

if TYPE_CHECKING:
    from collections.abc import Sequence

PACKAGE = Path(autograder.__file__).parent
_FIND_MODULES = """\
import sys
sys.path += sys.argv[2 : 2 + int(sys.argv[1])]
del sys.argv[1 : 2 + int(sys.argv[1])]
"""


def python_command(
    text: str, arguments: Sequence[str] = (), *, path: Sequence[str] = (), site: bool = False
) -> list[str]:
    """The words of a command that runs `text` in an interpreter like this one.

    Neither the environment's PYTHON variables nor the current folder decide what it imports. Its `sys.path` holds
    the standard library, `path`, and last the folder that this package lies in.

    Args:
        text: What it runs; `sys.argv[1:]` are the arguments.
        arguments: For the text.
        path: Folders with packages.
        site: Whether it looks for installed packages by itself, as a Python does that a user starts.
    """
    folders = [*path, str(PACKAGE.parent)]
    options = ["-I"] if site else ["-I", "-B", "-S"]
    return [sys.executable, *options, "-c", _FIND_MODULES + text, str(len(folders)), *folders, *arguments]
