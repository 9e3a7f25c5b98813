"""A till, with lists of lines."""

import sys


def line(name, price):
    return name.ljust(12) + ("%.2f" % price).rjust(8)


def print_receipt(items):
    rows = [line(*item) for item in items] + [line("TOTAL", sum(price for _, price in items))]
    sys.stdout.write("\n".join(rows) + "\n")


def ask_number(question):
    try:
        number = float(input(question))
        if number > 0:
            return number
    except ValueError:
        pass
    print("Please enter a positive number.")
    return ask_number(question)


def till():
    names, costs = [], []
    while True:
        name = input("Name: ").strip()
        if name == "":
            break
        names.append(name)
        costs.append(ask_number("Price: "))
    print_receipt(list(zip(names, costs)))
    return len(costs)
