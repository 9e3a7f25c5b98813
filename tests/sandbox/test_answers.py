"""An answer is the same at home and over the wire, whatever its class says of itself."""

from __future__ import annotations

import collections
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from autograder.errors import ProtocolError
from autograder.harness.checks.check import Check
from autograder.harness.checks.expected import Records, record_key
from autograder.harness.checks.values import CheckFailed
from autograder.harness.student.batch import Deferred
from autograder.harness.student.linked import LinkedArray, LinkedDict, LinkedList, LinkedTuple
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.plain import MAX_KEYS
from autograder.harness.student.proxy import Proxy, StudentError
from autograder.sandbox.wire.decode import decode
from autograder.sandbox.wire.encode import encode
from tests.support.in_process import Wire
from tests.support.odd_values import VALUES, History, LyingArray, LyingDict, Named, Point, Stack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


LINKED = {LinkedArray: "array", LinkedDict: "dict", LinkedList: "list", LinkedTuple: "tuple"}
HW = """
kept = None

def give(*_):
    return kept

def is_own(value):
    return value is kept

def took(value):
    return type(value).__name__
"""


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Any, Any]]:
    """One module as a test sees it at home and over the wire, and the module itself."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "hw.py").write_text(HW, encoding="utf-8")
    with LocalStudent(folder, ("hw",)) as student:
        home = student.hw
        module = sys.modules["hw"]
        yield home, Wire().proxy(module), module


def looks(value: Any) -> Any:  # noqa: ANN401 - whatever came
    """All that a test can see of a value."""
    if isinstance(value, Proxy):
        base = value._autograder_base()  # noqa: SLF001 - our own kind
        return "object", value._autograder_type(), base, [looks(one) for one in value._autograder_plain()]  # noqa: SLF001 - our own kind
    kind = LINKED.get(type(value), type(value).__name__)
    origin = vars(value).get("_autograder_origin") if type(value) in LINKED else None
    return kind, None if origin is None else looks(origin), inside(value)


def inside(value: Any) -> Any:  # noqa: ANN401 - whatever came
    """What a value consists of."""
    if isinstance(value, (list, tuple)):
        return [looks(one) for one in value]
    if isinstance(value, dict):
        return [(repr(key), looks(one)) for key, one in value.items()]
    if isinstance(value, (set, frozenset)):
        return sorted(map(repr, value))
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    return repr(value)


def outcome(get: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever came
    """What a test can see of an answer, or how it was refused."""
    try:
        return looks(get())
    except (StudentError, ProtocolError) as error:
        return type(error), str(error)


def told(answer: Any, expected: object) -> str:  # noqa: ANN401 - whatever came
    """What a check says of an answer."""
    check = Check("t", Records({record_key("t", "x"): np.asarray(expected)}))
    try:
        (check.equal if isinstance(expected, str) else check.close)("x", answer)
    except CheckFailed as failed:
        return str(failed)
    return "right"


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES)
def test_an_answer_is_the_same_at_home_and_over_the_wire(sides: tuple[Any, Any, Any], value: object) -> None:
    """Its kind, its content and what it is linked to; lies of its class change neither."""
    home, wire, module = sides
    module.kept = value
    there = outcome(wire.give)
    here = outcome(home.give)

    # An answer that is too large or no Unicode is refused on the wire alone: at home it does not travel.
    if not (isinstance(there[0], type) and issubclass(there[0], Exception)):
        assert here == there


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES)
def test_a_check_says_the_same_of_an_answer_on_both_sides(sides: tuple[Any, Any, Any], value: object) -> None:
    """Whatever is asked for in its place."""
    home, wire, module = sides
    module.kept = value
    for expected in (1.0, np.ones(3), "a"):
        try:
            there = told(wire.give(), expected)
        except StudentError:  # it is too large to travel
            return

        assert told(home.give(), expected) == there


@pytest.mark.parametrize("side", [0, 1], ids=["home", "wire"])
@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (collections.OrderedDict(a=[1]), {"a": [1]}),
        (collections.defaultdict(list, {1: [2]}), {1: [2]}),
        (collections.Counter("aab"), {"a": 2, "b": 1}),
        (Point(1, 2), (1, 2)),
        ({np.int64(3): 1, (1, 2): 2}, {3: 1, (1, 2): 2}),
        ({1, 2}, {1, 2}),
        (frozenset({(1, "a")}), frozenset({(1, "a")})),
        ({"a": 1}.keys(), ["a"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_answer_of_a_kind_of_its_own_is_the_plain_value_to_a_test(
    sides: tuple[Any, Any, Any],
    side: int,
    value: object,
    plain: Any,  # noqa: ANN401 - a value of any kind
) -> None:
    """Equal to it, and an instance of its type."""
    sides[2].kept = value
    answer = sides[side].give()

    assert isinstance(answer, type(plain))
    assert type(plain)(answer) == plain


@pytest.mark.parametrize("side", [0, 1], ids=["home", "wire"])
@pytest.mark.parametrize("kind", [Named, LyingArray])
def test_an_array_of_a_student_s_class_is_an_array(
    sides: tuple[Any, Any, Any], side: int, kind: type
) -> None:
    """What is computed with it is computed by NumPy alone."""
    sides[2].kept = np.arange(3.0).view(kind)
    answer = sides[side].give()

    assert told(answer, [0.0, 1.0, 2.0]) == "right"
    assert np.array_equal(2 * answer + 1, [1.0, 3.0, 5.0])
    assert answer[1:].sum() == 3
    if kind is Named:
        assert answer.origin == "here"


@pytest.mark.parametrize("side", [0, 1], ids=["home", "wire"])
def test_a_linked_answer_gives_its_own_names_and_goes_back_as_it_was(
    sides: tuple[Any, Any, Any], side: int
) -> None:
    """Unless the test has changed it: then its copy goes."""
    student, module = sides[side], sides[2]
    module.kept = Point(np.ones(2), "b")
    point = student.give()

    assert (point.y, point[1], len(point)) == ("b", "b", 2)
    assert student.is_own(point)
    module.kept = collections.defaultdict(list, a=[1])
    graph = student.give()
    assert student.is_own(graph)
    graph["b"] = [2]
    assert not student.is_own(graph)
    assert student.took(graph) == "dict"


@pytest.mark.parametrize("side", [0, 1], ids=["home", "wire"])
def test_an_object_that_is_a_list_too_stays_one_object(sides: tuple[Any, Any, Any], side: int) -> None:
    """`class Stack(list)`: what a test does to it is seen, and a check takes its content."""
    student, module = sides[side], sides[2]
    module.kept = Stack([1])
    stack = student.give()
    stack.push(2)

    assert isinstance(stack, list)
    assert (len(stack), stack[1], list(stack)) == (2, 2, [1, 2])
    assert stack == [1, 2]
    assert told(stack, [1, 2]) == "right"
    module.kept = History(loss=[0.5])
    history = student.give()
    assert isinstance(history, dict)
    assert isinstance(Deferred(None, history), dict)
    assert (dict(history), history.best()) == ({"loss": [0.5]}, "loss")
    module.kept = LyingDict(a=1)
    liar = student.give()
    assert (isinstance(liar, dict), liar == {"a": 1}, liar["a"]) == (True, True, "a lie about a")


@pytest.mark.parametrize("side", [0, 1], ids=["home", "wire"])
def test_a_linked_answer_may_wait_in_a_batch(sides: tuple[Any, Any, Any], side: int) -> None:
    """It is copied when it comes, and handed on as the object that it is."""
    home, wire, module = sides
    module.kept = collections.OrderedDict(a=1)
    if side:
        with wire._autograder_requests.batch():  # noqa: SLF001 - our own kind
            answer = wire.give()
            same = wire.is_own(answer)
            assert (bool(same), answer["a"]) == (True, 1)
    else:
        answer = Deferred(None, home.give())
        assert (home.is_own(answer), answer["a"]) == (True, 1)


@pytest.mark.parametrize("side", [0, 1], ids=["home", "wire"])
def test_a_matrix_is_judged_by_its_values(sides: tuple[Any, Any, Any], side: int) -> None:
    """It stays an object, because its operators are others."""
    sides[2].kept = np.ones((2, 2)).view(np.matrix)
    answer = sides[side].give()

    assert isinstance(answer, Proxy)
    assert told(answer, np.ones((2, 2))) == "right"
    assert np.mean(answer) == 1


def test_words_name_what_an_answer_is_and_what_is_asked_for() -> None:
    """A tuple of two is called so."""
    assert told((1.0, np.ones(3)), 1.0) == "x is a tuple of two, where one number is asked for"
    assert told((1.0, 2.0), 1.0) == "x is a tuple of two, where one number is asked for"
    assert (
        told((np.ones(3), "done"), np.ones(3))
        == "x is a tuple of two, where an array of shape (3,) is asked for"
    )
    assert told({"a": 1}, 1.0) == "x is a dictionary of one, where one number is asked for"
    assert told([1.0] * 20, 1.0) == "x is a list of 20, where one number is asked for"
    assert told([], 1.0) == "x is an empty list, where one number is asked for"
    assert told({1, 2}, np.ones(2)) == "x is a set of two, where an array of shape (2,) is asked for"
    assert told([[1.0], [1.0, 2.0]], np.ones(2)) == "x is a list whose entries have different shapes"


def test_keys_that_are_tuples_are_few() -> None:
    """Their hashes can be chosen, so that a dictionary of them takes long."""
    fits = {(number, 0): 0 for number in range(MAX_KEYS // 4)}
    encode(fits, lambda _: None)

    with pytest.raises(ProtocolError):
        encode({**fits, (-1, 0): 0}, lambda _: None)


def test_a_frame_that_links_to_what_is_no_object_is_refused() -> None:
    """Also one whose object says that it is of an unknown plain type."""
    for body in (
        b"oNN",
        b"o" + b"h" + bytes(8) + bytes(8) * 3 + b"N",
        b"h" + bytes(24) + b"\1" + bytes(7) + b"x",
    ):
        with pytest.raises(ProtocolError):
            decode(body, lambda handle: handle, lambda whole, plain: (whole, plain))
