"""Read the names of files in `assignment.toml`: plain modules, and those of packages in folders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from autograder.harness.importing.module_names import module_name
from autograder.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.toml import Table

_MODULE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*/)*[A-Za-z_][A-Za-z0-9_]*\.py")
_GIVEN = re.compile(
    r"([A-Za-z0-9_]+/)*[A-Za-z0-9_][A-Za-z0-9_-]*\.(csv|tsv|json|txt|npy|npz|dat|ipynb|png|xml)"
)
_DEEPEST = 4  # folders


def module_files(table: Table, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """The names of modules at a key, `m.py` or `net/layers.py`; of `beside`, without folders.

    Raises:
        SourceError: with the line, for what is no such name, and for two names that some systems do not tell apart.
    """
    names = table.strings(key, default)
    for name in names:
        fits = _MODULE.fullmatch(name) and name.count("/") <= (0 if key == "beside" else _DEEPEST)
        if not fits:
            data = "; data files are made by data.py" if "." in name and not name.endswith(".py") else ""
            raise table.error(
                key, f"`{key}` holds {name!r}, which is not a plain module name such as `hw3_lib.py`{data}"
            )
    if len({name.lower() for name in names}) != len(names):
        raise table.error(key, f"`{key}` names a file twice")
    return names


def program_files(table: Table, modules: Sequence[str]) -> tuple[str, ...]:
    """The names at `programs`, which are some of the modules.

    Raises:
        SourceError: with the line, for what is none of them.
    """
    names = table.strings("programs", ())
    for name in names:
        if name not in modules:
            raise table.error(
                "programs",
                f"`programs` names {name!r}, which is not among `modules`{did_you_mean(name, modules)}",
            )
    return names


def given_files(table: Table) -> tuple[str, ...]:
    """The names at `given`: modules, and files of data such as `stations.csv` and `data/limits.json`.

    Raises:
        SourceError: as `module_files`.
    """
    names = table.strings("given", ())
    for name in names:
        is_module = name.endswith(".py")
        if (_MODULE if is_module else _GIVEN).fullmatch(name) is None or name.count("/") > _DEEPEST:
            raise table.error(
                "given",
                f"`given` holds {name!r}, which is neither a plain module name such as `reader.py` nor the name of a "
                f"file of data such as `stations.csv` or `data/limits.json`",
            )
    if len({name.lower() for name in names}) != len(names):
        raise table.error("given", "`given` names a file twice")
    return names


def refuse_packages_in_pieces(table: Table, modules: Sequence[str], given: Sequence[str]) -> None:
    """Refuse packages without their `__init__.py`, and names that would mean two things.

    Raises:
        SourceError: with the line.
    """
    files = (*modules, *(name for name in given if name.endswith(".py")))
    for name in files:
        key = "modules" if name in modules else "given"
        around = name.split("/")[:-1]
        for folder in ("/".join(around[:number]) for number in range(1, len(around) + 1)):
            if f"{folder}/__init__.py" not in modules:
                raise table.error(
                    key,
                    f"{name} belongs to a package: name {folder}/__init__.py in `modules`, too; it may be empty",
                )
    spelled: dict[str, str] = {}
    for name in files:
        own = module_name(name)
        for part in (own.rsplit(".", number)[0] for number in range(own.count(".") + 1)):
            other = spelled.setdefault(part.lower(), part)
            if other != part:
                raise table.error(
                    "modules", f"`{other}` and `{part}` are one name where letters have no case"
                )
    owners: dict[str, str] = {}
    for name in files:
        other = owners.setdefault(module_name(name), name)
        if other != name:
            raise table.error("modules", f"{other} and {name} would be imported by one name; rename one")
