"""Refuse `[names]` of an assignment that do not fit the reference solution."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from autograder.authoring.source.stubs import solution_text
from autograder.text import did_you_mean
from autograder.toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from autograder.authoring.source.regions import MarkedModule
    from autograder.model.assignment import Assignment


def refuse_unfit_names(assignment: Assignment, modules: Sequence[MarkedModule]) -> None:
    """Refuse a name that the reference does not define, and a spelling that it uses for something else.

    Raises:
        SourceError: with the line in `assignment.toml`.
    """
    names = assignment.spellings.names
    if not names:
        return
    table = read_toml(assignment.folder / "assignment.toml").table("names")
    defined = {name for module in modules for name in _defined(solution_text(module))}
    for asked, spellings in names.items():
        owner, dot, _ = asked.rpartition(".")
        if asked not in defined:
            raise table.error(
                asked, f"the reference does not define `{asked}`{did_you_mean(asked, sorted(defined))}"
            )
        for one in spellings:
            if f"{owner}{dot}{one}" in defined:
                raise table.error(
                    asked,
                    f"`{asked}` cannot be spelled `{one}`: the reference has `{owner}{dot}{one}` for something else",
                )


def _defined(text: str) -> Iterator[str]:
    """The names that a module gives something, and those of its classes: `relu`, `Linear`, `Linear.forward`."""
    tree = ast.parse(text)
    yield from _bound(tree.body, "")
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{name}" for name in _set_on_self(node))


def _bound(body: Sequence[ast.stmt], within: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield f"{within}{node.name}"
        elif isinstance(node, ast.ClassDef):
            yield f"{within}{node.name}"
            yield from _bound(node.body, f"{within}{node.name}.")
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (f"{within}{(one.asname or one.name).partition('.')[0]}" for one in node.names)
        else:
            yield from (
                f"{within}{one.id}"
                for one in ast.walk(node)
                if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
            )


def _set_on_self(node: ast.ClassDef) -> Iterator[str]:
    """The attributes that methods set: `self.weights = ...`."""
    stores = (
        one for one in ast.walk(node) if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store)
    )
    yield from (one.attr for one in stores if isinstance(one.value, ast.Name) and one.value.id == "self")
