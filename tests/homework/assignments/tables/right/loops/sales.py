"""Sales in a table, in other ways."""

import numpy as np
import pandas as pd


def clean(table):
    kept = table[table["amount"].notna()].copy()
    kept.index = range(len(kept))
    kept["shop"] = [name.strip().lower() for name in kept["shop"]]
    return kept.assign(day=kept["day"].apply(pd.Timestamp))


def known(table):
    return len(table) - sum(table["amount"].isna())


def by_shop(table):
    sums = {name: table.loc[table["shop"] == name, "amount"].sum() for name in set(table["shop"])}
    return pd.Series(dict(sorted(sums.items(), key=lambda pair: -pair[1])), name="amount").rename_axis("shop")


def best_day(table):
    sums = {}
    for _, row in table.iterrows():
        sums[row["day"]] = sums.get(row["day"], 0) + row["amount"]
    return max(sums, key=sums.get)


def wide(table):
    means = table.groupby(["shop", "day"]).amount.mean().unstack()
    return means.where(~np.isnan(means), 0)
