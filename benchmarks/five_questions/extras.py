"""A list without its repetitions."""


def remove_extras(lst):
    """A new list with each element of `lst` once, where it first stood."""
    ### BEGIN SOLUTION
    kept = []
    for element in lst:
        if element not in kept:
            kept.append(element)
    return kept
    ### END SOLUTION
