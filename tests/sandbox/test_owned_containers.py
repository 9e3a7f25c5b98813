"""What an object of the student's has is changed as it is in Python, at home and in the sandbox alike."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.harness.student.local import LocalStudent
from autograder.harness.student.proxy import NotPlainError, StudentError
from autograder.sandbox.child import worker
from tests.support.in_process import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MODULE = """
from collections import Counter
import numpy as np

class Layer:
    def __init__(self):
        self.parameters = {"W": np.zeros((2, 3)), "b": np.ones(3)}
        self.history = []
        self.tags = {1, 2}
        self.counts = Counter("aab")
        self.grid = [[1, 2], [3, 4]]
        self.pair = ([1], 2)
        self.weights = np.arange(4.0)
        self.parts = [Part(), Part()]

    def step(self):
        for value in self.parameters.values():
            value -= 1.0

    def replace(self):
        self.parameters["W"] = self.parameters["W"] + 5

    def refuse(self, row):
        row.append(99)
        raise ValueError("no")

    def __getitem__(self, key):
        return self.grid[key]

class Part:
    pass

def total(values):
    return float(np.sum(values))

def is_grid(layer, grid):
    return layer.grid is grid

LOG = []
"""


@pytest.fixture(params=["at home", "in the sandbox"])
def student(request: pytest.FixtureRequest, submission: Callable[..., Any], tmp_path: Path) -> Iterator[Any]:
    """A student of either kind."""
    with contextlib.ExitStack() as stack:
        if request.param == "at home":
            (tmp_path / "hw.py").write_text(MODULE, encoding="utf-8")
            yield stack.enter_context(LocalStudent(tmp_path, ("hw",)))
        else:
            yield stack.enter_context(submission(MODULE).worker())


@pytest.fixture
def layer(student: Any) -> Any:  # noqa: ANN401 - a proxy
    """An object with containers of its own."""
    return student.hw.Layer()


def test_items_of_a_dictionary_are_set(layer: Any) -> None:  # noqa: ANN401 - a proxy
    """Also the entries of an array in it, and by operators that change it."""
    layer.parameters["W"] = np.full((2, 3), 2.0)
    layer.parameters["W"][0, 1] = 10.0
    layer.parameters["b"] += 1.0
    layer.parameters["b"][...] *= 2.0
    layer.parameters.setdefault("names", []).append("x")
    del layer.parameters["names"][0]

    assert layer.parameters["W"].tolist() == [[2.0, 10.0, 2.0], [2.0, 2.0, 2.0]]
    assert layer.parameters["b"].tolist() == [4.0, 4.0, 4.0]
    assert layer.parameters["names"] == []
    assert isinstance(layer.parameters, dict)
    assert list(layer.parameters) == ["W", "b", "names"]


def test_what_is_kept_is_the_students_own(layer: Any) -> None:  # noqa: ANN401 - a proxy
    """It shows what is written into it later, and not what takes its position."""
    weights, biases = layer.parameters["W"], layer.parameters.get("b")
    layer.step()

    assert weights.tolist() == [[-1.0] * 3] * 2
    assert np.asarray(biases).tolist() == [0.0] * 3
    layer.replace()
    assert weights.sum() == -6.0
    assert layer.parameters["W"].sum() == 24.0


def test_lists_and_sets_have_their_methods(layer: Any) -> None:  # noqa: ANN401 - a proxy
    """They change the student's own, and give what they give."""
    layer.history.append(3)
    layer.history.extend(number for number in (2, 1))
    layer.history.sort()
    layer.history.insert(0, 7)
    history = layer.history
    history += [5]
    layer.tags.add(9)
    layer.tags.discard(1)
    tags = layer.tags
    tags |= {4}

    assert layer.history.pop() == 5
    assert layer.history == history == [7, 1, 2, 3]
    assert list(reversed(history)) == [3, 2, 1, 7]
    assert ([0, *history], history[1:], len(history), 7 in history) == ([0, 7, 1, 2, 3], [1, 2, 3], 4, True)
    assert layer.tags == {2, 4, 9}


def test_parts_are_reached_by_loops_slices_and_unpacking(layer: Any) -> None:  # noqa: ANN401 - a proxy
    """A row of a list of lists, a list in a tuple, an object in a list, a row that an object's own method gives."""
    for row in layer.grid:
        row.append(7)
    layer.grid[0], layer.grid[1] = layer.grid[1], layer.grid[0]
    layer.grid[:1][0].append(8)
    layer[1][0] = 50
    first, _ = layer.pair
    first.append(2)
    layer.parts[0].x = 4
    layer.parts[1] = layer.parts[0]
    for value in layer.parameters.values():
        np.add(value, 1.0, out=value)

    assert layer.grid == [[3, 4, 7, 8], [50, 2, 7]]
    assert layer.pair == ([1, 2], 2)
    assert layer.parts[1].x == 4
    assert layer.parameters["b"].tolist() == [2.0] * 3


