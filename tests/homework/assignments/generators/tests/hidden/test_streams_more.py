"""Other streams."""

import pytest


@pytest.mark.question("endless")
def test_goes_on(student, check, rng):
    """A stream goes on where it was left."""
    number = int(rng.randint(2, 90))
    stream = student.streams.multiples(number)
    check.equal("first", student.streams.take(stream, 3))
    check.equal("next", next(stream))
    check.equal("after that", student.streams.take(stream, 2))


@pytest.mark.question("endless")
def test_many_primes(student, check):
    """A hundred primes, and few values of a stream that ends."""
    check.equal("primes", student.streams.take(student.streams.primes(), 100))
    check.same("all", student.streams.take(student.streams.pairs([4, 2, 1]), 5))


@pytest.mark.question("lazy")
def test_lazy_pairs(student, check, rng):
    """Pairs of an endless stream, of one value and of none."""
    number = int(rng.randint(2, 90))
    found = student.streams.pairs(student.streams.multiples(number))
    check.same("first", next(found))
    check.same("second", next(found))
    check.equal("of one", list(student.streams.pairs([number])), expected=[])


@pytest.mark.question("lazy")
def test_average(student, check, rng):
    """Numbers that are sent."""
    averages = student.streams.running_average()
    check.equal("at first", next(averages))
    for count, number in enumerate(rng.uniform(1, 9, 3), 1):
        check.close(f"average of {count}", averages.send(float(number)))


@pytest.mark.question("lazy")
def test_two_loops(student, check, rng):
    """A loop in a loop over the same countdown, and the end of an iterator."""
    countdown = student.streams.Countdown(int(rng.randint(3, 6)))
    check.same("both", [(first, second) for first in countdown for second in countdown])
    values = iter(student.streams.Countdown(1))
    check.equal("last", next(values))
    with pytest.raises(StopIteration):
        next(values)
