"""A small library."""

from collections import Counter, defaultdict, namedtuple

Loan = namedtuple("Loan", ["reader", "book", "days"])


def word_index(lines):
    """In which lines, counted from 1, each word stands: a dictionary of sets by the word in small letters."""
    ### BEGIN SOLUTION
    index = {}
    for number, line in enumerate(lines, 1):
        for word in line.lower().split():
            index.setdefault(word, set()).add(number)
    return index
    ### END SOLUTION


def common_words(first, second):
    """The set of words that stand in both texts."""
    ### BEGIN SOLUTION
    return set(first.split()) & set(second.split())
    ### END SOLUTION


def to_loans(rows):
    """A `Loan` for each triple, in their order."""
    ### BEGIN SOLUTION
    return [Loan(*row) for row in rows]
    ### END SOLUTION


def most_read(rows, count):
    """The `count` books that were lent the most, as pairs of book and number; ties in the order of the titles."""
    ### BEGIN SOLUTION
    found = Counter(book for _, book, _ in rows)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:count]
    ### END SOLUTION


def by_reader(rows):
    """For each reader a dictionary of the days that each book was had: `{"ann": {"Emma": 12}}`."""
    ### BEGIN SOLUTION
    days = defaultdict(Counter)
    for loan in to_loans(rows):
        days[loan.reader][loan.book] += loan.days
    return {reader: dict(books) for reader, books in days.items()}
    ### END SOLUTION
