"""The instructor's modules beside the student's: in all that runs tests, and with no line of the solution."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release.build import build
from autograder.errors import BadInputError, BuildRefusedError, SourceError
from autograder.files import read_tree
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import SubmissionResult

ROWS = '''\
"""Makes rows where the student's code runs."""


class Row:
    """A row that the student's function is given."""

    def __init__(self, numbers):
        self.numbers = numbers


def scaled(module, row):
    """The student's answer for a row."""
    return module.scale(row.numbers)
'''
THROUGH = "student.beside.rows.scaled(student.toy_lib, student.beside.rows.Row({x}))"


@pytest.fixture
def rows(source: Path) -> Path:
    """The source folder of an assignment whose tests of scaling go through a module beside the student's."""
    (source / "beside").mkdir()
    (source / "beside" / "rows.py").write_text(ROWS, encoding="utf-8")
    (source / "beside" / "draft.py").write_text("'Not named in assignment.toml.'\n", encoding="utf-8")
    toml = source / "assignment.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace("seed = 7", 'seed = 7\nbeside = ["rows.py"]'),
        encoding="utf-8",
    )
    for name, x in (
        ("public/test_scale.py", "rng.uniform(-1, 1, (1, 5))"),
        ("hidden/test_scale_hidden.py", "np.zeros((2, 2))"),
    ):
        path = source / "tests" / name
        text = path.read_text(encoding="utf-8")
        assert f"student.toy_lib.scale({x})" in text
        path.write_text(text.replace(f"student.toy_lib.scale({x})", THROUGH.format(x=x)), encoding="utf-8")
    return source


@pytest.mark.usefixtures("without_wheel")
def test_handout_notebook_and_bundle_hold_the_modules_that_are_named(rows: Path, root: Path) -> None:
    """The build ran all of them already: the tests, and the notebook with its hidden tests."""
    build(rows, root)

    files = read_tree(root)
    for folder in ("release/toy/tests", "dist/toy/bundle", "dist/toy/nbgrader/tests"):
        assert files[f"{folder}/beside/rows.py"] == ROWS.encode()
    assert not [name for name in files if name.endswith("draft.py") and not name.startswith("source/")]
    assert json.loads(files["release/toy/tests/assignment.json"])["beside"] == ["rows.py"]


@pytest.mark.usefixtures("without_wheel")
def test_the_handout_runs_and_the_grader_grades_with_them(rows: Path, root: Path) -> None:
    """The solution earns everything in both."""
    build(rows, root)
    home = shutil.copytree(root / "release" / "toy", root / "home")
    shutil.copyfile(root / "solutions" / "toy" / "toy_lib.py", home / "toy_lib.py")

    ran = subprocess.run(
        [sys.executable, "run_tests.py"], cwd=home, capture_output=True, text=True, check=False
    )
    bundle = load_bundle(root / "dist" / "toy" / "bundle")
    graded: list[SubmissionResult] = []
    grade_each(bundle, [take_in(root / "solutions" / "toy", bundle.assignment)], graded.append)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert [(one.points, one.max_points) for one in graded] == [(10, 10)]


@pytest.mark.usefixtures("without_wheel")
def test_a_line_of_the_solution_beside_the_student_s_modules_is_refused(rows: Path, root: Path) -> None:
    """Students get the module, and it runs where they can read it."""
    text = f"{ROWS}\n\ndef own(x, FACTOR):\n    scaled = FACTOR * x + 1.0\n    return scaled\n"
    (rows / "beside" / "rows.py").write_text(text, encoding="utf-8")

    with pytest.raises(BuildRefusedError, match=r"stands in release/tests/beside/rows.py:17"):
        build(rows, root)


@pytest.mark.usefixtures("without_wheel")
def test_a_module_that_is_named_and_not_there_is_refused(rows: Path, root: Path) -> None:
    """Before anything is built."""
    (rows / "beside" / "rows.py").unlink()

    with pytest.raises(SourceError, match=r"there is no beside/rows.py"):
        build(rows, root)


@pytest.mark.usefixtures("without_wheel")
def test_a_bundle_without_them_is_refused(rows: Path, root: Path) -> None:
    """Every test that needs one would fail, as if the student were at fault."""
    build(rows, root)
    (root / "dist" / "toy" / "bundle" / "beside" / "rows.py").unlink()

    with pytest.raises(BadInputError, match=r"lacks beside/rows.py"):
        load_bundle(root / "dist" / "toy" / "bundle")


@pytest.mark.parametrize("name", ["beside", "batch", "settle"])
def test_a_module_of_students_has_no_name_that_means_something_else_to_a_test(
    source: Path, name: str
) -> None:
    """`student.beside` would not be the student's module."""
    toml = source / "assignment.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("toy_lib.py", f"{name}.py"), encoding="utf-8")

    with pytest.raises(SourceError, match="means something else to a test"):
        build(source, source.parents[1])
