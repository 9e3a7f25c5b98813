"""Tests marked `without`: a file of the data set is not there for the student's code, at home and in the grade."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.errors import BadInputError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle
from tests.support.home import typed
from tests.support.small_course import build_assignment, without_markers

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.bundle import Bundle
    from autograder.model.results import SubmissionResult

ASSIGNMENT = """\
name = "away"
title = "Learn and measure"
modules = ["m.py"]
seed = 3

[data]
folder = "data"

[[questions]]
id = "learn"
title = "Learning"
points = 2
hints = "all"

[[questions]]
id = "measure"
title = "Measuring"
points = 1
hints = "all"
"""
DATA = '''\
"""Two files."""


def make(source):
    """Numbers to learn from, and to measure on."""
    return {"train.csv": b"1\\n2\\n4\\n", "more/test.csv": b"10\\n20\\n"}
'''
MODULE = '''\
"""Learn from numbers, and measure on others."""

from pathlib import Path


def numbers(file):
    """Those of a file. Given."""
    return [float(line) for line in Path(file).read_text().split()]


def learn(factor):
    """The sum of what is learned from."""
    ### BEGIN SOLUTION
    return factor * sum(numbers("data/train.csv"))
    ### END SOLUTION


def measure(factor):
    """The sum of what is measured on."""
    ### BEGIN SOLUTION
    return factor * sum(numbers("data/more/test.csv"))
    ### END SOLUTION
'''
TESTS = '''\
"""Learn without the file that is measured on."""

import pytest


@pytest.mark.question("learn")
@pytest.mark.without("more/test.csv")
def test_learn(student, check, rng):
    """Learning, where there is nothing to measure on."""
    check.close("learned", student.m.learn(rng.uniform(1, 2)))


@pytest.mark.question("measure")
def test_measure(student, check, rng):
    """Measuring."""
    check.close("measured", student.m.measure(rng.uniform(1, 2)))
'''
HIDDEN = (
    TESTS.replace("test_learn", "test_learn_more")
    .replace("test_measure", "test_more")
    .replace("(1, 2)", "(3, 4)")
)
FILES = {
    "assignment.toml": ASSIGNMENT,
    "data.py": DATA,
    "m.py": MODULE,
    "tests/public/test_m.py": TESTS,
    "tests/hidden/test_more.py": HIDDEN,
}
LEARN = 'return factor * sum(numbers("data/train.csv"))'
MEASURE = 'return factor * sum(numbers("data/more/test.csv"))'
AT_THE_TOP = ("def learn(", 'TEST = numbers("data/more/test.csv")\nTOTAL = sum(TEST)\n\n\ndef learn(')
LOOKS = """
import os
import shutil
import tempfile


def found():
    places = ["data", ".", "/tmp", tempfile.gettempdir(), os.path.realpath("data"), "/proc/self"]
    here = os.path.realpath("data")
    while here != "/":
        here = os.path.dirname(here)
        places += [here, os.path.join(here, "data")]
    for place in places:
        for folder, _, names in os.walk(place):
            if folder.count("/") > 12:
                break
            for name in names:
                try:
                    if name in {"test.csv", "kept.csv"} and open(os.path.join(folder, name)).read(2) == "10":
                        return True
                except OSError:
                    pass
    return False


