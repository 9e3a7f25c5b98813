"""Exceptions of a student's own classes, and of a test's own in a `with` block, at home and in the sandbox alike."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from tests.support.both_sides import BothSides

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.sandbox.sandbox import Sandbox

MODULE = """
class Refused(Exception):
    pass

class Overdrawn(Refused):
    def __init__(self, missing):
        super().__init__(f"{missing} short")
        self.missing = missing

class Account:
    def __init__(self, balance):
        self.balance = balance

    def pay(self, amount):
        if amount > self.balance:
            raise Overdrawn(amount - self.balance)
        self.balance -= amount
        return self.balance

class Log:
    def __init__(self, *kinds):
        self.kinds = kinds
        self.entries = []

    def __enter__(self):
        return self.entries

    def __exit__(self, kind, error, trace):
        name = None if kind is None else kind.__name__
        self.entries.append((name, str(error)))
        return name in self.kinds

def double(x):
    return 2 * x
"""
TESTS = """
import pytest
pytestmark = pytest.mark.question("q")

class Mine(LookupError):
    pass

def test_class(student, check):
    account = student.m.Account(5)
    check.equal("left", account.pay(2))
    with check.raises("pay 7", student.m.Refused, match="short") as caught:
        account.pay(7)
    check.equal("missing", caught.value.missing)
    check.equal("words", [caught.type_name, caught.message])

def test_call(student, check):
    account = student.m.Account(5)
    check.equal("left", account.pay(2))
    check.raises("pay 7", student.m.Overdrawn, account.pay, 7)
    check.raises("pay text", TypeError, account.pay, "7")

@pytest.mark.batch
def test_batch(student, check):
    account = student.m.Account(5)
    with check.raises("pay 7", student.m.Overdrawn) as caught:
        account.pay(7)
    check.equal("missing", caught.value.missing)
    check.equal("left", account.pay(2))

def test_own(student, check):
    log = student.m.Log("KeyError", "LookupError")
    with log as entries:
        entries.append("begun")
        raise KeyError("gone")
    with log:
        raise Mine("my own")
    with pytest.raises(ValueError, match="kept"), log:
        raise ValueError("kept")
    check.same("entries", log.entries)

def test_look(student, check):
    log = student.m.Log("KeyError")
    with log as entries:
        {}["nothing"]
    check.same("entries", log.entries)

def test_failing(student, check):
    log = student.m.Log("AssertionError", "CheckFailed", "StudentError", "Exception")
    with log:
        check.equal("double", student.m.double(2))
    check.same("entries", log.entries)

def test_assertion(student, check):
    with student.m.Log("AssertionError"):
        assert student.m.double(3) == 6
    check.equal("double", student.m.double(3))
"""


@pytest.fixture(scope="module")
def sides(make_sandbox: Callable[[], Sandbox], tmp_path_factory: pytest.TempPathFactory) -> BothSides:
    """The tests above and what they recorded."""
    return BothSides(tmp_path_factory.mktemp("own"), TESTS, make_sandbox(), {"m": MODULE})


def edited(*edits: tuple[str, str]) -> str:
    """The module with these edits."""
    text = MODULE
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def test_the_reference_passes_on_both_sides(sides: BothSides) -> None:
    """A subclass will do; the exception's attributes are there; what a context ends does not leave the block."""
    at_home = sides.at_home(m=MODULE)

    assert {one for one, _ in at_home.values()} == {"passed"}
    assert sides.in_the_sandbox(m=MODULE) == at_home


@pytest.mark.parametrize(
    ("edits", "failing", "words"),
    [
        (
            [("raise Overdrawn(amount - self.balance)", "raise ValueError('short')")],
            "test_class",
            "a ValueError",
        ),
        ([("raise Overdrawn(amount - self.balance)", "return None")], "test_call", "returned None"),
        ([("        self.missing = missing\n", "        self.missing = 0\n")], "test_class", "missing"),
        (
            [
                (
                    "            raise Overdrawn(amount - self.balance)",
                    "            raise type('Overdrawn', (Exception,), {})('3 short')",
                )
            ],
            "test_call",
            "should raise an Overdrawn",
        ),
        ([("return 2 * x", "return 3 * x")], "test_failing", "double"),
        (
            [("return 2 * x", "return 3 * x"), ("return name in self.kinds", "return True")],
            "test_failing",
            "",
        ),
        (
            [("return 2 * x", "return 3 * x"), ("return name in self.kinds", "return True")],
            "test_assertion",
            "",
        ),
        ([("return name in self.kinds", "return False")], "test_own", ""),
        ([("str(error)", "'x'")], "test_own", "entries"),
    ],
)
def test_what_is_wrong_loses_on_both_sides(
    sides: BothSides, edits: list[tuple[str, str]], failing: str, words: str
) -> None:
    """Another class, one that is only called so, none, another attribute; a context that ends all saves no check."""
    module = edited(*edits)
    at_home = sides.at_home(m=module)

    status, sentence = at_home[failing]
    assert status == "failed"
    assert words in sentence
    assert sides.in_the_sandbox(m=module) == at_home


def test_an_error_travels_between_the_grader_s_processes_without_the_exception() -> None:
    """Its student's process is not theirs."""
    error = StudentError(Fault.RAISED, "ValueError", "no", "m.py", 3)
    error.thrown = lambda: None

    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - it was pickled here

    assert (again.fault, again.type_name, again.message, again.line) == (Fault.RAISED, "ValueError", "no", 3)
    assert again.thrown is None
