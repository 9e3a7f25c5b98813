"""The numbers that a leaderboard shows: read from `[[measures]]` in assignment.toml, and cut to what people need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.toml import Table

MOST_DIGITS = (
    6  # decimals of a measure: more would only show rounding errors, or what a submission hides in them
)
MOST_SIGNIFICANT = 4  # digits of a number, wherever its decimal point stands


class Order(Enum):
    """Which number stands first on a leaderboard."""

    ASCENDING = "ascending"  # the smallest, as for a loss
    DESCENDING = "descending"  # the largest, as for an accuracy


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A number for the leaderboard, which a test reports by `check.measure(id, number)`; it earns nothing."""

    id: str
    title: str  # what people read
    order: Order
    digits: int  # decimals that are shown

    def shown(self, number: float) -> float:
        """The number as people see it: to so many decimals, and to 4 significant digits at most.

        A submission that knows a hidden input can answer so that the measure tells of it, also in the digits before
        the decimal point.
        """
        return round(float(f"{number:.{MOST_SIGNIFICANT}g}"), self.digits)


def load_measures(top: Table) -> tuple[Measure, ...]:
    """The measures that assignment.toml declares.

    Raises:
        SourceError: with file and line, for whatever is missing or wrong.
    """
    measures: dict[str, Measure] = {}
    for table in top.tables("measures"):
        measure = Measure(
            id=table.get("id", str),
            title=table.get("title", str).strip(),
            order=table.word("order", Order),
            digits=table.get("digits", int),
        )
        table.close()
        _check(table, measure)
        if measure.id in measures:
            raise table.error("id", f"the measure `{measure.id}` stands twice")
        measures[measure.id] = measure
    return tuple(measures.values())


def _check(table: Table, measure: Measure) -> None:
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", measure.id) is None:
        raise table.error("id", "`id` has to be made of letters, digits, `-` and `_`")
    if not measure.title:
        raise table.error("title", "`title` is empty; give the words that stand on the leaderboard")
    if not 0 <= measure.digits <= MOST_DIGITS:
        raise table.error("digits", f"`digits` has to be from 0 to {MOST_DIGITS}, and is {measure.digits}")
