"""Write into nbgrader's database what the answers have earned that are compared with a key, not read by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nbgrader.api import Gradebook, MissingEntry

from autograder.harness.checks.status import Status
from autograder.model.graded_cells import CellKind, grade_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from autograder.model.results import TestResult

_ID = "written/"  # how the ids of the results of written answers begin


def save_written(names: Mapping[str, str], written: Iterable[TestResult]) -> None:
    """Give the points of each compared answer, and say below a wrong one how it was read.

    nbgrader takes every cell that students write into for one that a person grades. A person's points count instead
    of these, as everywhere in nbgrader. For an answer without a cell in the notebook nothing is written.

    Args:
        names: What nbgrader calls the assignment, the notebook and the student, and `db_url`.
        written: The results of the written answers.
    """
    where = (names["notebook"], names["assignment"], names["student"])
    with Gradebook(names["db_url"]) as gradebook:
        for result in written:
            if result.status is Status.MANUAL:
                continue
            cell = grade_id(CellKind.WRITTEN, result.id.removeprefix(_ID))
            try:
                grade, comment = gradebook.find_grade(cell, *where), gradebook.find_comment(cell, *where)
            except MissingEntry:
                continue
            grade.auto_score = grade.max_score if result.status is Status.PASSED else 0.0
            grade.needs_manual_grade = (
                grade.manual_score is not None
            )  # to be looked at again, as nbgrader does
            comment.auto_comment = comment.auto_comment or result.feedback or None
        gradebook.db.commit()
