"""What a student's code answers is refused, copied and told in the same words at home and in the sandbox."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from autograder.harness.student.linked import Items
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.proxy import StudentError
from tests.support.both_sides import BothSides

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from autograder.sandbox.sandbox import Sandbox

MODULE = """
class Mute(Exception):
    def __str__(self):
        raise ValueError("no words")

class Box:
    def __init__(self, value):
        self.value = value

    def __iter__(self):
        return iter(self.value)

def first(items):
    return next(items)

def nested(depth):
    return [nested(depth - 1)] if depth else 0

def ring():
    one = []
    one.append(one)
    return one

def raises():
    raise Mute

def long_message():
    raise ValueError("a" * 10_000 + chr(0xD800))

def answers(kind):
    if kind == "too large":
        return 1 << 9000
    if kind == "no text":
        return chr(0xD800)
    if kind == "many":
        return [0] * 1_000_001
    if kind == "many objects":
        return [Box(1) for _ in range(10_001)]
    return {number: 0 for number in range(20_001)}
"""


@pytest.fixture(params=["home", "sandbox"])
def hw(request: Any, tmp_path: Path, submission: Callable[..., Any]) -> Iterator[Any]:  # noqa: ANN401 - pytest's own
    """The module on one of both sides."""
    if request.param == "home":
        (tmp_path / "hw.py").write_text(MODULE, encoding="utf-8")
        with LocalStudent(tmp_path, ("hw",)) as student:
            yield student.hw
        return
    with submission(MODULE).worker() as student:
        yield student.hw


def _refused(hw: Any, name: str, *arguments: object) -> StudentError:  # noqa: ANN401 - a proxy
    with pytest.raises(StudentError) as caught:
        getattr(hw, name)(*arguments)
    return caught.value


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("too large", "the integer has more than 1024 bytes"),
        ("no text", "the text is not Unicode (surrogates not allowed)"),
        ("many", "the value has more than 1,000,000 items"),
        ("many objects", "the results hold more than 10,000 objects"),
        ("many keys", "the value has more than 20,000 dictionary keys"),
    ],
)
def test_an_answer_that_cannot_travel_was_an_answer_at_home(hw: Any, kind: str, words: str) -> None:  # noqa: ANN401 - a proxy
    """It is refused on both sides."""
    error = _refused(hw, "answers", kind)

    assert (error.fault.value, error.message) == ("refused", words)


def test_a_list_that_holds_itself_ended_the_session_at_home(hw: Any) -> None:  # noqa: ANN401 - a proxy
    """It is nested too deep; one that is just deep enough is an answer."""
    assert _refused(hw, "ring").message == "the value is nested more than 32 deep"
    assert _refused(hw, "nested", 31).message == "the value is nested more than 32 deep"
    assert str(hw.nested(30)) == "[" * 30 + "0" + "]" * 30


def test_an_exception_without_words_ended_the_session_at_home(hw: Any) -> None:  # noqa: ANN401 - a proxy
    """Its text cannot be had, and that is what is said."""
    error = _refused(hw, "raises")

    assert (error.type_name, error.message) == ("Mute", "(its text could not be had: ValueError)")


def test_a_message_of_any_length_was_kept_at_home(hw: Any) -> None:  # noqa: ANN401 - a proxy
    """Its first 4,000 letters are kept."""
    assert _refused(hw, "long_message").message == "a" * 4_000


def test_a_copy_of_an_object_was_a_recursion_in_the_sandbox(hw: Any) -> None:  # noqa: ANN401 - a proxy
    """It is made in the student's process."""
    box = hw.Box([1])
    shallow, deep = copy.copy(box), copy.deepcopy(box)
    box.value.append(2)

    assert shallow.value == [1, 2]
    assert deep.value == [1]


def test_a_proxy_that_was_never_made_was_a_recursion(hw: Any) -> None:  # noqa: ANN401 - a proxy
    """`type(answer)(1)` begins to make one and cannot; then it has nothing, and ends without a word."""
    kind = type(hw.Box(1))
    made = kind.__new__(kind)

    with pytest.raises(AttributeError) as caught:
        made.anything  # noqa: B018 - to ask is what is tried
    del made

    assert not isinstance(caught.value, RecursionError)
    with pytest.raises(TypeError):
        kind(1, 2, 3, 4, 5, 6, 7, 8)


def test_what_cannot_be_called_was_told_by_the_name_of_our_class(hw: Any) -> None:  # noqa: ANN401 - a proxy
    """The same name on both sides."""
    box = hw.Box(1)

    with pytest.raises(TypeError, match=r"^'Proxy' object is not callable$"):
        box()


def test_an_iterator_over_a_students_object_was_a_generator_of_the_tests(hw: Any) -> None:  # noqa: ANN401 - a proxy
    """Handed to the student's code it is the student's own, as far as the test has read it."""
    items = iter(hw.Box([1, 2, 3, 4]))

    assert next(items) == 1
    assert hw.first(items) == 2
    assert list(items) == [3, 4]
    assert next(items, "end") == "end"


def test_a_worker_that_gives_no_iterator_is_refused() -> None:
    """Whatever it answers in place of one."""
    for answer in ([1, 2], None, iter([1])):
        with pytest.raises(StudentError, match="a Box gave no iterator"):
            next(Items(answer, "Box"))


OPERATIONS = """
import pytest
pytestmark = pytest.mark.question("q")

def test_sum(student, check):
    \"\"\"One more.\"\"\"
    check.equal("sum", 1 + student.m.Number(2))

def test_length(student, check):
    \"\"\"As long.\"\"\"
    check.equal("length", len(student.m.Number(2)))
"""
NUMBER = """
class Number:
    def __init__(self, n):
        self.n = n
"""
REFERENCE = f"""{NUMBER}
    def __radd__(self, other):
        return self.n + other
    def __len__(self):
        return self.n
"""


def test_an_operation_that_python_refused_was_told_as_raised_by_the_code(
    tmp_path: Path, make_sandbox: Callable[..., Sandbox]
) -> None:
    """None of the student's lines has run; Python's own words say which operation it was."""
    both = BothSides(tmp_path, OPERATIONS, make_sandbox(), {"m": REFERENCE})
    home = both.at_home(m=NUMBER)
    opening = "Number gives an object of type Number, and the test could not use it: "

    assert home == both.in_the_sandbox(m=NUMBER)
    assert home["test_sum"][1] == f"{opening}unsupported operand type(s) for +: 'int' and 'Number'"
    assert home["test_length"][1] == f"{opening}object of type 'Number' has no len()"


def test_an_operation_that_the_code_itself_cannot_do_is_its_own(
    tmp_path: Path, make_sandbox: Callable[..., Sandbox]
) -> None:
    """The line is the student's."""
    both = BothSides(tmp_path, OPERATIONS, make_sandbox(), {"m": REFERENCE})
    found = both.at_home(m=REFERENCE.replace("self.n + other", "self.n + None"))

    assert found["test_sum"][1].startswith("your code raised an exception: TypeError: unsupported operand")
