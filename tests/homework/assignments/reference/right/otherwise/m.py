"""Short functions of many kinds."""

import numpy as np

from units import CENTIMETRES


def root(x):
    """The square root; a ValueError for a negative number."""
    if x < 0:
        raise ValueError(f"{x} is negative")
    return float(np.sqrt(x))


def standardize(x):
    """Each column less its mean, divided by its standard deviation."""
    centred = x - np.mean(x, axis=0)
    return centred / np.sqrt(np.mean(centred**2, axis=0))


def softplus(x):
    """log(1 + exp(x)) of each entry."""
    return np.log1p(np.exp(x))


def softplus_slope(x):
    """The slope of softplus at each entry."""
    return 1 / (1 + np.exp(-x))


def minimum(function, low, high):
    """Where function, which falls and then rises, is smallest between low and high."""
    while high - low > 1e-6:
        third = (high - low) / 3
        if function(low + third) < function(high - third):
            high -= third
        else:
            low += third
    return (low + high) / 2


def dice(generator, count):
    """Numbers from 1 to 6, drawn with a generator of NumPy's."""
    return generator.integers(1, 7, count)


def labels(scores):
    """The index of the largest score in each row."""
    return [list(row).index(max(row)) for row in scores]


def count_words(text):
    """How often each word occurs, without regard to capitals."""
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def middle(words):
    """One of the two words in the middle of a list of even length."""
    return sorted(words)[len(words) // 2 - 1]


def greet():
    """Ask for a name, print a greeting, and return the name."""
    name = input("Your name? ")
    print(f"Hello {name}!")
    return name


def convert(source, target):
    """Read inches from a file, a number a line, and write centimetres with two digits."""
    with open(source) as file:
        inches = [float(line) for line in file]
    with open(target, "w") as file:
        file.writelines(f"{CENTIMETRES * one:.2f}\n" for one in inches)


class Counter:
    """Counts."""

    def __init__(self):
        self.count = 0

    def add(self):
        """Count one more; returns this counter."""
        self.count += 1
        return self


def keep_positive(numbers):
    for place in range(len(numbers) - 1, -1, -1):
        if numbers[place] < 0:
            del numbers[place]


def total(numbers):
    """The sum of a list of numbers and of lists of numbers, by recursion."""
    if not numbers:
        return 0
    first = total(numbers[0]) if isinstance(numbers[0], list) else numbers[0]
    return first + total(numbers[1:])
