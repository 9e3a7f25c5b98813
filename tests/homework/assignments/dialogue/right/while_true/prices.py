from math import fsum


def with_tax(price):
    return round(fsum([price, price / 5]), 2)
