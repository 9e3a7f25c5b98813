"""Random tests of a student's module, step by step, and what each step shows."""

from __future__ import annotations

import copy
import datetime as dt
import operator
import re
import warnings
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from tests.support.many_kinds import MODULE
from tests.support.what_is_seen import seen, seen_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Step = tuple[Any, ...]

_FOLDER = re.compile(r"(<module '\w+' from ')[^']*/")  # a module's text says where it lies


@dataclass(frozen=True)
class Kept:
    """Stands for what an earlier step gave."""

    back: int


def _names(opening: str, closing: str = "\n") -> list[str]:
    return [
        line[len(opening) :].split("(")[0].strip(" :")
        for line in MODULE.split(closing)
        if line.startswith(opening)
    ]


STRANGE = [
    line.split('"')[1]
    for line in MODULE.partition("STRANGE = {")[2].partition("\n}\n")[0].split("\n")
    if line
]
FUNCTIONS = [name for name in _names("def ") if name not in ("strange", "raises", "recursive")]
CLASSES = [name for name in _names("class ") if name != "Grid"]  # whose numbers are whatever memory holds


def _words(text: str) -> st.SearchStrategy[str]:
    return st.sampled_from(text.split())


ATTRIBUTES = _words(
    "value more named double broken worse me held make static kind x y left right name moved rank code args note "
    "push total twice corner append keys items get shape T real send close cache_info absent ghost RED HIGH n start "
    "default_factory most_common __dict__ _x own"
)
OPERATORS = _words(
    "add sub mul matmul truediv floordiv mod pow and_ or_ xor lshift rshift iadd isub imul ior eq ne lt le gt ge "
    "contains is_ getitem"
)
CONVERSIONS = _words(
    "bool int float complex str repr len list iter next reversed abs neg pos invert round hash callable tuple dict "
    "sorted sum index array asarray copy deepcopy divmod format isinstance_list isinstance_dict"
)
EXCEPTIONS = _words(
    "Oops Lost Mute ValueError KeyError StopIteration AttributeError OSError SystemExit MemoryError AssertionError "
    "UnicodeDecodeError TypeError GeneratorExit"
)

