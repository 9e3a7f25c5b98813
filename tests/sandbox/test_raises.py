"""`check.raises`: what counts as the exception that is asked for, at home and in the sandbox alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.both_sides import BothSides

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.sandbox.sandbox import Sandbox

TESTS = '''
import pytest

pytestmark = pytest.mark.question("q")


def test_block(student, check):
    """In a block."""
    with check.raises("root of -1", "ValueError", match="neg.tive") as caught:
        student.m.root(-1)
    check.equal("class", caught.type_name)


def test_call(student, check):
    """In a call."""
    check.raises("root of -1", "ArithmeticError", student.m.invert, 0)


def test_own(student, check):
    """A class of the student's."""
    check.raises("overdraft", "Overdrawn", student.m.pay, 5)


@pytest.mark.batch
def test_batch(student, check):
    """Requests that wait."""
    with check.raises("root of -1", "ValueError"):
        student.m.root(-1)
        student.m.root(4)


def test_any(student, check):
    """Whatever it is."""
    check.raises("root of -1", "Exception", student.m.root, -1)


def test_unnamed(student, check):
    """Without a name, in blocks and in calls."""
    with check.raises("ValueError", match="neg.tive"):
        student.m.root(-1)
    with check.raises(ValueError):
        student.m.root(-2)
    check.raises("ArithmeticError", student.m.invert, 0)
    check.raises("Overdrawn", student.m.pay, 5)
    check.raises(student.m.Overdrawn, student.m.pay, 5)
    with check.raises(student.m.Overdrawn):
        student.m.pay(7)
    with check.raises("root of -1", ValueError):
        student.m.root(-1)
'''
RIGHT = """
class Overdrawn(ValueError):
    pass


def root(x):
    if x < 0:
        raise ValueError("a negative number")
    return x**0.5


def invert(x):
    return 1 / x


def pay(amount):
    raise Overdrawn(amount)
"""
ROOT = '    if x < 0:\n        raise ValueError("a negative number")\n    return x**0.5\n'


@pytest.fixture(scope="module")
def both(make_sandbox: Callable[..., Sandbox], tmp_path_factory: pytest.TempPathFactory) -> BothSides:
    """The tests."""
    return BothSides(tmp_path_factory.mktemp("raises"), TESTS, make_sandbox(), {"m": RIGHT})


def root(body: str) -> str:
    """The module with another body of `root`."""
    assert RIGHT.count(ROOT) == 1
    return RIGHT.replace(ROOT, f"    {body}\n")


NOT_COUNTED = {
    "absent": (RIGHT.replace("def root", "def other"), "has no attribute 'root'"),
    "stub": (root("raise NotImplementedError"), "NotImplementedError"),
    "name": (root("return y"), "name 'y' is not defined"),
    "arguments": (RIGHT.replace("root(x)", "root(x, y)"), "missing 1 required positional argument"),
    "exit": (root("raise SystemExit(1)"), "SystemExit"),
    "syntax": (root("return ("), "cannot be imported"),
    "memory": (root("raise MemoryError"), "too much memory"),
    "import": (root("import nothing_of_that_name"), "nothing_of_that_name"),
    "refused call": (root("import os; os.system('true')"), "os.system is refused while your code is graded"),
    "recursion": (root("return root(x)"), "RecursionError"),
    "stub with another name": (
        root("class ValueError(NotImplementedError): pass\n    raise ValueError('negative')"),
        "ValueError: negative",
    ),
}
JUDGED = {
    "returns": (root("return 2.0"), "root of -1 should raise a ValueError; it raised nothing", 3),
    "another": (
        root("raise KeyError('x')"),
        "root of -1 should raise a ValueError; it raised a KeyError: 'x' (m.py, line 7)",
        2,
    ),
    "message": (
        root("raise ValueError('no')"),
        "root of -1 raises a ValueError, as it should, but with another message",
        1,
    ),
    "only called so": (
        root("class ValueError(Exception): pass\n    raise ValueError('negative')"),
        "root of -1 should raise a ValueError; it raised a ValueError: negative (m.py, line 8)",
        2,
    ),
    "a subclass": (root("raise UnicodeError('a negative number')"), "class differs from what is expected", 1),
}


def test_the_reference_passes_on_both_sides(both: BothSides) -> None:
    """In every form, a subclass for its base too."""
    home, grade = both.at_home(m=RIGHT), both.in_the_sandbox(m=RIGHT)

    assert home == grade
    assert {status for status, _ in home.values()} == {"passed"}


@pytest.mark.parametrize("name", NOT_COUNTED)
def test_what_is_no_answer_is_no_exception_that_was_asked_for(both: BothSides, name: str) -> None:
    """Not even where any exception would do; the student is told what it is."""
    module, words = NOT_COUNTED[name]
    home, grade = both.at_home(m=module), both.in_the_sandbox(m=module)

    for test in ("test_block", "test_batch", "test_any"):
        assert home[test][0] == grade[test][0] == "failed"
        assert words in home[test][1]
        assert words in grade[test][1]


@pytest.mark.parametrize("name", JUDGED)
def test_the_sentence_says_what_is_asked_for_and_what_came(both: BothSides, name: str) -> None:
    """The same at home and in the grade."""
    module, sentence, failing = JUDGED[name]
    home, grade = both.at_home(m=module), both.in_the_sandbox(m=module)

    assert home == grade
    assert home["test_block"] == ("failed", sentence)
    unnamed = home.pop("test_unnamed")
    assert unnamed[1] in {sentence.replace("root of -1", "your code"), ""}
    assert sum(status == "failed" for status, _ in home.values()) == failing


def test_where_the_test_gives_no_name_the_function_is_named(both: BothSides) -> None:
    """By its own name, each check under another one."""
    module = RIGHT.replace("return 1 / x", "return [x, 2.0]")
    home, grade = both.at_home(m=module), both.in_the_sandbox(m=module)

    assert home == grade
    assert home["test_unnamed"][1] == (
        "`invert`, at exception 3, should raise an ArithmeticError; it returned [0, 2.0]"
    )


def test_a_call_shows_what_it_returned(both: BothSides) -> None:
    """A block does not know it."""
    module = RIGHT.replace("1 / x", "[x, 2.0]").replace("raise Overdrawn(amount)", "return Overdrawn(amount)")
    home, grade = both.at_home(m=module), both.in_the_sandbox(m=module)

    assert home == grade
    assert home["test_call"][1] == "root of -1 should raise an ArithmeticError; it returned [0, 2.0]"
    assert (
        home["test_own"][1] == "overdraft should raise an Overdrawn; it returned an object of type Overdrawn"
    )


def test_a_forged_class_gains_no_more_than_raising_it(both: BothSides) -> None:
    """A metaclass that lies of its ancestors."""
    forged = (
        "class Meta(type):\n        __mro__ = property(lambda self: 5 / 0)\n"
        "    class E(ZeroDivisionError, metaclass=Meta):\n"
        "        def __str__(self): raise SystemExit(0)\n    raise E"
    )

    assert {status for status, _ in both.in_the_sandbox(m=root(forged)).values()} >= {"failed"}
