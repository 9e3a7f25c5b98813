"""Hidden tests that students get, because the same test is a public one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from autograder.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograder.authoring.source.overlooked.parsed import Function, ParsedFile

_OWN_OF_A_FOLDER = ("weight", "needs", "question")  # marks that may differ between the two


def refuse_copies(public: Iterable[ParsedFile], hidden: Iterable[ParsedFile]) -> None:
    """Refuse a hidden test that does just what a public test does: it hides nothing.

    Raises:
        SourceError: at the hidden test, naming the public one.
    """
    given = {
        _form(one): f"tests/public/{file.path.name}:{one.lineno}" for file in public for one in file.collected
    }
    for file in hidden:
        for function in file.collected:
            twin = given.get(_form(function))
            if twin:
                raise SourceError(
                    file.path,
                    function.lineno,
                    f"`{function.name}` is also a public test, word for word ({twin}), so it hides nothing; delete "
                    "one of the two",
                )


def _form(function: Function) -> str:
    """What a test does, in a form without its name, its docstring and the marks that say what it is worth."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    kept = [
        one
        for one in function.decorator_list
        if not any(f"mark.{word}" in ast.unparse(one) for word in _OWN_OF_A_FOLDER)
    ]
    return "\n".join([ast.unparse(function.args), *map(ast.unparse, kept), *map(ast.unparse, body)])
