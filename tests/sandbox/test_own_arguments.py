"""`student.own`: a test sees what a student's code changes in its argument, at home and in the sandbox alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.both_sides import BothSides

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.sandbox.sandbox import Sandbox

TESTS = '''
import numpy as np
import pytest

pytestmark = pytest.mark.question("q")


def test_list(student, check):
    """Sorted in place, and a copy that is not."""
    mine, copied = student.own([3, 1, 2]), [3, 1, 2]
    student.m.sort(mine)
    student.m.sort(copied)
    check.equal("own", mine)
    check.true(copied == [3, 1, 2], "the copy should be as it was")


def test_nested(student, check):
    """A dictionary of lists."""
    mine = student.own({"a": [1], "b": []})
    student.m.fill(mine)
    check.same("own", mine)


def test_set(student, check):
    """A set."""
    mine = student.own({1, 2})
    student.m.drop(mine)
    check.same("own", mine)


@pytest.mark.batch
def test_array(student, check):
    """An array, in a batch."""
    mine = student.own(np.ones((2, 2)))
    student.m.scale(mine)
    student.m.scale(mine)
    check.close("own", mine)


def test_other(student, check):
    """A number has nothing to change."""
    with pytest.raises(TypeError, match="takes a list, a dictionary, a set or an array, and is given a int"):
        student.own(3)
    check.equal("sum", student.m.sort([2, 1]) is None)
'''
RIGHT = """
def sort(numbers):
    numbers.sort()


def fill(lists):
    for one in lists.values():
        one.append(0)


def drop(numbers):
    numbers.discard(2)


def scale(array):
    array *= 3.0
"""
LYING = """
import types


class Liar(list):
    def __eq__(self, other):
        return True

    def __len__(self):
        return 3


class Namespace:
    def __init__(self, own):
        self.own = Liar()


types.SimpleNamespace = Namespace
"""


@pytest.fixture(scope="module")
def both(make_sandbox: Callable[..., Sandbox], tmp_path_factory: pytest.TempPathFactory) -> BothSides:
    """The tests."""
    return BothSides(tmp_path_factory.mktemp("own"), TESTS, make_sandbox(), {"m": RIGHT})


def test_the_reference_passes_on_both_sides(both: BothSides) -> None:
    """Lists, dictionaries of lists, sets, arrays."""
    home, grade = both.at_home(m=RIGHT), both.in_the_sandbox(m=RIGHT)

    assert home == grade
    assert {status for status, _ in home.values()} == {"passed"}, home


@pytest.mark.parametrize(
    ("old", "new", "failing"),
    [
        ("numbers.sort()", "numbers = sorted(numbers)", {"test_list"}),
        ("one.append(0)", "one = [*one, 0]", {"test_nested"}),
        ("array *= 3.0", "array = array * 3.0", {"test_array"}),
    ],
)
def test_a_change_of_a_copy_alone_fails(both: BothSides, old: str, new: str, failing: set[str]) -> None:
    """The same at home and in the grade."""
    home, grade = both.at_home(m=RIGHT.replace(old, new)), both.in_the_sandbox(m=RIGHT.replace(old, new))

    assert home == grade
    assert {name for name, (status, _) in home.items() if status != "passed"} == failing


def test_a_student_who_makes_the_container_gains_nothing(both: BothSides) -> None:
    """What it holds is read as plain data."""
    grade = both.in_the_sandbox(m=RIGHT.replace("numbers.sort()", "pass") + LYING)

    assert grade["test_list"][0] == "failed"
