"""Orders of a coffee shop."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from fractions import Fraction


class Size(Enum):
    """How large a cup is."""

    SMALL = 1
    LARGE = 2


@dataclass
class Order:
    """A number of cups of one size, on a day."""

    size: Size
    cups: int
    day: date


def size_of(text):
    """The size whose name a text is, in whatever letters; None for any other text."""
    ### BEGIN SOLUTION
    for size in Size:
        if text.upper() == size.name:
            return size
    return None
    ### END SOLUTION


def next_working_day(day):
    """The first day after a day that is neither Saturday nor Sunday."""
    ### BEGIN SOLUTION
    day += timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day
    ### END SOLUTION


def make_order(size, cups, day):
    """An order, of a size by its name."""
    ### BEGIN SOLUTION
    return Order(size_of(size), cups, day)
    ### END SOLUTION


def price(order):
    """A small cup is 2.35, a large one 3.15; ten per cent off from 5 cups on, rounded to cents (half goes up)."""
    ### BEGIN SOLUTION
    one = Decimal("2.35") if order.size is Size.SMALL else Decimal("3.15")
    total = one * order.cups
    if order.cups >= 5:
        total *= Decimal("0.9")
    return total.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    ### END SOLUTION


def later(order):
    """The same order on the next working day; the order itself stays as it is."""
    ### BEGIN SOLUTION
    return replace(order, day=next_working_day(order.day))
    ### END SOLUTION


def share_of_large(orders):
    """The share of large cups among all cups."""
    ### BEGIN SOLUTION
    large = sum(order.cups for order in orders if order.size is Size.LARGE)
    return Fraction(large, sum(order.cups for order in orders))
    ### END SOLUTION
