"""Find where an answer is infinite or not a number, and for which inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..comparison import number
from ..relation import Relation, RelationKind

if TYPE_CHECKING:
    from ..comparison import Comparison


def not_finite(pair: Comparison) -> Relation | None:
    """NaN or infinity, at which entries, and at which inputs."""
    bad = ~np.isfinite(pair.got)
    if not bad.any():
        return None
    found = f"{_where(bad)}{pair.your}{_inputs_there(pair, bad)}{_elsewhere(pair, bad)}"
    zero_times = ", and for 0 times infinity, which is NaN too" if np.isnan(pair.got).any() else ""
    sentence = (
        f"There is {_word(pair.got)} in {found}: look for an exponential of a large number, for the logarithm or "
        f"root of a number that is not above 0, for a division by 0{zero_times}."
    )
    return Relation(RelationKind.NOT_FINITE, sentence)


def _word(got: np.ndarray) -> str:
    nan, infinite = np.isnan(got).any(), np.isinf(got).any()
    return (
        "NaN (not a number) and infinity" if nan and infinite else "NaN (not a number)" if nan else "infinity"
    )


def _where(bad: np.ndarray) -> str:
    if bad.size == 1:
        return ""
    if bad.all():
        return f"all {bad.size} entries of "
    if bad.ndim > 1:
        rows = bad.reshape(len(bad), -1)
        whole = np.flatnonzero(rows.all(axis=1))
        if np.array_equal(whole, np.flatnonzero(rows.any(axis=1))):
            others = " and others" if len(whole) > 1 else ""
            return f"{len(whole)} of {len(bad)} rows (row {whole[0]}{others}, counted from 0) of "
    return f"{int(bad.sum())} of {bad.size} entries of "


def _inputs_there(pair: Comparison, bad: np.ndarray) -> str:
    """The property of the inputs that the bad entries have and the other entries have not."""
    for name, values in pair.inputs.items():
        if values.shape != bad.shape or bad.all():
            continue
        there, elsewhere = values[bad], values[~bad]
        if not there.any() and elsewhere.all():
            return f", exactly where {name} is 0"
        if there.min() > elsewhere.max():
            return f", where {name} is largest (from {number(there.min())} up)"
        if there.max() < elsewhere.min():
            return f", where {name} is smallest (from {number(there.max())} down)"
    return ""


def _elsewhere(pair: Comparison, bad: np.ndarray) -> str:
    right = pair.got.shape == pair.expected.shape and not bad.all() and not pair.off[~bad].any()
    return ", and the others are right" if right else ""
