"""The table of what a student's line may have done wrong: by the exception's class, what to look for in the line.

Each row reads the statement's tree and the kinds and shapes of its names, and gives a sentence only if these show the
mistake; the exception's text alone shows none, because versions of Python and NumPy word it otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .table import attributes, calls, items, names, nones, operands, plain, tuples

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .scene import Scene

    Row = Callable[[Scene], str]

_TYPES: tuple[Row, ...] = (
    calls.not_callable,
    calls.arguments,
    calls.one_number,
    calls.size_in_two,
    items.without_call,
    nones.none,
    operands.bitwise,
    items.by_two,
    tuples.joined,
    tuples.not_changed,
    tuples.own_type,
    items.listed,
    calls.one_factor,
    plain.not_iterable,
    plain.no_length,
    plain.no_items,
    plain.no_index,
    plain.of_range,
    plain.of_sort,
)
_INDICES: tuple[Row, ...] = (items.outside, items.too_many, items.not_whole, plain.of_pop)
TABLE: Mapping[str, tuple[Row, ...]] = {
    "AttributeError": (nones.none, attributes.no_attribute, attributes.no_setter),
    "AxisError": (items.no_axis,),
    "IndexError": _INDICES,
    "KeyError": (names.no_key,),
    "NameError": (names.no_name,),
    "NotImplementedError": (names.no_method,),
    "RecursionError": (items.endless,),
    "TypeError": _TYPES,
    "UFuncTypeError": _TYPES,
    "UnboundLocalError": (names.unbound,),
    "ValueError": (
        operands.product,
        operands.elementwise,
        operands.truth,
        items.unpacked,
        items.no_axis,
        plain.of_empty,
    ),
    "ZeroDivisionError": (items.by_zero,),
}
_MOST_NODES = 400  # of a statement's tree; more are nobody's, and to look at them takes long
_LONGEST = 400  # characters of a sentence


def explained(scene: Scene) -> str:
    """One sentence on what was wrong with the line; "" where nothing is certain."""
    if len(scene.position.nodes) > _MOST_NODES:
        return ""
    for row in (nones.refused, *TABLE.get(scene.error, ())):
        try:
            sentence = row(scene)
        except Exception:  # noqa: BLE001, S112 - a file that no row was written for costs this row's sentence alone
            continue
        if sentence:
            return sentence if len(sentence) <= _LONGEST else ""
    return ""
