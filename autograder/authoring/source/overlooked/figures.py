"""The files that the handout shows or links to: they go to students with it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from autograder.authoring.source.source_text import read_source
from autograder.errors import SourceError
from autograder.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from autograder.model.assignment import Assignment

HANDOUT = "handout.md"
_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]+`|\$\$.*?\$\$|\$[^$\n]+\$|<!--.*?-->", re.MULTILINE | re.DOTALL)
_LINK = re.compile(
    r"""(!?)\[[^\]\n]*\]\(\s*<?([^)\s>]+)>?[^)\n]*\)|<(img)\b[^>]*?\bsrc\s*=\s*["']([^"']+)["']""",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"^\s{0,3}\[[^\]\n]+\]:\s*<?([^\s>]+)", re.MULTILINE)
_ELSEWHERE = re.compile(
    r"[a-z][a-z0-9+.-]*:|#|/|\\", re.IGNORECASE
)  # a web address, a heading, a path from the root
_FOR_STAFF = (".py", ".toml", ".ipynb")  # files of an assignment's folder that say more than a figure
_FOLDERS_FOR_STAFF = ("tests", "right", "beside")


def figures(assignment: Assignment) -> Mapping[str, bytes]:
    """The files that the handout shows or links to, by their paths in the assignment's folder.

    What the build puts into the handout anyway, such as `run_tests.py`, is not among them.

    Raises:
        SourceError: at the line of the handout, if one is not there, or is not for students.
    """
    path = assignment.folder / HANDOUT
    found: dict[str, bytes] = {}
    for line, name, shown in _references(read_source(path)):
        if _is_given_anyway(name, assignment):
            continue
        file = assignment.folder / name
        if ".." in PurePosixPath(name).parts:
            raise SourceError(
                path, line, f"{name} lies outside this folder, so students do not get it; copy it here"
            )
        if not file.is_file():
            if shown or PurePosixPath(name).suffix:
                raise SourceError(
                    path, line, f"there is no file {name} in this folder{_near(name, assignment.folder)}"
                )
            continue
        if file.suffix in _FOR_STAFF or PurePosixPath(name).parts[0] in _FOLDERS_FOR_STAFF:
            raise SourceError(path, line, f"students do not get {name}; take this link out")
        found[name] = file.read_bytes()
    return found


def _references(text: str) -> Iterator[tuple[int, str, bool]]:
    """Line, relative path, and whether it is an image."""
    prose = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text)
    for found in (*_LINK.finditer(prose), *_DEFINITION.finditer(prose)):
        image, link, tag, source = (
            (*found.groups(), None, None)[:4] if found.re is _LINK else ("", found[1], None, None)
        )
        name = unquote(str(source or link)).partition("#")[0].partition("?")[0].removeprefix("./")
        if name and not _ELSEWHERE.match(name):
            yield text.count("\n", 0, found.start()) + 1, name, bool(image or tag)


def _is_given_anyway(name: str, assignment: Assignment) -> bool:
    top = PurePosixPath(name).parts[0]
    data = assignment.data.folder if assignment.data else None
    made = (
        "README.md",
        "run_tests.py",
        "requirements.txt",
        "answers.toml",
        "harness.zip",
        f"{assignment.name}.ipynb",
        data,
    )
    return (
        name in (*made, *assignment.modules, *assignment.given)
        or top in made
        or name.startswith("tests/public/")
    )


def _near(name: str, folder: Path) -> str:
    files = [
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.suffix in (PurePosixPath(name).suffix, ".png", ".jpg", ".svg")
    ]
    return did_you_mean(name, files) or "; put it there, or take the link out"
