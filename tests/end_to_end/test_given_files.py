"""Homework with files of data that students are given: there at home and in the grade, whatever is handed in."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.errors import SourceError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.model.assignment import load_assignment
from autograder.model.bundle import load_bundle
from tests.support.home import typed
from tests.support.small_course import build_written, without_markers, write_assignment

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.bundle import Bundle

GIVEN = 'given = ["stations.csv", "more/limits.json"]'
ASSIGNMENT = f"""\
name = "given"
title = "Given files"
modules = ["m.py", "names.py"]
{GIVEN}
seed = 3

[[questions]]
id = "read"
title = "Reading"
points = 4
hints = "all"
"""
MODULE = '''\
"""Stations."""

import json
from pathlib import Path

import names


def total(factor):
    """The sum of all stations, up to the limit."""
    ### BEGIN SOLUTION
    values = [float(line.split(",")[1]) for line in Path("stations.csv").read_text().splitlines()]
    limit = json.loads(Path("more/limits.json").read_text())["limit"]
    return min(factor * sum(values), limit)
    ### END SOLUTION
'''
ADAPTER = '''\
"""Say here what you have called what is asked for."""


def summed():
    """Your function for the sum."""
    ### BEGIN SOLUTION
    import m

    return m.total
    ### END SOLUTION
'''
TEST = '''\
"""Sums."""

import pytest


@pytest.mark.question("read")
def test_total(student, check, rng):
    """The sum of the stations."""
    check.close("total", student.m.total(rng.uniform(0.5, 1)))
    check.text("file", student.read_file("stations.csv"), mode="spaces")


@pytest.mark.question("read")
def test_adapter(student, check, rng):
    """The same by the adapter."""
    check.close("total", student.names.summed()(rng.uniform(0.5, 1)))
'''
FILES = {
    "assignment.toml": ASSIGNMENT,
    "m.py": MODULE,
    "names.py": ADAPTER,
    "stations.csv": "a,1.5\nb,2.5\n",
    "more/limits.json": '{"limit": 100}\n',
    "tests/public/test_m.py": TEST,
    "tests/hidden/test_more.py": TEST.replace("(0.5, 1)", "(0.25, 2)"),
}
CHANGED = """
Path("stations.csv").unlink()
Path("stations.csv").write_text("a,9\\n")
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assignment, built."""
    folder = tmp_path_factory.mktemp("given")
    build_written(write_assignment(folder, "given", FILES), folder)
    return folder


@pytest.fixture(scope="module")
def bundle(course: Path) -> Bundle:
    """What it is graded with."""
    return load_bundle(course / "dist" / "given" / "bundle")


def handed_in(folder: Path, module: str = "", stations: str = "") -> Path:
    """A right solution, with an adapter that finds a function by the student's own name."""
    folder.mkdir()
    (folder / "m.py").write_text(without_markers(MODULE).replace("def total", "def my_sum") + module)
    text = (folder / "m.py").read_text(encoding="utf-8") + "\n\ntotal = my_sum\n"
    (folder / "m.py").write_text(text, encoding="utf-8")
    (folder / "names.py").write_text("import m\n\n\ndef summed():\n    return m.my_sum\n", encoding="utf-8")
    if stations:
        (folder / "stations.csv").write_text(stations, encoding="utf-8")
    return folder


def test_given_files_are_there_in_the_grade_and_at_home(bundle: Bundle, course: Path, tmp_path: Path) -> None:
    """In their folders, too."""
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "given", home)
    right = handed_in(tmp_path / "hw")
    shutil.copytree(right, home, dirs_exist_ok=True)
    result = grade(bundle, take_in(right, bundle.assignment))
    said = typed(home, "-v").stdout

    assert (result.points, result.notes) == (4, ())
    assert said.count("ok ") >= 2 + 1


def test_a_changed_copy_is_replaced_by_the_original(bundle: Bundle, tmp_path: Path) -> None:
    """With a note; a copy as it was given out needs none."""
    changed = grade(bundle, take_in(handed_in(tmp_path / "one", stations="a,9\n"), bundle.assignment))
    same = grade(
        bundle, take_in(handed_in(tmp_path / "two", stations=FILES["stations.csv"]), bundle.assignment)
    )
    words = "stations.csv is not as it was given out: the grader uses its own, and not your copy."

    assert (changed.points, same.points) == (4, 4)
    assert words in changed.notes
    assert words not in same.notes


def test_code_that_replaces_a_given_file_spoils_its_own_answers_alone(bundle: Bundle, tmp_path: Path) -> None:
    """The next test and the next submission have the original again."""
    hostile = grade(bundle, take_in(handed_in(tmp_path / "one", CHANGED), bundle.assignment))
    honest = grade(bundle, take_in(handed_in(tmp_path / "two"), bundle.assignment))

    assert hostile.points == 0
    assert honest.points == 4


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ('given = ["../stations.csv"]', "holds '../stations.csv', which is neither"),
        ('given = ["stations.exe"]', "holds 'stations.exe', which is neither"),
        ('given = ["a.csv", "A.csv"]', "`given` names a file twice"),
    ],
)
def test_a_slip_in_the_names_is_refused_with_its_line(tmp_path: Path, entry: str, sentence: str) -> None:
    """One sentence each."""
    source = write_assignment(tmp_path, "given", {"assignment.toml": ASSIGNMENT.replace(GIVEN, entry)})
    with pytest.raises(SourceError) as refused:
        load_assignment(source)

    assert sentence in str(refused.value)
    assert "assignment.toml:4:" in str(refused.value)
