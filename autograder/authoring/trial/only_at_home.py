"""Refuse what passes in the process of the build and not in the grade; say what makes the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.authoring.proof.reasons import difference
from autograder.authoring.proof.sentences import one_by_one, sentence_of, source_lines
from autograder.errors import BuildRefusedError
from autograder.harness.checks.status import Status
from autograder.text import listed

if TYPE_CHECKING:
    from autograder.authoring.trial.in_sandbox import Graded
    from autograder.model.assignment import Assignment


def refuse_only_at_home(assignment: Assignment, reference: Graded, stub: Graded) -> None:
    """Refuse a reference that loses a point in the grade or is told anything, and a stub that earns one.

    Raises:
        BuildRefusedError: with the line of the test, the reason and, where that is known, what to write instead.
    """
    failed = [record for record in reference.records if record.status is not Status.PASSED]
    if failed:
        found = [
            f"{said}{difference(record)}" for record, said in one_by_one(failed, source_lines(assignment))
        ]
        raise BuildRefusedError(
            "the reference passes its tests here, and not in the sandbox, in which submissions are graded: "
            f"{listed(found, shown=3, between='; ')}"
        )
    if reference.result.notes:
        said = sentence_of(" ".join(reference.result.notes), source_lines(assignment))
        raise BuildRefusedError(
            f"{assignment.folder}: whoever hands in the reference is told in the grade: {said}"
        )
    if stub.result.points:
        earned = [record for record in stub.records if record.earned_share and record.weight > 0]
        raise BuildRefusedError(
            f"the stub earns {stub.result.points:g} points as a submission is graded: "
            f"{'; '.join(f'{record.position}: {record.id}' for record in earned[:3])}"
        )
