"""The greatest numbers of a list."""


def top_k(lst, k):
    """A list of the `k` greatest numbers of `lst`, the greatest first, without `sort` and `sorted`."""
    ### BEGIN SOLUTION
    rest = list(lst)
    greatest = []
    for _ in range(k):
        greatest.append(max(rest))
        rest.remove(max(rest))
    return greatest
    ### END SOLUTION