NUMBERS = st.one_of(
    st.integers(-3, 3),
    st.sampled_from([1 << 63, -(1 << 63), (1 << 64) + 1, 1 << 8000, 1 << 9000, 10**30]),
    st.floats(),
    st.sampled_from([True, False, 2 + 1j, np.float64(0.1), np.int32(7), np.bool_(1), np.float32("nan")]),
)
ARRAYS = st.one_of(
    st.builds(
        lambda dtype, shape: np.arange(int(np.prod(shape))).reshape(shape).astype(dtype),
        st.sampled_from(
            ["?", "i1", "u2", "<i4", ">i8", "f2", "f4", "f8", "c8", "c16", "U2", "S3", "M8[s]", "m8[D]", "O"]
        ),
        st.sampled_from([(), (0,), (1,), (3,), (2, 2), (2, 0)]),
    ),
    st.sampled_from(
        [
            np.ma.masked_array([1, 2], [True, False]),
            np.arange(1).view(np.matrix),
            np.arange(6).reshape(2, 3)[:, ::2],
        ]
    ),
)
SMALL = st.one_of(
    NUMBERS,
    st.none(),
    st.text(max_size=3),
    st.sampled_from(["a", "abc", "value", "\ud800", b"ab", b""]),
    st.sampled_from(
        [Decimal("1.5"), Decimal("NaN"), Decimal("1e99999"), Fraction(1, 3), range(3), slice(1, None, 2)]
    ),
    st.sampled_from(
        [dt.date(2020, 1, 2), dt.datetime(2020, 1, 2, tzinfo=dt.timezone.utc), dt.time(3), dt.timedelta(1)]
    ),
    st.sampled_from(
        [..., NotImplemented, len, bytearray(b"a"), object, Decimal, memoryview(b"a"), ValueError("a")]
    ),
    st.sampled_from([lambda x: x, np.sin, np.float64, np, iter([1])]),
)
KEYS = st.sampled_from(
    ["a", "b", 0, 1, -1, 1.5, None, (1, "a"), frozenset({1}), True, 1 << 70, slice(0, 1), b"a"]
)
PLAIN = st.recursive(
    SMALL | ARRAYS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(KEYS.filter(lambda key: type(key) is not slice), inner, max_size=3),
        st.sets(st.integers(0, 3), max_size=3),
        st.frozensets(st.integers(0, 3), max_size=3),
    ),
    max_leaves=5,
)
KEPT = st.builds(Kept, st.integers(1, 4))
OPERANDS = st.one_of(KEPT, KEPT, PLAIN, st.lists(KEPT, max_size=2), st.dictionaries(st.just("a"), KEPT))
ARGUMENTS = st.tuples(
    st.lists(OPERANDS, max_size=3),
    st.dictionaries(st.sampled_from(["a", "b", "c", "key", "x"]), OPERANDS, max_size=2),
)
ONE = st.tuples(st.lists(OPERANDS, min_size=1, max_size=1), st.just({}))
_FIRST = st.one_of(
    st.tuples(st.just("call"), st.sampled_from([*FUNCTIONS, *CLASSES]), ARGUMENTS),
    st.tuples(st.just("call"), st.sampled_from(["echo", "words", "Box", "squares", "Point"]), ONE),
    st.tuples(st.just("strange"), st.sampled_from(STRANGE)),
    st.tuples(st.just("holds"), st.sampled_from(STRANGE)),
    st.tuples(st.just("own"), PLAIN),
)
_NEXT = st.one_of(
    _FIRST,
    st.tuples(st.just("raises"), EXCEPTIONS, st.lists(PLAIN, max_size=2)),
    st.tuples(st.just("get"), KEPT, ATTRIBUTES),
    st.tuples(st.just("invoke"), KEPT, ATTRIBUTES, ARGUMENTS),
    st.tuples(st.just("apply"), KEPT, ARGUMENTS),
    st.tuples(st.just("set"), KEPT, st.sampled_from(["value", "double", "new", "x"]), OPERANDS),
    st.tuples(st.just("delete"), KEPT, st.sampled_from(["value", "double", "new", "x"])),
    st.tuples(st.just("item"), KEPT, st.one_of(KEYS, KEPT, PLAIN)),
    st.tuples(st.just("put"), KEPT, KEYS, OPERANDS),
    st.tuples(st.just("drop"), KEPT, KEYS),
    st.tuples(st.just("binary"), OPERATORS, KEPT, OPERANDS),
    st.tuples(st.just("binary"), OPERATORS, OPERANDS, KEPT),
    st.tuples(st.just("convert"), CONVERSIONS, KEPT),
    st.tuples(st.just("with"), KEPT, st.sampled_from([None, KeyError("k"), ValueError("v")])),
    st.tuples(st.just("isinstance"), KEPT, st.sampled_from(CLASSES)),
    st.tuples(st.just("identical"), KEPT, KEPT),
)
STEPS = st.builds(lambda first, more: [first, *more], _FIRST, st.lists(_NEXT, max_size=5))
"""A test: something is made of the student's code first, so that the other steps have something to do with."""


def shown(student: Any, steps: Sequence[Step]) -> list[str]:  # noqa: ANN401 - a student of either kind
    """What each step of a test shows, and at the end all that it has kept."""
    found: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # at home they are the test's, in the sandbox the worker's
        kept: list[Any] = [student.hw]
        found.extend([_outcome(student, kept, step) for step in steps])
        found.extend(_safely(lambda value=value: seen(value)) for value in kept)  # type: ignore[misc]
    return found


