"""The random numbers of a test: a public test's come from the assignment's seed, all others from its secret."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from ..checks.check import HarnessError
from ..checks.folders import PUBLIC

if TYPE_CHECKING:
    from .students import Tests


class Draws(np.random.RandomState):
    """The fixture `rng`: NumPy's legacy generator, and single draws that are plain values of Python's."""

    def integer(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both of which may come.

        Raises:
            ValueError: if `high` is below `low`.
        """
        if high < low:
            raise ValueError(f"rng.integer({low}, {high}): there is no number from {low} to {high}")
        return int(self.randint(low, high + 1))

    def choice(self, a: Any, size: Any = None, replace: bool = True, p: Any = None) -> Any:  # noqa: ANN401, FBT001, FBT002 - NumPy's signature
        """One entry of a list, a tuple or a range, as it stands there; anything else as NumPy's own `choice`."""
        if isinstance(a, (list, tuple, range)) and size is None and p is None and len(a):
            return a[int(self.randint(len(a)))]
        return super().choice(a, size, replace, p)


def seed_of(seed: int, test_id: str) -> int:
    """The seed of a public test's `rng`: 32 bits of SHA-256 over the assignment's seed and the test's id."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{test_id}".encode()).digest()[:4], "big")


def secret_seed(secret: bytes, test_id: str) -> str:
    """The seed of any other test's `rng`: SHA-256 over the secret and the test's id, as hexadecimal digits.

    Who knows it knows neither the secret nor the seed of another test.
    """
    return hashlib.sha256(secret + test_id.encode()).hexdigest()


def generator_of(tests: Tests, test_id: str) -> Draws:
    """A test's `rng`, which is the same in every run: NumPy's legacy stream is frozen (NEP 19).

    Raises:
        HarnessError: if the test is hidden and there is no secret. Numbers that students can compute too are no
            stand-in for it.
    """
    if test_id.split("/", 1)[0] == PUBLIC:
        return Draws(seed_of(tests.seed, test_id))
    seed = tests.seeds.get(test_id)
    if seed is None and tests.secret is not None:
        seed = secret_seed(tests.secret, test_id)
    if seed is None:
        raise HarnessError(f"{test_id} draws random numbers, and the secret of the hidden tests is not here")
    words = bytes.fromhex(seed)
    return Draws([int.from_bytes(words[start : start + 4], "big") for start in range(0, len(words), 4)])
