"""An untouched and a right notebook in the real nbgrader: every point of the rubric counts, nothing is said."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from autograder.authoring.release.course import put_into_course
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.model.answers import AnswerKey, AnswerKind, load_answers
from autograder.model.bundle import load_bundle
from autograder.model.graded_cells import CellKind, grade_id
from tests.support.nbgrader_class import nbgrader, source_of
from tests.support.real_course import NAME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    Grades = Mapping[str, Mapping[str, Any]]

pytestmark = pytest.mark.siege

SWITCH = 'c.Autograde.autograde_preprocessors = ["autograder.grading.platforms.nbgrader.SandboxedTests"]\n'
GRADES = f"""
import json, sys
from nbgrader.api import Gradebook
with Gradebook(sys.argv[1]) as book:
    print(json.dumps({{
        submission.student.id: {{
            grade.name: [grade.score, grade.max_score, grade.needs_manual_grade]
            for notebook in submission.notebooks for grade in notebook.grades
        }}
        for submission in book.assignment_submissions("{NAME}")
    }}))
"""
WRONG_KEY = "1.1.c"  # of an answer that one student gets wrong


@pytest.fixture(scope="module")
def keys(real_course: Path) -> tuple[AnswerKey, ...]:
    """The written questions."""
    return load_answers(real_course / "source" / NAME / "answers.toml")


def right(key: AnswerKey) -> str:
    """The right answer, as a student may write it."""
    if key.kind is AnswerKind.PROSE:
        return "It is so because it cannot be otherwise."
    if isinstance(key.answer, frozenset):
        return ", ".join(sorted(key.answer))
    return "x".join(map(str, key.answer)) if isinstance(key.answer, tuple) else f"{key.answer:.12g}"


def solved(real_course: Path, keys: tuple[AnswerKey, ...]) -> dict[str, Any]:
    """The released notebook with the solution and all answers written into it."""
    notebook: dict[str, Any] = json.loads((real_course / "release" / NAME / f"{NAME}.ipynb").read_text())
    source = json.loads((real_course / "dist" / NAME / "nbgrader" / f"{NAME}.ipynb").read_text())
    texts = {cell["id"]: source_of(cell) for cell in source["cells"]}
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution") and cell["cell_type"] == "code":
            lines = texts[cell["id"]].split("\n")
            cell["source"] = "\n".join(line for line in lines if not line.lstrip().startswith("### "))
    answers = {grade_id(CellKind.WRITTEN, key.id): right(key) for key in keys}
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["metadata"].get("nbgrader", {}).get("grade_id"), cell["source"])
    return notebook


@pytest.fixture(scope="module")
def handed_in(real_course: Path, keys: tuple[AnswerKey, ...]) -> dict[str, dict[str, Any]]:
    """The notebooks by student."""
    untouched = json.loads((real_course / "release" / NAME / f"{NAME}.ipynb").read_text())
    whole, slip = solved(real_course, keys), solved(real_course, keys)
    for cell in slip["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id(CellKind.WRITTEN, WRONG_KEY):
            cell["source"] = "A"
    return {"right": whole, "slip": slip, "untouched": untouched}


@pytest.fixture(scope="module")
def course(
    real_course: Path,
    handed_in: Mapping[str, dict[str, Any]],
    tmp_path_factory: pytest.TempPathFactory,
    environment: Mapping[str, str],
) -> Path:
    """A course in which they were handed in and graded."""
    folder: Path = tmp_path_factory.mktemp("written") / "course"
    put_into_course(NAME, real_course, folder)
    config = f"c = get_config()\nc.CourseDirectory.db_url = 'sqlite:///{folder}/gradebook.db?timeout=60'\n"
    (folder / "nbgrader_config.py").write_text(config + SWITCH, encoding="utf-8")
    nbgrader(folder, environment, "generate_assignment", NAME)
    for student, notebook in handed_in.items():
        target = folder / "submitted" / student / NAME
        shutil.copytree(folder / "release" / NAME, target)
        (target / f"{NAME}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    nbgrader(folder, environment, "autograde", NAME)
    return folder


@pytest.fixture(scope="module")
def grades(course: Path, environment: Mapping[str, str]) -> dict[str, dict[str, list[Any]]]:
    """Student, grade id: points, the most, and whether a person has to look."""
    command = [sys.executable, "-W", "ignore", "-c", GRADES, f"sqlite:///{course}/gradebook.db"]
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=True)
    found: dict[str, dict[str, list[Any]]] = json.loads(done.stdout)
    return found


def test_every_point_of_the_rubric_is_in_the_gradebook(
    grades: Mapping[str, Mapping[str, list[Any]]], keys: tuple[AnswerKey, ...], real_course: Path
) -> None:
    """Those of the code and those of each written question."""
    code = load_bundle(real_course / "dist" / NAME / "bundle").assignment.max_points
    most = {name: pair[1] for name, pair in grades["right"].items()}

    for key in keys:
        assert most[grade_id(CellKind.WRITTEN, key.id)] == key.points
    assert sum(most.values()) == pytest.approx(code + sum(key.points for key in keys))


def test_the_right_notebook_earns_all_but_what_waits_for_a_person(
    grades: Mapping[str, Mapping[str, list[Any]]], keys: tuple[AnswerKey, ...]
) -> None:
    """Answers in words wait; all others are graded."""
    prose = {grade_id(CellKind.WRITTEN, key.id) for key in keys if key.kind is AnswerKind.PROSE}

    for name, (got, most, waits) in grades["right"].items():
        assert (got, waits) == ((0, True) if name in prose else (most, False)), name


def test_the_untouched_notebook_earns_nothing_and_waits_for_nobody(
    grades: Mapping[str, Mapping[str, list[Any]]],
) -> None:
    """A placeholder is no answer."""
    assert {(got, waits) for got, _, waits in grades["untouched"].values()} == {(0, False)}


def test_a_wrong_letter_costs_its_own_question_alone(grades: Mapping[str, Mapping[str, list[Any]]]) -> None:
    """The rest is as in the right notebook."""
    differ = {name for name in grades["right"] if grades["right"][name] != grades["slip"][name]}

    assert differ == {grade_id(CellKind.WRITTEN, WRONG_KEY)}
    assert grades["slip"][grade_id(CellKind.WRITTEN, WRONG_KEY)] == [0, 0.5, False]


@pytest.mark.parametrize("student", ["right", "untouched"])
def test_nobody_is_told_a_note(course: Path, student: str) -> None:
    """No student is accused of edited tests, because it is the grader that blanks them."""
    text = (course / "autograded" / student / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")

    assert "Notes of the grader" not in text
    assert "edited" not in text


@pytest.mark.parametrize("student", ["right", "untouched", "slip"])
def test_grade_says_the_same_of_the_notebook(
    real_course: Path,
    handed_in: Mapping[str, dict[str, Any]],
    grades: Mapping[str, Mapping[str, list[Any]]],
    tmp_path: Path,
    student: str,
) -> None:
    """`autograder grade` reads the answers out of the same cells."""
    bundle = load_bundle(real_course / "dist" / NAME / "bundle")
    path = tmp_path / f"{NAME}.ipynb"
    path.write_text(json.dumps(handed_in[student]), encoding="utf-8")

    result = grade(bundle, take_in(path, bundle.assignment))

    assert result.notes == ()
    for written in result.written:
        got = grades[student][grade_id(CellKind.WRITTEN, written.id.removeprefix("written/"))][0]
        assert written.points == got
