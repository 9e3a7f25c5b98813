"""Short functions of many kinds."""

import numpy as np

from units import CENTIMETRES


def root(x):
    """The square root; a ValueError for a negative number."""
    ### BEGIN SOLUTION
    if x < 0:
        raise ValueError(f"{x} is negative")
    return x**0.5
    ### END SOLUTION


def standardize(x):
    """Each column less its mean, divided by its standard deviation."""
    ### BEGIN SOLUTION
    return (x - x.mean(axis=0)) / x.std(axis=0)
    ### END SOLUTION


def softplus(x):
    """log(1 + exp(x)) of each entry."""
    ### BEGIN SOLUTION
    return np.logaddexp(0, x)
    ### END SOLUTION


def softplus_slope(x):
    """The slope of softplus at each entry."""
    ### BEGIN SOLUTION
    return 1 / (1 + np.exp(-x))
    ### END SOLUTION


def minimum(function, low, high):
    """Where function, which falls and then rises, is smallest between low and high."""
    ### BEGIN SOLUTION
    while high - low > 1e-6:
        third = (high - low) / 3
        if function(low + third) < function(high - third):
            high -= third
        else:
            low += third
    return (low + high) / 2
    ### END SOLUTION


def dice(generator, count):
    """Numbers from 1 to 6, drawn with a generator of NumPy's."""
    ### BEGIN SOLUTION
    return generator.integers(1, 7, count)
    ### END SOLUTION


def labels(scores):
    """The index of the largest score in each row."""
    ### BEGIN SOLUTION
    return scores.argmax(axis=1)
    ### END SOLUTION


def count_words(text):
    """How often each word occurs, without regard to capitals."""
    ### BEGIN SOLUTION
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return counts
    ### END SOLUTION


def middle(words):
    """One of the two words in the middle of a list of even length."""
    ### BEGIN SOLUTION
    return sorted(words)[len(words) // 2]
    ### END SOLUTION


def greet():
    """Ask for a name, print a greeting, and return the name."""
    ### BEGIN SOLUTION
    name = input("Your name? ")
    print(f"Hello {name}!")
    return name
    ### END SOLUTION


def convert(source, target):
    """Read inches from a file, a number a line, and write centimetres with two digits."""
    ### BEGIN SOLUTION
    with open(source) as file:
        inches = [float(line) for line in file]
    with open(target, "w") as file:
        file.writelines(f"{CENTIMETRES * one:.2f}\n" for one in inches)
    ### END SOLUTION


class Counter:
    """Counts."""

    def __init__(self):
        ### BEGIN SOLUTION
        self.count = 0
        ### END SOLUTION

    def add(self):
        """Count one more; returns this counter."""
        ### BEGIN SOLUTION
        self.count += 1
        return self
        ### END SOLUTION


def keep_positive(numbers):
    """Take all numbers below zero out of a list, in place."""
    ### BEGIN SOLUTION
    numbers[:] = [one for one in numbers if one >= 0]
    ### END SOLUTION


def total(numbers):
    """The sum of a list of numbers and of lists of numbers, by recursion."""
    ### BEGIN SOLUTION
    return sum(total(one) if isinstance(one, list) else one for one in numbers)
    ### END SOLUTION
