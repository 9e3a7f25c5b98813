"""Start another Python that ignores the user's settings and can import this package."""

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
sys.path[:] = [folder for folder in sys.path if folder]
sys.path += sys.argv[2 : 2 + int(sys.argv[1])]
del sys.argv[1 : 2 + int(sys.argv[1])]
"""


def python_command(
    text: str,
    arguments: Sequence[str] = (),
    *,
    path: Sequence[str] = (),
    site: bool = False,
    with_environment: bool = False,
) -> list[str]:
    """The words of a command that runs `text` in an interpreter like this one.

    The PYTHON variables of the environment and the current folder do not matter for what it imports. Its `sys.path`
    has the standard library, then `path`, and last the folder that contains this package: nothing that lies in that
    folder then hides an installed package.

    Args:
        text: What it runs; `sys.argv[1:]` are the arguments.
        arguments: For the text.
        path: Folders with packages.
        site: Whether it looks for installed packages by itself, like a Python that a user starts.
        with_environment: Whether it heeds PYTHON variables, since the caller gives it an environment of its own.
    """
    folders = [*path, str(PACKAGE.parent)]
    options = ["-s"] if with_environment else ["-I"]
    options += [] if site else ["-B", "-S"]
    return [sys.executable, *options, "-c", _FIND_MODULES + text, str(len(folders)), *folders, *arguments]
