"""Homework about objects, dates and nested values: the same at home and in the grade, and nothing for lies."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle
from tests.support.home import typed
from tests.support.language_course import solution, write_source
from tests.support.small_course import build_written

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.bundle import Bundle
    from autograder.model.results import SubmissionResult

EQUAL = """\
class Equal(set):
    def __eq__(self, other):
        return True

    __hash__ = None


def report(account)"""
RIGHT: dict[str, tuple[tuple[str, str], ...]] = {
    "the reference": (),
    "a defaultdict of sums, and a frozen set": (
        ("    sums = {}\n", "    from collections import defaultdict\n    sums = defaultdict(Decimal)\n"),
        ('"days": days,', '"days": frozenset(days),'),
    ),
    "whole decimals that are equal": (("+ one.amount", "+ one.amount * Decimal(1)"),),
}
LIES: dict[str, tuple[tuple[tuple[str, str], ...], set[str]]] = {
    "amounts as floats": (
        (("Entry(kind, amount, day)", "Entry(kind, float(amount), day)"),),
        {"test_entries", "test_sum", "test_report", "test_days", "test_empty"},
    ),
    "a list where a tuple is asked for": (
        (("(len(days), bool(days))", "[len(days), bool(days)]"),),
        {"test_report"},
    ),
    "1 for True": ((("bool(days))", "int(bool(days)))"),), {"test_report"}),
    "a set that is equal to everything": (
        (
            ('"days": days,', '"days": Equal(days),'),
            (
                "def report(account)",
                EQUAL,
            ),
            ("    days = {one.day for one in account.entries}\n", "    days = {date(1999, 1, 1)}\n"),
        ),
        {"test_report", "test_days", "test_empty"},
    ),
    "a date that never ends": (
        (("Entry(kind, amount, day)", "Entry(kind, Decimal('1e999999'), day)"),),
        {"test_entries", "test_python", "test_sum", "test_report", "test_empty"},
    ),
    "entries that hold themselves": (
        (("Entry(kind, amount, day)", "Entry(self.entries, amount, day)"),),
        {"test_entries", "test_python", "test_sum", "test_report", "test_days", "test_empty"},
    ),
    "an account that is equal to everything": (
        (("isinstance(other, Account) and self.entries == other.entries", "True"),),
        {"test_python"},
    ),
    "in that answers with a text": (
        (("any(one.amount == amount for one in self.entries)", "True"),),
        {"test_python"},
    ),
    "an exit at the end of with": (
        (("        self.closed = True\n", "        raise SystemExit(0)\n"),),
        {"test_python"},
    ),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assignment, built."""
    folder = tmp_path_factory.mktemp("bank")
    source = write_source(folder)
    build_written(source, folder)
    return folder


@pytest.fixture(scope="module")
def bundle(course: Path) -> Bundle:
    """What it is graded with."""
    return load_bundle(course / "dist" / "bank" / "bundle")


def graded(bundle: Bundle, folder: Path, *edits: tuple[str, str]) -> SubmissionResult:
    """A solution with edits, graded in the sandbox."""
    folder.mkdir(exist_ok=True)
    (folder / "bank.py").write_text(solution(*edits), encoding="utf-8")
    return grade(bundle, take_in(folder, bundle.assignment))


def failed(result: SubmissionResult) -> set[str]:
    """The names of the tests that did not pass."""
    return {one.id.rpartition("::")[2] for one in result.tests if one.status.value != "passed"}


@pytest.mark.parametrize("name", RIGHT)
def test_right_solutions_get_every_point_and_no_remark(name: str, bundle: Bundle, tmp_path: Path) -> None:
    """However they are written."""
    result = graded(bundle, tmp_path / "hw", *RIGHT[name])

    assert (result.points, result.notes, {one.feedback for one in result.tests}) == (8, (), {""})


@pytest.mark.parametrize("name", LIES)
def test_wrong_answers_fail_the_tests_that_ask_for_them(name: str, bundle: Bundle, tmp_path: Path) -> None:
    """A class that lies of itself gains nothing."""
    edits, tests = LIES[name]

    assert failed(graded(bundle, tmp_path / "hw", *edits)) == tests


@pytest.mark.parametrize("name", [*RIGHT, *LIES])
def test_the_public_tests_say_the_same_at_home(
    name: str, course: Path, bundle: Bundle, tmp_path: Path
) -> None:
    """Which pass, and the place of the first difference."""
    edits = RIGHT[name] if name in RIGHT else LIES[name][0]
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "bank", home)
    (home / "bank.py").write_text(solution(*edits), encoding="utf-8")
    ran = typed(home, "-v")
    result = graded(bundle, tmp_path / "hw", *edits)
    public = [one for one in result.tests if one.id.startswith("public/")]

    assert ran.stdout.count("ok    ") - ran.stdout.count("ok    account") == sum(
        one.status.value == "passed" for one in public
    )
    for one in public:
        first = one.feedback.splitlines()[:1]
        assert all(" ".join(line.split()).rstrip(".") in " ".join(ran.stdout.split()) for line in first)


def test_the_first_difference_is_named_with_its_place(bundle: Bundle, tmp_path: Path) -> None:
    """As one would write it in Python."""
    result = graded(bundle, tmp_path / "hw", ("Entry(kind, amount, day)", "Entry(kind, amount + 1, day)"))
    (text,) = [one.feedback for one in result.tests if one.id.endswith("test_entries")]

    assert text.splitlines()[0] == "entries[0].amount differs from what is expected."
    assert "Decimal('2.50')" in text
    assert "Decimal('1.50')" in text
