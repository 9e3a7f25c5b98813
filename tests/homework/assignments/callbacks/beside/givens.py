"""Functions that the tests pass to yours."""

import math

calls = []


def square(x):
    return x * x


def add_one(x):
    return x + 1


def is_long(word):
    return len(word) > 4


def counted(x):
    """Counts its calls."""
    calls.append(x)
    return x**3 - 2


def shifted_cosine(x):
    return math.cos(x) - x


def composed(compose, value):
    """What the composition of both makes of a value."""
    return compose(square, add_one)(value)
