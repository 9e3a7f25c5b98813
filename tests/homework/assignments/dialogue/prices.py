"""Prices of a shop."""


def with_tax(price):
    """A price and 20 % more, rounded to two decimals."""
    ### BEGIN SOLUTION
    return round(price * 1.2, 2)
    ### END SOLUTION
