"""A till that prints receipts."""


def print_receipt(items):
    """Print a line for each pair of a name and a price, and a line with the sum.

    The name takes 12 columns, the price 8 with two decimals; the last line is that of `TOTAL`.
    Returns nothing.
    """
    ### BEGIN SOLUTION
    total = 0
    for name, price in items:
        print(f"{name:<12}{price:>8.2f}")
        total += price
    print(f"{'TOTAL':<12}{total:>8.2f}")
    ### END SOLUTION


def ask_number(question):
    """Ask with `input(question)` until the answer is a number above zero, and return it as a float.

    After any other answer, print `Please enter a positive number.` and ask again.
    """
    ### BEGIN SOLUTION
    while True:
        answer = input(question)
        try:
            number = float(answer)
        except ValueError:
            number = 0.0
        if number > 0:
            return number
        print("Please enter a positive number.")
    ### END SOLUTION


def till():
    """Read names until an empty line, each followed by its price, and print the receipt.

    The names are asked for with `Name: `, the prices with `Price: `.
    Returns how many things were bought.
    """
    ### BEGIN SOLUTION
    items = []
    while name := input("Name: "):
        items.append((name, ask_number("Price: ")))
    print_receipt(items)
    return len(items)
    ### END SOLUTION
