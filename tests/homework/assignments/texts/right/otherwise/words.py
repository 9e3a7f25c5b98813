"""Functions on texts, written otherwise."""

import statistics as library
from collections import Counter
from itertools import groupby
from string import ascii_lowercase as small
from string import ascii_uppercase as large


def shift(text, places):
    places %= 26
    code = str.maketrans(small + large, small[places:] + small[:places] + large[places:] + large[:places])
    return text.translate(code)


def runs(text):
    return "".join(f"{len(list(group))}{letter}" for letter, group in groupby(text))


def table(rows):
    lines = []
    for name, number in rows:
        lines.append(name.ljust(20) + ("%.1f" % number).rjust(12) + "  ")
    return "\n".join(lines) + "\n\n"


def statistics(numbers):
    return f"mean   {library.fmean(numbers)}\n\nspread {library.pstdev(numbers)}"


def inventory(things):
    return "".join(f"{name}:  {count}\n" for name, count in Counter(things).items())
