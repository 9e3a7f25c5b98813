"""A small library, with other tools."""

from collections import defaultdict
from itertools import groupby
from typing import NamedTuple


class Loan(NamedTuple):
    reader: str
    book: str
    days: int


def word_index(lines):
    index = defaultdict(set)
    for i in range(len(lines)):
        for word in lines[i].split():
            index[word.lower()] |= {i + 1}
    return index


def common_words(first, second):
    words = second.split()
    return frozenset(word for word in first.split() if word in words)


def to_loans(rows):
    loans = []
    for reader, book, days in rows:
        loans.append(Loan(reader=reader, book=book, days=days))
    return loans


def most_read(rows, count):
    books = sorted(row[1] for row in rows)
    pairs = [[book, len(list(group))] for book, group in groupby(books)]
    pairs.sort(key=lambda pair: pair[1], reverse=True)
    return pairs[:count]


def by_reader(rows):
    days = defaultdict(lambda: defaultdict(int))
    for reader, book, count in rows:
        days[reader][book] += count
    return days
