"""Right solutions written otherwise: each has to get every point, and nothing may be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.authoring.proof.sentences import said_of
from autograder.authoring.source.overlooked.folders_of_tests import entries
from autograder.authoring.source.overlooked.source_folder import RIGHT
from autograder.errors import BuildRefusedError, SourceError
from autograder.harness.checks.status import Status
from autograder.text import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from autograder.authoring.trial.in_sandbox import Graded
    from autograder.model.assignment import Assignment


@dataclass(frozen=True, kw_only=True)
class RightVerdict:
    """What the tests make of one right solution."""

    name: str
    points: float
    max_points: float
    problems: tuple[str, ...]  # what has to be mended, each with the solution's folder

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "name": self.name,
            "points": self.points,
            "max_points": self.max_points,
            "problems": list(self.problems),
        }


def right_solutions(assignment: Assignment) -> dict[str, Path]:
    """The folders in `right/`, by name; none where there is no such folder.

    Raises:
        SourceError: if something else lies there.
    """
    found = {}
    for entry in entries(assignment.folder / RIGHT):
        if not entry.is_dir():
            raise SourceError(
                entry, 0, f"in {RIGHT}/ each right solution has a folder of its own; move this file into one"
            )
        found[entry.name] = entry
    return found


def right_verdict(assignment: Assignment, name: str, graded: Graded) -> RightVerdict:
    """What has to be mended, in the tests or in the solution, if it is refused or told anything."""
    folder = assignment.folder / RIGHT / name
    return RightVerdict(
        name=name,
        points=graded.result.points,
        max_points=graded.result.max_points,
        problems=tuple(f"{folder}: {problem}" for problem in _problems(folder, graded)),
    )


def refuse_refusals(verdicts: Sequence[RightVerdict]) -> None:
    """Refuse tests that refuse a right solution, or tell it anything.

    Raises:
        BuildRefusedError: naming the first problems.
    """
    problems = [problem for verdict in verdicts for problem in verdict.problems]
    if problems:
        raise BuildRefusedError(listed(problems, shown=3, between="; "))


def _problems(folder: Path, graded: Graded) -> Iterator[str]:
    result = graded.result
    failed = [record for record in graded.records if record.status is not Status.PASSED]
    if failed:
        lost = f"gets {result.points:g} of {result.max_points:g} points"
        yield f"this right solution {lost}: {said_of(failed, lambda file, line: f'{folder / file}:{line}')}"
    # A rule of which a breach is only remarked, as on loops, is broken by right solutions, too.
    rules = {remark for record in graded.records for remark in record.remarks}
    notes = [note for note in result.notes if note not in rules]
    remarks = [*notes, *(test.diagnosis for test in result.tests if test.diagnosis)]
    if remarks:
        yield f"this right solution is told: {' '.join(dict.fromkeys(remarks))}"
    wrong = [answer for answer in result.written if answer.status is Status.FAILED]
    if wrong:
        yield f"its written answers are not right: {listed([answer.title for answer in wrong])}"
