"""Hand in every catalogued mistake, and see whether it is diagnosed as itself.

python benchmarks/diagnosis.py [assignment] [one in how many]

Each mistake becomes a submission, graded in the sandbox like any other. What the student may be told and what the
staff learn are counted apart: a hint is told at the tests, as far as the assignment's `hints` allow.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import Submission
from autograder.model.assignment import load_assignment
from autograder.model.bundle import load_course_bundle
from autograder.model.mistakes import MISTAKES, load_mistakes

if TYPE_CHECKING:
    from autograder.model.results import SubmissionResult

ROOT = Path(__file__).resolve().parent.parent


def main(name: str = "cmu10701-hw3", every: str = "1") -> None:
    """Grade, and print what came of it."""
    source = ROOT / "source" / name
    assignment = load_assignment(source)
    texts = {file: (source / file).read_text(encoding="utf-8") for file in assignment.modules}
    questions = [question.id for question in assignment.questions]
    mistakes = load_mistakes(source / MISTAKES, questions, texts, ())[:: int(every)]
    submissions = [
        Submission(
            name=one.id,
            files={
                file: _edited(text, one.replace, one.with_, one.file == file) for file, text in texts.items()
            },
            notes=(),
            sha256="",
        )
        for one in mistakes
    ]
    results: list[SubmissionResult] = []
    started = time.perf_counter()
    grade_each(load_course_bundle(ROOT, name), submissions, results.append)
    told = {
        one.submission: {word for test in one.tests for word in test.diagnosis.split(", ") if word}
        for one in results
    }
    for one in results:
        if one.submission not in one.mistakes or one.submission not in told[one.submission]:
            print(
                f"{one.submission}: staff {', '.join(one.mistakes) or '-'}; student {', '.join(told[one.submission])}"
            )
    itself = sum(one.submission in told[one.submission] for one in results)
    known = sum(one.submission in one.mistakes for one in results)
    print(
        f"{len(results)} mistakes: {itself} told as themselves ({itself / len(results):.1%}), {known} to the staff"
    )
    print(f"{(time.perf_counter() - started) / len(results):.2f} s each")


def _edited(text: str, old: str, new: str, here: bool) -> bytes:  # noqa: FBT001 - whether it is this file
    return (text.replace(old, new) if here else text).encode()


if __name__ == "__main__":
    main(*sys.argv[1:])
