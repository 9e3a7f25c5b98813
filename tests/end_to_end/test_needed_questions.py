"""`@pytest.mark.needs("first")`: a test is skipped where a question that it needs is not passed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.errors import AutograderError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.grading.platforms.gradescope import to_results
from autograder.grading.platforms.nbgrader_outputs import earned, shown_text
from autograder.grading.summary import summary
from autograder.harness.checks.status import Status
from autograder.harness.handout.notebook import open_notebook, run_question
from autograder.model.bundle import load_bundle
from tests.support.home import typed
from tests.support.small_course import build_assignment, build_written, without_markers, write_assignment

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from autograder.model.bundle import Bundle
    from autograder.model.results import SubmissionResult

ASSIGNMENT = """\
name = "chain"
title = "A chain"
modules = ["m.py"]
seed = 3

[[questions]]
id = "whole"
title = "The chain"
points = 4

[[questions]]
id = "first"
title = "The first link"
points = 2

[[questions]]
id = "last"
title = "The end"
points = 1
"""
MODULE = '''\
"""A chain."""


def first(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


def whole(x):
    """Twice x, and 1."""
    ### BEGIN SOLUTION
    return first(x) + 1
    ### END SOLUTION


def last(x):
    """x less 1."""
    ### BEGIN SOLUTION
    return x - 1
    ### END SOLUTION
'''
PUBLIC = '''\
"""Public tests of a chain."""

import pytest


@pytest.mark.question("whole")
@pytest.mark.needs("first")
def test_whole(student, check, rng):
    """The chain."""
    check.close("whole", student.m.whole(rng.uniform(2, 3)))


@pytest.mark.question("whole")
def test_alone(student, check):
    """Something of the chain that needs nothing."""
    check.close("three", student.m.whole(3.0) - student.m.whole(1.0))


@pytest.mark.question("first")
def test_first(student, check):
    """The first link."""
    check.close("first", student.m.first(2.0))


@pytest.mark.question("last")
@pytest.mark.needs("whole")
def test_last(student, check):
    """The end."""
    check.close("last", student.m.last(7.0))
'''
HIDDEN = '''\
"""Hidden tests of a chain."""

import pytest


@pytest.mark.question("first")
def test_first_hidden(student, check):
    """The first link, of other numbers."""
    check.close("first", student.m.first(-5.0))


@pytest.mark.question("whole")
@pytest.mark.needs("first")
def test_whole_hidden(student, check):
    """The chain, of other numbers."""
    check.close("whole", student.m.whole(-4.0))
'''
FILES = {
    "assignment.toml": ASSIGNMENT,
    "m.py": MODULE,
    "tests/public/test_chain.py": PUBLIC,
    "tests/hidden/test_chain_hidden.py": HIDDEN,
}
ONLY_HIDDEN_FAILS = ("return 2 * x", "return 2 * abs(x)")
WRONG = ("return 2 * x", "return 3 * x")
SENTENCE = "Skipped, because it needs The first link: mend `first` first."


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a course with the assignment."""
    folder = tmp_path_factory.mktemp("chain")
    build_assignment(folder, "chain", FILES)
    return folder


@pytest.fixture(scope="module")
def bundle(course: Path) -> Bundle:
    """What it is graded with."""
    return load_bundle(course / "dist" / "chain" / "bundle")


def graded(bundle: Bundle, folder: Path, *edits: tuple[str, str]) -> SubmissionResult:
    """A solution with edits, graded in the sandbox."""
    folder.mkdir()
    (folder / "m.py").write_text(without_markers(MODULE, *edits), encoding="utf-8")
    return grade(bundle, take_in(folder, bundle.assignment))


def ended(result: SubmissionResult) -> dict[str, str]:
    """By the name of each test, how it ended."""
    return {one.id.rpartition("::")[2]: one.status.value for one in result.tests}


def test_nothing_is_skipped_where_the_needed_question_is_passed(bundle: Bundle, tmp_path: Path) -> None:
    """Then the tests are as any others."""
    result = graded(bundle, tmp_path / "hw")

    assert (result.points, set(ended(result).values())) == (7, {"passed"})


