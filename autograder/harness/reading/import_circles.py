"""Find a student's files that import each other, which Python cannot do where each needs the other's names."""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING

from ..rules.program import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Imports = dict[str, dict[str, int]]

_NOT_YET = re.compile(r"ImportError: cannot import name '(\w+)' from")


def import_circle(sources: Mapping[str, bytes], failed: Iterable[tuple[str, int, str]]) -> str:
    """In a sentence, the circle of imports because of which a statement failed; "" if none did.

    Args:
        sources: What the student's modules hold, by their names without `.py`.
        failed: Of each statement that failed its module, its line, and the class and text of its exception.
    """
    imports: Imports = {name: _imported(data, sources) for name, data in sources.items()}
    for name, line, error in failed:
        missing = _NOT_YET.match(error)
        for other in [one for one, at in imports.get(name, {}).items() if missing and at == line]:
            way = _way(imports, other, name)
            if way and missing and _defines(sources[other], missing.group(1)):
                return _sentence(imports, [name, *way])
    return ""


def _sentence(imports: Imports, way: list[str]) -> str:
    steps = [f"{one}.py, line {imports[one][other]}, imports {other}" for one, other in zip(way, way[1:])]
    return (
        f"{'; '.join(steps)}: the files import each other in a circle, and Python cannot finish any of them first. "
        f"Take one of these imports out."
    )


def _defines(data: bytes, name: str) -> bool:
    """Whether a file sets a name, were it imported to its end."""
    return (
        re.search(
            rf"^(?:def|class|async\s+def)\s+{name}\b|^{name}\s*[:=]",
            data.decode("utf-8-sig", "replace"),
            re.MULTILINE,
        )
        is not None
    )


def _imported(data: bytes, modules: Iterable[str]) -> dict[str, int]:
    """Which modules a file imports when it is imported itself, and in which line first."""
    text = data.decode("utf-8-sig", "replace")
    found: dict[str, int] = {}
    if len(text) > LONGEST:
        return found
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return found
    for statement in tree.body:
        names: list[str] = []
        if isinstance(statement, ast.Import):
            names = [one.name for one in statement.names]
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            names = [statement.module]
        for name in names:
            if name in modules:
                found.setdefault(name, statement.lineno)
    return found


def _way(imports: Imports, start: str, end: str) -> list[str]:
    """The shortest way along the imports from one module to another; [] if there is none."""
    ways, reached = [[start]], {start}
    for way in ways:
        if way[-1] == end:
            return way
        for one in imports[way[-1]]:
            if one not in reached:
                reached.add(one)
                ways.append([*way, one])
    return []
