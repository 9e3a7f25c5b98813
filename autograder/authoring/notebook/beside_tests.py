"""What the tests of a notebook's cells need of the modules and fixtures that lie beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.source.for_students import BesideTests, parsed
from autograder.harness.checks.folders import HIDDEN, PUBLIC

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.authoring.source.assignment_files import AssignmentFiles
    from autograder.authoring.source.overlooked.parsed import ParsedFile

_TESTS = Path("tests")


def with_shared(folder: str, tests: Mapping[str, str], files: AssignmentFiles) -> tuple[str, ...]:
    """The texts of test files of a folder, and of all that they need beside them.

    Args:
        folder: `public` or `hidden`.
        tests: File name to text.
        files: The files of the assignment.
    """
    own = [parsed(_TESTS / folder / name, text) for name, text in tests.items()]
    texts = _texts(files)
    return tuple(texts[file.path] for file in _beside(texts).needed_by(own))


def with_kept(tests: Mapping[str, str], files: AssignmentFiles) -> dict[str, str]:
    """Hidden tests, and what they need beside them and students do not have; by names below `tests/hidden`."""
    own = [parsed(_TESTS / HIDDEN / name, text) for name, text in tests.items()]
    texts = _texts(files)
    needed = {file.path for file in _beside(texts).needed_by(own)}
    hidden = {
        name: texts[_TESTS / HIDDEN / name] for name in files.hidden if _TESTS / HIDDEN / name in needed
    }
    kept = {f"../{name}": texts[_TESTS / name] for name in files.kept if _TESTS / name in needed}
    return {**hidden, **kept}


def _beside(texts: Mapping[Path, str]) -> BesideTests:
    return BesideTests.of(_parsed(texts))


def _parsed(texts: Mapping[Path, str]) -> list[ParsedFile]:
    return [parsed(path, text) for path, text in texts.items() if not path.name.startswith("test_")]


def _texts(files: AssignmentFiles) -> dict[Path, str]:
    """All files of tests, and those beside them."""
    own = {
        **{_TESTS / name: content for name, content in {**files.shared, **files.kept}.items()},
        **{_TESTS / PUBLIC / name: content for name, content in files.public.items()},
        **{_TESTS / HIDDEN / name: content for name, content in files.hidden.items()},
    }
    return {path: content.decode() for path, content in own.items()}
