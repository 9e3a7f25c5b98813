"""Many requests that travel together: the same answers, one trip, and the same at home as in the sandbox."""

from __future__ import annotations

import copy
import gc
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import ProtocolError
from autograder.harness.student.batch import NoAnswerError, resolved
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import Proxy, StudentError
from autograder.sandbox.child.batch import Results
from autograder.sandbox.connection import Connection
from autograder.sandbox.wire.decode import decode_each
from autograder.sandbox.wire.encode import encode
from autograder.sandbox.wire.protocol import FIRST_RESULT, Handle

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

def identity(x):
    return x

def only_layers(kind):
    raise ValueError("no layer")

def type_error():
    raise TypeError("wrong kind")

def nested(depth):
    return [nested(depth - 1)] if depth else []

def fail():
    raise ValueError("no")

def masked():
    return np.ma.ones(3)

def spoiler():
    def spoil(x):
        x *= 2
    return spoil

def many():
    return list(range(600_000))
"""


@pytest.fixture(params=["in the sandbox", "at home"])
def student(request: pytest.FixtureRequest, submission: Callable[..., Any], tmp_path: Path) -> Iterator[Any]:
    """The module above, behind either interface."""
    if request.param == "at home":
        (tmp_path / "hw.py").write_text(MODULE, encoding="utf-8")
        with LocalStudent(tmp_path, ("hw",)) as here:
            yield here
    else:
        with submission(MODULE).worker() as there:
            yield there


def test_deferred_answers_come_at_the_end(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """Calls, attributes that were set and read, and what one result was handed on to."""
    layer = student.hw.Layer(2 * np.eye(2))
    with student.batch():
        first = layer.forward(np.array([[1.0, 2.0]]))
        layer.weights = np.ones((2, 1))
        second = layer.forward(first)
        count, total = layer.calls, student.hw.total(second)

    assert first.tolist() == [[2.0, 4.0]]
    assert second.tolist() == [[6.0]]
    assert (count, total) == (2, 7.0)


def test_an_answer_that_is_needed_is_there(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """Whatever needs one has it: an index, a length, a loop, an array, a truth, a comparison, arithmetic, a class."""
    with student.batch():
        layer = student.hw.Layer(2 * np.eye(2))
        answer, again, pair = (layer.forward(np.ones((1, 2))) for _ in range(3))

        assert answer.tolist() == [[2.0, 2.0]]
        assert again[0, 1] == 2.0
        assert np.sum(layer.forward(pair)) == 8.0
        assert [row.tolist() for row in pair] == [[2.0, 2.0]]
        assert (len(pair), len(layer)) == (1, 4)
        layer.forward(pair)
        assert len(layer) == 5
        assert layer.calls == 5
        assert layer.calls != 4
        assert not student.hw.same(layer, 1)
        assert float(student.hw.total(np.ones(2))) + 1 == 1 + student.hw.total(np.ones(2)) == 5.0
        assert (np.ones(2) - layer.forward(pair)).tolist() == (1 - layer.forward(pair)).tolist()
        assert np.exp(0 * layer.calls) == 1.0
        assert np.vstack([layer.forward(pair), layer.forward(pair)]).shape == (2, 2)
        assert isinstance(layer.forward(pair), np.ndarray)
        assert isinstance(layer, Proxy)
        assert f"{layer.calls:03d}" == "010"


def test_an_answer_that_has_come_is_used_as_it_is(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """It is called, read, changed and handed on, in its block, in a later one and outside."""
    with student.batch():
        layer = student.hw.Layer(np.eye(2))
        first = layer.forward(np.ones((1, 2)))
        assert first.shape == (1, 2)
        layer.weights = 3 * np.eye(2)
        second = layer.forward(first)
    with student.batch():
        third = layer.forward([first, second][1])
        pair = student.hw.same(*[layer, layer])

    assert layer.forward(third).tolist() == [[27.0, 27.0]]
    assert pair


def test_an_answer_is_what_it_was_when_it_was_asked_for(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """A later request that writes into it comes too late."""
    layer = student.hw.Layer(np.ones((1, 2)))
    with student.batch():
        before = layer.forward(np.ones((1, 1)))
        total = student.hw.total([before][0])
        layer.double()
        after, late = layer.forward(np.ones((1, 1))), student.hw.total(before)

    assert (before.tolist(), after.tolist()) == ([[1.0, 1.0]], [[2.0, 2.0]])
    assert (total, late) == (4.0, 4.0)


def test_what_an_object_has_is_what_it_is_when_it_is_read(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """A container of the student's own is no answer of a call: a later request that writes into it is seen."""
    layer = student.hw.Layer(np.ones((1, 2)))
    with student.batch():
        before = layer.weights
        layer.double()
        total = student.hw.total(before)
        after = layer.weights

    assert before.tolist() == after.tolist() == [[3.0, 3.0]]
    assert total == 6.0


