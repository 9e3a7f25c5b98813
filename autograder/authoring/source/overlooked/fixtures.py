"""What an instructor's fixtures and conftest.py cannot do."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from autograder.authoring.source.overlooked.parsed import Function, is_fixture, parameters
from autograder.harness.session.shared import CONFTEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.authoring.source.overlooked.parsed import ParsedFile, Slip

_OURS = frozenset({"student", "fresh_student", "check", "rng", "data_folder"})
_OF_ONE_TEST = _OURS - {"data_folder"}


def faults_of_fixtures(file: ParsedFile) -> Iterator[Slip]:
    """Fixtures that hide one of ours or outlive it, and what is no fixture in a conftest.py."""
    for function in filter(is_fixture, file.functions):
        words = _keywords(function)
        name = _text(words.get("name")) or function.name
        if name in _OURS:
            yield function.lineno, f"the fixture `{name}` is there already; give this one another name"
        asked = sorted(_OF_ONE_TEST.intersection(parameters(function)))
        if asked and "scope" in words and _text(words["scope"]) != "function":
            yield (
                function.lineno,
                f"`{asked[0]}` is another one in each test, so `{function.name}` cannot have a `scope`; leave it out",
            )
    if file.path.name == CONFTEST:
        yield from _no_fixtures(file)


def fixture_names(file: ParsedFile) -> frozenset[str]:
    """The names under which tests can ask for the fixtures that stand in this file."""
    own = filter(is_fixture, file.functions)
    return frozenset(_text(_keywords(function).get("name")) or function.name for function in own)


def has_autouse(file: ParsedFile) -> bool:
    """Whether a fixture of it is used by tests that do not ask for it."""
    return any("autouse" in _keywords(function) for function in file.functions if is_fixture(function))


def _no_fixtures(file: ParsedFile) -> Iterator[Slip]:
    for node in file.tree.body:
        names = [node.name] if isinstance(node, Function) else []
        if isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
        for name in names:
            if name.startswith("pytest_"):
                said = f"`{name}` is not obeyed: of a {CONFTEST} only the fixtures are read; take it out"
                yield node.lineno, said
            elif name.startswith("test_"):
                yield node.lineno, f"`{name}` would not run: put tests into tests/public or tests/hidden"


def _keywords(function: Function) -> dict[str, ast.expr]:
    """The keyword arguments with which the function is made a fixture."""
    calls = [one for one in function.decorator_list if isinstance(one, ast.Call)]
    return {
        word.arg: word.value
        for call in calls
        if "fixture" in ast.unparse(call.func)
        for word in call.keywords
        if word.arg is not None
    }


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
