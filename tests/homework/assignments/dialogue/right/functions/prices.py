TAX = 20


def with_tax(price):
    return round(price + price * TAX / 100, 2)
