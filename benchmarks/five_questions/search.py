"""Where a number stands in a sequence, or would have to be put in."""


def search(x, seq):
    """The first position of `seq`, whose numbers ascend, with a number that is not below `x`; else its length."""
    ### BEGIN SOLUTION
    for position, number in enumerate(seq):
        if number >= x:
            return position
    return len(seq)
    ### END SOLUTION
