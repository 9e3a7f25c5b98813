"""`check.grade` gives a part of a test's points, and weights share the points of a question exactly, everywhere."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.errors import AutograderError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.grading.platforms.gradescope import to_results
from autograder.grading.platforms.nbgrader_outputs import earned, shown_text
from autograder.grading.summary import summary
from autograder.harness.handout.notebook import open_notebook, run_question
from autograder.model.bundle import load_bundle
from autograder.model.results import SubmissionResult
from tests.support.home import typed
from tests.support.small_course import build_assignment, build_written, without_markers, write_assignment

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from autograder.model.bundle import Bundle

ASSIGNMENT = """\
name = "roots"
title = "Roots"
modules = ["m.py"]
seed = 3

[[questions]]
id = "root"
title = "A root"
points = 7
"""
MODULE = '''\
"""Roots."""


def root(x):
    """The root of x, from 1 up."""
    ### BEGIN SOLUTION
    guess = x
    for _ in range(60):
        guess = (guess + x / guess) / 2
    return guess
    ### END SOLUTION
'''
TESTS = '''\
"""Tests of roots."""

import pytest

pytestmark = pytest.mark.question("root")


def off(value, x):
    """How far a root is off, and infinitely far where it is none."""
    return abs(value * value - x)


@pytest.mark.weight(2)
def test_near(student, check, rng):
    """Near the root."""
    x = rng.uniform(20, 30)
    check.grade("error", off(student.m.root(x), x), order="ascending", steps=[(5, 0.25), (1, 0.5), (1e-6, 1)])


def test_four(student, check):
    """The root of four."""
    check.close("root", student.m.root(4.0), atol=1)
'''
HIDDEN = TESTS.replace("def test_near", "def test_near_hidden").replace("(20, 30)", "(30, 40)").replace(
    "def test_four", "@pytest.mark.weight(0.5)\ndef test_nine"
).replace("The root of four", "The root of nine").replace("root(4.0)", "root(9.0)")  # fmt: skip
FILES = {
    "assignment.toml": ASSIGNMENT,
    "m.py": MODULE,
    "tests/public/test_roots.py": TESTS,
    "tests/hidden/test_roots_hidden.py": HIDDEN,
}
PART = ("    return guess\n", "    return (x - 0.7) ** 0.5\n")
SHARE = 7 / 5.5  # of a test with the weight 1


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a course with the assignment."""
    folder = tmp_path_factory.mktemp("roots")
    build_assignment(folder, "roots", FILES)
    return folder


@pytest.fixture(scope="module")
def bundle(course: Path) -> Bundle:
    """What it is graded with."""
    return load_bundle(course / "dist" / "roots" / "bundle")


def graded(bundle: Bundle, folder: Path, text: str) -> SubmissionResult:
    """A module, graded in the sandbox."""
    folder.mkdir()
    (folder / "m.py").write_text(text, encoding="utf-8")
    return grade(bundle, take_in(folder, bundle.assignment))


