"""Refuse to replace a folder in which an instructor has put a file: it would be deleted without a word."""

from __future__ import annotations

import json
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

from autograder.errors import BuildRefusedError
from autograder.files import tree_names
from autograder.text import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    Files = Mapping[str, bytes]

WRITTEN = (
    "written.json"  # in dist/<assignment>/: the files that the last build put into release/ and solutions/
)


def written_file(made: Mapping[str, Files]) -> bytes:
    """The content of that file.

    Args:
        made: By folder, what was put into it.
    """
    names = {kind: sorted(files) for kind, files in made.items()}
    return (json.dumps(names, indent=1) + "\n").encode()


def refuse_own_files(root: Path, name: str, made: Mapping[str, Files]) -> None:
    """Refuse a build that would delete a file which no build has made.

    Args:
        root: The folder that holds release/, solutions/ and dist/.
        name: The assignment's.
        made: By folder, what this build puts into it.

    Raises:
        BuildRefusedError: naming the file.
    """
    for kind, files in made.items():
        folder = root / kind / name
        there = set(tree_names(folder)) if folder.is_dir() else set()
        own = sorted(there - files.keys() - set(_made_before(root / "dist" / name, kind, name)))
        if own:
            more = f" (and {listed(own[1:], shown=8)})" if len(own) > 1 else ""
            raise BuildRefusedError(
                f"{folder / own[0]}{more}: no build here has made this file, and this one would delete it; "
                f"move it out of {kind}/, to source/{name}/ if students are to get it"
            )


def _made_before(dist: Path, kind: str, name: str) -> Iterator[str]:
    """What the last build has put there; by its own list, or by the students' zip, which has the same files."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        yield from json.loads((dist / WRITTEN).read_text(encoding="utf-8"))[kind]
    with suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(dist / f"{name}-student.zip") as archive:
        yield from (one.partition("/")[2] for one in archive.namelist())
