"""A known mistake is explained once, and after that by the name of the test that explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.grading.score import test_results as results_of
from autograder.harness.checks.check import CheckFailed, Finding
from autograder.harness.checks.test_record import TestRecord, verdict
from autograder.harness.diagnosis.diagnose import Diagnosis
from autograder.model.assignment import load_assignment

if TYPE_CHECKING:
    from pathlib import Path

TOML = """
name = "chain"
title = "A chain"
modules = ["lib.py"]
seed = 1

[[questions]]
id = "first"
title = "The first link"
points = 1
hints = "all"

[[questions]]
id = "second"
title = "The second link"
points = 1
hints = "all"
"""
WHY = (Diagnosis("sum", known=True, sentence="It is a sum.", hint="It is a sum."),)


def feedback(folder: Path, *names: str) -> list[str]:
    """What a student reads of failed tests, which all have the same reason; a name is `first/public/title`."""
    (folder / "assignment.toml").write_text(TOML, encoding="utf-8")
    status, finding, fault = verdict(CheckFailed(Finding("value", "y differs")))
    records = [
        TestRecord(
            id=f"{kind}/test_{question}.py::test_{number}",
            question=question,
            weight=1.0,
            title=f"{title}.",
            status=status,
            finding=finding,
            fault=fault,
        )
        for number, (question, kind, title) in enumerate(name.split("/") for name in names)
    ]
    results = results_of(load_assignment(folder), records, {record.id: WHY for record in records})
    return [one.feedback.split("why:")[1].strip() for one in results]


def test_later_tests_name_the_one_that_explains_it(tmp_path: Path) -> None:
    """By its question and its title, two questions away as well."""
    texts = feedback(tmp_path, "first/public/the sum", "first/hidden/more shapes", "second/public/the chain")

    assert texts == ["It is a sum.", *["the same as at the public test of `first`, the sum"] * 2]


def test_a_public_test_never_sends_to_a_hidden_one(tmp_path: Path) -> None:
    """Which may be shown later, or not at all: it explains the mistake itself."""
    texts = feedback(tmp_path, "first/hidden/more shapes", "second/public/the chain", "second/hidden/it all")

    assert texts == ["It is a sum.", "It is a sum.", "the same as at the public test of `second`, the chain"]


def test_a_hidden_test_is_named_in_its_own_question_only(tmp_path: Path) -> None:
    """Another question's hidden tests may be shown at another time."""
    texts = feedback(tmp_path, "first/hidden/more shapes", "first/hidden/a square", "second/hidden/it all")

    assert texts == ["It is a sum.", "the same as at the hidden test of `first`, more shapes", "It is a sum."]
