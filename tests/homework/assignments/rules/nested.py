"""Nested lists, and arrays without loops."""

import numpy as np


def total(nested):
    """The sum of all numbers of a list of numbers and of such lists; by recursion."""
    ### BEGIN SOLUTION
    if isinstance(nested, list):
        return sum(total(one) for one in nested)
    return nested
    ### END SOLUTION


def depth(nested):
    """How many lists are in one another at most: 0 for a number, 1 for `[]` and `[1]`; by recursion."""
    ### BEGIN SOLUTION
    if not isinstance(nested, list):
        return 0
    return 1 + max(map(depth, nested), default=0)
    ### END SOLUTION


def normalize(table):
    """Each column less its mean and over its standard deviation, (n, d); without a loop."""
    ### BEGIN SOLUTION
    return (table - table.mean(axis=0)) / table.std(axis=0)
    ### END SOLUTION


def distances(a, b):
    """The distance of each row of `a`, (n, d), from each of `b`, (m, d): (n, m); without a loop."""
    ### BEGIN SOLUTION
    return np.sqrt(((a[:, None] - b[None]) ** 2).sum(axis=2))
    ### END SOLUTION


def median(numbers):
    """The number in the middle, of an odd number of different numbers; without sorting."""
    ### BEGIN SOLUTION
    for one in numbers:
        if sum(other < one for other in numbers) == len(numbers) // 2:
            return one
    ### END SOLUTION
