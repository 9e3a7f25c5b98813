"""The ten texts of docs/feedback.md are what students really get: each is graded again and compared line by line.

`python tests/end_to_end/test_feedback_document.py` writes them anew.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release.build import build
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import Submission, take_in
from autograder.grading.summary import summary
from autograder.model.assignment import load_assignment
from autograder.model.bundle import load_bundle
from autograder.model.mistakes import load_mistakes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.model.results import SubmissionResult

pytestmark = pytest.mark.siege  # They are graded with the thirty of test_diagnosis.py.

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "source" / "cmu10701-hw3"
STUDENTS = ROOT / "tests" / "diagnosis"
DOCUMENT = ROOT / "docs" / "feedback.md"
# <!-- of: the mistake or the student's folder; at: the test -->, and the block that shows it.
EXAMPLE = re.compile(r"<!-- of: (\S+); at: (\S+) -->\n```text\n(.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Example:
    """One text of the document."""

    of: str
    at: str
    shown: str


def examples() -> list[Example]:
    """All texts, in their order."""
    return [Example(*found.groups()) for found in EXAMPLE.finditer(DOCUMENT.read_text(encoding="utf-8"))]


def submission_of(name: str) -> Submission:
    """The student's files of that name, or the reference with the catalogued mistake of that name."""
    folder = STUDENTS / "wrong" / name
    assignment = load_assignment(SOURCE)
    if folder.is_dir():
        return take_in(folder, assignment)
    texts = {file: (SOURCE / file).read_text(encoding="utf-8") for file in assignment.modules}
    questions = [question.id for question in assignment.questions]
    mistake = next(
        one for one in load_mistakes(SOURCE / "mistakes.toml", questions, texts, ()) if one.id == name
    )
    texts[mistake.file] = texts[mistake.file].replace(mistake.replace, mistake.with_)
    return Submission(
        name=name, files={file: text.encode() for file, text in texts.items()}, notes=(), sha256=""
    )


def graded(bundle: Path, names: list[str]) -> dict[str, SubmissionResult]:
    """Their results."""
    results: list[SubmissionResult] = []
    grade_each(load_bundle(bundle), [submission_of(name) for name in names], results.append)
    return {result.submission: result for result in results}


def text_of(result: SubmissionResult, test_id: str) -> str:
    """What the summary prints of one test."""
    (test,) = [test for test in result.tests if test.id == test_id]
    lines = summary(result, ()).splitlines()
    start = next(
        number
        for number, line in enumerate(lines)
        if line.startswith("  FAIL  " + test.title)
        and line.endswith("[hidden]") == test_id.startswith("hidden/")
    )
    end = next(number for number in range(start + 1, len(lines)) if not lines[number].startswith("        "))
    return "\n".join(lines[start:end]) + "\n"


@pytest.fixture(scope="module")
def results(built: Path, students: Mapping[str, SubmissionResult]) -> dict[str, SubmissionResult]:
    """The results of all that the document shows."""
    others = sorted({example.of for example in examples()} - students.keys())
    return {**students, **graded(built / "dist" / "cmu10701-hw3" / "bundle", others)}


def test_ten_texts_are_shown() -> None:
    """Of mistakes in the catalogue and of others, of public tests and of hidden ones."""
    shown = examples()

    assert len(shown) == 10
    assert {example.at.split("/")[0] for example in shown} == {"public", "hidden"}


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.of)
def test_a_text_is_what_is_printed(results: dict[str, SubmissionResult], example: Example) -> None:
    """To the letter."""
    assert text_of(results[example.of], example.at) == example.shown


def write() -> None:
    """Put into the document what is printed now."""
    build(SOURCE, ROOT)
    now = graded(ROOT / "dist" / SOURCE.name / "bundle", sorted({example.of for example in examples()}))

    def anew(found: re.Match[str]) -> str:
        return f"<!-- of: {found[1]}; at: {found[2]} -->\n```text\n{text_of(now[found[1]], found[2])}```"

    DOCUMENT.write_text(EXAMPLE.sub(anew, DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(write())
