"""Why a function gives None, where its text shows it; and a test that cannot use a function that it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.harness.checks.expected import Records
from autograder.harness.crashes.code import read_all
from autograder.harness.crashes.gives_none import why_none
from autograder.harness.session.session import Student, Tests, run_session
from autograder.harness.student.local import LocalStudent

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.harness.checks.test_record import TestRecord

SAID = {
    "return x.sort(key=abs)": ("line 2 returns `x.sort(key=abs)`, and `sort` works in place and gives None"),
    "y = [1]\n    y = y.append(2)\n    return y": (
        "line 3 sets `y` to `y.append(2)`, and `append` works in place and gives None"
    ),
    "print(x)": "no `return` of `f` has a value",
    "return print(x)": "line 2 returns `print(x)`, and `print` shows a value and gives None",
    "if x:\n        return print(1)": (
        "the only `return` of `f`, in line 3, has what `print` gives, and that is None"
    ),
    "for y in x:\n        if y:\n            return print(y)\n        return print(0)": (
        "each `return` of `f`, in lines 4 and 5, has what `print` gives, and that is None"
    ),
    "def g():\n        return 1": "no `return` of `f` has a value",
    "if x:\n        return 1": "",
    "if x:\n        return 1\n    return x.sort()": "",
    "for y in x:\n        x = x.remove(y)\n        return x": "",
    "y = g()\n    y = y.append(2)\n    return y": "",
    "raise ValueError": "",
    "yield 1": "",
}


@pytest.mark.parametrize("body", SAID)
def test_the_text_of_a_function_shows_why_it_gives_none(body: str) -> None:
    """Or nothing is said."""
    files = read_all({"m.py": f"def f(x):\n    {body}\n"})

    assert why_none("f", files) == SAID[body]


def test_a_function_that_is_defined_twice_shows_nothing() -> None:
    """Nor does one that is not there."""
    files = read_all({"m.py": "def f():\n    pass\n\n\ndef f():\n    pass\n"})

    assert why_none("f", files) == why_none("g", files) == ""


LIBRARY = """
def order(values):
    return values.sort()

def forgotten(values):
    return values.reverse
"""
TESTS = """
import pytest

pytestmark = pytest.mark.question("q")

def test_order(student, check):
    check.equal("order", student.m.order([2, 1]))

def test_forgotten(student, check):
    check.equal("first", [one for one in student.m.forgotten([2, 1])])
"""


def test_the_finding_of_a_test_says_it(tmp_path: Path) -> None:
    """And a function in place of an answer is no exception of the student's code."""
    folder = tmp_path / "tests" / "public"
    folder.mkdir(parents=True)
    (folder / "test_q.py").write_text(TESTS)
    (tmp_path / "m.py").write_text(LIBRARY)
    ran: list[TestRecord] = []
    student = Student(
        open=lambda: LocalStudent(tmp_path, ("m",)), record=ran.append, sources=lambda: {"m.py": LIBRARY}
    )
    tests = Tests(folders={"public": folder}, seed=7, questions=("q",))
    run_session(tests, Records({}), lambda run: run(student))

    order, forgotten = (record.finding for record in ran)
    assert order is not None
    assert order.sentence == (
        "order gives None: line 3 returns `values.sort()`, and `sort` works in place and gives None"
    )
    assert forgotten is not None
    assert forgotten.kind == "type"
    assert forgotten.sentence.startswith("forgotten gives a function itself")
    assert ran[1].fault is None
