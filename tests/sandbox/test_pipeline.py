"""Many questions in one go: the same answers, one trip, and the same behaviour at home as across the wall."""

from __future__ import annotations

import gc
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import ProtocolError
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import PipelineError, Proxy, StudentError, answer_of
from autograder.sandbox.child.batch import answers
from autograder.sandbox.connection import Link
from autograder.sandbox.wire.decode import decode
from autograder.sandbox.wire.encode import encode
from autograder.sandbox.wire.protocol import FIRST_PROMISE, Handle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MODULE = """
import numpy as np

class Layer:
    def __init__(self, weights):
        self.weights = weights
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        self.seen = x
        return x @ self.weights

    def double(self):
        self.weights *= 2

    def spoil(self, x):
        x *= 2

    def __len__(self):
        return self.calls

class Odd:
    def __init__(self):
        self.forward = lambda x: x + 1
        self.name, self.number, self.keep = "odd", 7, None

def total(values):
    values += 1
    return float(np.sum(values))

def make(kind, layer):
    return kind()

def adder(one):
    return lambda other: one + other

def square(x):
    return np.resize(x, (2, 2))

def same(one, other):
    return one is other

def fail():
    raise ValueError("no")

def masked():
    return np.ma.ones(3)

def many():
    return list(range(600_000))
"""


@pytest.fixture(params=["across the wall", "at home"])
def student(request: pytest.FixtureRequest, place: Callable[..., Any], tmp_path: Path) -> Iterator[Any]:
    """The module above, behind either interface."""
    if request.param == "at home":
        (tmp_path / "hw.py").write_text(MODULE, encoding="utf-8")
        with LocalStudent(tmp_path, ("hw",)) as here:
            yield here
    else:
        with place(MODULE).worker() as there:
            yield there


def test_promises_are_kept_at_the_end(student: Any) -> None:  # noqa: ANN401 - a student of either kind, here and below
    """Calls, attributes that were set and read, and what one result was handed on to."""
    layer = student.hw.Layer(2 * np.eye(2))
    with student.pipeline():
        first = layer.forward(np.array([[1.0, 2.0]]))
        layer.weights = np.ones((2, 1))
        second = layer.forward(first)
        count, total = layer.calls, student.hw.total(second)

    assert first.value.tolist() == [[2.0, 4.0]]
    assert second.value.tolist() == [[6.0]]
    assert (count.value, total.value) == (2, 7.0)


def test_an_answer_that_is_needed_is_there(student: Any) -> None:  # noqa: ANN401
    """Whatever needs one has it: the value, an index, a length, a loop, an array, a truth, a comparison."""
    with student.pipeline():
        layer = student.hw.Layer(2 * np.eye(2))
        answer, again, pair = (layer.forward(np.ones((1, 2))) for _ in range(3))

        assert answer.value.tolist() == [[2.0, 2.0]]
        assert again[0, 1] == 2.0
        assert np.sum(layer.forward(pair)) == 8.0
        assert [row.tolist() for row in pair] == [[2.0, 2.0]]
        assert (len(pair), len(layer)) == (1, 4)
        layer.forward(pair)
        assert len(layer) == 5
        assert layer.calls == 5
        assert layer.calls != 4
        assert not student.hw.same(layer, 1)


def test_a_promise_that_was_kept_goes_on_as_what_it_stands_for(student: Any) -> None:  # noqa: ANN401
    """It is called, read, changed and handed on, in its block, in a later one and outside."""
    with student.pipeline():
        layer = student.hw.Layer(np.eye(2))
        first = layer.forward(np.ones((1, 2)))
        assert first.value.shape == (1, 2)
        layer.weights = 3 * np.eye(2)
        second = layer.forward(first)
    with student.pipeline():
        third = layer.forward([first, second][1])
        pair = student.hw.same(*[layer, layer])

    assert layer.forward(third).tolist() == [[27.0, 27.0]]
    assert pair.value is True


def test_an_answer_is_what_it_was_when_it_was_asked_for(student: Any) -> None:  # noqa: ANN401
    """A later question that writes into it comes too late."""
    layer = student.hw.Layer(np.ones((1, 2)))
    with student.pipeline():
        before = layer.weights
        total = student.hw.total([before][0])
        layer.double()
        after, late = layer.weights, student.hw.total(before)

    assert (before.value.tolist(), after.value.tolist()) == ([[1.0, 1.0]], [[2.0, 2.0]])
    assert (total.value, late.value) == (4.0, 4.0)


def test_a_function_that_is_handed_over_is_fetched_in_its_turn(student: Any) -> None:  # noqa: ANN401
    """What stands before it is answered first, and what comes after it goes on."""
    with student.pipeline():
        layer = student.hw.Layer(np.eye(2))
        layer.forward(np.ones((1, 2)))
        made = student.hw.make(student.hw.Odd, layer)
        answer = made.forward(1)

    assert answer.value == 2
    assert layer.calls == 1


