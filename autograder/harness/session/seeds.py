"""The random numbers of a test: a public test's come from the assignment's seed, all others from its secret."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from ..checks.check import HarnessError
from ..checks.folders import PUBLIC

if TYPE_CHECKING:
    from .students import Tests


def seed_of(seed: int, test_id: str) -> int:
    """The seed of a public test's `rng`: 32 bits of SHA-256 over the assignment's seed and the test's id."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{test_id}".encode()).digest()[:4], "big")


def secret_seed(secret: bytes, test_id: str) -> str:
    """The seed of any other test's `rng`: SHA-256 over the secret and the test's id, as hexadecimal digits.

    Who knows it knows neither the secret nor the seed of another test.
    """
    return hashlib.sha256(secret + test_id.encode()).hexdigest()


def generator_of(tests: Tests, test_id: str) -> np.random.RandomState:
    """A test's `rng`, which is the same in every run: NumPy's legacy stream is frozen (NEP 19).

    Raises:
        HarnessError: if the test is hidden and there is no secret. Numbers that students can compute too are no
            stand-in for it.
    """
    if test_id.split("/", 1)[0] == PUBLIC:
        return np.random.RandomState(seed_of(tests.seed, test_id))
    seed = tests.seeds.get(test_id)
    if seed is None and tests.secret is not None:
        seed = secret_seed(tests.secret, test_id)
    if seed is None:
        raise HarnessError(f"{test_id} draws random numbers, and the secret of the hidden tests is not here")
    words = bytes.fromhex(seed)
    return np.random.RandomState(
        [int.from_bytes(words[start : start + 4], "big") for start in range(0, len(words), 4)]
    )
