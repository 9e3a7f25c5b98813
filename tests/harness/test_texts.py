"""What `check.text` lets pass in each mode, and what it says of the first line that differs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.harness.checks.check import Check, CheckFailed
from autograder.harness.checks.expected import Records, record_key
from autograder.harness.values.written import written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.harness.checks.values import Finding

TEST = "public/test_a.py::test_a"
SUMS = "ann: 33.3%\nbob: 66.7%\n\n2 names\n"


def judged(got: object, expected: str, mode: str | Sequence[str], **how: float) -> Finding | None:
    """The finding of a check whose record is the expected text."""
    records = Records({record_key(TEST, "report"): np.array(written(expected))})
    try:
        Check(TEST, records).text("report", got, mode=mode, **how)  # type: ignore[arg-type]  # numbers alone
    except CheckFailed as failed:
        return failed.finding
    return None


@pytest.mark.parametrize(
    ("got", "mode"),
    [
        (SUMS, "exact"),
        ("  ann:  33.3%\t\nbob: 66.7%\n2 names", "spaces"),
        ("ann: 33.33%\nbob: 66.66%\n2 names", "numbers"),
        ("ann: 3.33e1%\nbob: +66.7%\n2.0 names", "numbers"),
        ("2 names\nbob: 66.7%\n ann: 33.3%", "unordered"),
        ("2 names\nbob: 66.68%\n ann: 33.3%", ("unordered", "numbers")),
    ],
)
def test_what_a_mode_leaves_open_passes(got: str, mode: str | Sequence[str]) -> None:
    """And the text itself in every mode."""
    assert judged(got, SUMS, mode) is None


@pytest.mark.parametrize(
    ("got", "mode", "sentence", "lines"),
    [
        ("ann: 33.3%\nbob: 66.6%\n\n2 names\n", "exact", "differs in line 2", ("bob: 66.6%", "bob: 66.7%")),
        (
            "ann: 33.3% \nbob: 66.7%\n\n2 names\n",
            "exact",
            "differs in line 1 in white space alone",
            ("'ann: 33.3% '", "'ann: 33.3%'"),
        ),
        ("ann: 33.3%\nbob: 66.7%\n\n2 names", "exact", "has no end of line after line 4", ("", "")),
        (f"{SUMS}\n", "exact", "has an end of line too many after line 5", ("", "")),
        ("", "spaces", "is empty, where more is expected", ("nothing more", "ann: 33.3%")),
        ("ann: 33.3%", "spaces", "ends after line 1, where more is expected", ("nothing more", "bob: 66.7%")),
        (f"{SUMS}x", "spaces", "goes on after line 3, where nothing more is expected", ("x", "nothing more")),
        (
            "ann: 33.3% bob: 66.7%\n2 names",
            "spaces",
            "differs in line 1",
            ("ann: 33.3% bob: 66.7%", "ann: 33.3%"),
        ),
        (
            "ann: 33.3%\nbob: 67%\n2 names",
            "numbers",
            "differs in line 2 in a number",
            ("bob: 67%", "bob: 66.7%"),
        ),
        (
            "ann: 33.3%\nbob: 66.7%\n3 names",
            "numbers",
            "differs in line 3 in a number",
            ("3 names", "2 names"),
        ),
        ("ann: nan%\nbob: 66.7%\n2 names", "numbers", "differs in line 1", ("ann: nan%", "ann: 33.3%")),
        ("ann: 1e999%\nbob: 66.7%\n2 names", "numbers", "differs in line 1 in a number", None),
        (
            "bob: 66.7%\nann: 33.3%\n4 names",
            "unordered",
            "has a line that is not expected",
            ("4 names", "2 names"),
        ),
        ("bob: 66.7%\n2 names", "unordered", "lacks a line", ("no other line", "ann: 33.3%")),
    ],
)
def test_the_first_line_that_differs_is_named(
    got: str, mode: str, sentence: str, lines: tuple[str, str] | None
) -> None:
    """With both lines."""
    found = judged(got, SUMS, mode)

    assert found is not None
    assert found.sentence == f"report {sentence}"
    assert lines in (None, (found.got, found.expected))


@pytest.mark.parametrize(
    ("got", "sentence"),
    [
        (None, "report is None, where a text is expected"),
        (["a"], "report is a list of one, where a text is expected"),
        (b"a", "report is a bytes, where a text is expected"),
        ("x" * 1_000_001, "report has 1,000,001 letters, more than the 1,000,000 that are compared"),
    ],
    ids=["None", "list", "bytes", "long"],
)
def test_what_is_no_text_is_called_what_it_is(got: object, sentence: str) -> None:
    """Whatever the mode."""
    found = judged(got, SUMS, "spaces")

    assert found is not None
    assert found.sentence == sentence


def test_a_tolerance_is_what_the_test_asks_for() -> None:
    """Whole numbers have to be equal all the same."""
    assert judged("x 1.2", "x 1.0", "numbers") is not None
    assert judged("x 1.2", "x 1.0", "numbers", atol=0.3) is None
    assert judged("x 2", "x 1", "numbers", atol=3) is not None
    assert judged("x 0.0001", "x 0.0004", "numbers") is not None
    assert judged("x -0.0", "x 0", "numbers") is None


def test_an_unknown_mode_is_the_fault_of_the_test() -> None:
    """It names those that there are."""
    with pytest.raises(
        ValueError, match="there is no mode 'space'; there are exact, spaces, numbers, unordered"
    ):
        judged("a", "a", "space")


@pytest.mark.parametrize(
    "text", ["9" * 999_999, "1e5 " * 249_999, "\n".join("ab" * 9), "- " * 499_999, "-+." * 333_333]
)
@pytest.mark.parametrize("mode", ["exact", "numbers", ("unordered", "numbers")])
def test_no_text_takes_long(text: str, mode: str) -> None:
    """Whatever a student prints."""
    began = time.process_time()
    judged(text, SUMS, mode)
    judged(text, f"{text}1", mode)

    assert time.process_time() - began < 5


def test_many_lines_in_any_order_take_no_longer() -> None:
    """Where all of them differ, too."""
    began = time.process_time()
    judged("\n".join(map(str, range(90_000))), "\n".join(map(str, range(-90_000, 0))), "unordered")

    assert time.process_time() - began < 5
