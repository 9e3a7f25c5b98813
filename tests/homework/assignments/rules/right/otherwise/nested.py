"""The same, in other ways."""

import numpy


def total(nested):
    if not isinstance(nested, list):
        return nested
    if not nested:
        return 0
    return total(nested[0]) + total(nested[1:])


def depth(nested):
    return 1 + max([0] + [depth(one) for one in nested]) if isinstance(nested, list) else 0


def normalize(table):
    centred = numpy.subtract(table, numpy.average(table, axis=0))
    return centred / numpy.sqrt(numpy.mean(centred**2, axis=0))


def distances(a, b):
    squares = (a * a).sum(1)[:, None] + (b * b).sum(1) - 2 * a @ b.T
    return numpy.maximum(squares, 0) ** 0.5


def median(numbers):
    numbers = list(numbers)
    while len(numbers) > 1:
        numbers.remove(max(numbers))
        numbers.remove(min(numbers))
    return numbers[0]
