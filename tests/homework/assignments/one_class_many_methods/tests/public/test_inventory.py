"""Examples."""

import pytest


def shop(student):
    """An inventory with two kinds of things."""
    inventory = student.inventory.Inventory()
    inventory.add("tea", 5, 2.5)
    inventory.add("cup", 2, 4.0)
    return inventory


@pytest.mark.question("stock")
def test_add(student, check):
    """Two kinds."""
    inventory = shop(student)
    check.same("stock", inventory.stock)
    check.close("value", inventory.value())
    check.equal("scarce", inventory.scarce(3))


@pytest.mark.question("orders")
def test_order(student, check):
    """All cups."""
    inventory = shop(student)
    check.close("price", inventory.order({"cup": 2, "tea": 1}))
    check.same("stock", inventory.stock)
    check.equal("last change", inventory.history[-1][0])
    check.equal("cups", "cup" in inventory.stock)
