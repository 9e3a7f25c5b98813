"""A shop's inventory."""


class NotInStock(Exception):
    """More was ordered than there is."""


class Inventory:
    """Things with their counts and prices.

    Attributes:
        stock: The count of each thing by its name; a thing that is used up is no longer there.
        prices: The price of each thing that has ever been there.
        history: A tuple of `"in"` or `"out"`, name and count for each change, the first first.
    """

    def __init__(self):
        """Nothing is there."""
        ### BEGIN SOLUTION
        self.stock = {}
        self.prices = {}
        self.history = []
        ### END SOLUTION

    def add(self, name, count, price=None):
        """Add things; the price is the new price, or stays.

        Raises:
            ValueError: if the count is below 1, or a new thing has no price.
        """
        ### BEGIN SOLUTION
        if count < 1 or (price is None and name not in self.prices):
            raise ValueError(f"cannot add {count} {name} for {price}")
        self.stock[name] = self.stock.get(name, 0) + count
        if price is not None:
            self.prices[name] = price
        self.history.append(("in", name, count))
        ### END SOLUTION

    def value(self):
        """What all that is there costs."""
        ### BEGIN SOLUTION
        return sum(count * self.prices[name] for name, count in self.stock.items())
        ### END SOLUTION

    def scarce(self, limit):
        """The names of which there are fewer than the limit, in their order."""
        ### BEGIN SOLUTION
        return sorted(name for name, count in self.stock.items() if count < limit)
        ### END SOLUTION

    def order(self, things):
        """Take things out, a dictionary of counts by name; returns the price of all.

        Raises:
            NotInStock: if there is not enough of one of them; then nothing is taken.
        """
        ### BEGIN SOLUTION
        for name, count in things.items():
            if self.stock.get(name, 0) < count:
                raise NotInStock(name)
        for name, count in things.items():
            self.stock[name] -= count
            if not self.stock[name]:
                del self.stock[name]
            self.history.append(("out", name, count))
        return sum(count * self.prices[name] for name, count in things.items())
        ### END SOLUTION

    def undo(self):
        """Take the last change back, in the history too; returns whether there was one."""
        ### BEGIN SOLUTION
        if not self.history:
            return False
        kind, name, count = self.history.pop()
        self.stock[name] = self.stock.get(name, 0) + (count if kind == "out" else -count)
        if not self.stock[name]:
            del self.stock[name]
        return True
        ### END SOLUTION
