"""What lies in `tests/` and would not be read: subfolders, files of other names, files that are no modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.errors import SourceError
from autograder.files import is_noise
from autograder.harness.checks.folders import TEST_FOLDERS
from autograder.harness.session.shared import CONFTEST
from autograder.text import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_TESTS = "test_*.py"
_READ_IN_NO_FOLDER = {"__init__.py": "folders of tests are no packages; delete this file"}


def refuse_unread_in_tests(tests: Path, imported: Collection[str]) -> None:
    """Refuse what lies in an assignment's `tests/` and that nothing would read.

    Args:
        tests: The folder.
        imported: The names of the modules that files in it import.

    Raises:
        SourceError: naming the first such file.
    """
    for entry in entries(tests):
        if entry.is_dir():
            if entry.name in TEST_FOLDERS:
                _refuse_in_folder(entry, imported)
            else:
                _refuse_folder(entry)
        elif entry.name in _READ_IN_NO_FOLDER:
            raise SourceError(entry, 0, _READ_IN_NO_FOLDER[entry.name])
        elif entry.suffix != ".py":
            raise SourceError(entry, 0, f"nothing reads this file{_meant(entry)}; take it out of tests/")


def _refuse_folder(folder: Path) -> None:
    first = next(files_below(folder), None)
    if first is not None:
        known = [f"tests/{name}" for name in TEST_FOLDERS]
        near = did_you_mean(f"tests/{folder.name}", known) if nearest(folder.name, TEST_FOLDERS) else ""
        raise SourceError(
            first,
            0,
            f"nothing reads the folder tests/{folder.name}{near or '; tests lie in tests/public and tests/hidden'}",
        )


def _refuse_in_folder(folder: Path, imported: Collection[str]) -> None:
    for entry in entries(folder):
        if entry.is_dir():
            first = next(files_below(entry), None)
            if first is not None:
                raise SourceError(
                    first,
                    0,
                    f"subfolders of tests/{folder.name} are not read; move the file into tests/{folder.name} itself",
                )
        elif entry.name in _READ_IN_NO_FOLDER:
            raise SourceError(entry, 0, _READ_IN_NO_FOLDER[entry.name])
        elif not (entry.match(_TESTS) or entry.name == CONFTEST or _is_helper(entry, imported)):
            raise SourceError(entry, 0, _of_file(entry))


def _is_helper(file: Path, imported: Collection[str]) -> bool:
    return file.suffix == ".py" and file.stem in imported


def _of_file(file: Path) -> str:
    if file.suffix != ".py":
        return f"nothing reads this file, for its name is not {_TESTS}{_meant(file) or '; data are made by data.py'}"
    words = [word for word in file.stem.casefold().replace("-", "_").split("_") if word]
    rest = "_".join(word for word in words if not nearest(word, ["test", "tests"]))
    better = f"test_{rest}.py" if rest else "test_of_something.py"
    return (
        f"no test in this file would run, because its name is not {_TESTS}; did you mean `{better}`? (A module that "
        "tests share may have this name, and none of them imports it.)"
    )


def _meant(file: Path) -> str:
    """The question whether a module was meant, where the name reads like a test's."""
    stem = file.name.partition(".")[0]
    return f"; did you mean `{stem}.py`?" if stem.casefold().startswith("test") else ""


def entries(folder: Path) -> Iterator[Path]:
    """What lies in a folder, sorted; without hidden files, caches and editors' files."""
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not (entry.name.startswith(".") or is_noise(entry.name)):
            yield entry


def files_below(folder: Path) -> Iterator[Path]:
    """The files in a folder and below it."""
    for entry in entries(folder):
        if entry.is_dir():
            yield from files_below(entry)
        else:
            yield entry
