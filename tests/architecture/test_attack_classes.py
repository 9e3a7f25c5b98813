"""Each class of attacks has a hostile submission among the tests, which is found by the number of the class."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
CLASSES = range(1, 80)
NAMED = re.compile(r"\bclass(?:es)? (\d+(?:(?:, | and | to )\d+)*)", re.IGNORECASE)


def named_in(text: str) -> set[int]:
    """The numbers of the classes that a docstring names, as in "classes 1 to 4, 9 and 10"."""
    return {
        number
        for listed in NAMED.findall(text)
        for first, last in re.findall(r"(\d+)(?: to (\d+))?", listed)
        for number in range(int(first), int(last or first) + 1)
    }


def test_each_class_of_attacks_is_named_by_a_test() -> None:
    """Whoever looks for the submission of a class finds it by its number."""
    named = set()
    for path in sorted(TESTS.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        scopes = [
            tree,
            *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)),
        ]
        named |= {number for scope in scopes for number in named_in(ast.get_docstring(scope) or "")}

    assert sorted(set(CLASSES) - named) == []
