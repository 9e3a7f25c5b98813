"""Scenes by recursion and by blocks."""

from itertools import groupby


def total_area(parts):
    if not parts:
        return 0.0
    return parts[0].area() + total_area(parts[1:])


def square_of(line):
    from shapes import Square

    side, unit = line.split()
    return Square(float(side), unit)


def read_scene(text):
    from shapes import Group

    found = []
    for kind, lines in groupby(text.split("\n"), lambda line: (bool(line.strip()), line[:1] == " ")):
        if kind[0]:
            squares = [square_of(line) for line in lines]
            found += [Group(squares)] if kind[1] else squares
    return found
