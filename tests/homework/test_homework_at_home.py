"""Homework of many kinds says at home what the grade says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.harness.checks.folders import PUBLIC
from autograder.harness.checks.status import Status
from tests.support.homework import Homework, read_graded

if TYPE_CHECKING:
    from pathlib import Path


def test_home_says_what_the_grade_says(homework: Homework, graded: Path, tmp_path: Path) -> None:
    """Of the public tests: how many pass, and for how many points."""
    for which, result in read_graded(graded, "files").items():
        public = [test for test in result.tests if test.id.startswith(f"{PUBLIC}/")]
        passed = sum(test.status is Status.PASSED for test in public)
        points = sum(test.points for test in public), sum(test.max_points for test in public)

        assert homework.at_home(which, tmp_path / which) == pytest.approx(
            (passed, len(public), *points), abs=0.01
        ), which
