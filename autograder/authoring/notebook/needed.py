"""Find the questions whose tests run below a question's cell, because its tests need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.harness.checks.test_record import TestRecord


def with_needed(question: str, tests: Sequence[TestRecord]) -> list[str]:
    """A question and those that its tests need, and that the tests of these need.

    Args:
        question: Its id.
        tests: The reference's records of all tests.
    """
    found = {question: None}
    waiting = [question]
    while waiting:
        asked = waiting.pop()
        others = {other for test in tests if test.question == asked for other in test.needs}
        waiting += sorted(others - found.keys())
        found.update(dict.fromkeys(sorted(others)))
    return list(found)
