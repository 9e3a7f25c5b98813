"""Streams of values."""

from itertools import count, islice


def multiples(number):
    """0, `number`, twice `number` and so on, without an end."""
    ### BEGIN SOLUTION
    for factor in count():
        yield factor * number
    ### END SOLUTION


def primes():
    """All prime numbers, without an end."""
    ### BEGIN SOLUTION
    found = []
    for number in count(2):
        if all(number % prime for prime in found):
            found.append(number)
            yield number
    ### END SOLUTION


def take(stream, number):
    """A list of the next values of a stream, fewer where it ends."""
    ### BEGIN SOLUTION
    return list(islice(stream, number))
    ### END SOLUTION


def pairs(items):
    """Each value with its next one, as tuples; nothing where there are fewer than two."""
    ### BEGIN SOLUTION
    items = iter(items)
    for before in items:
        for one in items:
            yield before, one
            before = one
    ### END SOLUTION


def running_average():
    """A generator to send numbers to: it answers with the average of all so far; its first value is None."""
    ### BEGIN SOLUTION
    total, average = 0.0, None
    for number in count(1):
        total += yield average
        average = total / number
    ### END SOLUTION


class Countdown:
    """Counts from a number down to 1; each loop begins anew."""

    def __init__(self, start):
        """Keep the number."""
        ### BEGIN SOLUTION
        self.start = start
        ### END SOLUTION

    def __iter__(self):
        """A new iterator."""
        ### BEGIN SOLUTION
        return iter(range(self.start, 0, -1))
        ### END SOLUTION
