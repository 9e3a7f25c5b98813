"""What a test does with a student's objects in the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.errors import SandboxError
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import NotPlainError, Proxy, StudentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MODULE = """
import numpy as np

class Linear:
    def __init__(self, pair, scale=1.0):
        self.weights, self.biases = pair
        self.scale = scale
        self._state = None

    def forward(self, x):
        x += 0
        return self.scale * (x @ self.weights + self.biases)

class Model:
    def __init__(self, layers):
        self.layers = layers

    def __getitem__(self, index):
        return self.layers[index]

    def __len__(self):
        return len(self.layers)

def same(*arguments, **keywords):
    return arguments, keywords

def is_same(one, other):
    return one is other

def count(n):
    yield from range(n)

def many(n):
    return [Linear((0, 0)) for _ in range(n)]

class Endless:
    def __len__(self):
        return 10 ** 15

    def __iter__(self):
        return iter(())

masked = np.ma.masked_all(3)
matrix = np.matrix([[1, 2]])
objects = np.array([None, 1])
"""


@pytest.fixture
def hw(submission: Callable[..., Any]) -> Iterator[Any]:
    """The module above, in a worker."""
    with submission(MODULE).worker() as student:
        yield student.hw


def test_an_object_is_made_called_and_read(hw: Any) -> None:  # noqa: ANN401 - a proxy, here and below
    """As if it were here."""
    layer = hw.Linear((np.eye(2), np.ones((1, 2))), scale=3)

    assert layer.forward(np.array([[1.0, 2.0]])).tolist() == [[6.0, 9.0]]
    assert layer.scale == 3
    assert layer.weights.tolist() == [[1.0, 0.0], [0.0, 1.0]]


def test_an_attribute_is_set_there(hw: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """Also one with an underscore before its name."""
    layer = hw.Linear((np.eye(2), 0.0))

    layer.biases = np.array([[5.0, 6.0]])
    layer._state = "seen"  # noqa: SLF001 - the student's attribute

    assert layer.forward(np.zeros((1, 2))).tolist() == [[5.0, 6.0]]
    assert layer._state == "seen"  # noqa: SLF001 - a name of the student's


def test_objects_inside_containers_travel_as_proxies(hw: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """In both directions, and stay the same object over there."""
    first, second = hw.Linear((np.eye(2), 1.0)), hw.Linear((np.eye(2), 2.0))

    model = hw.Model([first, second])

    assert isinstance(model, Proxy)
    assert [layer.biases for layer in model.layers] == [1.0, 2.0]
    assert model.layers[0] is first
    assert hw.is_same(first, model.layers[0])
    assert hw.same({"a": (first,)}, key=[second]) == (({"a": (first,)},), {"key": [second]})


def test_arguments_are_copied(hw: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """What is changed over there is not changed here."""
    x = np.ones((1, 2))
    layer = hw.Linear((np.eye(2), 0.0))
    weights = np.eye(2)
    layer.weights = weights

    layer.forward(x)
    weights[0, 0] = 7

    assert x.tolist() == [[1.0, 1.0]]
    assert layer.weights[0, 0] == 1


def test_writing_into_an_argument_is_noticed(submission: Callable[..., Any]) -> None:
    """The test's own array is safe; whoever wrote into the copy is named, and honest functions are not."""
    source = """
class Layer:
    def honest(self, x):
        return x * 2
    def greedy(self, x):
        x *= 2
        return x

def spoil(x, y):
    y[0] = 9
"""
    x = np.ones(3)
    with submission(source).worker() as student:
        layer = student.hw.Layer()
        layer.honest(x)
        assert student.call_log.overwritten == set()
        layer.greedy(x)
        student.hw.spoil(x, np.zeros(2))

    assert x.tolist() == [1.0, 1.0, 1.0]
    assert student.call_log.overwritten == {"Layer.greedy", "spoil"}


