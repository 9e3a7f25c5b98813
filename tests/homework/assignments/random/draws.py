"""Functions that draw from a generator."""

import numpy as np


def roll(generator, count):
    """The sum of so many dice."""
    ### BEGIN SOLUTION
    return int(generator.integers(1, 7, size=count).sum())
    ### END SOLUTION


def weighted(generator, weights):
    """One of the keys of a dictionary, each as often as its weight says."""
    ### BEGIN SOLUTION
    names = list(weights)
    shares = np.array([weights[name] for name in names], dtype=float)
    return names[generator.choice(len(names), p=shares / shares.sum())]
    ### END SOLUTION


def shuffled(generator, items):
    """A list of the items in another order, each order as likely; the items stay as they are."""
    ### BEGIN SOLUTION
    items = list(items)
    for last in range(len(items) - 1, 0, -1):
        other = int(generator.integers(0, last + 1))
        items[last], items[other] = items[other], items[last]
    return items
    ### END SOLUTION


def estimate_pi(generator, count):
    """Four times the share of points of a square that lie in its circle."""
    ### BEGIN SOLUTION
    x, y = generator.random((2, count))
    return 4 * float(np.mean(x**2 + y**2 <= 1))
    ### END SOLUTION


def bootstrap(generator, numbers, rounds):
    """The standard deviation of the means of `rounds` samples with replacement, each as large as the numbers."""
    ### BEGIN SOLUTION
    samples = generator.choice(np.asarray(numbers), size=(rounds, len(numbers)), replace=True)
    return float(samples.mean(axis=1).std())
    ### END SOLUTION
