"""Grade inside Gradescope's container: `run_autograder` calls `main`, which always leaves a results.json.

The points of written answers stand in `extra_data`, which Gradescope keeps for the staff: if students saw at once
what is right, they could find a choice by handing in again and again. Where `[written]` in assignment.toml puts them
into the score, they are a card that students see when the grades are published; until then they see no total.
"""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from autograder import __version__
from autograder.errors import SubmissionRefusedError
from autograder.grading.intake.submission import take_in
from autograder.grading.platforms.gradescope_cards import WRITTEN, cards, first_to_look_at, written_points
from autograder.model.assignment import Assignment, Visibility
from autograder.model.measures import Order
from autograder.text import safe_line, safe_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from autograder.grading.intake.submission import Submission
    from autograder.model.bundle import Bundle
    from autograder.model.results import SubmissionResult

    Grade: TypeAlias = Callable[[Bundle, Submission], SubmissionResult]

LARGEST_OUTPUT = 100_000  # characters, of all texts together: Gradescope cuts there
_LARGEST_NOTES = 10_000
_ORDERS = {Order.ASCENDING: "asc", Order.DESCENDING: "desc"}  # Gradescope's words
_NOT_FINISHED = (
    "The grader did not finish, so this is not your score. "
    "Your submission is kept; please tell your instructor."
)


def main(argv: Sequence[str], grade: Grade | None = None) -> int:
    """Grade ROOT/submission with ROOT/source/bundle into ROOT/results/results.json.

    Args:
        argv: One argument, ROOT, which on Gradescope is /autograder.
        grade: Grades a submission with a bundle; `autograder.grading.grader.grade` if it is not given.

    Returns:
        0 if the student has a result, also for a refused submission; 1 if the grader is at fault; 2 for a wrong
        command line.
    """
    if len(argv) != 1:
        sys.stderr.write("usage: python -I -m autograder.grading.platforms.gradescope ROOT\n")
        return 2
    root = Path(argv[0])
    target = root / "results" / "results.json"
    write_results(target, _zero(_NOT_FINISHED))
    try:
        write_results(target, _results(root, grade or _grade))
    except BaseException as error:  # noqa: BLE001 - pytest's outcomes and exits are no Exceptions, and a fault is a fault
        # Staff read stderr; a traceback shows paths and values that are not for students.
        traceback.print_exc()
        write_results(
            target, _zero(_NOT_FINISHED, fault=safe_line(f"{type(error).__name__}: {error}", limit=500))
        )
        return 1
    return 0


def to_results(result: SubmissionResult, assignment: Assignment) -> dict[str, Any]:
    """Gradescope's results.json of a graded submission, as a JSON-ready dictionary."""
    output = safe_text("\n".join(_lines(result, assignment)), limit=_LARGEST_NOTES)
    return {
        "score": round(result.points + written_points(result, assignment), 6),
        "execution_time": math.ceil(
            result.seconds
        ),  # whole: finer, it would be a channel out of a hidden test
        "output": output,
        **_formats(),
        "tests": cards(result, assignment, LARGEST_OUTPUT - len(output)),
        "leaderboard": _leaderboard(assignment, result),
        "extra_data": _extra_data(result),
    }


def write_results(target: Path, results: Mapping[str, Any]) -> None:
    """Replace the results file in one step: a reader finds the old file or the new one, never half of it."""
    # NaN is no JSON, and Gradescope would refuse the whole file.
    text = json.dumps(results, indent=1, allow_nan=False)
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix="results-", suffix=".part")
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        unfinished.chmod(0o644)  # another user of the container may be the one that uploads it
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _results(root: Path, grade: Grade) -> dict[str, Any]:
    # The metadata hold earlier results and names: grading does not need them, and student code must not read them.
    for path, mode in ((root / "submission_metadata.json", 0o600), (root / "submission", 0o700)):
        with suppress(OSError):  # it is missing, or another user's: the sandbox hides it anyway
            path.chmod(mode)
    # Imported late: a grader that cannot even be imported has to leave a results file too.
    from autograder.model.bundle import load_bundle  # noqa: PLC0415 - the reason stands above

    bundle = load_bundle(root / "source" / "bundle")
    try:
        submission = take_in(root / "submission", bundle.assignment)
    except SubmissionRefusedError as refused:
        return _zero(f"Your submission could not be graded: {refused}.")
    return to_results(grade(bundle, submission), bundle.assignment)


def _grade(bundle: Bundle, submission: Submission) -> SubmissionResult:
    from autograder.grading.grader import grade  # noqa: PLC0415 - as in `_results`

    return grade(bundle, submission)


def _zero(sentence: str, **extra_data: str) -> dict[str, Any]:
    return {
        "score": 0.0,
        "output": safe_text(sentence, limit=_LARGEST_NOTES),
        **_formats(),
        "tests": [],
        "extra_data": {"autograder": __version__, **extra_data},
    }


def _formats() -> dict[str, str]:
    """Plain text everywhere, so that nothing a student wrote is taken for HTML, Markdown or colour codes."""
    return {
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": Visibility.VISIBLE.value,
        "stdout_visibility": Visibility.HIDDEN.value,
    }


def _lines(result: SubmissionResult, assignment: Assignment) -> list[str]:
    """What stands above the tests."""
    lines = [*filter(None, [first_to_look_at(result, assignment)]), *result.notes]
    if any(one.question == WRITTEN for one in result.written) and not assignment.written_in_score:
        lines.append("The written answers in answers.toml were read; they are counted apart from this score.")
    lines += [
        f"A person grades: {question.title}, {question.points:g} points; this score is without them."
        for question in assignment.by_hand
    ]
    if any(test.visibility is not Visibility.VISIBLE for test in result.tests):
        lines.append(
            "There are hidden tests besides those shown: passing all that you see is not yet full points."
        )
    return lines


def _leaderboard(assignment: Assignment, result: SubmissionResult) -> list[dict[str, Any]]:
    """The measures that are numbers, with no more digits than the assignment shows."""
    return [
        {
            "name": safe_line(measure.title),
            "value": measure.shown(result.measures[measure.id]),
            "order": _ORDERS[measure.order],
        }
        for measure in assignment.measures
        if math.isfinite(result.measures.get(measure.id, math.nan))
    ]


def _extra_data(result: SubmissionResult) -> dict[str, Any]:
    """By what and how the submission was graded; the written answers' points."""
    extra: dict[str, Any] = {
        "autograder": result.autograder,
        "bundle": result.bundle,
        "submission_sha256": result.submission_sha256,
        "seed": result.seed,
        "secret_sha256": result.secret_sha256,
        "protection": list(result.protection),
    }
    if result.written:
        extra["written"] = {
            "points": sum(answer.points for answer in result.written),
            "max_points": sum(answer.max_points for answer in result.written),
            "answers": {
                answer.id: {"status": answer.status.value, "points": answer.points}
                for answer in result.written
            },
        }
    return extra


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
