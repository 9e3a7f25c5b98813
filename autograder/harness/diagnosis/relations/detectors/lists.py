"""Relations of single values and flat lists of whole numbers, truth values or words: what is certain without axes.

Such values agree by chance, and many of them are no numbers at all: no factor, sign or amount is looked for.
"""

from __future__ import annotations

import numpy as np

from ..relation import Relation, RelationKind

_DISTINCT = 4  # entries, of which fewer may stand in another order by chance
_SHARE = (
    2  # one of so many entries, at least, has to be a value of its own: labels are in another order by chance
)
_MANY = 8  # entries, of which all are off by one in the same way because they are counted from another number
_SHARED = 2  # different entries that show that the rest of a list is right


def is_discrete(got: np.ndarray, expected: np.ndarray) -> bool:
    """Whether one whole number, truth value or word, or a flat list of these, is asked for and given."""
    return expected.ndim <= 1 and expected.dtype.kind in "biuU" and got.ndim <= 1 and got.dtype.kind in "biuU"


def counted_otherwise(got: np.ndarray, expected: np.ndarray) -> bool:
    """Whether each of many whole numbers is one more, or each one less: such are labels that do not begin at 0."""
    if not {got.dtype.kind, expected.dtype.kind} <= set("iu") or got.shape != expected.shape:
        return False
    differences = np.unique(got.astype(float) - expected)
    return expected.size >= _MANY and differences.size == 1 and abs(differences[0]) == 1


def of_lists(name: str, got: np.ndarray, expected: np.ndarray) -> Relation | None:
    """What can be said of a wrong list; nothing of a single value.

    Args:
        name: What the answer is called, `your ages`.
        got: The answer.
        expected: The right one, which is discrete.
    """
    alike = (got.dtype.kind == "U") == (expected.dtype.kind == "U")
    if got.ndim != 1 or expected.ndim != 1 or not alike or not got.size or not expected.size:
        return None
    return _reordered(name, got, expected) if got.size == expected.size else _cut(name, got, expected)


def _reordered(name: str, got: np.ndarray, expected: np.ndarray) -> Relation | None:
    distinct = np.unique(expected).size
    if distinct < max(_DISTINCT, -(-expected.size // _SHARE)) or not np.array_equal(
        np.sort(got), np.sort(expected)
    ):
        return None
    if np.array_equal(got, expected[::-1]):
        return Relation(
            RelationKind.LIST_REVERSED,
            f"The entries of {name} are the right ones in reverse order: look at what puts them in order.",
        )
    if np.array_equal(got, expected):
        return None
    return Relation(
        RelationKind.LIST_REORDERED,
        f"The entries of {name} are the right ones, and none is missing, in another order: compare the place "
        "of each with the one that is asked for.",
    )


def _cut(name: str, got: np.ndarray, expected: np.ndarray) -> Relation | None:
    count, extra = min(got.size, expected.size), got.size - expected.size
    for end, part in (("end", slice(count)), ("beginning", slice(-count, None))):
        shared = got[part]
        if np.array_equal(shared, expected[part]) and np.unique(shared).size >= _SHARED:
            entries = "1 entry is" if abs(extra) == 1 else f"{abs(extra)} entries are"
            kind, word = (
                (RelationKind.LIST_TOO_LONG, "too many")
                if extra > 0
                else (RelationKind.LIST_TOO_SHORT, "missing")
            )
            return Relation(kind, f"Of {name} {entries} {word} at the {end}, and the others are right.")
    return None
