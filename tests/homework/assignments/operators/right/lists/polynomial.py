"""Polynomials by their powers."""

from contextlib import contextmanager
from functools import total_ordering
from itertools import zip_longest


@total_ordering
class Polynomial:
    digits = 6

    def __init__(self, coefficients):
        self.by_power = {power: one for power, one in enumerate(coefficients) if one}

    def __len__(self):
        return max(self.by_power, default=0) + 1

    def __getitem__(self, power):
        if power < 0:
            raise IndexError
        return self.by_power.get(power, 0)

    def __iter__(self):
        for power in range(len(self)):
            yield self[power]

    def __contains__(self, root):
        return not self(root)

    def __call__(self, x):
        value = 0
        for one in reversed(list(self)):
            value = value * x + one
        return value

    def __add__(self, other):
        others = other if isinstance(other, Polynomial) else [other]
        return type(self)(a + b for a, b in zip_longest(self, others, fillvalue=0))

    __radd__ = __add__

    def __mul__(self, other):
        total = Polynomial([])
        for power, one in self.by_power.items():
            total = total + Polynomial([0] * power + [one * two for two in other])
        return total

    def __eq__(self, other):
        if type(other) is not Polynomial:
            return NotImplemented
        return self.by_power == other.by_power

    def __lt__(self, other):
        return len(self) < len(other)

    def __repr__(self):
        def word(one):
            return format(one, f".{Polynomial.digits}g") if type(one) is float else repr(one)

        return "Polynomial([" + ", ".join(map(word, self)) + "])"


@contextmanager
def few_digits(digits):
    before, Polynomial.digits = Polynomial.digits, digits
    try:
        yield before
    finally:
        Polynomial.digits = before
