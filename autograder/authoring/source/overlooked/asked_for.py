"""What a test asks for and what is not there, or not there in the grade: checks, fixtures of pytest's, modules."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from autograder.authoring.source.overlooked.parsed import STUDENTS, is_fixture, parameters
from autograder.harness.checks.check import Check
from autograder.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from autograder.authoring.source.overlooked.parsed import ParsedFile, Slip
    from autograder.model.assignment import Assignment

_INTERNAL = frozenset({"kept", "restore"})  # of `any_of`
_CHECKS = tuple(
    name for name in dir(Check) if name[0] != "_" and name not in _INTERNAL and callable(getattr(Check, name))
)
_OF_STUDENT = (
    "beside",
    "console",
    "figure",
    "figures",
    "identical",
    "own",
    "package",
    "read_file",
    "script",
    "write_file",
)  # what the fixture `student` has besides modules
_FIGURES = ("figure", "figures")
_BESIDE = (
    "write a function for it into a module in beside/ and call it as `student.beside.<module>.<function>`"
)
# pytest's fixtures that look at, or change, the process of the tests; a student's code runs in another one.
_OF_THIS_PROCESS = {
    **dict.fromkeys(
        ("capsys", "capfd", "capsysbinary", "capfdbinary", "capteesys"),
        "does not see what a student's code prints, which is another process's; write "
        "`with student.console() as console:` around the calls, and below it `console.stdout`",
    ),
    "caplog": f"does not see what a student's code logs, which is another process's; {_BESIDE}",
    "recwarn": f"does not see the warnings of a student's code, which is another process's; {_BESIDE}",
    "monkeypatch": f"does not change the process in which a student's code runs; {_BESIDE}, which changes it there",
    "mocker": f"does not change the process in which a student's code runs; {_BESIDE}, which changes it there",
}


def fixtures_of_this_process(file: ParsedFile) -> Iterator[Slip]:
    """Fixtures that work while the reference is recorded, and see or change nothing in the grade."""
    for function in (*file.collected, *filter(is_fixture, file.functions)):
        for name in parameters(function):
            if name in _OF_THIS_PROCESS:
                yield function.lineno, f"`{function.name}`: the fixture `{name}` {_OF_THIS_PROCESS[name]}"


def unknown_attributes(file: ParsedFile, assignment: Assignment) -> Iterator[Slip]:
    """What a test asks of a fixture and is not there: `check.clos(...)`, `student.libb`, `student.beside.x`."""
    modules = (*assignment.module_names, *_OF_STUDENT)
    for function in file.functions:
        given = set(parameters(function))
        for node in file.nodes_of[id(function)]:
            if not isinstance(node, ast.Attribute):
                continue
            if isinstance(node.value, ast.Name) and node.value.id in given:
                yield from _of_fixture(node, node.value.id, modules)
                yield from _imported_program(node, node.value.id, assignment)
                yield from _figures_without_matplotlib(node, node.value.id, assignment)
            elif _is_beside(node.value) and node.attr not in assignment.beside_files:
                known = did_you_mean(node.attr, assignment.beside_files)
                hint = known or f"; name {node.attr}.py under `beside` in assignment.toml"
                yield node.lineno, f"`student.beside` has no module `{node.attr}`{hint}"
        yield from _checks_not_called(file.nodes_of[id(function)])


def _of_fixture(node: ast.Attribute, fixture: str, modules: tuple[str, ...]) -> Iterator[Slip]:
    if fixture == "check" and node.attr not in _CHECKS:
        known = did_you_mean(node.attr, _CHECKS) or f"; there are {', '.join(_CHECKS)}"
        yield node.lineno, f"there is no check `check.{node.attr}`{known}"
    elif fixture in STUDENTS and node.attr not in modules:
        known = did_you_mean(node.attr, modules) or f"; it has {', '.join(modules[: -len(_OF_STUDENT)])}"
        yield node.lineno, f"the assignment has no module `{node.attr}`{known}"


def _imported_program(node: ast.Attribute, fixture: str, assignment: Assignment) -> Iterator[Slip]:
    if fixture in STUDENTS and f"{node.attr}.py" in assignment.programs:
        what = f'run it, `student.script("{node.attr}.py")`, or take it out of `programs` in assignment.toml'
        yield node.lineno, f"`student.{node.attr}` is a program that nothing imports; {what}"


def _figures_without_matplotlib(node: ast.Attribute, fixture: str, assignment: Assignment) -> Iterator[Slip]:
    if fixture in STUDENTS and node.attr in _FIGURES and "matplotlib" not in assignment.packages:
        what = f"`student.{node.attr}` is asked for what matplotlib draws"
        yield node.lineno, f'{what}; write "matplotlib" into `packages` in assignment.toml, which lacks it'


def _is_beside(value: ast.expr) -> bool:
    parent = value.value if isinstance(value, ast.Attribute) and value.attr == "beside" else None
    return isinstance(parent, ast.Name) and parent.id in STUDENTS


def _checks_not_called(nodes: Iterable[ast.AST]) -> Iterator[Slip]:
    for node in nodes:
        value = node.value if isinstance(node, ast.Expr) else None
        if isinstance(value, ast.Call) and ast.unparse(value.func) == "check.raises":
            texts = [one for one in value.args if isinstance(one, ast.Constant)]
            if len(texts) == len(value.args):
                yield (
                    value.lineno,
                    "`check.raises` waits for nothing here; write `with check.raises(...):`, and the call below it",
                )
        if isinstance(value, ast.Attribute) and ast.unparse(value.value) == "check":
            yield (
                value.lineno,
                f"`check.{value.attr}` is named and not called; write `check.{value.attr}(...)`",
            )


def tests_that_check_nothing(file: ParsedFile, fixtures: Collection[str]) -> Iterator[Slip]:
    """Tests in which nothing can fail but the student's code itself.

    Args:
        file: The file.
        fixtures: The names of the fixtures that it may ask for and that stand elsewhere, which may check.
    """
    own = (
        {*fixtures}
        | {function.name for function in file.functions}
        | {
            alias.asname or alias.name
            for node in file.nodes
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
    )
    for function in file.collected:
        nodes = file.nodes_of[id(function)]
        words = {node.id for node in nodes if isinstance(node, ast.Name)}
        words |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        judges = any(isinstance(node, (ast.Assert, ast.Raise)) for node in nodes)
        helped = any(word in own or word in {"check", "raises", "fail"} or "assert" in word for word in words)
        if not (judges or helped):
            yield (
                function.lineno,
                f"`{function.name}` checks nothing; compare an answer, as by `check.close(...)`",
            )