def test_a_method_is_called_in_one_question_and_may_be_kept(student: Any) -> None:  # noqa: ANN401
    """Called twice, handed on after a call, and looked at afterwards."""
    with student.pipeline():
        layer = student.hw.Layer(np.eye(2))
        forward = layer.forward
        first, second = forward(np.ones((1, 2))), forward(2 * np.ones((1, 2)))
        same = student.hw.same(forward, 1)
        fetched = layer.weights
        layer.double()
        again = layer.weights
    forward(np.ones((1, 2)))

    assert (first.value.tolist(), second.value.tolist()) == ([[1.0, 1.0]], [[2.0, 2.0]])
    assert same.value is False
    assert isinstance(forward.value, Proxy)
    assert (fetched.value[0, 0], again.value[0, 0]) == (1.0, 2.0)
    assert layer.calls == 3


def test_what_a_function_answers_is_called(student: Any) -> None:  # noqa: ANN401
    """It has no name by which it could be called."""
    with student.pipeline():
        answer = student.hw.adder(3)(4)

    assert answer.value == 7


def test_names_of_the_students_are_not_taken(student: Any) -> None:  # noqa: ANN401
    """But for `value`, a promise has no attribute of its own."""
    with student.pipeline():
        odd = student.hw.Odd()
        name, number, keep = odd.name, odd.number, odd.keep

    assert (name.value, number.value, keep.value) == ("odd", 7, None)


def test_a_block_inside_a_block_is_answered_at_its_end(student: Any) -> None:  # noqa: ANN401
    """And the outer one goes on."""
    with student.pipeline():
        layer = student.hw.Layer(np.eye(2))
        with student.pipeline():
            inner = layer.forward(np.ones((1, 2)))
        layer.weights = inner
        outer = layer.weights

    assert outer.value.tolist() == [[1.0, 1.0]]


def test_what_wrote_into_its_input_is_told_by_its_name(student: Any) -> None:  # noqa: ANN401
    """Of a promised object, by its class."""
    with student.pipeline():
        student.hw.total(np.ones(2))
        layer = student.hw.Layer(np.eye(2))
        layer.spoil(np.ones((1, 2)))
        layer.forward(np.ones((1, 2)))

    assert student.handed.overwritten == {"total", "Layer.spoil"}
    assert "what `Layer.forward` was given" in student.handed.inputs((1, 2))


def test_what_is_handed_on_is_a_copy_and_an_object_is_itself(student: Any) -> None:  # noqa: ANN401
    """As if it had come here and gone back."""
    layer = student.hw.Layer(np.eye(2))
    with student.pipeline():
        seen = layer.forward(np.ones((1, 2)))
        student.hw.total(seen)
        other = student.hw.Layer(1.0)
        same = student.hw.same(other, other)
        kept = student.hw.same(layer, layer)

    assert seen.value.tolist() == [[1.0, 1.0]]
    assert (same.value, kept.value) == (True, True)
    assert isinstance(other.value, Proxy)


def test_what_a_test_changes_afterwards_does_not_reach_the_question(student: Any) -> None:  # noqa: ANN401
    """It was asked about the array as it was."""
    x = np.ones(2)
    with student.pipeline():
        first = student.hw.total(x)
        x[0] = 9
        second = student.hw.total(x)

    assert (first.value, second.value) == (4.0, 12.0)


def test_a_fault_ends_the_pipeline_and_the_worker_lives(student: Any) -> None:  # noqa: ANN401
    """Questions after the fault are not asked."""
    layer = student.hw.Layer(np.eye(2))

    def fail_between() -> None:
        with student.pipeline():
            layer.forward(np.ones((1, 2)))
            student.hw.fail()
            layer.forward(np.ones((1, 2)))

    with pytest.raises(StudentError) as caught:
        fail_between()

    assert (caught.value.fault, caught.value.type_name) == (Fault.RAISED, "ValueError")
    assert layer.calls == 1


def test_a_function_that_an_object_keeps_is_called_too(student: Any) -> None:  # noqa: ANN401
    """It is no method, so it is fetched and called in the same pipeline."""
    odd = student.hw.Odd()
    with student.pipeline():
        answer = odd.forward(4)

    assert answer.value == 5


def test_a_promised_object_is_asked_and_called(student: Any) -> None:  # noqa: ANN401
    """It is made, read and used in one block."""
    with student.pipeline():
        layer = student.hw.Layer(3 * np.eye(1))
        answer, weights = layer.forward(np.ones((1, 1))), layer.weights

    assert (answer.value.tolist(), weights.value.tolist()) == ([[3.0]], [[3.0]])


