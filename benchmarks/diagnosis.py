"""Hand in every catalogued mistake, and see whether it is diagnosed as itself.

python benchmarks/diagnosis.py [assignment] [one in how many]

Each mistake becomes a submission, graded in the sandbox like any other. What the student may be told and what the
staff learn are counted apart: a hint is told at the tests, as far as the assignment's `hints` allow. Told is also
what a public test's own sentence says (`said` in mistakes.toml), and a mistake that is `made_of` others by the hints
of all these.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.grading.grader import grade_each
from autograder.model.assignment import load_assignment
from autograder.model.bundle import load_course_bundle
from autograder.model.mistakes import MISTAKES, load_mistakes

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # for tests.support

from tests.support.listed_mistakes import hints_of, is_told, with_mistake  # noqa: E402 - after the path

if TYPE_CHECKING:
    from autograder.model.results import SubmissionResult


def main(name: str = "cmu10701-hw3", every: str = "1") -> None:
    """Grade, and print what came of it."""
    source = ROOT / "source" / name
    assignment = load_assignment(source)
    texts = {file: (source / file).read_text(encoding="utf-8") for file in assignment.modules}
    questions = [question.id for question in assignment.questions]
    mistakes = load_mistakes(source / MISTAKES, questions, texts, ())[:: int(every)]
    submissions = [with_mistake(one, texts) for one in mistakes]
    results: list[SubmissionResult] = []
    started = time.perf_counter()
    grade_each(load_course_bundle(ROOT, name), submissions, results.append)
    by_id = {one.id: one for one in mistakes}
    for one in results:
        if one.submission not in one.mistakes or not is_told(one, by_id):
            staff, student = ", ".join(one.mistakes) or "-", ", ".join(sorted(hints_of(one))) or "-"
            said = "" if is_told(one, by_id) else "; not told"
            print(f"{one.submission}: staff {staff}; student {student}{said}")
    itself = sum(is_told(one, by_id) for one in results)
    known = sum(one.submission in one.mistakes for one in results)
    print(
        f"{len(results)} mistakes: {itself} told as themselves ({itself / len(results):.1%}), {known} to the staff"
    )
    print(f"{(time.perf_counter() - started) / len(results):.2f} s each")


if __name__ == "__main__":
    main(*sys.argv[1:])
