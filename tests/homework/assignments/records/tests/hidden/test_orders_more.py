"""Other orders."""

from datetime import date, timedelta

import pytest


@pytest.mark.question("kinds")
def test_days(student, check, rng):
    """A week of days, and a large cup."""
    first = date(2023, 1, 2) + timedelta(days=int(rng.randint(500)))
    days = [student.orders.next_working_day(first + timedelta(days=number)) for number in range(7)]
    check.equal("days", days)
    check.same("size", student.orders.size_of("LARGE"))


@pytest.mark.question("orders")
@pytest.mark.parametrize("size", ["small", "large"])
def test_prices(student, check, rng, size):
    """Few cups, five, and more."""
    for cups in (1, 4, 5, 7, int(rng.randint(8, 90))):
        order = student.orders.make_order(size, cups, date(2024, 1, 2))
        check.equal(f"price of {'many' if cups > 7 else cups}", student.orders.price(order))


@pytest.mark.question("orders")
def test_later(student, check, rng):
    """A new order, and the old one as it was."""
    order = student.orders.make_order("small", int(rng.randint(1, 9)), date(2024, 5, 3))
    other = student.orders.later(order)
    check.same("later order", other)
    check.same("order", order)
    check.true(other != order, "the later order differs from the order")


@pytest.mark.question("orders")
def test_share(student, check, rng):
    """Cups of both sizes."""
    orders = [
        student.orders.make_order(size, int(rng.randint(2, 30)), date(2024, 1, 2)) for size in ("small", "large", "small")
    ]
    check.same("share", student.orders.share_of_large(orders))
