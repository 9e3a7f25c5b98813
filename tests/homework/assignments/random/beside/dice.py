"""Generators for the tests, and what they count."""

import numpy as np


def generator(seed):
    return np.random.default_rng(seed)


def many(draw, count, seed, *arguments):
    """The results of many calls of a function, each with the same generator."""
    source = np.random.default_rng(seed)
    return [draw(source, *arguments) for _ in range(count)]
