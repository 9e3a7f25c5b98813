"""Functions on texts."""


def shift(text, places):
    """Each letter a-z and A-Z moved by so many places, from z to a; other characters stay."""
    ### BEGIN SOLUTION
    moved = ""
    for one in text:
        if "a" <= one <= "z" or "A" <= one <= "Z":
            first = ord("a" if one.islower() else "A")
            one = chr((ord(one) - first + places) % 26 + first)
        moved += one
    return moved
    ### END SOLUTION


def runs(text):
    """Each run of one character as its length and the character: `aaab` is `3a1b`."""
    ### BEGIN SOLUTION
    found = ""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or text[end] != text[start]:
            found += f"{end - start}{text[start]}"
            start = end
    return found
    ### END SOLUTION


def table(rows):
    """A line for each pair of a name and a number, the names to the left, numbers with one decimal to the right."""
    ### BEGIN SOLUTION
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}} {number:8.1f}" for name, number in rows)
    ### END SOLUTION


def statistics(numbers):
    """Two lines: `mean` and `spread` (the standard deviation), each with its number as exactly as you like."""
    ### BEGIN SOLUTION
    mean = sum(numbers) / len(numbers)
    spread = (sum((number - mean) ** 2 for number in numbers) / len(numbers)) ** 0.5
    return f"mean {mean:.4f}\nspread {spread:.4f}\n"
    ### END SOLUTION


def inventory(things):
    """A line `name: count` for each name of a list, the lines in any order."""
    ### BEGIN SOLUTION
    return "\n".join(f"{name}: {things.count(name)}" for name in sorted(set(things)))
    ### END SOLUTION