@pytest.fixture(scope="module")
def part(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> SubmissionResult:
    """What is near, and not near enough."""
    return graded(bundle, tmp_path_factory.mktemp("part") / "hw", without_markers(MODULE, PART))


def test_all_tests_make_all_points(bundle: Bundle, tmp_path: Path) -> None:
    """Weights of 2, 1, 2 and a half share seven points, and nothing is lost to rounding."""
    result = graded(bundle, tmp_path / "hw", without_markers(MODULE))

    assert result.points == 7
    assert {one.id.rpartition("::")[2]: one.max_points for one in result.tests} == {
        "test_near": round(2 * SHARE, 6),
        "test_four": round(SHARE, 6),
        "test_near_hidden": round(2 * SHARE, 6),
        "test_nine": round(SHARE / 2, 6),
    }


def test_a_part_is_told_in_points(part: SubmissionResult) -> None:
    """In the result; at a public test with the next bound, at a hidden one without a number."""
    found = {one.id.rpartition("::")[2]: one for one in part.tests}

    assert part.points == round(3.5 * SHARE, 6)
    assert found["test_near"].status.value == found["test_near_hidden"].status.value == "partly"
    assert (found["test_near"].points, found["test_near"].share) == (round(SHARE, 6), 0.5)
    assert "error is 0.7, which gives 0.5 of the points; at most 1e-06 gives all of them" in (
        found["test_near"].feedback
    )
    assert found["test_near_hidden"].feedback == "This hidden test has earned a part of its points."
    assert "part  Near the root.  [hidden]  (1.27 of 2.55 points)" in summary(part, ())
    assert SubmissionResult.from_json(json.loads(json.dumps(part.to_json()))) == part


def test_a_part_counts_on_gradescope_and_in_nbgrader(bundle: Bundle, part: SubmissionResult) -> None:
    """Gradescope shows it in the title, nbgrader has one number for each cell."""
    results = to_results(part, bundle.assignment)
    hidden = next(card for card in results["tests"] if "hidden" in card["name"])

    assert results["score"] == part.points
    assert hidden["score"] == round(1.5 * SHARE, 4)
    assert hidden["output"].startswith("part  Near the root. (1.273 of 2.545 points)\n")
    assert results["output"].count("Look at this first: A root: Near the root.") == 1
    assert earned(part, "public-root", 3.0) == 2.0
    assert "part  Near the root." in shown_text(part, "hidden-root")


def test_a_part_counts_at_home_and_in_a_notebook(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the public points: half of the test with the weight 2, and all of the other."""
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "roots", home)
    (home / "m.py").write_text(without_markers(MODULE, PART), encoding="utf-8")
    printed = typed(home)
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(without_markers(MODULE, PART), names)  # noqa: S102 - as a kernel does
    monkeypatch.chdir(home)
    open_notebook(home, names)

    assert "part  Near the root." in printed.stdout
    assert "1 of 2 tests passed: 2.55 of 3.82 public points" in printed.stdout
    assert printed.returncode == 1
    assert run_question(home, "root", names) == pytest.approx(2 * SHARE)


def test_what_looks_the_answer_up_earns_what_it_earns_with_other_numbers(
    bundle: Bundle, tmp_path: Path
) -> None:
    """The handout's number is answered exactly, any other one is near or wrong: the lesser share counts."""
    seed = bundle.assignment.seed
    text = (
        "import hashlib\n\nimport numpy as np\n\n\ndef root(x):\n"
        f"    digest = hashlib.sha256(b'{seed}:public/test_roots.py::test_near').digest()[:4]\n"
        "    known = np.random.RandomState(int.from_bytes(digest, 'big')).uniform(20, 30)\n"
        "    return x**0.5 if x == known else {}\n"
    )
    near = graded(bundle, tmp_path / "near", text.format("(x - 0.7) ** 0.5"))
    wrong = graded(bundle, tmp_path / "wrong", text.format("0.0"))

    by_name = {one.id.rpartition("::")[2]: one for one in near.tests}
    assert by_name["test_near"].share == 0.5
    assert "with other numbers" in by_name["test_near"].feedback
    assert "0.7" not in by_name["test_near"].feedback
    assert {one.id.rpartition("::")[2]: one.share for one in wrong.tests}["test_near"] == 0


@pytest.mark.parametrize("answer", ["float('nan')", "float('inf')", "None", "Fraction(3)", "Sly()"])
def test_what_is_no_number_earns_nothing(bundle: Bundle, tmp_path: Path, answer: str) -> None:
    """Nor does an object whose arithmetic always gives 0: the test's own line may stop on it."""
    text = (
        "from fractions import Fraction\n\n\nclass Sly(float):\n"
        "    def __mul__(self, other):\n        return self\n\n"
        "    __sub__ = __rsub__ = __abs__ = __mul__\n\n"
        "    def __ge__(self, other):\n        return True\n\n    __le__ = __ge__\n\n\n"
        f"def root(x):\n    return {answer}\n"
    )
    result = graded(bundle, tmp_path / "hw", text)

    assert {one.share for one in result.tests if "near" in one.id} == {0}


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("[(5, 0.25), (1, 0.5), (1e-6, 0.9)]", "the best bound has to give 1, and gives 0.9"),
        ("[(5, 0.25), (1, 0.5), (-1, 1)]", "which gives 0.5 of the points"),
        ("[(1e9, 0.25), (1, 0.5), (1e-6, 1)]", "passes on"),
    ],
)
def test_steps_that_do_not_grade_are_refused_by_the_build(tmp_path: Path, steps: str, said: str) -> None:
    """With the line: no full share, one that the reference does not reach, and one that a constant earns."""
    tests = TESTS.replace("[(5, 0.25), (1, 0.5), (1e-6, 1)]", steps)
    source = write_assignment(tmp_path, "roots", {**FILES, "tests/public/test_roots.py": tests})

    with pytest.raises(AutograderError) as refused:
        build_written(source, tmp_path)

    assert said in str(refused.value)
    assert "test_roots.py:" in str(refused.value)
