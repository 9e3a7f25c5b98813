"""Mutants that no test could catch, because they do what the reference does: each listed with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.toml import Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from autograder.authoring.audit.mutation.mutants import Mutant

EQUIVALENT = "equivalent.toml"  # the file's name in a source folder


@dataclass(frozen=True, kw_only=True)
class Equivalent:
    """One entry: a mutant by what it changes, not by the line it stands in, and why no test can tell."""

    key: tuple[str, str, str, str]  # file, function, the line before and after
    why: str
    line: int  # of the entry


def load_equivalents(path: Path, modules: Collection[str]) -> tuple[Equivalent, ...]:
    """Read and validate an assignment's `equivalent.toml`; none where there is no file.

    Raises:
        SourceError: with file and line, for whatever is missing, misspelt, unknown or said twice.
    """
    if not path.exists():
        return ()
    top = read_toml(path)
    found: dict[tuple[str, str, str, str], Equivalent] = {}
    for table in top.tables("equivalent"):
        entry = _equivalent(table, modules)
        if entry.key in found:
            raise table.error(
                "after", f"this mutant is explained in line {found[entry.key].line} already; delete one"
            )
        found[entry.key] = entry
    top.close()
    return tuple(found.values())


def stale(
    path: Path,
    equivalents: Iterable[Equivalent],
    mutants: Iterable[Mutant],
    caught: Mapping[str, Collection[str]],
) -> Iterator[str]:
    """What is to be mended in the list: an entry for no mutant, or for one that is caught.

    Args:
        path: The list.
        equivalents: Its entries.
        mutants: All mutants.
        caught: Mutant id to the tests that catch it.
    """
    by_key: dict[tuple[str, str, str, str], list[Mutant]] = {}
    for mutant in mutants:
        by_key.setdefault(mutant.key, []).append(mutant)
    for entry in equivalents:
        meant = by_key.get(entry.key, [])
        if not meant:
            yield f"{path}:{entry.line}: this entry matches no mutant; delete it, or copy the mutant's words again"
        elif all(caught[mutant.id] for mutant in meant):
            test = next(iter(caught[meant[0].id]))
            yield f"{path}:{entry.line}: this mutant is not equivalent, {test} catches it; delete the entry"


def _equivalent(table: Table, modules: Collection[str]) -> Equivalent:
    file, function, before, after = (table.get(key, str) for key in ("file", "function", "before", "after"))
    why = table.get("why", str).strip()
    table.close()
    if file not in modules:
        raise table.error("file", f"`file` is {file!r}, and the modules are {', '.join(modules)}")
    if not why or "\n" in why:
        raise table.error(
            "why", "`why` has to say in one line why no test can tell this mutant from the reference"
        )
    return Equivalent(
        key=(file, function, " ".join(before.split()), " ".join(after.split())), why=why, line=table.start
    )
