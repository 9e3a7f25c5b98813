"""Other inventories."""

import pytest

NAMES = ["tea", "cup", "pot", "jar"]


def shop(student, rng):
    """An inventory with four kinds of things."""
    inventory = student.inventory.Inventory()
    for name in NAMES:
        inventory.add(name, int(rng.randint(5, 20)), float(rng.uniform(1, 9)))
    return inventory


@pytest.mark.question("stock")
def test_prices(student, check, rng):
    """A new price, and an old one that stays."""
    inventory = shop(student, rng)
    inventory.add("tea", 3, 100.0)
    inventory.add("cup", int(rng.randint(1, 9)))
    check.same("prices", inventory.prices)
    check.equal("count", inventory.stock["tea"])
    check.close("value", inventory.value())
    check.equal("scarce", inventory.scarce(12))


@pytest.mark.question("stock")
def test_refused(student, check, rng):
    """No count, no price."""
    inventory = shop(student, rng)
    check.raises("a count of 0", "ValueError", inventory.add, "tea", 0, 1.0)
    check.raises("no price", "ValueError", inventory.add, "mat", 1)
    check.equal("things", len(inventory.stock))
    check.equal("mat", "mat" in inventory.stock)


@pytest.mark.question("stock")
def test_two_shops(student, check, rng):
    """Each shop has a stock of its own, which the test may change."""
    first, second = shop(student, rng), shop(student, rng)
    first.stock["mat"] = 1
    first.prices["mat"] = 50.0
    check.equal("things", [len(first.stock), len(second.stock)])
    check.close("value", first.value())


@pytest.mark.question("orders")
def test_nothing_taken(student, check, rng):
    """An order that cannot be filled changes nothing."""
    inventory = shop(student, rng)
    before = dict(inventory.stock)
    with check.raises("too much", "NotInStock"):
        inventory.order({"tea": 1, "cup": 50})
    check.same("stock", inventory.stock)
    check.true(dict(inventory.stock) == before, "an order that cannot be filled takes nothing")
    check.close("price", inventory.order({"tea": 2, "pot": 3}))


@pytest.mark.question("orders")
def test_undo(student, check, rng):
    """Orders and additions are taken back."""
    inventory = shop(student, rng)
    inventory.order({"pot": inventory.stock["pot"], "jar": 1})
    inventory.add("mat", 1, 7.0)
    check.equal("undone", [inventory.undo() for _ in range(3)])
    check.same("stock", inventory.stock)
    check.same("history", [list(one) for one in inventory.history])


@pytest.mark.question("orders")
def test_nothing_to_undo(student, check):
    """Of a new inventory."""
    inventory = student.inventory.Inventory()
    inventory.add("tea", 1, 1.0)
    check.equal("undone", [inventory.undo(), inventory.undo()])
    check.equal("things", len(inventory.stock), zeros=True)
