"""Give the tests of an assignment in the form that a session of the harness needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.harness.checks.folders import TEST_FOLDERS
from autograder.harness.crashes.given import Given
from autograder.harness.session.shared import shared_files
from autograder.harness.session.students import Tests

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.harness.diagnosis.known_mistakes import KnownMistakes
    from autograder.model.assignment import Assignment


def session_tests(
    assignment: Assignment,
    data_folder: Path | None,
    *,
    secret: bytes,
    known: KnownMistakes | None = None,
    explain: bool = False,
) -> Tests:
    """The public and the hidden tests of a source folder or a bundle.

    Args:
        assignment: Its tests lie in `tests/` beside its `assignment.toml`.
        data_folder: The public data set, or None.
        secret: With which the random numbers of hidden tests are drawn.
        known: What the catalogued mistakes make of these tests, or None.
        explain: Whether to look for what a wrong value has to do with the right one.
    """
    folders = {name: assignment.folder / "tests" / name for name in TEST_FOLDERS}
    return Tests(
        folders={name: folder for name, folder in folders.items() if folder.is_dir()},
        seed=assignment.seed,
        questions=tuple(question.id for question in assignment.questions),
        shared=shared_files(assignment.folder / "tests"),
        data_folder=None if data_folder is None else data_folder.resolve(),
        known=known,
        measures=tuple(measure.id for measure in assignment.measures),
        sizes=assignment.sizes,
        explain=explain,
        manual=tuple(question.id for question in assignment.by_hand),
        builds_on={question.id: question.builds_on for question in assignment.questions},
        secret=secret,
        given=Given.load(assignment.folder),
    )
