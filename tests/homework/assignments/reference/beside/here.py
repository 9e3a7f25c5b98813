"""Functions that tests hand to students' code."""


def bowl(x):
    """Smallest at 2."""
    return (x - 2.0) ** 2