def test_a_hidden_test_of_the_needed_question_counts_in_the_grade(bundle: Bundle, tmp_path: Path) -> None:
    """Tests that pass themselves are skipped; what needs a question with skipped tests is skipped as well."""
    result = graded(bundle, tmp_path / "hw", ONLY_HIDDEN_FAILS)

    assert ended(result) == {
        "test_whole": "skipped",
        "test_alone": "passed",
        "test_whole_hidden": "skipped",
        "test_first": "passed",
        "test_first_hidden": "failed",
        "test_last": "skipped",
    }
    assert {one.id: one.points for one in result.questions} == {
        "whole": pytest.approx(4 / 3),
        "first": 1,
        "last": 0,
    }


def test_a_skipped_test_says_what_to_mend(bundle: Bundle, tmp_path: Path) -> None:
    """In the terminal, on Gradescope and in nbgrader's cells, and in no place as a failure."""
    result = graded(bundle, tmp_path / "hw", WRONG)
    feedback = {one.id.rpartition("::")[2]: one.feedback for one in result.tests}
    cards = {card["name"]: card["output"] for card in to_results(result, bundle.assignment)["tests"]}

    assert feedback["test_whole"] == feedback["test_whole_hidden"] == SENTENCE
    assert f"  skip  The chain.\n        {SENTENCE}" in summary(result, ())
    assert sum(SENTENCE in output for output in cards.values()) == 2
    assert SENTENCE in shown_text(result, "hidden-whole")
    assert earned(result, "hidden-whole", 2.0) == 0
    assert not [one for one in result.tests if one.question == "last" and one.status is Status.FAILED]


def test_the_same_holds_at_home(course: Path, tmp_path: Path) -> None:
    """With all questions, and with the one that needs another."""
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "chain", home)
    (home / "m.py").write_text(without_markers(MODULE, WRONG), encoding="utf-8")

    everything, one = typed(home), typed(home, "-q", "last")

    assert [line[:13] for line in everything.stdout.splitlines() if "points" in line][:3] == [
        "FAIL  first  ",
        "FAIL  whole  ",
        "skip  last   ",
    ]
    assert "needs whole" in everything.stdout
    assert "Skipped, because it needs The chain: mend `whole` first." in one.stdout
    assert "FAIL" not in one.stdout
    assert "0 of 1 tests passed: 0 of 1 public points" in one.stdout
    assert (everything.returncode, one.returncode) == (1, 1)


def test_only_public_tests_decide_at_home(course: Path, tmp_path: Path) -> None:
    """The others are not there."""
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "chain", home)
    (home / "m.py").write_text(without_markers(MODULE, ONLY_HIDDEN_FAILS), encoding="utf-8")

    assert "4 of 4 tests passed" in typed(home).stdout
    assert "ok    The end." in typed(home, "-v").stdout


def test_the_same_holds_in_a_notebook(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below the cell of the question that needs another."""
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "chain", home)
    monkeypatch.chdir(home)
    points = []
    for code in (without_markers(MODULE, WRONG), without_markers(MODULE)):
        names: dict[str, Any] = {"__name__": "__main__"}
        exec(code, names)  # noqa: S102 - as a kernel does
        open_notebook(home, names)
        points.append(run_question(home, "last", names))
        printed = capsys.readouterr().out
        assert ("Skipped, because it needs The chain" in printed) is (len(points) == 1)

    assert points == [0, 1]


def test_a_cell_of_tests_stands_below_the_code_of_what_it_needs(course: Path) -> None:
    """The needed question's tests run there, too."""
    text = (course / "release" / "chain" / "chain.ipynb").read_text(encoding="utf-8")

    assert text.index('"public-whole"') > text.index('"solution-m-first"')
    assert text.index('"public-last"') > text.index('"solution-m-whole"')


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('needs("first")', 'needs("frist")', "names `frist`, which is no question; did you mean `first`?"),
        ('needs("first")', 'needs("whole")', "which is no other question; there are first, last"),
        (
            '@pytest.mark.question("first")\n',
            '@pytest.mark.question("first")\n@pytest.mark.needs("last")\n',
            "need each other, so that none of them could be passed",
        ),
        ('needs("first")', "needs(NAMES)", "needs 3, which is no other question"),
    ],
)
def test_what_cannot_be_needed_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """A name that is no other question, and a circle."""
    tests = PUBLIC.replace(old, new, 1).replace("import pytest\n", "import pytest\n\nNAMES = 3\n")
    source = write_assignment(tmp_path, "chain", {**FILES, "tests/public/test_chain.py": tests})

    with pytest.raises(AutograderError) as refused:
        build_written(source, tmp_path)

    assert said in str(refused.value)
    assert "test_chain.py:" in str(refused.value)
