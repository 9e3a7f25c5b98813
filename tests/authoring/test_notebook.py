"""The notebook: made of the same text as the files, with nothing in it that students must not have."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from autograder.authoring.notebook.nbgrader import release_cell
from autograder.authoring.notebook.split import OneNamespaceError, code_cells, last_needed, names_asked_for
from autograder.authoring.release.build import build
from autograder.authoring.release.leaks import refuse_leaks, secrets_of
from autograder.authoring.source.regions import read_module
from autograder.authoring.source.source_text import compile_error
from autograder.errors import BuildRefusedError
from autograder.grading.intake.submission import take_in
from autograder.model.assignment import Stub, load_assignment
from autograder.model.graded_cells import CellKind, grade_id, is_solution
from tests.support.secret import put_secret

if TYPE_CHECKING:
    from pathlib import Path

SECOND = '''\
"""More to write."""

import numpy as np
from toy_lib import norm as size
from toy_lib import scale

LIMIT = 3


@staticmethod
def tagged() -> None:
    """Given."""


class Tree:
    """Given, and then some."""

    def grow(self) -> float:
        """To write."""
        ### BEGIN SOLUTION
        return size(scale(np.ones(LIMIT))) * LIMIT + 0.25
        ### END SOLUTION


### BEGIN SOLUTION
GROWN = Tree().grow() + 0.125 * LIMIT
### END SOLUTION

if __name__ == "__main__":
    print(Tree().grow())
'''


def cells(path: Path) -> dict[str, dict[str, Any]]:
    """The cells of a notebook by their ids."""
    return {cell["id"]: cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def text(cell: dict[str, Any]) -> str:
    """The source of a cell."""
    return "".join(cell["source"])


def replace(path: Path, old: str, new: str) -> None:
    """Put one text in the place of another in a file that holds it."""
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def with_second_module(source: Path, code: str) -> None:
    """Give the assignment another module."""
    (source / "second.py").write_text(code, encoding="utf-8")
    replace(source / "assignment.toml", '"toy_lib.py"]', '"toy_lib.py", "second.py"]')


def test_a_notebook_stands_in_the_release_and_its_source_in_dist(built: Path) -> None:
    """With all that it needs beside it, and none of the files that stand for it."""
    assert (built / "release" / "toy" / "toy.ipynb").is_file()
    course = built / "dist" / "toy" / "nbgrader"
    beside = {path.relative_to(course).as_posix() for path in course.rglob("*") if path.is_file()}
    assert beside == {
        "harness.zip",
        "run_tests.py",
        "tests/assignment.json",
        "tests/given.json",
        "tests/conftest.py",
        "tests/public/test_scale.py",
        "tests/pytest.ini",
        "tests/records.npz",
        "toy.ipynb",
        "toy_given.py",
    }


def test_a_solution_cell_holds_the_stub_of_the_file(built: Path) -> None:
    """Points, tests and stubs are written once."""
    released = cells(built / "release" / "toy" / "toy.ipynb")
    code = "\n\n\n".join(text(cell) for name, cell in released.items() if is_solution(name))

    assert code + "\n" == (built / "release" / "toy" / "toy_lib.py").read_text(encoding="utf-8")


def test_the_source_notebook_has_nbgrader_s_third_schema_and_nothing_else(built: Path) -> None:
    """No checksum and no cell_type, which generate_assignment adds."""
    source = cells(built / "dist" / "toy" / "nbgrader" / "toy.ipynb")
    about = {name: cell["metadata"]["nbgrader"] for name, cell in source.items() if cell["metadata"]}

    assert all(cell["metadata"].keys() <= {"nbgrader"} for cell in source.values())
    assert about == {
        "solution-toy_lib-preamble": _about("solution-toy_lib-preamble", locked=True),
        "solution-toy_lib-scale": _about("solution-toy_lib-scale", solution=True),
        "public-scale": _about("public-scale", grade=True, locked=True, points=1.0),
        "hidden-scale": _about("hidden-scale", grade=True, locked=True, points=3.0),
        "solution-toy_lib-norm": _about("solution-toy_lib-norm", solution=True),
        "hidden-norm": _about("hidden-norm", grade=True, locked=True, points=6.0),
    }


def test_the_released_notebook_holds_no_hidden_test(built: Path) -> None:
    """Neither its source nor its values; what is left says that it will run."""
    released = cells(built / "release" / "toy" / "toy.ipynb")

    assert text(released["hidden-norm"]) == (
        "# The hidden tests: 6 of the question's 6 points. They run when the notebook is graded."
    )
    assert "test_norm" not in (built / "release" / "toy" / "toy.ipynb").read_text(encoding="utf-8")
    assert "test_norm" in text(cells(built / "dist" / "toy" / "nbgrader" / "toy.ipynb")["hidden-norm"])


def test_a_notebook_with_the_solution_in_it_is_a_leak(built: Path) -> None:
    """The look at what leaves the house reads notebooks too; nbgrader's source notebook is the nearest one."""
    secrets = secrets_of([read_module(built / "source" / "toy" / "toy_lib.py")])
    refuse_leaks(secrets, {"toy.ipynb": (built / "release" / "toy" / "toy.ipynb").read_bytes()})

    with pytest.raises(BuildRefusedError, match=r"toy_lib.py:\d+ stands in toy.ipynb"):
        refuse_leaks(secrets, {"toy.ipynb": (built / "dist" / "toy" / "nbgrader" / "toy.ipynb").read_bytes()})