def test_a_function_that_is_handed_over_is_fetched_in_its_turn(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """After what stands before it, and in the same trip."""
    with student.batch():
        layer = student.hw.Layer(np.eye(2))
        layer.forward(np.ones((1, 2)))
        made = student.hw.make(student.hw.Odd, layer)
        answer = made.forward(1)

    assert answer == 2
    assert layer.calls == 1


def test_a_method_may_be_kept(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """Called twice, handed on after a call, and looked at afterwards."""
    with student.batch():
        layer = student.hw.Layer(np.eye(2))
        forward = layer.forward
        first, second = forward(np.ones((1, 2))), forward(2 * np.ones((1, 2)))
        same = student.hw.same(forward, 1)
        fetched = layer.weights
        layer.double()
        again = layer.weights
    forward(np.ones((1, 2)))

    assert (first.tolist(), second.tolist()) == ([[1.0, 1.0]], [[2.0, 2.0]])
    assert not same
    assert isinstance(forward, Proxy)
    assert fetched[0, 0] == again[0, 0] == 2.0
    assert layer.calls == 3


def test_what_a_function_answers_is_called(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """It has no name by which it could be called."""
    with student.batch():
        answer = student.hw.adder(3)(4)

    assert answer == 7


def test_names_of_the_students_are_not_taken(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """A deferred answer has no attribute but the student's."""
    with student.batch():
        odd = student.hw.Odd()
        name, number, keep = odd.name, odd.number, odd.keep

    assert (name, number, resolved(keep)) == ("odd", 7, None)


def test_what_wrote_into_its_input_is_told_by_its_name(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """Of an object that has not come yet, by its class."""
    with student.batch():
        student.hw.total(np.ones(2))
        layer = student.hw.Layer(np.eye(2))
        layer.spoil(np.ones((1, 2)))
        layer.forward(np.ones((1, 2)))

    assert student.call_log.overwritten == {"total", "Layer.spoil"}
    assert ("Layer.forward", (1, 2)) in [(one.name, one.array.shape) for one in student.call_log.inputs()]


def test_what_is_handed_on_is_a_copy_and_an_object_is_itself(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """As if it had come here and gone back."""
    layer = student.hw.Layer(np.eye(2))
    with student.batch():
        seen = layer.forward(np.ones((1, 2)))
        student.hw.total(seen)
        other = student.hw.Layer(1.0)
        same = student.hw.same(other, other)
        kept = student.hw.same(layer, layer)

    assert seen.tolist() == [[1.0, 1.0]]
    assert same
    assert kept
    assert isinstance(other, Proxy)


def test_what_a_test_changes_afterwards_does_not_reach_the_request(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """It was asked about the array as it was."""
    x = np.ones(2)
    with student.batch():
        first = student.hw.total(x)
        x[0] = 9
        second = student.hw.total(x)

    assert (first, second) == (4.0, 12.0)


def test_a_fault_ends_the_batch_and_the_worker_lives(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """Requests after the fault are not carried out."""
    layer = student.hw.Layer(np.eye(2))

    def fail_between() -> None:
        with student.batch():
            layer.forward(np.ones((1, 2)))
            student.hw.fail()
            layer.forward(np.ones((1, 2)))

    with pytest.raises(StudentError) as caught:
        fail_between()

    assert (caught.value.fault, caught.value.type_name) == (Fault.RAISED, "ValueError")
    assert layer.calls == 1


def test_a_function_that_an_object_keeps_is_called_too(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """It is no method, so it is fetched and called in the same trip."""
    odd = student.hw.Odd()
    with student.batch():
        answer = odd.forward(4)

    assert answer == 5


def test_an_object_that_has_not_come_is_read_and_called(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """It is made, read and used in one block."""
    with student.batch():
        layer = student.hw.Layer(3 * np.eye(1))
        answer, weights = layer.forward(np.ones((1, 1))), layer.weights

    assert (answer.tolist(), weights.tolist()) == ([[3.0]], [[3.0]])


def test_an_answer_that_never_came_says_so(submission: Callable[..., Any]) -> None:
    """An earlier request of its batch failed."""
    kept: list[Any] = []

    def fail_first(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
        with student.batch():
            student.hw.fail()
            kept.append(student.hw.total(np.ones(2)))

    with submission(MODULE).worker() as student:
        with pytest.raises(StudentError):
            fail_first(student)
        for wrong in (lambda: resolved(kept[0]), lambda: kept[0].name, lambda: student.hw.total(kept[0])):
            with pytest.raises(NoAnswerError, match="never came"):
                wrong()
        answer = student.hw.total(np.ones(2))

    assert type(answer) is float


def test_what_is_no_plain_data_stays_where_it_is(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """A lying array is a proxy at the end, as it is without a batch."""
    with student.batch():
        answer = student.hw.masked()

    assert answer._autograder_type() == "MaskedArray"  # noqa: SLF001 - the contract's name


def test_objects_that_nobody_holds_are_still_there_for_their_request(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """The proxy went before the request was sent."""
    layer = student.hw.Layer(2 * np.eye(2))
    with student.batch():
        answer = layer.forward(np.ones((1, 2)))
        del layer
        gc.collect()

    assert answer.tolist() == [[2.0, 2.0]]


def test_the_whole_block_is_one_trip(submission: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """And only the results that somebody waits for travel: the others would not fit into a frame."""
    with submission(MODULE).worker() as student:
        module, layer = student.hw, student.hw.Layer(np.eye(1))
        trips = []
        converse = Connection._exchange  # noqa: SLF001 - to count
        monkeypatch.setattr(Connection, "_exchange", lambda *a: (trips.append(1), converse(*a))[1])
        with student.batch():
            for _ in range(5):
                module.many()
            answer = [layer.forward(np.ones((1, 1))) for _ in range(100)][-1]

    assert len(trips) == 1
    assert answer.tolist() == [[1.0]]


def test_a_result_too_large_to_hand_on_is_refused(submission: Callable[..., Any]) -> None:
    """As it would have been on its way to the grader."""
    source = "def deep():\n    x = []\n    for _ in range(99): x = [x]\n    return x\ndef same(x): return x"
    with (
        submission(source).worker() as student,
        pytest.raises(StudentError, match="nested") as caught,
        student.batch(),
    ):
        student.hw.same(student.hw.deep())

    assert caught.value.fault is Fault.REFUSED


def test_what_is_handed_over_is_fetched_on_the_way(
    submission: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class that a test hands over costs no trip, outside of a batch either, and is itself each time."""
    with submission(MODULE).worker() as student:
        module, layer = student.hw, student.hw.Layer(np.eye(1))
        trips = []
        exchange = Connection._exchange  # noqa: SLF001 - to count
        monkeypatch.setattr(Connection, "_exchange", lambda *a: (trips.append(1), exchange(*a))[1])
        odd = module.Odd
        assert module.make(odd, layer).name == "odd"
        assert module.same(odd, odd)
        assert module.same(odd, module.Odd)

    assert len(trips) == 4


def test_a_method_of_the_same_name_is_the_same_object(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """It is fetched once for each name that a test holds."""
    layer = student.hw.Layer(np.eye(2))
    with student.batch():
        forward = layer.forward

        assert student.hw.same(forward, forward)


def test_a_call_without_a_name_is_nobody_elses(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """What a function gave is called, and writes into its input: the function before it is not blamed."""
    with student.batch():
        student.hw.spoiler()(np.ones(2))
        student.hw.square(np.ones(2))

    assert not student.call_log.overwritten & {"spoiler", "square"}


def test_an_answer_is_set_and_kept(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """An entry of a copy is changed here, and handed on as it then is."""
    with student.batch():
        answer = student.hw.square(np.ones(4))
        answer[0, 0] = 7.0
        total = student.hw.total(answer)

    assert answer.tolist() == [[7.0, 1.0], [1.0, 1.0]]
    assert total == 14.0


def test_an_answer_in_words_is_text(student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """It prints, sorts, counts and is part of a dictionary's values as what it is."""
    with student.batch():
        odd = student.hw.Odd()
        assert f"{odd.name:>4}" == " odd"
        assert str(odd.name) + repr(odd.name) == "odd'odd'"
        assert sorted([odd.number, 3]) == [3, 7]
        assert list(range(odd.number))[-1] == 6
        assert "d" in odd.name
        assert (odd.name < "p", odd.number % 4, 2**odd.number, -odd.number) == (True, 3, 128, -7)


def test_answers_to_other_requests_are_refused(submission: Callable[..., Any]) -> None:
    """A worker that was taken over may answer anything, and is believed only where it answers what was asked."""
    source = """
import os, struct
def answer():
    body = b"t" + struct.pack("<Q", 3) + b"i" + struct.pack("<q", 2) + b"s" + struct.pack("<Q", 6) + b"values" + b"T"
    os.write(3, struct.pack("<4sQ", b"AGF1", len(body)) + body)
    return 1
"""
    with submission(source).worker() as student:
        module, deferred = student.hw, []
        with pytest.raises(StudentError) as caught, student.batch():
            deferred += [module.answer(), module.answer()]

    assert caught.value.fault is Fault.REFUSED
    assert len(deferred) == 2


@pytest.mark.parametrize("forged", ["iq 1000000", "iq -7", "T", "N"])
def test_a_forged_number_of_an_overwriting_call_ends_the_worker(
    submission: Callable[..., Any], forged: str
) -> None:
    """The numbers come from the worker; only those of requests that were made are believed."""
    tag, _, number = forged.partition("q ")
    source = f"""
import os, struct
def answer():
    one = {tag!r}.encode() + (struct.pack("<q", {number or 0}) if {bool(number)} else b"")
    values = b"l" + struct.pack("<Q", 1) + b"T" + b"l" + struct.pack("<Q", 1) + one
    body = b"t" + struct.pack("<Q", 4) + b"i" + struct.pack("<q", 2) + b"s" + struct.pack("<Q", 6) + b"values"
    body += values
    os.write(3, struct.pack("<4sQ", b"AGF1", len(body)) + body)
    return 1
"""
    with submission(source).worker() as student:
        module = student.hw
        with pytest.raises(StudentError, match="not an answer to the requests"), student.batch():
            module.answer()

    assert student.call_log.overwritten == set()


def test_a_long_list_of_overwriting_calls_ends_the_worker(submission: Callable[..., Any]) -> None:
    """Each entry would cost the grader time, and there are no more calls than requests."""
    source = """
import os, struct
def answer():
    many = b"l" + struct.pack("<Q", 900_000) + (b"i" + struct.pack("<q", 0)) * 900_000
    body = b"t" + struct.pack("<Q", 4) + b"i" + struct.pack("<q", 2) + b"s" + struct.pack("<Q", 6) + b"values"
    body += b"l" + struct.pack("<Q", 1) + b"T" + many
    frame = struct.pack("<4sQ", b"AGF1", len(body)) + body
    while frame:
        frame = frame[os.write(3, frame):]
    return 1
"""
    with submission(source).worker() as student, pytest.raises(StudentError) as caught:
        student.hw.answer()

    assert caught.value.fault is Fault.REFUSED


def test_naming_a_call_never_asks_the_worker(submission: Callable[..., Any]) -> None:
    """A diagnosis names calls when the worker may be gone; it has to do with what is known."""
    source = "class Net:\n    @staticmethod\n    def make(x): return Net()\ndef fail(): raise ValueError"
    with submission(source).worker() as student:
        student.hw  # noqa: B018 - imported here, so that one request of the batch fails
        with pytest.raises(StudentError), student.batch():
            student.hw.Net.make(student.hw.fail())
        names = [call.name for call in student.call_log.calls()]

    assert names == ["make", "fail"]


def test_an_object_that_went_with_a_failed_request_is_fetched_again(student: Any) -> None:  # noqa: ANN401 - a student of either kind
    """A test may expect a fault, and go on with the same class."""
    kind = student.hw.Odd
    with pytest.raises(StudentError, match="no layer"):
        student.hw.only_layers(kind)

    assert student.hw.same(kind, student.hw.Odd)


def test_an_answer_as_deep_as_it_arrived_is_handed_on(student: Any) -> None:  # noqa: ANN401 - a student of either kind
    """Also after it has been looked at; a student's answer is no fault of the grader's."""
    with student.batch():
        deep = student.hw.nested(29)
        assert len(deep) == 1
        again = student.hw.identity(deep)
        assert again == deep


def test_a_fault_of_an_earlier_request_is_not_taken_for_a_missing_length(student: Any) -> None:  # noqa: ANN401 - a student of either kind
    """`list` asks for a length and goes on without: the fault must come out all the same."""
    odd = student.hw.Odd()
    with pytest.raises(StudentError, match="wrong kind"), student.batch():
        list([student.hw.type_error(), odd][1])


def test_an_answer_is_a_key_and_is_copied_and_divided(student: Any) -> None:  # noqa: ANN401 - a student of either kind
    """As any number is."""
    with student.batch():
        number = student.hw.identity(7)
        assert number in {7, 8}
        assert {7: "seven"}[number] == "seven"
        assert divmod(number, 2) == (3, 1)
        assert divmod(15, number) == (2, 1)
        assert copy.deepcopy(number) == 7


def test_a_long_word_among_short_ones_is_no_array(student: Any) -> None:  # noqa: ANN401 - a student of either kind
    """NumPy would give each entry the room of the longest: gigabytes for a megabyte that was answered."""
    words = ["9" * 1_000_000, *["1"] * 250]
    with student.batch():
        deferred = student.hw.identity(words)
        for use in (np.asarray, np.mean, lambda answer: np.mean([answer])):
            with pytest.raises(StudentError, match="too long a word"):
                use(deferred)
        assert np.asarray(student.hw.identity(["a", "b"])).tolist() == ["a", "b"]


def test_a_method_of_an_array_takes_a_type(student: Any) -> None:  # noqa: ANN401 - a student of either kind
    """A type cannot travel, so the array comes here first."""
    with student.batch():
        assert student.hw.identity(np.array([1.5])).astype(int).tolist() == [1]


def test_a_request_about_a_result_to_come_is_refused() -> None:
    """The grader never makes one; the worker does not run into it either."""
    results = Results(lambda handle: handle)

    with pytest.raises(ProtocolError, match="still to come"):
        results.meant(Handle(FIRST_RESULT + 3, ""))


def test_requests_stand_one_after_the_other_and_each_is_read_in_its_turn() -> None:
    """The second may be about what the first will have given."""
    body = b"".join([*encode(("get", 1), lambda value: value), *encode(("get", 2), lambda value: value)])
    requests = decode_each(memoryview(body), lambda handle: handle)

    assert next(requests) == ("get", 1)
    assert list(requests) == [("get", 2)]


def test_a_batch_of_a_submission_without_time_answers_nothing(submission: Callable[..., Any]) -> None:
    """There is no worker any more; what is asked says why."""
    held = submission(MODULE)
    held.total.spend(processor=held.total.seconds)
    with held.worker() as student, pytest.raises(StudentError) as caught, student.batch():
        student.hw.total(np.ones(1))

    assert caught.value.fault is Fault.TIMEOUT


def test_a_hostile_name_of_a_class_is_made_plain_where_it_is_told(submission: Callable[..., Any]) -> None:
    """HTML, a terminal's colours and a spreadsheet's formula: the note beside the points goes to a web page."""
    source = """
def spoil(self, x): x *= 2
Named = type("=1+1<script>\\x1b[31m", (), {"spoil": spoil})
"""
    with submission(source).worker() as student:
        student.hw.Named().spoil(np.ones(1))
        with student.batch():
            student.hw.Named().spoil(np.ones(1))

    assert student.call_log.overwritten == {"?1?1?script??[31m.spoil"}


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

    def __init__(self, student: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
        self.hw = student.hw
        self.layers, self.answers, self.methods = [self.hw.Layer(np.eye(2))], [np.ones((1, 2))], list[Any]()

    def ask(self, what: str, one: int, other: int) -> Any:  # noqa: ANN401 - a student of either kind, or a student's object
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

    def change(self, what: str, layer: Any, answer: Any, other: int) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
        """Make a layer, or write into one."""
        if what == "make":
            self.layers.append(self.hw.Layer(float(other) * np.eye(2)))
        elif what == "write":
            layer.weights = np.full((2, 2), float(other))
        elif what == "write an answer":
            layer.weights = self.hw.square(answer)
        else:
            layer.double()


def _run(student: Any, steps: list[tuple[str, int, int, bool]], *, look: bool) -> list[Any]:  # noqa: ANN401 - a student of either kind, or a student's object
    """Do the steps; the answers that were kept, in order. With `look`, some are looked at as they come."""
    play, said = _Play(student), []
    for what, one, other, kept in steps:
        got = play.ask(what, one, other)
        if got is not None:
            play.answers.append(got)
            said += [got] if kept else []
            assert not (look and kept and one % 2) or np.shape(resolved(got))[-1] == 2
    return [np.array(resolved(one)).tolist() for one in (*said, *(layer.calls for layer in play.layers))]


@pytest.fixture
def held(submission: Callable[..., Any]) -> Any:  # noqa: ANN401 - a student of either kind, or a student's object
    """The module above in the sandbox, once for all examples of a test."""
    return submission(MODULE)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEP, max_size=12))
def test_any_test_comes_to_the_same_with_and_without_a_batch(
    held: Any,  # noqa: ANN401 - a student of either kind, or a student's object
    tmp_path: Path,
    steps: list[tuple[str, int, int, bool]],
) -> None:
    """In the sandbox and at home, looked at in between or not: whatever is requested, made, written and handed on."""
    (tmp_path / "hw.py").write_text(MODULE, encoding="utf-8")
    found = []
    for batched, look in ((False, False), (True, False), (True, True)):
        for opened in (held.worker(), LocalStudent(tmp_path, ("hw",))):
            with opened as student, student.batch() if batched else nullcontext():
                found.append(_run(student, steps, look=look))

    assert all(one == found[0] for one in found)
