"""Functions whose answers the tests compute on."""

import numpy as np


def terms(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Two arrays (n,), which add up to n everywhere."""
    ### BEGIN SOLUTION
    return np.arange(n) * 1.0, n - np.arange(n) * 1.0
    ### END SOLUTION


def words(n: int) -> list[str]:
    """The names of the first numbers, at most three."""
    ### BEGIN SOLUTION
    return ["one", "two", "three"][:n]
    ### END SOLUTION


def bowl(x: np.ndarray) -> float:
    """The sum of squares."""
    ### BEGIN SOLUTION
    return float(np.sum(x * x))
    ### END SOLUTION


def slope(x: np.ndarray) -> np.ndarray:
    """The slope of the bowl."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


def fate(n: int) -> int:
    """The number itself."""
    ### BEGIN SOLUTION
    return n
    ### END SOLUTION
