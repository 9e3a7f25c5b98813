"""Other tables."""

import numpy as np
import pandas as pd
import pytest


def table_of(rng, count):
    return pd.DataFrame(
        {
            "shop": [["north", "south", "east"][int(n)] for n in rng.randint(0, 3, count)],
            "day": [f"2024-05-{int(n):02}" for n in rng.randint(1, 6, count)],
            "amount": rng.uniform(1, 90, count),
        }
    )


@pytest.mark.question("clean")
def test_clean_more(student, check, rng):
    """Rows without an amount, and blanks."""
    table = table_of(rng, 8)
    table.loc[[1, 5], "amount"] = np.nan
    table["shop"] = " " + table["shop"].str.upper()
    check.equal("known", student.sales.known(table))
    cleaned = student.sales.clean(table)
    check.equal("columns", list(cleaned.columns))
    check.equal("shops", list(cleaned["shop"]))
    check.close("amounts", cleaned["amount"].to_numpy())
    check.same("days", list(cleaned["day"].dt.strftime("%d %b")))
    check.equal("rows", list(cleaned.index))


@pytest.mark.question("sums")
def test_sums(student, check, rng):
    """Sums, the mean by shop and day, and the best days of three tables."""
    table = table_of(rng, 12)
    check.same("sums", student.sales.by_shop(table))
    check.same("means", student.sales.wide(table))
    several = table_of(rng, 5)  # four sales on one day, and a larger one on another
    several["day"] = [*["2024-05-02"] * 4, "2024-05-07"]
    several["amount"] = [*rng.uniform(30, 60, 4), rng.uniform(70, 90)]
    tables = [several, table_of(rng, 15), table_of(rng, 15)]
    check.equal("days", [student.sales.best_day(table) for table in tables])
