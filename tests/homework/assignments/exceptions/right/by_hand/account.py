"""Amounts of money, and an account that holds one."""


class OverdraftError(ValueError):
    """More is asked for than there is."""


def amount(text):
    """Digit by digit."""
    parts = text.strip().split(".")
    fits = len(parts) in (1, 2) and all(part and all("0" <= one <= "9" for one in part) for part in parts)
    if not fits or (len(parts) == 2 and len(parts[1]) != 2):
        raise ValueError("this is no amount: " + repr(text))
    total = 0
    for digit in "".join(parts):
        total = 10 * total + int(digit)
    return total if len(parts) == 2 else 100 * total


class Account:
    """An account that asks before it takes."""

    def __init__(self, balance=0):
        self._cents = balance

    @property
    def balance(self):
        return self._cents

    def withdraw(self, cents):
        rest = self._cents - cents
        if rest < 0:
            raise OverdraftError
        self._cents = rest
        return rest
