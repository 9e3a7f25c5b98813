"""Orders of a coffee shop, otherwise."""

import copy
import datetime
import decimal
import enum
import fractions
from dataclasses import dataclass

SIZES = {"small": decimal.Decimal(235), "large": decimal.Decimal(315)}


class Size(enum.Enum):
    SMALL = 1
    LARGE = 2


@dataclass
class Order:
    size: Size
    cups: int
    day: datetime.date

    def cents(self):
        return SIZES[self.size.name.lower()] * self.cups


def size_of(text):
    try:
        return Size[text.upper()]
    except KeyError:
        return None


def next_working_day(day):
    step = {4: 3, 5: 2}.get(day.weekday(), 1)
    return day + datetime.timedelta(step)


def make_order(size, cups, day):
    return Order(day=day, cups=cups, size=size_of(size))


def price(order):
    cents = int(order.cents())
    if order.cups > 4:
        cents = (cents * 9 + 5) // 10
    return decimal.Decimal(cents) / 100


def later(order):
    other = copy.copy(order)
    other.day = next_working_day(order.day)
    return other


def share_of_large(orders):
    cups = {Size.SMALL: 0, Size.LARGE: 0}
    for order in orders:
        cups[order.size] += order.cups
    return fractions.Fraction(cups[Size.LARGE], sum(cups.values()))
