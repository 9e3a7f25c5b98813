"""Functions of functions, otherwise."""

from functools import reduce


def apply_times(function, count, value):
    return reduce(lambda so_far, _: function(so_far), range(count), value)


class compose:
    """A composition is an object that can be called."""

    def __init__(self, outer, inner):
        self.parts = (outer, inner)

    def __call__(self, value):
        outer, inner = self.parts
        return outer(inner(value))


def split_by(function, items):
    both = ([], [])
    for one in items:
        both[0 if function(one) else 1].append(one)
    return list(both)


def bisect(function, low, high, tolerance=1e-6):
    left, right = function(low), function(high)
    if (left > 0) == (right > 0):
        raise ValueError(f"{left} and {right} have one sign")
    middle = low + (high - low) / 2
    if high - low < tolerance:
        return middle
    value = function(middle)
    if (value > 0) == (left > 0):
        return bisect(function, middle, high, tolerance)
    return bisect(function, low, middle, tolerance)
