"""A source notebook before it is given out: what nbgrader would refuse, and the slips that it would let through."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from autograder import cli
from autograder.authoring.notebook.lint import lint_notebook, read_notebook
from autograder.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
SOLUTION = {"solution": True}
ROLES = ("grade", "solution", "locked")
TESTS = {"grade": True, "locked": True, "points": 2}


def a_cell(source: str, kind: str = "code", **about: object) -> dict[str, Any]:
    """A cell as nbgrader's toolbar makes it; without a role where none is given."""
    own = {
        "schema_version": 3,
        "grade_id": "one",
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
    }
    metadata = {"nbgrader": {**own, **about}} if about else {}
    return {"cell_type": kind, "source": source, "metadata": metadata}


def findings(*cells: dict[str, Any]) -> list[str]:
    """What is said of a notebook of these cells."""
    return list(map(str, lint_notebook({"cells": cells})))


def test_a_notebook_in_order_has_no_fault() -> None:
    """A solution, tests, prose, a task, code of nobody's, and what the shell reads."""
    cells = (
        a_cell(f"def f(x):\n    {BEGIN}\n    return x\n    {END}", **SOLUTION),
        a_cell(
            "assert f(1)\n### BEGIN HIDDEN TESTS\nassert f(2)\n### END HIDDEN TESTS", **TESTS, grade_id="two"
        ),
        a_cell("Explain.", "markdown", grade=True, solution=True, points=1, grade_id="three"),
        a_cell("Draw.", "markdown", task=True, points=0, grade_id="four"),
        a_cell("%matplotlib inline\n!ls"),
        a_cell("The solution begins here.", "markdown"),
    )

    assert findings(*cells) == []


@pytest.mark.parametrize(
    ("source", "about", "said"),
    [
        (f"{END}\nx = 1\n{BEGIN}", SOLUTION, "ends nothing"),
        (f"{BEGIN}\nx = 1\n{BEGIN}\n{END}", SOLUTION, "stands inside the region"),
        (f"{BEGIN}\nx = 1", SOLUTION, "has no `### END SOLUTION` below it"),
        (f"print('{BEGIN}')\n{BEGIN}\nx = 1\n{END}", SOLUTION, "nbgrader would act upon"),
        (f"x = 1  {END}", SOLUTION, "nbgrader would act upon"),
        (
            "#BEGIN SOLUTION\nx = 1\n### END SOLUTION",
            SOLUTION,
            "write `### BEGIN SOLUTION` alone on its line",
        ),
        ("# begin solution\nx = 1", SOLUTION, "nearly a marker"),
        ("### BEGIN SOLUTOIN\nx = 1", SOLUTION, "nearly a marker"),
        ("### BEGIN HIDEN TESTS\nassert f(2)", TESTS, "nearly a marker"),
        (f"{BEGIN}\nx = 1\n{END}", TESTS, "no solution cell"),
        ("### BEGIN HIDDEN TESTS\nassert f(2)\n### END HIDDEN TESTS", SOLUTION, "not graded"),
        (
            "def test():\n    ### BEGIN HIDDEN TESTS\n    assert f(2)\n    ### END HIDDEN TESTS\ntest()",
            TESTS,
            "fills a block",
        ),
        ("x = 1", {**TESTS, "points": -1}, "no number of points"),
        ("x = 1", {**TESTS, "points": True}, "no number of points"),
        ("x = 1", {**TESTS, "grade_id": "a b"}, "no grade id"),
        ("x = 1", {**TESTS, "grade": 1}, "lacks grade, solution or locked"),
        ("x = 1", {**TESTS, "schema_version": "3"}, "of format 3"),
        ("x = 1", {"task": True, "points": 1}, "a cell of text"),
    ],
)
def test_a_slip_is_told_with_its_cell(source: str, about: dict[str, object], said: str) -> None:
    """What to do about it, too."""
    faults = findings(a_cell("import numpy"), a_cell(source, **about))

    assert any(said in one for one in faults)
    assert all(one.startswith("cell 2: ") for one in faults)


def test_a_marker_in_a_cell_of_text_is_told() -> None:
    """Nbgrader acts upon it there as well."""
    assert "no solution cell" in findings(a_cell(f"Between\n\n{BEGIN}\n\nand", "markdown"))[0]


def test_metadata_that_is_no_table_is_told() -> None:
    """Whatever an editor has made of it."""
    cell = {**a_cell("x = 1"), "metadata": {"nbgrader": [1]}}

    assert "is no table" in findings(cell)[0]


def test_a_cell_that_has_lost_its_role_is_nobody_s() -> None:
    """The toolbar leaves its table behind, without an id; and a cell that no parser reads is not looked into."""
    lost = {**a_cell("x = 1"), "metadata": {"nbgrader": {"schema_version": 3, **dict.fromkeys(ROLES, False)}}}

    assert findings(lost, a_cell("x = '\0'", **SOLUTION), a_cell("(" * 9999, **TESTS, grade_id="two")) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ("[]", "no notebook of format 4"),
        ('{"nbformat": 3}', "no notebook of format 4"),
        ('{"nbformat": 4}', "no list of cells"),
        (
            '{"nbformat": 4, "cells": [{"source": 1, "cell_type": "code", "metadata": {}}]}',
            "no list of cells",
        ),
    ],
)
def test_what_is_no_notebook_is_refused(tmp_path: Path, content: str, said: str) -> None:
    """With the file's name."""
    path = tmp_path / "a.ipynb"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(BadInputError, match=said) as caught:
        read_notebook(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_the_command_says_each_fault_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And is content with a notebook in order."""
    path = tmp_path / "a.ipynb"
    for source, code in (([f"{END}\n", "x = 1"], 1), (["x = 1"], 0)):
        cells = [{**a_cell("", **SOLUTION), "source": source}]
        path.write_text(json.dumps({"nbformat": 4, "cells": cells}), encoding="utf-8")

        assert cli.main(["check-notebook", str(path)]) == code

    faulty, right = capsys.readouterr().out.splitlines()
    assert faulty.startswith(f"{path}, cell 1: `### END SOLUTION` ends nothing")
    assert right == f"{path}: nothing to mend in 1 cells"
