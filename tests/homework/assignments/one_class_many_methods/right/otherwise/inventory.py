"""A shop's inventory, counted."""

from collections import Counter, OrderedDict, deque, namedtuple

Change = namedtuple("Change", "kind name count")


class NotInStock(LookupError):
    pass


class Inventory:
    def __init__(self):
        self.stock = OrderedDict()
        self.prices = dict()
        self.history = deque()

    def _change(self, name, difference):
        count = self.stock.pop(name, 0) + difference
        if count > 0:
            self.stock[name] = count

    def add(self, name, count, price=None):
        if count <= 0:
            raise ValueError("nothing to add")
        price = self.prices.get(name) if price is None else price
        if price is None:
            raise ValueError("no price for " + name)
        self.prices[name] = price
        self._change(name, count)
        self.history.append(Change("in", name, count))

    def value(self):
        total = 0
        for name in self.stock:
            total += self.prices[name] * self.stock[name]
        return total

    def scarce(self, limit):
        names = list(filter(lambda name: self.stock[name] < limit, self.stock))
        names.sort()
        return names

    def order(self, things):
        if Counter(things) - Counter(self.stock):
            raise NotInStock(things)
        price = 0
        for name in things:
            self._change(name, -things[name])
            self.history.append(Change(count=things[name], name=name, kind="out"))
            price += self.prices[name] * things[name]
        return price

    def undo(self):
        try:
            last = self.history.pop()
        except IndexError:
            return False
        self._change(last.name, last.count if last.kind == "out" else -last.count)
        return True
