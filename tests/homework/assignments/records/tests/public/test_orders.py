"""Examples."""

from datetime import date

import pytest


@pytest.mark.question("kinds")
def test_size(student, check):
    """Names of sizes."""
    check.same("size", student.orders.size_of("Small"))
    check.equal("no size", student.orders.size_of("tall"))


@pytest.mark.question("kinds")
def test_friday(student, check):
    """The day after a Friday."""
    check.equal("day", student.orders.next_working_day(date(2024, 5, 3)))


@pytest.mark.question("orders")
def test_order(student, check):
    """An order and its price."""
    order = student.orders.make_order("large", 3, date(2024, 5, 3))
    check.same("order", order)
    check.equal("price", student.orders.price(order))