def learn("""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The course, built."""
    return load_bundle(build_assignment(tmp_path_factory.mktemp("away"), "away", FILES))


def graded(bundle: Bundle, folder: Path, *edits: tuple[str, str]) -> SubmissionResult:
    """The reference with edits, graded."""
    folder.mkdir(exist_ok=True)
    (folder / "m.py").write_text(without_markers(MODULE, *edits), encoding="utf-8")
    return grade(bundle, take_in(folder, bundle.assignment))


def points(result: SubmissionResult) -> dict[str, float]:
    """Those of each question."""
    return {question.id: question.points for question in result.questions}


def at_home(bundle: Bundle, folder: Path, *edits: tuple[str, str]) -> tuple[int, str]:
    """What a student reads: the exit code and the prints of `python run_tests.py -v`."""
    release = bundle.assignment.folder.parents[2] / "release" / "away"
    shutil.copytree(release, folder)
    (folder / "m.py").write_text(without_markers(MODULE, *edits), encoding="utf-8")
    ran = typed(folder, "-v")
    return ran.returncode, ran.stdout


@pytest.mark.parametrize(
    "edits",
    [
        (),
        (AT_THE_TOP, (MEASURE, "return factor * TOTAL")),
        (("def learn(", 'if True:\n    TEST = numbers("data/more/test.csv")\n\n\ndef learn('),),
    ],
    ids=["reads it last", "read at the top, used last", "read in an if, never used"],
)
def test_who_does_without_the_file_earns_the_points(
    bundle: Bundle, tmp_path: Path, edits: tuple[tuple[str, str], ...]
) -> None:
    """What fails at the top of the file for its absence is left out, and nothing is said of it."""
    result = graded(bundle, tmp_path / "m", *edits)
    code, printed = at_home(bundle, tmp_path / "home", *edits)

    assert points(result) == {"learn": 2.0, "measure": 1.0}
    assert not result.notes
    assert code == 0, printed


@pytest.mark.parametrize(
    ("edits", "word"),
    [
        (
            ((LEARN, 'return factor * sum(numbers("data/train.csv") + numbers("data/more/test.csv"))'),),
            "FileNotFoundError",
        ),
        ((AT_THE_TOP, (LEARN, LEARN + " + 0 * TOTAL")), "TOTAL"),
    ],
    ids=["opened while it learns", "read at the top, used while it learns"],
)
def test_who_needs_the_file_loses_the_test(
    bundle: Bundle, tmp_path: Path, edits: tuple[tuple[str, str], ...], word: str
) -> None:
    """The same at home and in the grade, and no other test."""
    result = graded(bundle, tmp_path / "m", *edits)
    code, printed = at_home(bundle, tmp_path / "home", *edits)

    assert points(result) == {"learn": 0.0, "measure": 1.0}
    assert word in json.dumps(result.to_json())
    assert code == 1
    assert word in printed


def test_code_that_looks_for_the_file_does_not_find_it(bundle: Bundle, tmp_path: Path) -> None:
    """Not beside the other data, not in the grader's folders, not where an earlier test has kept a copy."""
    keeps = (
        '    return factor * sum(numbers("data/more/test.csv"))',
        (
            '    shutil.copyfile("data/more/test.csv", "kept.csv")\n'
            '    return factor * sum(numbers("data/more/test.csv"))'
        ),
    )
    result = graded(
        bundle,
        tmp_path / "m",
        ("\n\n\ndef learn(", f"\n\n{LOOKS}"),
        (LEARN, f"{LEARN} + 100 * found()"),
        keeps,
    )

    assert points(result) == {"learn": 2.0, "measure": 1.0}


def test_a_student_s_folder_stays_as_it_is(bundle: Bundle, tmp_path: Path) -> None:
    """What the code writes in such a test goes into a folder of its own, and the data are all there afterwards."""
    write = 'Path("written.txt").write_text("1")\n    Path("answers.txt").write_text("2")'
    edits = ((LEARN, f"{write}\n    {LEARN}"),)
    code, printed = at_home(bundle, tmp_path / "home", *edits)

    assert code == 0, printed
    assert not (tmp_path / "home" / "answers.txt").exists()
    assert (tmp_path / "home" / "data" / "more" / "test.csv").read_text() == "10\n20\n"
    assert not (tmp_path / "home" / "written.txt").exists()


def test_a_file_that_is_none_of_the_data_set_is_refused(tmp_path: Path) -> None:
    """With the place of the test."""
    files = {**FILES, "tests/public/test_m.py": TESTS.replace("more/test.csv", "test.csv")}

    with pytest.raises(
        BadInputError, match=r"test_m\.py:.*without 'test\.csv', which is no file of the data set"
    ):
        build_assignment(tmp_path, "away", files)
