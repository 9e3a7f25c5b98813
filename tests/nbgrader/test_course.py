"""The real nbgrader takes the notebook, gives it out, grades a class with it and tells the class."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from autograder.authoring.release.leaks import refuse_leaks, secrets_of, secrets_of_tests
from tests.support.nbgrader_class import NAME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.support.nbgrader_class import Course

pytestmark = pytest.mark.siege

_RUN = """
import json, sys
import nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], 4)
NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
nbformat.write(notebook, sys.argv[1])
"""


def cells_of(path: Path) -> dict[str, dict[str, Any]]:
    """The cells of a notebook by their ids."""
    return {cell["id"]: cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}


def test_generate_assignment_takes_it_without_a_warning(course: Course) -> None:
    """Whatever nbgrader finds odd in an assignment, it says so in its log."""
    assert "Writing" in course.generated
    assert re.findall(r".*(?:WARNING|ERROR).*", course.generated) == []


def test_our_notebook_for_students_is_the_one_that_nbgrader_makes(course: Course) -> None:
    """Cell by cell, metadata and checksums included."""
    theirs = json.loads(course.released.read_text(encoding="utf-8"))
    ours = json.loads(course.notebooks.released)

    assert ours == theirs


def test_what_nbgrader_gives_out_holds_no_solution_and_nothing_hidden(course: Course) -> None:
    """In the notebook and in every file that is copied beside it."""
    material, modules = course.prepared.files, course.prepared.reference.modules
    folder = course.released.parent
    given = (*map(str.encode, material.stubs.values()), *material.public.values())
    notebook = {f"{NAME}.ipynb": course.released.read_bytes()}

    refuse_leaks(
        secrets_of(modules), {**notebook, **{path.name: path.read_bytes() for path in folder.glob("*.py")}}
    )
    refuse_leaks(secrets_of_tests(material.hidden, given), notebook)
    assert not list(folder.rglob("*hidden*"))
    assert b"run_hidden" not in course.released.read_bytes()
    assert b"HIDDEN TESTS" not in course.released.read_bytes()


def test_the_points_are_the_rubric_s(course: Course) -> None:
    """Each question's two cells together, and the written answers."""
    about = [cell["metadata"].get("nbgrader", {}) for cell in json.loads(course.notebooks.source)["cells"]]
    points = {one["grade_id"]: one["points"] for one in about if one.get("grade")}

    for question in course.assignment.questions:
        both = points[f"public-{question.id}"] + points[f"hidden-{question.id}"]
        assert both == pytest.approx(question.points, abs=1e-6)
    assert {name for name in points if name.startswith("written-")} == {
        f"written-{key.id.replace('.', '-')}" for key in course.prepared.files.answer_keys
    }


def test_the_released_notebook_runs_top_to_bottom_and_every_test_fails(
    course: Course, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    """In a fresh kernel, as a student does first; no cell raises, none writes to stderr, each says 0.0."""
    folder = shutil.copytree(course.released.parent, tmp_path / "handout")
    notebook = folder / f"{NAME}.ipynb"

    subprocess.run([sys.executable, "-c", _RUN, str(notebook)], env=dict(environment), cwd=folder, check=True)

    cells = cells_of(notebook)
    outputs = {name: cell.get("outputs", []) for name, cell in cells.items()}
    assert "Everything is in place." in str(outputs["setup"])
    assert not [name for name, found in outputs.items() for one in found if one.get("name") == "stderr"]
    values = {
        name: "".join(one["data"]["text/plain"])
        for name, found in outputs.items()
        for one in found
        if one["output_type"] == "execute_result"
    }
    assert values == {f"public-{question.id}": "0.0" for question in course.assignment.questions}
    assert "0 of 2 public points" in str(outputs["public-linear"])


def test_validate_tells_right_from_unwritten(course: Course, tmp_path: Path) -> None:
    """What a student's Validate button does; and no test cell counts as changed."""
    folder = shutil.copytree(course.released.parent, tmp_path / "handout")
    (folder / "right.ipynb").write_text(json.dumps(course.solved), encoding="utf-8")

    answer = course.nbgrader(folder, "validate", "right.ipynb", f"{NAME}.ipynb")

    right, _, unwritten = answer.partition("Success! Your notebook passes all the tests.")
    assert right == ""
    assert "VALIDATION FAILED ON 51 CELL(S)!" in unwritten  # 7 public test cells and 44 written answers
    assert "CHANGED" not in answer


def test_the_reference_gets_full_points_and_the_stub_none(course: Course) -> None:
    """In nbgrader's gradebook, cell by cell."""
    tests = {
        student: [pair for name, pair in grades.items() if not name.startswith("written")]
        for student, grades in course.points.items()
    }

    assert all(got == most for got, most in tests["reference"])
    assert all(got == 0 for got, _ in tests["stub"])
    assert sum(most for _, most in tests["stub"]) == course.assignment.max_points == 55


def test_a_half_right_notebook_gets_the_points_of_its_files(course: Course, mistake: str) -> None:
    """Nbgrader's gradebook and our grading of the .py files agree on every question."""
    expected = course.expected(mistake)

    assert course.question_points(mistake) == pytest.approx(expected, abs=1e-6)
    assert sum(expected.values()) < 55


def test_noise_costs_no_points(course: Course) -> None:
    """NumPy's warnings, a log and prints to stderr: nbgrader alone gives 0 for any of them."""
    assert course.points["noisy"] == course.points["reference"]


def test_warnings_are_shown_and_no_test_cell_has_anything_on_stderr(course: Course) -> None:
    """They stand beside the test that failed, among its prints."""
    cells = cells_of(course.folder / "autograded" / "sigmoid-overflow" / NAME / f"{NAME}.ipynb")
    shown = str(cells["public-sigmoid"]["outputs"]) + str(cells["hidden-sigmoid"]["outputs"])

    assert not [
        one for cell in cells.values() for one in cell.get("outputs", []) if one.get("name") == "stderr"
    ]
    assert "FAIL" in shown


def test_hidden_test_cells_print_titles_and_no_values(course: Course) -> None:
    """Which test failed, in the words of its docstring."""
    cells = cells_of(course.folder / "autograded" / "linear-summed-weights" / NAME / f"{NAME}.ipynb")
    printed = "".join(text for one in cells["hidden-linear"]["outputs"] for text in one.get("text", []))

    assert "FAIL" in printed
    assert "expected" not in printed
    assert "got" not in printed


def test_feedback_is_made(course: Course) -> None:
    """A page for the student, with the points in it."""
    pages = list((course.folder / "feedback" / "linear-summed-weights" / NAME).glob("*.html"))

    assert len(pages) == 1
    assert "public-linear" in pages[0].read_text(encoding="utf-8")


def test_the_notebook_s_code_is_that_of_the_files(course: Course) -> None:
    """Without the imports of one another, which one namespace does without."""
    for released, texts in (
        (json.loads(course.notebooks.released), course.prepared.files.stubs),
        (course.solved, course.prepared.files.solutions),
    ):
        for name, text in texts.items():
            stem = name.removesuffix(".py")
            cells = [
                "".join(cell["source"])
                for cell in released["cells"]
                if cell["id"].startswith(f"solution-{stem}-")
            ]
            lines = [
                line
                for line in text.split("\n")
                if line.strip() and not line.startswith("from hw3_lib import")
            ]
            assert [line for line in "\n".join(cells).split("\n") if line.strip()] == lines
