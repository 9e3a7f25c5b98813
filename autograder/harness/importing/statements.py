"""Split a file into the statements that run when it is imported, and compile it without some of them.

A statement in an `if`, a `try`, a `with` or a class counts by itself, a loop counts as a whole. The numbers of the
statements depend on nothing but the text, so that every process means the same statement by a number.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations
import __future__

import ast
from dataclasses import dataclass
from inspect import CO_COROUTINE
from itertools import count
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Container, Coroutine, Iterable, Iterator, Sequence
    from types import CodeType

MOST_STATEMENTS = 100_000  # of a file; a longer one is imported as it is
FUTURES = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})
_DEEPEST = 100  # Python reads no deeper indentation
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
_BLOCKS = tuple(
    getattr(ast, name)
    for name in ("If", "Try", "TryStar", "With", "ClassDef", "Match")
    if hasattr(ast, name)  # Python 3.8 lacks two of them
)
_WORK = (ast.Call, ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.BinOp)


@dataclass(frozen=True)
class Statement:
    """A statement that runs when the file is imported.

    Attributes:
        number: Counted in the order of the text, with those inside of others.
        line: Its first line, that of a decorator where there is one.
        last: Its last line.
        node: What it is.
        inner: The statements in it that count by themselves.
    """

    number: int
    line: int
    last: int
    node: ast.stmt
    inner: tuple[Statement, ...] = ()

    @property
    def imports(self) -> bool:
        """Whether it is an import."""
        return isinstance(self.node, _IMPORTS)

    @property
    def defines(self) -> bool:
        """Whether it defines a function or a class."""
        return isinstance(self.node, _DEFINITIONS)

    @property
    def is_docstring(self) -> bool:
        """Whether it is a text that stands for itself."""
        return _text_of(self.node) is not None


def parsed(data: bytes, file: str) -> ast.Module:
    """The text of a file as Python reads it."""
    return cast("ast.Module", compile(data, file, "exec", ast.PyCF_ONLY_AST, dont_inherit=True))


def split(tree: ast.Module, numbers: Iterator[int] | None = None) -> list[Statement]:
    """The statements of a file in order; an import of several names becomes one import for each.

    Args:
        tree: The file; its imports are changed.
        numbers: Where the counting goes on, if the file is one of several.
    """
    numbers = count() if numbers is None else numbers
    _single_imports(tree)
    return [_statement(node, numbers, 0) for node in tree.body]


def flat(statements: Iterable[Statement]) -> Iterator[Statement]:
    """These statements and all in them, in the order of their numbers."""
    for statement in statements:
        yield statement
        yield from flat(statement.inner)


def at_line(statements: Sequence[Statement], line: int) -> Statement | None:
    """The innermost statement that has this line."""
    for statement in statements:
        if statement.line <= line <= statement.last:
            return at_line(statement.inner, line) or statement
    return None


def remove(tree: ast.Module, statements: Sequence[Statement], numbers: Container[int]) -> None:
    """Take the statements with these numbers out of the file; all others keep their lines."""
    gone = {id(one.node) for one in flat(statements) if one.number in numbers}
    if gone:
        _remove(tree, gone)


def code_of(node: ast.stmt, file: str, flags: int) -> CodeType:
    """The code of one statement.

    Args:
        node: The statement.
        file: The name of its file.
        flags: Those of the file's `from __future__ import` lines.
    """
    tree = ast.Module(body=[node], type_ignores=[])
    code: CodeType = compile(tree, file, "exec", flags, dont_inherit=True)
    return code


def perform(code: CodeType, namespace: dict[str, Any]) -> None:
    """Run a statement; one of a notebook may wait for something by `await`."""
    if not code.co_flags & CO_COROUTINE:
        exec(code, namespace)  # noqa: S102 - the student's own file
        return
    _await(eval(code, namespace))  # noqa: S307 - the same


def _await(coroutine: Coroutine[Any, Any, Any]) -> None:
    import asyncio  # noqa: PLC0415 - hardly anyone needs it

    try:
        loop = asyncio.new_event_loop()
    except OSError:  # a loop needs sockets, which a worker has not
        try:
            coroutine.send(None)
        except StopIteration:
            return
        coroutine.close()
        raise RuntimeError("`await` waits for an event loop, which the grader has not") from None
    try:
        loop.run_until_complete(coroutine)
    finally:
        loop.close()


def docstring_of(tree: ast.Module) -> str | None:
    """The text that the file begins with."""
    return _text_of(tree.body[0]) if tree.body else None


def works(statement: Statement) -> bool:
    """Whether it computes something when it runs: it calls, loops or calculates."""
    if statement.defines or statement.imports:
        return False
    return any(isinstance(node, _WORK) for node in _outside_functions(statement.node))


def _statement(node: ast.stmt, numbers: Iterator[int], depth: int) -> Statement:
    number = next(numbers)
    within = isinstance(node, _BLOCKS) and depth < _DEEPEST
    inner = tuple(
        _statement(one, numbers, depth + 1) for body in (_bodies(node) if within else ()) for one in body
    )
    decorators = [one.lineno for one in getattr(node, "decorator_list", ())]
    last = getattr(node, "end_lineno", None) or node.lineno
    return Statement(number, min([node.lineno, *decorators]), last, node, inner)


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """The lists of statements in a statement, those of its `else`, `except` and `case` too."""
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, None)
        if isinstance(body, list):
            yield body
    for name in ("handlers", "cases"):
        for part in getattr(node, name, ()):
            yield part.body


def _single_imports(tree: ast.AST, depth: int = 0) -> None:
    for body in _bodies(tree):
        body[:] = [one for node in body for one in _one_name_each(node)]
        for node in body:
            if isinstance(node, _BLOCKS) and depth < _DEEPEST:
                _single_imports(node, depth + 1)


def _one_name_each(node: ast.stmt) -> list[ast.stmt]:
    if isinstance(node, ast.Import):
        return [ast.copy_location(ast.Import(names=[alias]), node) for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module != "__future__":
        return [
            ast.copy_location(ast.ImportFrom(module=node.module, names=[alias], level=node.level), node)
            for alias in node.names
        ]
    return [node]


def _remove(node: ast.AST, gone: Container[int]) -> None:
    for body in _bodies(node):
        kept = [one for one in body if id(one) not in gone]
        if not kept and body and not isinstance(node, ast.Module):
            kept = [ast.copy_location(ast.Pass(), body[0])]
        body[:] = kept
        for one in kept:
            if isinstance(one, _BLOCKS):
                _remove(one, gone)


def _text_of(node: ast.stmt) -> str | None:
    value = node.value if isinstance(node, ast.Expr) else None
    text = getattr(value, "value", None) if isinstance(value, ast.Constant) else None
    return text if isinstance(text, str) else None


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    pending = [node]
    while pending:
        one = pending.pop()
        yield one
        if not isinstance(one, _FUNCTIONS):
            pending += ast.iter_child_nodes(one)


def code_without(data: bytes, file: str, left_out: Iterable[int], *, forgiving: bool = False) -> CodeType:
    """The code of a file without the statements that have these numbers.

    Args:
        data: The file's text.
        file: Its name.
        left_out: The numbers.
        forgiving: Whether a statement that raises is left out as well.
    """
    gone = frozenset(left_out)
    if not (gone or forgiving):
        return compile(data, file, "exec", dont_inherit=True)
    tree = parsed(data, file)
    remove(tree, split(tree), gone)
    if forgiving:
        forgive(tree)
    code: CodeType = compile(tree, file, "exec", dont_inherit=True)
    return code


def forgive(tree: ast.Module) -> None:
    """Let the file go on behind a statement at its top level that raises; imports raise as ever."""
    tree.body[:] = [node if _is_kept(node) else _forgiven(node) for node in tree.body]


def _is_kept(node: ast.stmt) -> bool:
    return isinstance(node, (*_DEFINITIONS, *_IMPORTS)) or _text_of(node) is not None


def _forgiven(node: ast.stmt) -> ast.Try:
    handler = ast.ExceptHandler(type=ast.Name(id="Exception", ctx=ast.Load()), name=None, body=[ast.Pass()])
    tried = ast.Try(body=[node], handlers=[handler], orelse=[], finalbody=[])
    return ast.fix_missing_locations(ast.copy_location(tried, node))
