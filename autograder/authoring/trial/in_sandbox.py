"""Grade an instructor's own solutions as submissions are graded: in the sandbox, from the bundle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from autograder.errors import SandboxError
from autograder.files import write_tree
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle
from autograder.model.secret import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from autograder.grading.intake.submission import Submission
    from autograder.harness.checks.test_record import TestRecord
    from autograder.model.results import SubmissionResult

    Files = Mapping[str, bytes]


class NoSandboxError(Exception):
    """No code can be confined on this machine; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Graded:
    """What the grader says of one solution.

    Attributes:
        result: What staff and student read.
        records: The runs of the tests, for their author.
    """

    result: SubmissionResult
    records: tuple[TestRecord, ...]


def grade_in_sandbox(
    bundle: Files, solutions: Mapping[str, Path], folder: Path, source: Path
) -> dict[str, Graded]:
    """Grade solutions under the limits of the assignment, with the code that grades students'.

    They are the instructor's own, so they are graded on a machine too whose sandbox is weak.

    Args:
        bundle: Path to content.
        solutions: By name, where each lies, as if it were handed in.
        folder: Where to work.
        source: The assignment's folder: where records say that the tests lie.

    Raises:
        NoSandboxError: if nothing can be graded here.
        SubmissionRefusedError: if one could not be handed in.
        BadInputError: if the tests do not load from the bundle.
    """
    write_tree(folder / "bundle", bundle, private={SECRET})
    loaded = load_bundle(folder / "bundle")
    submissions = [take_in(path, loaded.assignment) for path in solutions.values()]
    results: list[SubmissionResult] = []
    records: list[Sequence[TestRecord]] = []
    begun = False

    def each() -> Iterator[Submission]:
        nonlocal begun
        begun = True
        yield from submissions

    try:
        grade_each(loaded, each(), results.append, allow_weak=True, keep=records.append)
    except SandboxError as error:
        if begun:
            raise
        raise NoSandboxError(str(error)) from error
    return {
        name: Graded(
            result=result, records=tuple(_in_source(one, loaded.assignment.folder, source) for one in ran)
        )
        for name, result, ran in zip(solutions, results, records, strict=True)
    }


def _in_source(record: TestRecord, bundle: Path, source: Path) -> TestRecord:
    """The record with the position of the test in the source folder, of which the bundle has a copy."""
    return replace(record, position=record.position.replace(str(bundle), str(source), 1))
