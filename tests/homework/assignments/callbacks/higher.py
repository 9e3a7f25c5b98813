"""Functions of functions."""


def apply_times(function, count, value):
    """Apply a function `count` times: `f(f(f(value)))` for 3."""
    ### BEGIN SOLUTION
    for _ in range(count):
        value = function(value)
    return value
    ### END SOLUTION


def compose(outer, inner):
    """The function that applies `inner` first, and `outer` to what it returns."""
    ### BEGIN SOLUTION
    return lambda value: outer(inner(value))
    ### END SOLUTION


def split_by(function, items):
    """Two lists: of the items for which the function is true, and of the others, in their order."""
    ### BEGIN SOLUTION
    return [one for one in items if function(one)], [one for one in items if not function(one)]
    ### END SOLUTION


def bisect(function, low, high, tolerance=1e-6):
    """A root of a growing or falling function between two numbers.

    Raises:
        ValueError: if the function has the same sign at both ends.
    """
    ### BEGIN SOLUTION
    at_low = function(low)
    if at_low * function(high) > 0:
        raise ValueError("no change of sign")
    while high - low > tolerance:
        middle = (low + high) / 2
        if at_low * function(middle) <= 0:
            high = middle
        else:
            low = middle
    return (low + high) / 2
    ### END SOLUTION
