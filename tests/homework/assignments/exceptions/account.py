"""Amounts of money, and an account that holds one."""


class OverdraftError(ValueError):
    """More is asked for than there is."""


def amount(text):
    """Read whole cents, as in `12.50`, from a text.

    Raises:
        ValueError: if the text is no amount, or below zero; it quotes the text.
    """
    ### BEGIN SOLUTION
    whole, point, cents = text.strip().partition(".")
    if not whole.isdecimal() or (point and (not cents.isdecimal() or len(cents) != 2)):
        raise ValueError(f"no amount: {text!r}")
    return 100 * int(whole) + int(cents or 0)
    ### END SOLUTION


class Account:
    """An account with a balance in cents."""

    def __init__(self, balance=0):
        """Open it with a balance."""
        ### BEGIN SOLUTION
        self.balance = balance
        ### END SOLUTION

    def withdraw(self, cents):
        """Take cents out; returns the new balance.

        Raises:
            OverdraftError: if that is more than the balance, which stays as it was.
        """
        ### BEGIN SOLUTION
        if cents > self.balance:
            raise OverdraftError(f"{cents - self.balance} too much")
        self.balance -= cents
        return self.balance
        ### END SOLUTION