def test_arrays_are_written_into(layer: Any) -> None:  # noqa: ANN401 - a proxy
    """By slices, masks, operators and functions of NumPy's; where that cannot be, NumPy says so."""
    weights = layer.weights
    weights[1:3] = 7
    weights[weights == 7] = 5
    weights[2:] += 1
    np.negative(weights, out=weights)

    assert layer.weights.tolist() == [-0.0, -5.0, -6.0, -4.0]
    assert (2 * weights).tolist() == [-0.0, -10.0, -12.0, -8.0]
    assert isinstance(weights, np.ndarray)
    with pytest.raises(ValueError, match="read-only"):
        np.copyto(weights.T, 0)


def test_a_container_of_a_kind_of_its_own_is_changed_as_that_kind(layer: Any) -> None:  # noqa: ANN401 - a proxy
    """A Counter counts, also what it has not counted yet."""
    layer.counts["z"] += 3
    layer.counts.update("zz")

    assert layer.counts == {"a": 2, "b": 1, "z": 5}
    assert layer.counts.most_common(1) == [("z", 5)]


def test_what_is_handed_on_is_the_object(student: Any, layer: Any) -> None:  # noqa: ANN401 - a proxy
    """So `identical` says, and the student's own `is`."""
    student.hw.LOG.append("begun")
    row = layer.grid[1]

    assert student.hw.is_grid(layer, layer.grid)
    assert student.identical(layer.grid[0], layer.grid[0])
    assert not student.identical(layer.grid[0], layer.grid[1])
    assert student.hw.total(layer.weights) == 6.0
    assert student.hw.LOG == ["begun"]
    with pytest.raises(StudentError, match="ValueError: no"):
        layer.refuse(row)
    assert row == [3, 4, 99]


def test_what_python_refuses_is_refused(layer: Any) -> None:  # noqa: ANN401 - a proxy
    """A key that is not there, a method that a list lacks, a list that is empty, a function of the test's."""
    with pytest.raises(KeyError):
        layer.parameters["nothing"]
    with pytest.raises(AttributeError, match="'list' object has no attribute 'nothing'"):
        _ = layer.grid.nothing
    with pytest.raises(StudentError, match="IndexError: pop from empty list"):
        layer.history.pop()
    with pytest.raises(NotPlainError, match="only plain data may travel"):
        layer.grid.sort(key=len)


def test_a_pipeline_changes_what_an_object_has(student: Any) -> None:  # noqa: ANN401 - a student of either kind
    """In a test that is marked `batch`, also before anything has come."""
    with student.batch():
        layer = student.hw.Layer()
        layer.history.append(3)
        layer.history.extend(number for number in (2, 1))
        layer.parameters["W"][0, 0] = 4.0
        layer.weights += 1.0
        kept = layer.parameters.get("b")
        layer.step()

        assert layer.history == [3, 2, 1]
        assert kept.tolist() == [0.0] * 3
        assert layer.parameters["W"][0].tolist() == [3.0, -1.0, -1.0]
        assert layer.weights.tolist() == [1.0, 2.0, 3.0, 4.0]


def test_an_attribute_is_read_with_one_request(submission: Callable[..., Any]) -> None:
    """Also where its parts are read; what was asked in between costs another one."""
    with submission(MODULE).worker() as student:
        layer = student.hw.Layer()
        requests = student._requests  # noqa: SLF001 - the requests of this worker
        sent: list[int] = []
        send = requests._send  # noqa: SLF001 - what sends them

        def counting(*frames: Any, **lists: Any) -> Any:  # noqa: ANN401 - as of a connection
            sent.append(1)
            return send(*frames, **lists)

        requests._send = counting  # noqa: SLF001 - what sends them
        parameters = layer.parameters
        assert parameters["W"].shape == (2, 3)
        assert parameters["b"].tolist() == [1.0] * 3
        assert len(sent) == 1
        weights = parameters["W"]
        layer.step()
        assert weights[0, 0] == -1.0
        assert len(sent) == 3


class Holder:
    """An object of a student's."""

    def __init__(self) -> None:
        self.grid: dict[str, Any] = {"a": [1, 2]}


@pytest.mark.parametrize("answer", [([1],), {}, ({}, {}), 7, ("text",), ()])
def test_a_worker_that_lies_about_a_container_is_refused(
    monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    """Another kind of value, no value, several, a part that is none: faults of the student's, and no crash."""
    layer = Wire().proxy(Holder())
    grid, row = layer.grid, layer.grid["a"]
    monkeypatch.setitem(worker.VERBS, "plain", lambda _own: answer)
    monkeypatch.setitem(worker.VERBS, "part", lambda _own, _key: 7)
    layer.other = 1

    for read in (lambda: row == [1, 2], lambda: row.append(1), lambda: grid["b"], lambda: len(grid)):
        with pytest.raises(StudentError):
            read()
