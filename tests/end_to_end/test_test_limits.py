"""`@pytest.mark.limit(seconds=3)`: a test has a time limit of its own, at home, in a notebook and in the grade."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.errors import AutograderError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.harness.handout.notebook import open_notebook, run_question
from autograder.model.bundle import load_bundle
from tests.support.home import typed
from tests.support.small_course import build_assignment, build_written, without_markers, write_assignment

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from autograder.model.results import SubmissionResult

ASSIGNMENT = """\
name = "stairs"
title = "Stairs"
modules = ["m.py"]
seed = 3

[limits]
test_seconds = 30.0

[[questions]]
id = "ways"
title = "Ways up the stairs"
points = 4
"""
MODULE = '''\
"""Stairs."""


def ways(steps):
    """In how many ways one can go up, one or two steps at a time."""
    ### BEGIN SOLUTION
    one, two = 1, 1
    for _ in range(steps):
        one, two = two, one + two
    return one
    ### END SOLUTION
'''
TESTS = '''\
"""Tests of stairs."""

import pytest

pytestmark = pytest.mark.question("ways")


def test_few(student, check):
    """A few steps."""
    check.equal("ways", [student.m.ways(steps) for steps in (1, 2, 7)])


@pytest.mark.limit(seconds=0.4)
def test_many(student, check):
    """Many steps, in little time."""
    check.equal("ways", student.m.ways(60))
'''
HIDDEN = TESTS.replace("def test_", "def test_hidden_").replace("60", "58").replace("(1, 2, 7)", "(3, 8)")
MISTAKES = """\
[[mistakes]]
id = "recursion"
question = "ways"
hint = "The function calls itself for the same steps again and again."
file = "m.py"
replace = "return one"
with = "return 1 if steps < 2 else ways(steps - 1) + ways(steps - 2)"
"""
FILES = {
    "assignment.toml": ASSIGNMENT,
    "m.py": MODULE,
    "tests/public/test_stairs.py": TESTS,
    "tests/hidden/test_stairs_hidden.py": HIDDEN,
}
RECURSION = ("    return one\n", "    return 1 if steps < 2 else ways(steps - 1) + ways(steps - 2)\n")
SWALLOWS = (
    "    return one\n",
    "    while steps > 50:\n     try:\n      steps += 1\n     except BaseException:\n      pass\n    return one\n",
)
LATE = "more than 0.4 s of processor time in ways"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a course with the assignment."""
    folder = tmp_path_factory.mktemp("stairs")
    build_assignment(folder, "stairs", FILES)
    return folder


def graded(course: Path, folder: Path, *edits: tuple[str, str]) -> SubmissionResult:
    """A solution with edits, graded in the sandbox."""
    folder.mkdir()
    (folder / "m.py").write_text(without_markers(MODULE, *edits), encoding="utf-8")
    bundle = load_bundle(course / "dist" / "stairs" / "bundle")
    return grade(bundle, take_in(folder, bundle.assignment))


def test_a_right_solution_has_all_points(course: Path, tmp_path: Path) -> None:
    """The limit is for those who take long."""
    result = graded(course, tmp_path / "hw")

    assert (result.points, result.max_points, result.notes) == (4, 4, ())


def test_what_takes_longer_costs_its_test(course: Path, tmp_path: Path) -> None:
    """A public test names the limit and the function, a hidden one says that it took too long; the others count."""
    result = graded(course, tmp_path / "hw", RECURSION)
    ended = {one.id.rpartition("::")[2]: (one.points, one.feedback) for one in result.tests}

    assert result.points == 2
    assert ended["test_few"] == ended["test_hidden_few"] == (1, "")
    assert LATE in ended["test_many"][1]
    assert "took too long" in ended["test_hidden_many"][1]
    assert result.seconds < 20  # the assignment's own limit is 30 s a test


def test_a_slow_function_keeps_its_other_tests(tmp_path: Path) -> None:
    """However many short limits it uses up: that has cost no two usual ones."""
    many = "".join(
        f"\n\n@pytest.mark.limit(seconds=0.4)\ndef test_more_{number}(student, check):\n"
        f'    """Many steps again."""\n    check.equal("ways", student.m.ways({number}))\n'
        for number in (61, 62, 63)
    )
    last = '\n\ndef test_three(student, check):\n    """Three steps."""\n    check.equal("ways", student.m.ways(3))\n'
    build_assignment(tmp_path, "stairs", {**FILES, "tests/public/test_stairs.py": TESTS + many + last})

    result = graded(tmp_path, tmp_path / "hw", RECURSION)

    assert [one.points > 0 for one in result.tests] == [True, False, False, False, False, True, True, False]


def test_code_that_keeps_on_is_ended_as_well(course: Path, tmp_path: Path) -> None:
    """Whatever ends it is caught, and the grader ends the process by the test's limit."""
    result = graded(course, tmp_path / "hw", SWALLOWS)

    assert result.points == 2
    assert result.seconds < 20


def test_the_same_holds_at_home(course: Path, tmp_path: Path) -> None:
    """With the same words."""
    shutil.copytree(course / "release" / "stairs", tmp_path / "home")
    (tmp_path / "home" / "m.py").write_text(without_markers(MODULE, RECURSION), encoding="utf-8")

    printed = typed(tmp_path / "home", "-v").stdout

    assert LATE in " ".join(printed.split())
    assert "1 of 2 tests passed: 1 of 2 public points" in printed


def test_the_same_holds_in_a_notebook(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cell of tests ends by itself, and gives the points of the others."""
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "stairs", home)
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(without_markers(MODULE, RECURSION), str(home / "1.py"), "exec"), names)  # noqa: S102 - as a kernel does
    monkeypatch.chdir(home)
    open_notebook(home, names)

    points = run_question(home, "ways", names)

    assert points == 1
    assert LATE in " ".join(capsys.readouterr().out.split())


def test_the_audit_keeps_it(tmp_path: Path) -> None:
    """A mistake that only takes half a second or two is caught by the test with the limit, and not without it."""
    limited = {
        path: FILES[path].replace("60", "32").replace("58", "31").replace("0.4", "0.1")
        for path in FILES
        if path.startswith("tests/")
    }
    files = {**FILES, **limited, "mistakes.toml": MISTAKES}
    build_written(write_assignment(tmp_path, "stairs", files), tmp_path)

    for path, text in limited.items():
        files[path] = text.replace("@pytest.mark.limit(seconds=0.1)\n", "")
    with pytest.raises(AutograderError, match="recursion"):
        build_written(write_assignment(tmp_path, "stairs", files), tmp_path)


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("seconds=1000", "no test may have more than 60 s: `cpu_seconds`, and half of `total_seconds`"),
        ("seconds=LONG", "with a number from 0.1 up"),
    ],
)
def test_a_limit_that_cannot_be_kept_is_refused_with_its_line(tmp_path: Path, limit: str, said: str) -> None:
    """Also one that only running the file can tell."""
    tests = TESTS.replace("seconds=0.4", limit).replace(
        "import pytest\n", "import pytest\n\nLONG = float('inf')\n"
    )
    source = write_assignment(tmp_path, "stairs", {**FILES, "tests/public/test_stairs.py": tests})

    with pytest.raises(AutograderError, match=r"test_stairs\.py:1[0-9]") as refused:
        build_written(source, tmp_path)

    assert said in str(refused.value)
