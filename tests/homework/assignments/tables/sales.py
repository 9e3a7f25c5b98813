"""Sales in a table."""

import pandas as pd


def clean(table):
    """The rows whose amount is known, days as timestamps and shops without blanks around them, in small letters.

    Rows are numbered anew, and the table that was given stays as it is.
    """
    ### BEGIN SOLUTION
    table = table.dropna(subset=["amount"]).reset_index(drop=True)
    table["day"] = pd.to_datetime(table["day"])
    table["shop"] = table["shop"].str.strip().str.lower()
    return table
    ### END SOLUTION


def known(table):
    """How many amounts of a table are known."""
    ### BEGIN SOLUTION
    return int(table["amount"].count())
    ### END SOLUTION


def by_shop(table):
    """The sum of each shop, the largest first: a column named `amount`, by shop."""
    ### BEGIN SOLUTION
    return table.groupby("shop")["amount"].sum().sort_values(ascending=False)
    ### END SOLUTION


def best_day(table):
    """The day, as a text such as 2024-05-03, that has the largest sum."""
    ### BEGIN SOLUTION
    return table.groupby("day")["amount"].sum().idxmax()
    ### END SOLUTION


def wide(table):
    """The mean amount by shop (rows) and day (columns); 0 where there is none."""
    ### BEGIN SOLUTION
    return table.pivot_table(index="shop", columns="day", values="amount", aggfunc="mean").fillna(0.0)
    ### END SOLUTION
