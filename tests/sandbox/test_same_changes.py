"""Random changes of a student's containers have the same outcome at home and over the wire."""

from __future__ import annotations

import copy
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.harness.student.local import LocalStudent
from tests.support.in_process import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    max_leaves=4,
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
    max_size=4,
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


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The module as a test sees it at home."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "hw.py").write_text(MODULE, encoding="utf-8")
    with LocalStudent(folder, ("hw",)) as student:
        yield student.hw


@pytest.fixture(scope="module")
def away(home: Any) -> Any:  # noqa: ANN401 - a proxy
    """The same module as a test sees it over the wire."""
    assert home.Box is not None
    return Wire().proxy(sys.modules["hw"])


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(PLAIN, STEPS)
def test_changes_have_the_same_outcome(
    home: Any,  # noqa: ANN401 - a proxy
    away: Any,  # noqa: ANN401 - a proxy
    value: object,
    steps: list[tuple[Any, ...]],
) -> None:
    """At home as in the sandbox."""
    assert outcome(home.Box(value), steps) == outcome(away.Box(value), steps)


@pytest.mark.siege
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(PLAIN, STEPS)
def test_many_changes_have_the_same_outcome(
    home: Any,  # noqa: ANN401 - a proxy
    away: Any,  # noqa: ANN401 - a proxy
    value: object,
    steps: list[tuple[Any, ...]],
) -> None:
    """The same, for as many examples as find what is rare."""
    assert outcome(home.Box(value), steps) == outcome(away.Box(value), steps)