def test_indexing_length_and_iteration_are_asked_over_there(hw: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """Of an object that has them."""
    model = hw.Model([1, 2, 3])

    assert (model[1], len(model), list(model), list(hw.count(3))) == (2, 3, [1, 2, 3], [0, 1, 2])


@pytest.mark.parametrize(
    ("name", "type_name"),
    [("masked", "MaskedArray"), ("matrix", "matrix"), ("objects", "ndarray[object]"), ("Linear", "type")],
)
def test_what_is_no_plain_array_is_named(hw: Any, name: str, type_name: str) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """So that a message can say what came instead."""
    value = getattr(hw, name)

    assert isinstance(value, Proxy)
    assert value._autograder_type() == type_name  # noqa: SLF001 - the contract's name


@pytest.mark.parametrize(
    "name", ["__array_interface__", "__array_struct__", "__dict__", "__length_hint__", "__index__"]
)
def test_special_names_never_travel(submission: Callable[..., Any], name: str) -> None:
    """NumPy would read the grader's memory at an address that the student gives it."""
    source = f"class Liar:\n    pass\nliar = Liar()\nif '{name}' != '__dict__': setattr(Liar, '{name}', 5)"
    with submission(source).worker() as student:
        liar = student.hw.liar
        found = getattr(liar, name, "nothing")

    assert found == "nothing"


def test_an_object_does_not_pass_for_an_array(hw: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """However much it looks like one."""
    with pytest.raises(StudentError) as caught:
        np.asarray(hw.masked)
    assert isinstance(np.ones(3) + hw.masked, Proxy)  # which the student's own class has computed
    assert caught.value.fault is Fault.REFUSED
    assert "MaskedArray" in caught.value.message


def test_a_length_beyond_reason_is_refused(hw: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """`list` would set memory aside for it."""
    with pytest.raises(StudentError, match="no usable length"):
        list(hw.Endless())


def test_objects_that_are_let_go_make_room(hw: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """A long test may use more objects than the worker may hold at once."""
    model = hw.Model([1, 2])

    assert [len(hw.many(4000)) for _ in range(3)] == [4000, 4000, 4000]
    assert model[0] == 1


def test_too_many_objects_are_refused(ask: Callable[..., Any]) -> None:
    """At once, before they fill the grader's memory."""
    with pytest.raises(StudentError, match="more than 10,000 objects"):
        ask("class A: pass\ndef answer(): return [A() for _ in range(20_000)]")


def test_a_test_cannot_hand_over_what_is_not_plain(hw: Any) -> None:  # noqa: ANN401 - a student of either kind, or a student's object
    """What the reference never made it do, the student's answers did; so this is no fault of the grader's."""
    with pytest.raises(NotPlainError, match="a test handed a type to student code"):
        hw.same(float)


def test_a_proxy_of_another_worker_is_not_accepted(submission: Callable[..., Any]) -> None:
    """Its number means another object there."""
    held = submission(MODULE)
    with (
        held.worker() as one,
        held.worker() as other,
        pytest.raises(NotPlainError, match="of one worker to another"),
    ):
        one.hw.same(other.hw.same)


def test_two_workers_run_side_by_side(submission: Callable[..., Any]) -> None:
    """Each with a state of its own."""
    held = submission("state = []\ndef count(): state.append(1); return len(state)")
    with held.worker() as one, held.worker() as other:
        counts = [one.hw.count(), one.hw.count(), other.hw.count()]

    assert counts == [1, 2, 1]


def test_a_module_is_imported_at_its_first_use_only(submission: Callable[..., Any]) -> None:
    """A module that hangs costs the tests that ask for it."""
    with submission("value = 5", other="while True: pass").worker() as student:
        value = student.hw.value

    assert value == 5


def test_a_module_of_no_name_is_the_tests_fault(submission: Callable[..., Any]) -> None:
    """The message says which there are."""
    with (
        submission("").worker() as student,
        pytest.raises(AttributeError, match="no module hw4; it has absent, hw, other"),
    ):
        student.hw4  # noqa: B018 - the access is the test


def test_modules_of_a_submission_import_each_other(submission: Callable[..., Any]) -> None:
    """As they do at home."""
    with submission("from other import value", other="value = 5").worker() as student:
        value = student.hw.value

    assert value == 5


@pytest.mark.parametrize(
    "statement",
    [
        "import sysconfig; sysconfig.get_config_vars()",
        "import numpy.testing",
        "import unittest.mock",
        "import xml.sax",
    ],
)
def test_what_was_not_loaded_beforehand_can_be_imported(
    submission: Callable[..., Any], statement: str
) -> None:
    """The confined worker still reads the whole standard library and the allowed packages."""
    with submission(f"{statement}\nvalue = 5").worker() as student:
        value = student.hw.value

    assert value == 5


def test_a_submission_cannot_shadow_other_modules(make_sandbox: Callable[..., Any]) -> None:
    """Its folder comes last."""
    files = {
        "hw.py": b"import json, numpy, wave\nbad = [m for m in (json, numpy, wave) if 'bad' in dir(m)]",
        **dict.fromkeys(("numpy.py", "json.py", "wave.py", "sitecustomize.py"), b"bad = True"),
    }
    with make_sandbox().submission(files, ("hw",)) as held, held.worker() as student:
        shadowed = student.hw.bad

    assert shadowed == []


def test_bytecode_that_was_handed_in_is_not_run(make_sandbox: Callable[..., Any]) -> None:
    """Neither a `.pyc` nor an extension module stands in for the source."""
    files = {"hw.py": b"value = 5", "hw.pyc": b"x", "hw.so": b"x", "other.pyc": b"x"}
    with make_sandbox().submission(files, ("hw", "other")) as held, held.worker() as student:
        value = student.hw.value
        with pytest.raises(StudentError) as caught:
            student.other  # noqa: B018 - the access is the test

    assert value == 5
    assert caught.value.fault is Fault.MISSING


def test_the_public_data_lies_in_the_current_folder(make_sandbox: Callable[..., Any], tmp_path: Path) -> None:
    """Under its own name, for reading only, whatever folder it came from."""
    data = tmp_path / "training_data_student"
    data.mkdir(mode=0o700)
    (data / "train.csv").write_text("1,2\n", encoding="utf-8")
    (data / "train.csv").chmod(0o600)
    source = b"def answer(mode): return open('training_data_student/train.csv', mode).read()"
    with make_sandbox().submission({"hw.py": source}, ("hw",), data) as held, held.worker() as student:
        text = student.hw.answer("r")
        with pytest.raises(StudentError) as caught:
            student.hw.answer("r+")

    assert text == "1,2\n"
    assert caught.value.type_name == "PermissionError"


def test_exit_and_quit_are_there(submission: Callable[..., Any]) -> None:
    """Students call them, though no interactive Python runs."""
    with submission("def answer(): exit(3)").worker() as student, pytest.raises(StudentError) as caught:
        student.hw.answer()

    assert caught.value.type_name == "SystemExit"


def test_random_numbers_are_the_same_in_every_worker(submission: Callable[..., Any]) -> None:
    """So that a submission that never seeds is graded twice alike."""
    held = submission(
        "import random\nimport numpy as np\ndef answer(): return random.random(), np.random.rand()"
    )
    drawn = []
    for _ in range(2):
        with held.worker() as student:
            drawn.append(student.hw.answer())

    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("name", ["../hw.py", "a/../b.py", ".hidden", "a\nb.py", ""])
def test_only_plain_file_names_are_placed(make_sandbox: Callable[..., Any], name: str) -> None:
    """Whoever vetted them before."""
    with (
        pytest.raises(SandboxError, match="not a plain file name"),
        make_sandbox().submission({name: b""}, ()),
    ):
        pass


def test_a_module_named_like_one_of_pythons_is_refused(make_sandbox: Callable[..., Any]) -> None:
    """The student's would never be imported."""
    with pytest.raises(SandboxError, match="rename it"), make_sandbox().submission({}, ("statistics",)):
        pass
