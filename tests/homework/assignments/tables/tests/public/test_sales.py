"""Examples."""

import pandas as pd
import pytest

TABLE = pd.DataFrame(
    {
        "shop": ["a", "b", "a", "c"],
        "day": ["2024-05-03", "2024-05-03", "2024-05-04", "2024-05-04"],
        "amount": [1.0, 5.5, 2.0, 9.0],
    }
)


@pytest.mark.question("clean")
def test_clean(student, check):
    """A row less."""
    table = pd.DataFrame({"shop": [" A", "b "], "day": ["2024-05-03", "2024-05-04"], "amount": [None, 2.5]})
    check.equal("known", student.sales.known(table))
    check.same("table", student.sales.clean(table))


@pytest.mark.question("sums")
def test_shops(student, check):
    """Three shops, and the day of shop c."""
    check.same("sums", student.sales.by_shop(TABLE))
    check.equal("day", student.sales.best_day(TABLE))
