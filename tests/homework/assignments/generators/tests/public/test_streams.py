"""Examples."""

from itertools import islice

import pytest


@pytest.mark.question("endless")
def test_multiples(student, check):
    """The first four multiples of 3."""
    check.equal("multiples", list(islice(student.streams.multiples(3), 4)))


@pytest.mark.question("endless")
def test_take(student, check):
    """The first primes."""
    check.equal("primes", student.streams.take(student.streams.primes(), 5))


@pytest.mark.question("lazy")
def test_pairs(student, check):
    """Neighbours."""
    check.same("pairs", list(student.streams.pairs([4, 1, 7])))


@pytest.mark.question("lazy")
def test_countdown(student, check):
    """Twice."""
    countdown = student.streams.Countdown(3)
    check.equal("first loop", list(countdown))
    check.equal("second loop", [one for one in countdown])