def test_every_released_cell_is_python(built: Path) -> None:
    """Also where a hidden region filled it."""
    for name, cell in cells(built / "release" / "toy" / "toy.ipynb").items():
        if cell["cell_type"] == "code":
            assert compile_error(text(cell)) is None, name


@pytest.mark.usefixtures("without_wheel")
def test_the_same_source_makes_the_same_bytes(source: Path, root: Path, built_once: Path) -> None:
    """However often it is built, with the same secret."""
    put_secret(root, "toy")
    build(source, root)

    for path in ("release/toy/toy.ipynb", "dist/toy/nbgrader/toy.ipynb"):
        assert (root / path).read_bytes() == (built_once / path).read_bytes()


@pytest.mark.usefixtures("without_wheel")
def test_a_changed_notebook_is_drift(built: Path) -> None:
    """As any other file of the release."""
    replace(built / "release" / "toy" / "toy.ipynb", "Run the cells", "Run some cells")

    report = build(built / "source" / "toy", built, check=True)

    assert [str(one) for one in report.drift] == ["release/toy/toy.ipynb: different"]


@pytest.mark.usefixtures("without_wheel")
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("handout.md", "Write `scale`", "Between BEGIN SOLUTION and END SOLUTION, write `scale`"),
        ("tests/hidden/test_norm.py", '"""Norms."""', '"""Norms. END HIDDEN TESTS"""'),
        ("tests/hidden/test_norm.py", '"""Norms."""', '"""Norms.\n\n### BEGIN SOLUTION\n"""'),
    ],
)
def test_words_that_nbgrader_acts_upon_are_refused(
    source: Path, root: Path, file: str, old: str, new: str
) -> None:
    """It looks for them anywhere in a line, in strings too, and what it then gives out is nobody's intention."""
    replace(source / file, old, new)

    with pytest.raises(BuildRefusedError, match="nbgrader would stumble over the notebook's cell"):
        build(source, root)


@pytest.mark.usefixtures("without_wheel")
def test_a_hidden_test_in_the_handout_is_refused(source: Path, root: Path) -> None:
    """The notebook carries the handout's text."""
    hidden = 'check.close("norm", student.toy_lib.norm(rng.uniform(-1, 1, 9)))'
    replace(source / "handout.md", "Write `scale`", f"This is tested:\n\n    {hidden}\n\nWrite `scale`")

    with pytest.raises(BuildRefusedError, match="a hidden test"):
        build(source, root)


def test_cells_are_cut_between_functions_and_classes(source: Path) -> None:
    """Imports of one another and a script's own run fall away."""
    with_second_module(source, SECOND)

    found = code_cells([read_module(source / "toy_lib.py"), read_module(source / "second.py")])

    assert [(one.module, one.name, one.to_solve) for one in found] == [
        ("toy_lib", "preamble", False),
        ("toy_lib", "scale", True),
        ("toy_lib", "norm", True),
        ("second", "preamble", False),
        ("second", "tagged", False),
        ("second", "Tree", True),
        ("second", "rest-1", True),
    ]
    assert "import numpy as np\nsize = norm\n\nLIMIT = 3" in found[3].source
    assert found[4].source.startswith("@staticmethod")
    assert found[6].source.endswith("### END SOLUTION")
    assert last_needed(found, ["scale"]) == 1
    assert last_needed(found, ["Tree"]) == 5
    assert last_needed(found, ["GROWN"]) == 6
    assert last_needed(found, names_asked_for("student.nothing.of_ours")) == -1


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import toy_lib\n", "second.py:1: a notebook has no modules"),
        ("def norm(x):\n    return x\n", "second.py:1: `norm` is something else in toy_lib.py"),
        ("import math as np\n", "second.py:1: `np` is something else in toy_lib.py"),
    ],
)
def test_modules_that_need_a_namespace_each_have_no_notebook(source: Path, code: str, said: str) -> None:
    """And why not is said, with file and line."""
    with_second_module(source, code + SECOND.partition("\n")[2])

    with pytest.raises(OneNamespaceError, match=said):
        code_cells([read_module(source / "toy_lib.py"), read_module(source / "second.py")])