def test_a_promise_that_cannot_be_kept_says_so(place: Callable[..., Any]) -> None:
    """Its block ended with a fault of an earlier question."""
    kept: list[Any] = []

    def fail_first(student: Any) -> None:  # noqa: ANN401
        with student.pipeline():
            student.hw.fail()
            kept.append(student.hw.total(np.ones(2)))

    with place(MODULE).worker() as student:
        with pytest.raises(StudentError):
            fail_first(student)
        for wrong in (lambda: kept[0].value, lambda: kept[0].name, lambda: student.hw.total(kept[0])):
            with pytest.raises(PipelineError, match="without an answer"):
                wrong()
        answer = student.hw.total(np.ones(2))

    assert type(answer) is float


def test_what_is_no_plain_data_stays_where_it_is(student: Any) -> None:  # noqa: ANN401
    """A lying array is a proxy at the end, as it is without a pipeline."""
    with student.pipeline():
        answer = student.hw.masked()

    assert answer.value._autograder_type() == "MaskedArray"  # noqa: SLF001 - the contract's name


def test_objects_that_nobody_holds_are_still_there_for_their_question(student: Any) -> None:  # noqa: ANN401
    """The proxy went before the question was asked."""
    layer = student.hw.Layer(2 * np.eye(2))
    with student.pipeline():
        answer = layer.forward(np.ones((1, 2)))
        del layer
        gc.collect()

    assert answer.value.tolist() == [[2.0, 2.0]]


