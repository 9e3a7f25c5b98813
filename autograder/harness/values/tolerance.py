"""How far an answer may be from what is expected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SINGLE = 3e-6  # of the largest expected entry: what a computation in single precision may lose
ABSOLUTE, RELATIVE = 1e-8, 1e-7


@dataclass(frozen=True)
class Tolerance:
    """How far each entry may be off.

    Attributes:
        atol: By this, whatever the entry.
        rtol: By this share of the entry itself.
        share: By this share of the largest entry.
    """

    atol: float = ABSOLUTE
    rtol: float = RELATIVE
    share: float = 0.0

    @classmethod
    def of(cls, atol: float | None, rtol: float | None) -> Tolerance:
        """What a test asks for; where it asks for neither, what single precision needs."""
        if atol is None and rtol is None:
            return cls(share=SINGLE)
        return cls(ABSOLUTE if atol is None else atol, RELATIVE if rtol is None else rtol)

    def allowed(self, expected: np.ndarray) -> np.ndarray:
        """By how much each entry may be off."""
        size = np.abs(expected)
        largest = float(size.max()) if size.size else 0.0
        found: np.ndarray = self.atol + self.rtol * size + self.share * largest
        return found

    def met(self, got: np.ndarray, expected: np.ndarray) -> bool:
        """Whether `got` has the shape of `expected` and no entry is off by more; both are finite."""
        if got.shape != expected.shape:
            return False
        return not bool((np.abs(got - expected) > self.allowed(expected)).any())


EXACT = Tolerance(0.0, 0.0)
