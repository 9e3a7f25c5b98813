"""Hidden tests that students get, because the same test is a public one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from autograder.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograder.authoring.source.overlooked.parsed import Function, ParsedFile

_OWN_OF_A_FOLDER = ("weight", "needs", "uses", "question")  # marks that may differ between the two


def refuse_copies(public: Iterable[ParsedFile], hidden: Iterable[ParsedFile]) -> None:
    """Refuse a hidden test that does just what a public test does: it hides nothing.

    Raises:
        SourceError: at the hidden test, naming the public one.
    """
    given = {
        _form(one, file): f"tests/public/{file.path.name}:{one.lineno}"
        for file in public
        for one in file.collected
    }
    for file in hidden:
        for function in file.collected:
            twin = given.get(_form(function, file))
            if twin:
                raise SourceError(
                    file.path,
                    function.lineno,
                    f"`{function.name}` is also a public test, word for word ({twin}), so it hides nothing; delete "
                    "one of the two",
                )


def _form(function: Function, file: ParsedFile) -> str:
    """What a test does, in a form without its name, its docstring and the marks that say what it is worth.

    What the file itself defines, such as a list of cases, is a part of the test that uses it, and so is from where
    the file imports what it uses: `CASES` of another module are other cases.
    """
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    kept = [
        one
        for one in function.decorator_list
        if not any(f"mark.{word}" in ast.unparse(one) for word in _OWN_OF_A_FOLDER)
    ]
    own = _defined(file.tree)
    used, pending = dict[str, str](), [function.args, *kept, *body]
    while pending:
        for node in ast.walk(pending.pop()):
            name = node.arg if isinstance(node, ast.arg) else node.id if isinstance(node, ast.Name) else ""
            if name in own and name not in used:
                used[name] = ast.unparse(own[name])
                pending.append(own[name])
    parts = [ast.unparse(function.args), *map(ast.unparse, kept), *map(ast.unparse, body)]
    return "\n".join([*parts, *sorted(used.values())])


def _defined(tree: ast.Module) -> dict[str, ast.stmt]:
    """The statements of a file that define or import a name, the tests aside."""
    found: dict[str, ast.stmt] = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            found.update({one.id: node for one in node.targets if isinstance(one, ast.Name)})
        elif isinstance(node, ast.ImportFrom):
            for one in node.names:
                found[one.asname or one.name] = ast.ImportFrom(node.module, [one], node.level)
    return found
