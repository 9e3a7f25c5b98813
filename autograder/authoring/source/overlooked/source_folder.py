"""What lies in an assignment's source folder and would not be read: refused where it was meant to be, else named."""

from __future__ import annotations

import ast
import re
import tokenize
from io import StringIO
from typing import TYPE_CHECKING

from autograder.authoring.source.markers import marker_in
from autograder.authoring.source.near_markers import fault_of_comment
from autograder.authoring.source.overlooked.folders_of_tests import entries, files_below
from autograder.authoring.source.source_text import read_source
from autograder.errors import SourceError
from autograder.text import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from autograder.model.assignment import Assignment

RIGHT = "right"  # the folder of right solutions written otherwise
_FILES = ("assignment.toml", "handout.md", "mistakes.toml", "equivalent.toml", "answers.toml")
_FOLDERS = ("tests", "beside", RIGHT)
_LIKE_TESTS = re.compile(r"(?:^|[-_ ])tests?(?:$|[-_ ])|^(?:public|hidden)$", re.IGNORECASE)
_TEST_CODE = re.compile(
    r"^(?:async )?def (?:test|Test)\w*\(.*\b(?:student|check)\b|^@?pytest\b", re.MULTILINE
)


def unread(assignment: Assignment, figures: Collection[str]) -> tuple[str, ...]:
    """The files in an assignment's folder that nothing reads, by their paths in it; folders end with a slash.

    Args:
        assignment: The assignment.
        figures: The files that the handout shows.

    Raises:
        SourceError: for the first of them that was probably meant to be read: its name is nearly one that is, or it
            holds tests or markers.
    """
    folder = assignment.folder
    read = {*_FILES, *assignment.modules, *assignment.given, *figures}
    if assignment.data is not None:
        read.add("data.py")
    found = []
    for entry in entries(folder):
        if entry.name in read or (entry.is_dir() and entry.name in _FOLDERS):
            continue
        if entry.is_dir():
            below = [file.relative_to(folder).as_posix() for file in files_below(entry)]
            if not set(below) - read:
                continue
            _refuse_folder(entry, {folder / name for name in read})
            found.append(f"{entry.name}/")
        else:
            _refuse_file(entry)
            found.append(entry.name)
    beside = [file for file in entries(folder / "beside") if file.name not in assignment.beside]
    return (*found, *(f"beside/{file.name}" for file in beside))


def refuse_near_names(folder: Path) -> None:
    """Refuse a file in a source folder whose name is nearly that of one that is read.

    Raises:
        SourceError: naming both.
    """
    for entry in entries(folder):
        if not entry.is_dir():
            _refuse_near_name(entry)


def _refuse_near_name(file: Path) -> None:
    meant = _near(file.name)
    if meant:
        raise SourceError(file, 0, f"nothing reads this file; did you mean `{meant}`?")


def _near(name: str) -> str:
    """The file of an assignment whose name this one nearly is, or ""."""
    if name in _FILES:
        return ""
    stem, _, suffix = name.casefold().rpartition(".")
    if suffix in {"md", "txt", "rst", "markdown", "html", "docx", "toml", "tml", "json", "yaml", "yml", ""}:
        stems = {one.partition(".")[0]: one for one in _FILES}
        return stems.get(nearest(stem or suffix, stems), "")
    return ""


def _refuse_file(file: Path) -> None:
    _refuse_near_name(file)
    if file.suffix.casefold() != ".py":
        if _LIKE_TESTS.search(file.stem) and file.suffix.casefold() in {".txt", ".md", ""}:
            raise SourceError(
                file, 0, "nothing reads this file; tests are modules in tests/public and tests/hidden"
            )
        return
    text = read_source(file)
    if _LIKE_TESTS.search(file.stem) or _TEST_CODE.search(text):
        raise SourceError(
            file, 0, "no test in this file would run; tests lie in tests/public and tests/hidden"
        )
    for line in _marker_lines(text):
        raise SourceError(
            file,
            line,
            "this file has a marker, and assignment.toml does not name it; add it to `modules` there",
        )


def _refuse_folder(folder: Path, read: Collection[Path]) -> None:
    files = [file for file in files_below(folder) if file not in read]
    near = nearest(folder.name, _FOLDERS)
    if near and any(file.suffix in {".py", ".ipynb"} for file in files):
        raise SourceError(files[0], 0, f"nothing reads the folder {folder.name}; did you mean `{near}`?")
    if _LIKE_TESTS.search(folder.name):
        raise SourceError(
            files[0], 0, f"nothing reads the folder {folder.name}; tests lie in tests/public and tests/hidden"
        )
    for file in files:
        if file.suffix == ".py":
            _refuse_file(file)


def _marker_lines(text: str) -> Iterator[int]:
    """The lines with a marker, or with what is nearly one."""
    try:
        tokens = list(tokenize.generate_tokens(StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return  # a draft that is no Python yet
    for token in tokens:
        if token.type == tokenize.COMMENT and (marker_in(token) or fault_of_comment(token.string)):
            yield token.start[0]


def modules_there(folder: Path) -> frozenset[str]:
    """The names by which modules and packages in this folder could be imported here."""
    files = {file.stem for file in folder.glob("*.py")}
    return frozenset({*files, *(file.parent.name for file in folder.glob("*/*.py"))})


def parsed(path: Path) -> ast.Module:
    """The statements of a Python file that compiles."""
    return ast.parse(read_source(path))
