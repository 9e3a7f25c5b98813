"""The names of a notebook's cells, by which the build and grading mean the same cell.

A released notebook has four kinds: `solution-<module>-<name>` holds what a student writes, `public-<question>` and
`hidden-<question>` hold tests, and `written-<key>` a written answer.
"""

from __future__ import annotations

import re

_OURS = re.compile(r"(solution|public|hidden|written)-[A-Za-z0-9_-]+")


def is_ours(grade_id: str) -> bool:
    """Whether a grade id is one that the build gives."""
    return _OURS.fullmatch(grade_id) is not None


def is_solution(grade_id: str) -> bool:
    """Whether a grade id names a cell that a student writes."""
    return is_ours(grade_id) and grade_id.startswith("solution-")


def is_test(grade_id: str) -> bool:
    """Whether a grade id names a cell of tests."""
    return is_ours(grade_id) and grade_id.startswith(("public-", "hidden-"))
