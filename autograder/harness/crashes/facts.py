"""Collect, in the student's process, where an exception came from and what the names there stood for.

What is collected is plain data of a bounded size: of the innermost lines of the student's, the file, the line and the
kinds of the values around it. Nothing of the student's is called. What the test may do with it is in `frames.py`.

A student's process loads this module, so it imports NumPy and the standard library alone.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from .look import LONGEST, attributes, observed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType, FrameType

    Named = Iterator[tuple[str, object]]
    _Found = tuple[str, list[FrameType], int, int]

MOST_FRAMES = 3
MOST_NAMES = 48  # of a frame, and as many of a module
MOST_ATTRIBUTES = 16  # of an object
MOST_VALUES = 240  # of a frame
DEEPEST = 2  # attributes of attributes
_DEEPEST_TRACE = 5000
_NESTED = 3  # comprehensions in one another


def facts_of(error: BaseException, name_of: Callable[[str], str]) -> list[Any]:
    """The innermost frames of the student's, the innermost first, as plain data.

    Args:
        error: What was raised.
        name_of: The name of a student's file, by its path; "" for any other file.
    """
    try:
        return [_facts(*one) for one in _innermost(error, name_of)]
    except Exception:  # noqa: BLE001 - what cannot be looked at is not said; the exception itself is reported elsewhere
        return []


def _innermost(error: BaseException, name_of: Callable[[str], str]) -> list[_Found]:
    """Different lines of the student's, the innermost first."""
    found: dict[tuple[str, int], _Found] = {}
    trace = error.__traceback__
    for _ in range(_DEEPEST_TRACE):
        if trace is None:
            break
        frame, line = trace.tb_frame, trace.tb_lineno
        name = name_of(frame.f_code.co_filename)
        if name:
            around = found.pop((name, line), None)  # the last one counts
            # Before Python 3.12 a comprehension is a function of its own, which lacks the names around it.
            within = around is not None and frame.f_code.co_name.startswith("<")
            frames = [frame, *(around[1] if around is not None and within else ())][:_NESTED]
            found[name, line] = name, frames, line, trace.tb_lasti
        trace = trace.tb_next
    return list(found.values())[: -MOST_FRAMES - 1 : -1]


def _facts(name: str, frames: list[FrameType], line: int, last: int) -> Any:  # noqa: ANN401 - plain data
    named = (one for frame in frames for one in _values(_names(frame)))
    values = [[text[: 3 * LONGEST], *observed(value)] for text, value in islice(named, MOST_VALUES)]
    return [name[:LONGEST], line, frames[-1].f_code.co_name[:LONGEST], _span(frames[0].f_code, last), values]


def _names(frame: FrameType) -> Named:
    """The locals, and the globals that the code names."""
    own = frame.f_locals
    yield from islice(((name, own[name]) for name in own if type(name) is str), MOST_NAMES)
    shared = frame.f_globals
    named = (name for name in frame.f_code.co_names if name in shared and name not in own)
    yield from islice(((name, shared[name]) for name in named), MOST_NAMES)


def _values(names: Named) -> Named:
    """The names and their values, then the attributes of those that are objects."""
    level = list(names)
    for _ in range(DEEPEST):
        yield from level
        level = [
            (f"{name}.{attribute}", value)
            for name, owner in level
            if observed(owner)[0] == "object"
            for attribute, value in islice(attributes(owner), MOST_ATTRIBUTES)
        ][:MOST_VALUES]
    yield from level


def _span(code: CodeType, last: int) -> list[int]:
    """The first and last line, and the columns, of the expression that failed; [] where Python does not say."""
    positions = getattr(code, "co_positions", None)  # from Python 3.11 on
    if positions is None:
        return []
    found = next(islice(positions(), last // 2, None), ())
    return list(found) if len(found) == 4 and all(type(one) is int for one in found) else []  # noqa: PLR2004 - a span
