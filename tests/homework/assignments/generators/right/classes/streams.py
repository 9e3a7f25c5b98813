"""Streams as objects."""

import itertools


class Multiples:
    def __init__(self, number):
        self.number, self.last = number, -number

    def __iter__(self):
        return self

    def __next__(self):
        self.last += self.number
        return self.last


def multiples(number):
    return Multiples(number)


def primes():
    yield 2
    number = 3
    while True:
        if all(number % divisor for divisor in range(3, int(number**0.5) + 1, 2)):
            yield number
        number += 2


def take(stream, number):
    found = []
    while len(found) < number:
        try:
            found.append(next(stream))
        except StopIteration:
            break
    return found


def pairs(items):
    first, second = itertools.tee(items)
    next(second, None)
    return zip(first, second)


def running_average():
    numbers = []
    numbers.append((yield))
    while True:
        numbers.append((yield sum(numbers) / len(numbers)))


class Countdown:
    def __init__(self, start):
        self._start = start

    def __iter__(self):
        number = self._start
        while number:
            yield number
            number -= 1
