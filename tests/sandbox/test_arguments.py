"""An argument is refused at home and in the build exactly if it is refused in the sandbox, in the same words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.harness.student.batch import Deferred
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.proxy import NotPlainError, StudentError
from autograder.sandbox.batch import Batch
from autograder.sandbox.remote import remote_object
from autograder.sandbox.wire.protocol import Handle
from tests.support.odd_values import VALUES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path


def deep(levels: int) -> list[Any]:
    """Lists in lists."""
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


ODD = st.sampled_from(
    [
        *(float, len, print, np.sum, object(), np.dtype(float), ValueError("a"), ..., slice(1)),
        *(bytearray(b"a"), dt.date(2026, 1, 1), iter(())),
        *map(deep, range(26, 33)),
        *(dict.fromkeys(range(count)) for count in (20_000, 20_001)),
        *(set(range(count)) for count in (20_000, 20_001)),
        *({(number, 0) for number in range(count)} for count in (5_000, 5_001)),
    ]
)
ARGUMENTS = st.recursive(
    st.one_of(VALUES, ODD),
    lambda inner: st.one_of(st.lists(inner, max_size=3), inner.map(lambda value: Deferred(None, value))),
    max_leaves=4,
)


def refusal_of(call: Callable[[], object]) -> tuple[type, str] | None:
    """How an argument was refused, or None."""
    try:
        call()
    except (NotPlainError, StudentError) as error:
        return type(error), str(error)
    return None


def set_attribute(proxy: Any, value: object) -> None:  # noqa: ANN401 - a proxy
    """Set an attribute of a student's object."""
    proxy.kept = value


def item_of(proxy: Any, key: object) -> None:  # noqa: ANN401 - a proxy
    """Ask for an item; the function at home has none, which is no refusal."""
    try:
        proxy[key]
    except StudentError as error:
        if error.type_name != "TypeError":
            raise


def remote_function() -> Any:  # noqa: ANN401 - a proxy
    """A function in a worker that answers None to everything."""

    def send(_requests: Sequence[object], _count: int, *, held: list[int], **_: object) -> Any:  # noqa: ANN401 - as declared
        return [None] * len(held), []

    return remote_object(Batch(send), Handle(1, "function", "()"))


@pytest.fixture(scope="module")
def at_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStudent]:
    """A student in this process."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "hw.py").write_text("def take(*values, **named):\n    return None\n", encoding="utf-8")
    with LocalStudent(folder, ("hw",)) as student:
        yield student


@settings(max_examples=400, deadline=None)
@given(ARGUMENTS)
def test_what_is_refused_in_the_sandbox_is_refused_at_home(at_home: LocalStudent, value: object) -> None:
    """So a test that works with the reference's answers can fail in the grade by the student's answers alone."""
    local, remote = at_home.hw.take, remote_function()

    assert refusal_of(lambda: local(value)) == refusal_of(lambda: remote(value))
    assert refusal_of(lambda: local(1, named=value)) == refusal_of(lambda: remote(1, named=value))
    assert refusal_of(lambda: set_attribute(local, value)) == refusal_of(lambda: set_attribute(remote, value))
    assert refusal_of(lambda: item_of(local, value)) == refusal_of(lambda: item_of(remote, value))


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([float], "a test handed a type to student code"),
        ([len], "a test handed a builtin_function_or_method to student code"),
        ({"a": object()}, "a test handed a object to student code"),
        ([0] * 999_999, "an answer cannot be handed on: the value has more than 1,000,000 items"),
        (deep(40), "an answer cannot be handed on: the value is nested more than 32 deep"),
        ("\ud800", "the text is not Unicode"),
    ],
    ids=["type", "function", "object", "items", "depth", "text"],
)
def test_the_refusals_are_what_they_are_meant_to_be(
    at_home: LocalStudent, value: object, sentence: str
) -> None:
    """Two sides that both accept everything would agree as well."""
    for call in (at_home.hw.take, remote_function()):
        found = refusal_of(lambda call=call: call(value))  # type: ignore[misc]

        assert found is not None
        assert sentence in found[1]


def test_an_object_of_another_student_is_refused_at_home_too(at_home: LocalStudent, tmp_path: Path) -> None:
    """In the sandbox it belongs to another worker."""
    (tmp_path / "other.py").write_text("class A: pass\n", encoding="utf-8")
    with LocalStudent(tmp_path, ("other",)) as other:
        stranger = other.other.A()

        with pytest.raises(NotPlainError, match="an object of one worker to another"):
            at_home.hw.take(stranger)


def test_a_name_with_double_underscores_is_no_attribute_at_home_either(at_home: LocalStudent) -> None:
    """It never travels."""
    for student_function in (at_home.hw.take, remote_function()):
        with pytest.raises(AttributeError):
            _ = student_function.__code__
