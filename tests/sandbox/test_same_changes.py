"""Random changes of a student's containers have the same outcome at home and over the wire, as in Python."""

from __future__ import annotations

import contextlib
import copy
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.harness.student.local import LocalStudent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MODULE = """
class Box:
    def __init__(self, value):
        self.value = value

    def poke(self):
        value = self.value
        if type(value) is list:
            value.append(0)
        elif type(value) is dict:
            value["poked"] = [1]
        elif type(value) is set:
            value.add(-1)
        else:
            value *= 2
"""
NUMBERS = st.integers(-3, 3)
PLAIN = st.recursive(
    NUMBERS | st.sampled_from(["a", "b", None, True, 1.5]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", 1]), inner, max_size=3)
        | st.tuples(inner, inner)
        | st.sets(NUMBERS, max_size=3)
        | st.lists(st.floats(-4, 4), min_size=1, max_size=3).map(np.array)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(["a", "b", 1, 0, -1, 2, slice(1, None), slice(0, 2)])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("go"), KEYS),
        st.tuples(st.just("back")),
        st.tuples(st.just("poke")),
        st.tuples(st.just("set"), KEYS, PLAIN),
        st.tuples(st.just("delete"), KEYS),
        st.tuples(st.just("add"), PLAIN),
        st.tuples(
            st.just("call"),
            st.sampled_from(["append", "extend", "update", "add", "remove", "discard"]),
            PLAIN,
        ),
        st.tuples(st.just("call"), st.sampled_from(["pop", "clear", "reverse", "sort", "copy", "items"])),
        st.tuples(st.just("call"), st.sampled_from(["setdefault", "get", "insert"]), KEYS, PLAIN),
    ),
    max_size=6,
)


def outcome(box: Any, steps: Sequence[tuple[Any, ...]]) -> list[str]:  # noqa: ANN401 - an object or a proxy
    """What a test sees after each step, or the class of what it meets."""
    found, kept = [], [box.value]
    for word, *rest in steps:
        try:
            answer = step(box, kept, word, copy.deepcopy(rest))
        except Exception as error:  # noqa: BLE001 - whatever it is, it has to be the same
            answer = getattr(error, "type_name", "") or type(error).__name__
        found.append(repr(answer))
        found.append(repr(kept[-1]))
    return [*found, *map(repr, kept), repr(box.value)]


def step(box: Any, kept: list[Any], word: str, rest: list[Any]) -> object:  # noqa: ANN401 - an object or a proxy
    """One step of a test with what it has come to last."""
    own = kept[-1]
    if word == "go":
        kept.append(own[rest[0]])
    elif word == "back":
        kept[1:] = kept[1:-1]
    elif word == "poke":
        box.poke()
    elif word == "set":
        own[rest[0]] = rest[1]
    elif word == "delete":
        del own[rest[0]]
    elif word == "add":
        own += rest[0]
        kept[-1] = own
    else:
        return getattr(own, rest[0])(*rest[1:])
    return None


class Box:
    """The same object in Python itself."""

    def __init__(self, value: object) -> None:
        self.value = value
        names: dict[str, Any] = {}
        exec(MODULE, names)  # noqa: S102 - the student's module as it is
        self.poke = lambda: names["Box"].poke(self)


@pytest.fixture(scope="module")
def students(
    make_sandbox: Callable[[], Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Any, Callable[[], Any]]]:
    """A student at home, and what gives one in the sandbox, a new one now and then, whose time is short."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "hw.py").write_text(MODULE, encoding="utf-8")
    with contextlib.ExitStack() as stack:
        home = stack.enter_context(LocalStudent(folder, ("hw",)))
        placed = stack.enter_context(make_sandbox().submission({"hw.py": MODULE.encode()}, ("hw",)))
        workers: list[Any] = []
        count = [0]

        def away() -> Any:  # noqa: ANN401 - a student
            if count[0] % 500 == 0:
                while workers:
                    workers.pop().close()
                workers.append(contextlib.ExitStack())
                workers.append(workers[0])
                away.student = workers[0].enter_context(placed.worker())  # type: ignore[attr-defined]  # the last one
            count[0] += 1
            return away.student  # type: ignore[attr-defined]  # the last one

        yield home, away
        while workers:
            workers.pop().close()


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(PLAIN, STEPS)
def test_changes_have_the_same_outcome(
    students: tuple[Any, Callable[[], Any]], value: object, steps: list[tuple[Any, ...]]
) -> None:
    """At home as in the sandbox."""
    home, away = students

    assert outcome(home.hw.Box(value), steps) == outcome(away().hw.Box(value), steps)


@pytest.mark.siege
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(PLAIN, STEPS)
def test_many_changes_have_the_same_outcome(
    students: tuple[Any, Callable[[], Any]], value: object, steps: list[tuple[Any, ...]]
) -> None:
    """The same, for as many examples as find what is rare."""
    home, away = students

    assert outcome(home.hw.Box(value), steps) == outcome(away().hw.Box(value), steps)
