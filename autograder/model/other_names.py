"""Read `[names]` of `assignment.toml`: what a submission may call what the reference calls otherwise."""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING

from autograder.harness.spelling.spellings import Spellings
from autograder.text import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.toml import Table

_CALLED = "__call__"  # the one name with double underscores that may stand for a method


def load_names(table: Table) -> Spellings:
    """The table `[names]`.

    Raises:
        SourceError: with the line, for what is no name, or could mean two things.
    """
    names: dict[str, tuple[str, ...]] = {}
    for asked, values in _entries(table):
        names[asked] = spellings = _spellings(table, asked, values)
        owner, _, short = asked.rpartition(".")
        if asked.count(".") > 1 or not all(map(_is_name, asked.split("."))):
            raise table.error(
                asked,
                f"`{asked}` is not a name that tests ask for: write a function or a class, `computeLayer`, or what a "
                f"class has, `Linear.forward`, without double underscores",
            )
        for other, others in names.items():
            same = other.rpartition(".")[0] == owner and other != asked
            both = [one for one in spellings if one in (other.rpartition(".")[2], *others)] if same else []
            if both:
                raise table.error(asked, f"`{both[0]}` cannot stand for both `{other}` and `{asked}`")
        if short in spellings or len(set(spellings)) < len(spellings):
            raise table.error(asked, f"`{asked}` names a spelling twice")
    return Spellings(names)


def other_names_in_words(spellings: Spellings) -> str:
    """What students read of it: a paragraph for each name, or ""."""
    lines = [
        f"* in place of `{asked}`: {listed([f'`{one}`' for one in others], shown=len(others), last=' or ')}"
        for asked, others in spellings.names.items()
    ]
    if not lines:
        return ""
    return "\n".join(["## Other names", "", "These names are accepted too:", "", *lines, ""])


def _entries(table: Table) -> Iterator[tuple[str, object]]:
    """The entries; `Linear.forward = [...]` without quotation marks is a table in a table to TOML."""
    for key, value in table.values.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{inner}", values) for inner, values in value.items())
        else:
            yield key, value


def _spellings(table: Table, asked: str, values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or not values or not all(isinstance(one, str) for one in values):
        raise table.error(
            asked, f"`{asked}` has to be a list of the names that are accepted, and is {values!r}"
        )
    for one in values:
        if keyword.iskeyword(one):
            raise table.error(asked, f"`{asked}` cannot be spelled `{one}`: it is a word of Python's own")
        if not (_is_name(one) or (one == _CALLED and "." in asked)):
            raise table.error(
                asked, f"`{asked}` cannot be spelled {one!r}: give a plain name, such as `compute_layer`"
            )
    return tuple(values)


def _is_name(word: str) -> bool:
    return (
        word.isidentifier() and word.isascii() and not keyword.iskeyword(word) and not word.startswith("__")
    )