def _outcome(student: Any, kept: list[Any], step: Step) -> str:  # noqa: ANN401 - a student of either kind
    def done() -> str:
        answer = _done(student, kept, step)
        found = seen(answer)
        kept.append(answer)
        return found

    return _safely(done)


def _safely(action: Any) -> str:  # noqa: ANN401 - a function
    try:
        return _FOLDER.sub(r"\1", str(action()))
    except RecursionError:  # of a list that is put into itself; its words say how deep the test stood
        return "RecursionError"
    except Exception as error:  # noqa: BLE001 - whatever it is, it has to be the same
        return seen_of(error)


def _done(student: Any, kept: list[Any], step: Step) -> Any:  # noqa: ANN401 - whatever the student answers
    word, *rest = step
    rest = [_filled(one, kept) for one in rest]
    return _DONE[word](student, *rest)


def _filled(value: Any, kept: list[Any]) -> Any:  # noqa: ANN401 - an operand
    """The operand with what was kept in place of `Kept`; each side has copies of its own of the others."""
    kind = type(value)
    if kind is Kept:
        return kept[-min(value.back, len(kept))]
    if kind in (list, tuple):
        return kind(_filled(one, kept) for one in value)
    if kind is dict:
        return {key: _filled(one, kept) for key, one in value.items()}
    return value if kind in (type(iter([])), type(np), memoryview) else copy.deepcopy(value)


def _with(_student: Any, own: Any, error: BaseException | None) -> object:  # noqa: ANN401 - whatever a test has
    with own as entered:
        if error is not None:
            raise error
    return entered


def _put(_student: Any, own: Any, key: Any, value: Any) -> None:  # noqa: ANN401 - whatever a test has
    own[key] = value


def _drop(_student: Any, own: Any, key: Any) -> None:  # noqa: ANN401 - whatever a test has
    del own[key]


def _list(own: Any) -> list[Any]:  # noqa: ANN401 - whatever a test has
    """The first items of what may have no end."""
    found = []
    for one in own:
        found.append(one)
        if len(found) > 8:
            break
    return found


_BUILT_IN = (bool, int, float, complex, str, repr, len, iter, next, reversed, abs, round, callable, dict)
_CONVERT: dict[str, Any] = {
    **{name: getattr(operator, name) for name in ("neg", "pos", "invert", "index")},
    **{function.__name__: function for function in _BUILT_IN},
    "list": _list,
    "tuple": lambda own: tuple(_list(own)),
    "sorted": lambda own: sorted(_list(own)),
    "sum": lambda own: sum(_list(own)),
    "hash": lambda own: type(hash(own)),
    "array": np.array,
    "asarray": np.asarray,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "divmod": lambda own: divmod(own, 2),
    "format": lambda own: f"{own}",
    "isinstance_list": lambda own: isinstance(own, list),
    "isinstance_dict": lambda own: isinstance(own, dict),
}
_DONE: dict[str, Any] = {
    "call": lambda student, name, given: getattr(student.hw, name)(*given[0], **given[1]),
    "strange": lambda student, name: student.hw.strange(name),
    "holds": lambda student, name: getattr(student.hw.holder, name.replace(" ", "_")),
    "raises": lambda student, name, given: student.hw.raises(name, *given),
    "get": lambda _, own, name: getattr(own, name),
    "invoke": lambda _, own, name, given: getattr(own, name)(*given[0], **given[1]),
    "apply": lambda _, own, given: own(*given[0], **given[1]),
    "set": lambda _, own, name, value: setattr(own, name, value),
    "delete": lambda _, own, name: delattr(own, name),
    "item": lambda _, own, key: own[key],
    "put": _put,
    "drop": _drop,
    "binary": lambda _, name, one, other: getattr(operator, name)(one, other),
    "convert": lambda _, name, own: _CONVERT[name](own),
    "with": _with,
    "isinstance": lambda student, own, name: isinstance(own, getattr(student.hw, name)),
    "identical": lambda student, one, other: student.identical(one, other),
    "own": lambda student, value: student.own(value),
}