def test_the_whole_block_is_one_trip(place: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """And only the results that somebody waits for travel: the others would not fit into a frame."""
    with place(MODULE).worker() as student:
        module, layer = student.hw, student.hw.Layer(np.eye(1))
        trips = []
        converse = Link._converse  # noqa: SLF001 - to count
        monkeypatch.setattr(Link, "_converse", lambda *a: (trips.append(1), converse(*a))[1])
        with student.pipeline():
            for _ in range(5):
                module.many()
            answer = [layer.forward(np.ones((1, 1))) for _ in range(100)][-1]

    assert len(trips) == 1
    assert answer.value.tolist() == [[1.0]]


def test_a_result_too_large_to_hand_on_is_refused(place: Callable[..., Any]) -> None:
    """As it would have been on its way to the grader."""
    source = "def deep():\n    x = []\n    for _ in range(99): x = [x]\n    return x\ndef same(x): return x"
    with place(source).worker() as student, pytest.raises(StudentError, match="nested") as caught, student.pipeline():
        student.hw.same(student.hw.deep())

    assert caught.value.fault is Fault.REFUSED


def test_answers_to_other_questions_are_refused(place: Callable[..., Any]) -> None:
    """A worker that was taken over may answer anything, and is believed only where it answers what was asked."""
    source = """
import os, struct
def answer():
    body = b"t" + struct.pack("<Q", 3) + b"i" + struct.pack("<q", 2) + b"s" + struct.pack("<Q", 5) + b"value" + b"T"
    os.write(3, struct.pack("<4sQ", b"AGF1", len(body)) + body)
    return 1
"""
    with place(source).worker() as student:
        module, promises = student.hw, []
        with pytest.raises(StudentError) as caught, student.pipeline():
            promises += [module.answer(), module.answer()]

    assert caught.value.fault is Fault.REFUSED
    assert len(promises) == 2


@pytest.mark.parametrize(("told", "refused"), [("iq 1000000", False), ("iq -7", False), ("T", True), ("N", True)])
def test_a_forged_word_of_overwriting_is_refused_or_passed_over(
    place: Callable[..., Any],
    told: str,
    refused: bool,  # noqa: FBT001 - of the table
) -> None:
    """The numbers come from the worker: one of no call means nothing, and what is no number ends the worker."""
    tag, _, number = told.partition("q ")
    source = f"""
import os, struct
def answer():
    one = {tag!r}.encode() + (struct.pack("<q", {number or 0}) if {bool(number)} else b"")
    values = b"t" + struct.pack("<Q", 2) + b"l" + struct.pack("<Q", 1) + b"T" + b"l" + struct.pack("<Q", 1) + one
    body = b"t" + struct.pack("<Q", 3) + b"i" + struct.pack("<q", 2) + b"s" + struct.pack("<Q", 5) + b"value" + values
    os.write(3, struct.pack("<4sQ", b"AGF1", len(body)) + body)
    return 1
"""
    with place(source).worker() as student:
        module, kept = student.hw, []
        with pytest.raises(StudentError) if refused else nullcontext(), student.pipeline():
            kept.append(module.answer())

    assert refused or kept[0].value is True
    assert student.handed.overwritten == set()


def _unchanged(_verb: str, _operands: tuple[Any, ...]) -> Callable[[], bool]:
    return lambda: False


def test_a_question_about_a_result_to_come_is_refused() -> None:
    """The grader never asks one; the worker does not run into it either."""
    question = b"".join(encode(("call", None), lambda _: Handle(FIRST_PROMISE + 3, "")))
    body = question.replace(b"N", b"".join(encode(object(), lambda _: Handle(FIRST_PROMISE + 3, ""))))

    with pytest.raises(ProtocolError):
        answers([body], [], [], {"call": nullcontext}, lambda found: found, _unchanged)
    assert decode(question, lambda found: found) == ("call", None)


def test_a_pipeline_of_a_submission_without_time_answers_nothing(place: Callable[..., Any]) -> None:
    """There is no worker any more; what is asked says why."""
    placed = place(MODULE)
    placed._total.spent = placed._total.seconds  # noqa: SLF001 - as if its time were over
    with placed.worker() as student, pytest.raises(StudentError) as caught, student.pipeline():
        student.hw.total(np.ones(1))

    assert caught.value.fault is Fault.TIMEOUT


def test_a_hostile_name_of_a_class_is_made_plain_where_it_is_told(place: Callable[..., Any]) -> None:
    """HTML, a terminal's colours and a spreadsheet's formula: the note beside the points goes to a web page."""
    source = """
def spoil(self, x): x *= 2
Named = type("=1+1<script>\\x1b[31m", (), {"spoil": spoil})
"""
    with place(source).worker() as student:
        student.hw.Named().spoil(np.ones(1))
        with student.pipeline():
            student.hw.Named().spoil(np.ones(1))

    assert student.handed.overwritten == {"?1?1?script??[31m.spoil"}


_STEP = st.tuples(
    st.sampled_from(
        ["make", "forward", "forward of an answer", "method", "read", "write", "write an answer", "double"]
    ),
    st.integers(0, 9),
    st.integers(0, 9),
    st.booleans(),
)


class _Play:
    """The objects and answers of a test that is made up."""

    def __init__(self, student: Any) -> None:  # noqa: ANN401
        self.hw = student.hw
        self.layers, self.answers, self.methods = [self.hw.Layer(np.eye(2))], [np.ones((1, 2))], list[Any]()

    def ask(self, what: str, one: int, other: int) -> Any:  # noqa: ANN401
        """What a step answers, or None for a step that changes something."""
        layer, answer = self.layers[one % len(self.layers)], self.answers[other % len(self.answers)]
        if what == "forward":
            return layer.forward(np.full((1, 2), float(other)))
        if what == "forward of an answer":
            return layer.forward(answer)
        if what == "read":
            return layer.weights
        if what == "method":
            self.methods.append(layer.forward)
            return self.methods[other % len(self.methods)](np.ones((1, 2)))
        return self.change(what, layer, answer, other)

    def change(self, what: str, layer: Any, answer: Any, other: int) -> None:  # noqa: ANN401
        """Make a layer, or write into one."""
        if what == "make":
            self.layers.append(self.hw.Layer(float(other) * np.eye(2)))
        elif what == "write":
            layer.weights = np.full((2, 2), float(other))
        elif what == "write an answer":
            layer.weights = self.hw.square(answer)
        else:
            layer.double()


def _run(student: Any, steps: list[tuple[str, int, int, bool]], *, look: bool) -> list[Any]:  # noqa: ANN401
    """Do the steps; the answers that were kept, in order. With `look`, some are looked at as they come."""
    play, said = _Play(student), []
    for what, one, other, kept in steps:
        got = play.ask(what, one, other)
        if got is not None:
            play.answers.append(got)
            said += [got] if kept else []
            assert not (look and kept and one % 2) or np.shape(answer_of(got))[-1] == 2
    return [np.array(answer_of(one)).tolist() for one in (*said, *(layer.calls for layer in play.layers))]


@pytest.fixture
def placed(place: Callable[..., Any]) -> Any:  # noqa: ANN401
    """The module above in the sandbox, once for all examples of a test."""
    return place(MODULE)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEP, max_size=12))
def test_any_test_comes_to_the_same_with_and_without_a_pipeline(
    placed: Any,  # noqa: ANN401
    tmp_path: Path,
    steps: list[tuple[str, int, int, bool]],
) -> None:
    """Across the wall and at home, looked at in between or not: whatever is asked, made, written and handed on."""
    (tmp_path / "hw.py").write_text(MODULE, encoding="utf-8")
    found = []
    for pipelined, look in ((False, False), (True, False), (True, True)):
        for opened in (placed.worker(), LocalStudent(tmp_path, ("hw",))):
            with opened as student, student.pipeline() if pipelined else nullcontext():
                found.append(_run(student, steps, look=look))

    assert all(one == found[0] for one in found)
