"""A small assignment about objects, dates and nested values: an account with transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.small_course import without_markers, write_assignment

if TYPE_CHECKING:
    from pathlib import Path

ASSIGNMENT = """\
name = "bank"
title = "Accounts"
modules = ["bank.py"]
seed = 3

[stub]
comment = "### TYPE HERE"

[[questions]]
id = "account"
title = "Accounts"
points = 4

[[questions]]
id = "report"
title = "Reports"
points = 4
"""

MODULE = '''\
"""Accounts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum


class Kind(Enum):
    """What a transaction is."""

    IN = 1
    OUT = 2


@dataclass
class Entry:
    """One transaction."""

    kind: Kind
    amount: Decimal
    day: date


class Account:
    """An account, which can be used as a context."""

    def __init__(self, owner):
        """Open it."""
        ### BEGIN SOLUTION
        self.owner = owner
        self.entries = []
        self.closed = False
        ### END SOLUTION

    def add(self, kind, amount, day):
        """Add a transaction."""
        ### BEGIN SOLUTION
        self.entries.append(Entry(kind, amount, day))
        ### END SOLUTION

    def __len__(self):
        """How many transactions there are."""
        ### BEGIN SOLUTION
        return len(self.entries)
        ### END SOLUTION

    def __contains__(self, amount):
        """Whether an amount was moved."""
        ### BEGIN SOLUTION
        return any(one.amount == amount for one in self.entries)
        ### END SOLUTION

    def __eq__(self, other):
        """Whether the entries are equal."""
        ### BEGIN SOLUTION
        return isinstance(other, Account) and self.entries == other.entries
        ### END SOLUTION

    def __add__(self, other):
        """An account with the entries of both."""
        ### BEGIN SOLUTION
        both = Account(f"{self.owner} and {other.owner}")
        both.entries = self.entries + other.entries
        return both
        ### END SOLUTION

    def __enter__(self):
        """Open it."""
        ### BEGIN SOLUTION
        return self
        ### END SOLUTION

    def __exit__(self, *error):
        """Close it."""
        ### BEGIN SOLUTION
        self.closed = True
        ### END SOLUTION


def report(account):
    """The sum of each kind, the days, the first day or None, and how many days."""
    ### BEGIN SOLUTION
    sums = {}
    for one in account.entries:
        sums[one.kind.name] = sums.get(one.kind.name, Decimal(0)) + one.amount
    days = {one.day for one in account.entries}
    return {"sums": sums, "days": days, "first": min(days, default=None), "shape": (len(days), bool(days))}
    ### END SOLUTION
'''

SHARED = '''\
"""An account with two transactions."""

from datetime import date
from decimal import Decimal


def filled(student, owner="Ann"):
    """Open it."""
    account = student.bank.Account(owner)
    account.add(student.bank.Kind.IN, Decimal("1.50"), date(2020, 1, 2))
    account.add(student.bank.Kind.OUT, Decimal("0.25"), date(2020, 1, 3))
    return account
'''

TESTS = {
    "public/test_account.py": '''\
"""Accounts."""

from decimal import Decimal

import pytest
from filling import filled

pytestmark = pytest.mark.question("account")


def test_entries(student, check):
    """The entries of an account."""
    check.same("entries", filled(student).entries)


def test_python(student, check):
    """len, in, == and with."""
    account = filled(student)
    check.equal("len", len(account))
    check.true(Decimal("1.50") in account, "an amount is in the account")
    check.true(Decimal("7") not in account, "another amount is not")
    check.true(account == filled(student, "Bob"), "accounts with equal entries are equal")
    check.true(account != student.bank.Account("Ann"), "an empty account is another one")
    check.true(hasattr(account, "owner") and not hasattr(account, "bank"), "it has an owner and no bank")
    check.true(callable(account.add) and not callable(account), "add can be called")
    check.true(student.identical(account, account), "an account is itself")
    with account as same:
        check.true(student.identical(account, same), "`with` gives the account itself")
        check.true(account.closed is False, "it is open within `with`")
    check.true(account.closed is True, "it is closed after `with`")


def test_sum(student, check):
    """Two accounts together."""
    both = filled(student) + filled(student, "Bob")
    check.equal("owner", both.owner)
    check.same("entries", both.entries[1:3])
''',
    "hidden/test_report.py": '''\
"""Reports."""

import pytest
from filling import filled

pytestmark = pytest.mark.question("report")


def test_report(student, check):
    """All of it."""
    check.same("report", student.bank.report(filled(student)))


def test_days(student, check):
    """The days are a set of dates."""
    check.equal("days", student.bank.report(filled(student))["days"])


def test_empty(student, check):
    """Without transactions there is no first day."""
    found = student.bank.report(student.bank.Account("Ann"))
    check.equal("sums of a filled one", student.bank.report(filled(student))["sums"])
    check.equal("first", found["first"], zeros=True)
''',
}


def write_source(course: Path) -> Path:
    """The assignment's folder in a course's folder."""
    files = {
        "assignment.toml": ASSIGNMENT,
        "handout.md": "# Accounts\n\nWrite `Account` and `report`.\n",
        "bank.py": MODULE,
        "tests/filling.py": SHARED,
        **{f"tests/{name}": text for name, text in TESTS.items()},
    }
    return write_assignment(course, "bank", files)


def solution(*edits: tuple[str, str]) -> str:
    """The reference's module without markers, with edits."""
    return without_markers(MODULE, *edits)
