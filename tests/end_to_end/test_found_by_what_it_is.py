"""A class and a function whose names nobody lays down: found at home as in the grade, and in a notebook."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release.build import build
from autograder.errors import BuildRefusedError
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle
from tests.support.home import typed
from tests.support.small_course import build_assignment, without_markers, write_assignment

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import SubmissionResult

ASSIGNMENT = """\
name = "found"
title = "Found"
modules = ["m.py"]
seed = 3

[limits]
test_seconds = 1.0

[[questions]]
id = "queue"
title = "A queue"
points = 4
hints = "all"

[[questions]]
id = "double"
title = "Twice"
points = 2
hints = "all"
"""
MODULE = '''\
"""Write a class with put and take, a kind of exception, and a function that doubles a number."""

### BEGIN SOLUTION
class Empty(Exception):
    """Nothing is left."""


class Queue:
    """The first in is the first out."""

    def __init__(self):
        self.items = []

    def put(self, item):
        self.items.append(item)

    def take(self):
        if not self.items:
            raise Empty("nothing is left")
        return self.items.pop(0)


def twice(number):
    """Two times the number."""
    return 2 * number
### END SOLUTION
'''
TESTS = '''\
"""Tests of what is found."""

import pytest


def takes_the_first(kind):
    """Whether the one that came first leaves first."""
    queue = kind()
    queue.put(1)
    queue.put(2)
    return queue.take() == 1


@pytest.mark.question("queue")
def test_queue(student, check):
    """What is put in is taken out."""
    queue = check.find_class(student.m, methods=["put", "take"], fits=takes_the_first)()
    queue.put(3)
    queue.put(4)
    check.equal("taken", [queue.take(), queue.take()])
    check.raises("take", check.find_class(student.m, bases=["Exception"]), queue.take)


@pytest.mark.question("double")
def test_double(student, check, rng):
    """A number that is doubled."""
    check.close("doubled", check.find_function(student.m, parameters=1)(rng.uniform(1, 2)))
'''
FILES = {"assignment.toml": ASSIGNMENT, "m.py": MODULE, "tests/public/test_found.py": TESTS}
RIGHT = without_markers(MODULE)
OTHERWISE = RIGHT.replace("Queue", "Line").replace("Empty", "Gone").replace("twice", "doubled")
LIFO = RIGHT.replace("pop(0)", "pop()")
PARTS = RIGHT.split("class Queue:")
STACK = "class Pile:" + PARTS[1].split("def twice")[0].replace("pop(0)", "pop()")
HANGS = STACK.replace("Pile", "Slow").replace(
    "        self.items = []", "        while True:\n            pass"
)
DERIVED = RIGHT.replace("class Queue:", "class Base:") + "\n\nclass Q(Base):\n    pass\n"
TWINS = RIGHT + "\n\nclass Other(object):" + PARTS[1].split("def twice")[0]
HALF = RIGHT + "\n\ndef half(number):\n    return number / 2\n"
MANY = RIGHT + "".join(f"\n\n{STACK}".replace("Pile", f"Pile{number}") for number in range(40))
LIES = "return type('One', (int,), {'__eq__': lambda *_: True})()"
SEVERAL = {  # by what is handed in: its file, the points, and what a student reads
    "right": (RIGHT, 6, ""),
    "other names": (OTHERWISE, 6, ""),
    "methods of a base": (DERIVED, 6, ""),
    "a second class that does not fit": (f"{RIGHT}\n\n{STACK}", 6, ""),
    "one that is wrong": (LIFO, 2, "taken"),
    "two that fit": (TWINS, 2, "several are like that: `Queue` and `Other`"),
    "none": (
        RIGHT.replace("def take", "def get"),
        2,
        "m.py should have a class with the methods `put` and `take`, and has none",
    ),
    "no exception": (
        RIGHT.replace("(Exception)", ""),
        2,
        "m.py should have a class with the bases `Exception`, and has none",
    ),
    "two functions": (
        HALF,
        4,
        "m.py should have a function with 1 parameter once, and several are like that: `twice` and `half`",
    ),
    "one that does not end": (f"{RIGHT}\n\n{HANGS}", 2, "took too long"),
    "many": (MANY, 2, "has 41 names that could be meant here"),
    "one that was left out at the import": (
        f"class Early(Missing):{STACK.partition(':')[2]}\n\n{RIGHT}",
        6,
        "",
    ),
    "too long": (f"{RIGHT}\n\nTEXT = '{'a' * 700_000}'\n", 0, "m.py cannot be read: it is too long"),
    "one that lies": (RIGHT.replace("return self.items.pop(0)", LIES), 2, "taken"),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course in which the assignment was built."""
    folder = tmp_path_factory.mktemp("found")
    build_assignment(folder, "found", FILES)
    return folder


@pytest.fixture(scope="module")
def graded(course: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, SubmissionResult]:
    """The result of each hand-in."""
    bundle = load_bundle(course / "dist" / "found" / "bundle")
    folder = tmp_path_factory.mktemp("handed-in")
    handed_in = []
    for number, (text, _, _) in enumerate(SEVERAL.values()):
        (folder / str(number)).mkdir()
        (folder / str(number) / "m.py").write_text(text, encoding="utf-8")
        handed_in.append(take_in(folder / str(number), bundle.assignment))
    results: list[SubmissionResult] = []
    grade_each(bundle, handed_in, results.append)
    return dict(zip(SEVERAL, results, strict=True))


@pytest.mark.parametrize("which", SEVERAL)
def test_it_earns_what_it_is_worth_and_says_why(graded: dict[str, SubmissionResult], which: str) -> None:
    """Whatever its names are; nothing where none or several are meant."""
    _, points, said = SEVERAL[which]
    result = graded[which]

    assert result.points == points
    assert said in " ".join(" ".join(test.feedback for test in result.tests).split())


@pytest.mark.parametrize("which", ["other names", "two functions", "none"])
def test_the_same_is_said_at_home(course: Path, tmp_path: Path, which: str) -> None:
    """In the words of the grade."""
    text, points, said = SEVERAL[which]
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "found", home)
    (home / "m.py").write_text(text, encoding="utf-8")
    screen = " ".join(typed(home).stdout.split())

    assert f": {points} of 6 public points" in screen
    assert said in screen


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("(student.m, bases=", "(student.m.Queue, bases=", "are given a module, as in student.m"),
        ("(student.m, parameters=1)", "(student.m)", "is given `parameters` or `fits`"),
        ('(student.m, bases=["Exception"])', "(student.m)", "is given methods, bases or `fits`"),
    ],
)
def test_what_says_nothing_of_a_class_is_refused_by_the_build(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """With a sentence that says what is missing."""
    assert old in TESTS
    source = write_assignment(
        tmp_path, "found", {**FILES, "tests/public/test_found.py": TESTS.replace(old, new)}
    )

    with pytest.raises(BuildRefusedError, match=said):
        build(source, tmp_path)