@pytest.mark.usefixtures("without_wheel")
def test_without_a_notebook_the_rest_is_built(source: Path, root: Path) -> None:
    """The report says what is missing."""
    with_second_module(
        source, "import toy_lib\n" + SECOND.partition("\n")[2].replace("LIMIT) + 0.125", "LIMIT)")
    )

    report = build(source, root)

    assert any(line.startswith("  no notebook: ") for line in report.lines())
    assert (root / "release" / "toy" / "second.py").is_file()
    assert not (root / "release" / "toy" / "toy.ipynb").exists()
    assert not (root / "dist" / "toy" / "nbgrader").exists()


@pytest.mark.usefixtures("without_wheel")
def test_a_reference_that_only_works_as_a_file_is_refused(source: Path, root: Path) -> None:
    """The build runs the notebook's cells as a kernel would, the hidden ones too."""
    replace(source / "toy_lib.py", "def norm(", 'POWER = 2 if __name__ == "toy_lib" else 3\n\n\ndef norm(')
    replace(source / "toy_lib.py", "np.sum(x * x)", "np.sum(np.abs(x) ** POWER)")

    with pytest.raises(
        BuildRefusedError, match=r"`hidden-norm` fails on the reference solution: it gives 0.0 of 6"
    ):
        build(source, root)


def test_grade_ids_are_made_of_nbgrader_s_letters() -> None:
    """And tell solutions from the rest."""
    ids = [
        grade_id(CellKind.SOLUTION, "hw3_lib", "Linear"),
        grade_id(CellKind.PUBLIC, "cross-entropy"),
        grade_id(CellKind.WRITTEN, "1.1.a"),
    ]

    assert ids == ["solution-hw3_lib-Linear", "public-cross-entropy", "written-1-1-a"]
    assert [is_solution(one) for one in ids] == [True, False, False]


def test_a_solution_cell_without_a_region_is_a_stub_as_a_whole() -> None:
    """As nbgrader has it; our build makes none."""
    about = {"grade": False, "solution": True, "locked": False, "grade_id": "x"}
    cell = {"cell_type": "code", "source": "secret = 1", "metadata": {"nbgrader": about}}

    release_cell(cell, Stub(comment="# HERE", body="pass"))

    assert cell["source"] == "# HERE\npass"


def _about(
    id_: str,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: float | None = None,
) -> dict[str, Any]:
    more = {} if points is None else {"points": points}
    about = {"grade": grade, "solution": solution, "locked": locked, "task": False}
    return {"schema_version": 3, "grade_id": id_, **about, **more}


def test_a_handout_that_is_zipped_whole_is_graded_by_its_notebook(built: Path, tmp_path: Path) -> None:
    """The bundle knows the modules as they were given out; and which cells were edited, and which are gone."""
    handout = shutil.copytree(built / "release" / "toy", tmp_path / "handed-in")
    notebook = json.loads((handout / "toy.ipynb").read_text(encoding="utf-8"))
    kept = [cell for cell in notebook["cells"] if cell["id"] != "solution-toy_lib-norm"]
    tests = next(cell for cell in kept if cell["id"].startswith("public-"))
    tests["source"] = "assert True"
    (handout / "toy.ipynb").write_text(json.dumps({**notebook, "cells": kept}), encoding="utf-8")

    taken = take_in(handout, load_assignment(built / "dist" / "toy" / "bundle"))

    said = "\n".join(taken.notes)
    assert taken.notebook
    assert "The modules are as they were given out" in said
    assert "held tests and was edited: it is not run" in said
    assert "Cells to be filled in were deleted, or lost their names: solution-toy_lib-norm." in said
