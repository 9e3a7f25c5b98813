"""Where an answer is infinite or not a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .kinds import Kind, Structure
from .pair import number

if TYPE_CHECKING:
    from .pair import Pair


def not_finite(pair: Pair) -> Structure | None:
    """NaN or infinity, at which entries, and at which inputs."""
    bad = ~np.isfinite(pair.got)
    if not bad.any():
        return None
    sentence = (
        f"{pair.your[0].upper()}{pair.your[1:]} is {_word(pair.got)}{_where(bad)}{_inputs_there(pair, bad)}"
        f"{_elsewhere(pair, bad)}: look for an exponential of a large number, a logarithm of 0 and a division by 0."
    )
    return Structure(Kind.NOT_FINITE, sentence)


def _word(got: np.ndarray) -> str:
    nan, infinite = np.isnan(got).any(), np.isinf(got).any()
    return "infinite or not a number (NaN)" if nan and infinite else "not a number (NaN)" if nan else "infinite"


def _where(bad: np.ndarray) -> str:
    if bad.size == 1:
        return ""
    if bad.all():
        return f" in all {bad.size} entries"
    if bad.ndim > 1:
        rows = bad.reshape(len(bad), -1)
        whole = np.flatnonzero(rows.all(axis=1))
        if np.array_equal(whole, np.flatnonzero(rows.any(axis=1))):
            return f" in {len(whole)} of {len(bad)} rows (the first is row {whole[0]}, counted from 0)"
    return f" in {int(bad.sum())} of {bad.size} entries"


def _inputs_there(pair: Pair, bad: np.ndarray) -> str:
    """Which inputs the bad entries have in common, and the others have not."""
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


def _elsewhere(pair: Pair, bad: np.ndarray) -> str:
    right = pair.got.shape == pair.wanted.shape and not bad.all() and not pair.off[~bad].any()
    return ", and right everywhere else" if right else ""
