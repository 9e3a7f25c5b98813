"""Run a file statement by statement, and say of each what it takes and how it fails.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, NamedTuple

from .names import Names, loaded_by
from .statements import at_line, code_of, docstring_of, flat, perform, remove, works
from .stopwatch import GRACE, LONGER, Stopwatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import TracebackType

    from .statements import Statement

LONGEST_TEXT = 300
MOST_FINDINGS = 1_000  # of one part; more are not reported
NOTABLE = 0.02  # seconds


class Finding(NamedTuple):
    """What is to be said of one statement. Its fields are plain data, so that it can travel as a tuple.

    Attributes:
        part: The file, or the number of the notebook's cell.
        number: The statement's, in all parts together.
        line: Its line.
        seconds: What it took.
        interrupted: Whether it was interrupted.
        fixed: Whether it is an import or a definition, which stays however long it takes.
        needed: Whether a function uses a name that it sets.
        follows: Whether it reads a name that a statement which was left out sets.
        error: How it failed, or "".
        imports: Whether it is an import.
    """

    part: int
    number: int
    line: int
    seconds: float
    interrupted: bool
    fixed: bool
    needed: bool
    follows: bool
    error: str
    imports: bool = False


class Part:
    """A file, or one cell of a notebook.

    Args:
        number: 0, or the cell's number.
        tree: Its text as read by Python.
        statements: What `split` gives of the tree.
        file: The name that its code has in tracebacks.
        flags: Those of its `from __future__ import` lines.
    """

    def __init__(
        self, number: int, tree: ast.Module, statements: Sequence[Statement], *, file: str, flags: int = 0
    ) -> None:
        self.number, self.tree, self.file, self.flags = number, tree, file, flags
        self.statements = statements
        self.folder = file[: max(file.rfind("/"), file.rfind("\\"))]


class Measurement:
    """The statements of a module or a notebook, run one after the other in its namespace.

    Args:
        parts: The module, or the cells.
        namespace: Where they run.
        left_out: The numbers of the statements that are not run.
        text_of: The text of an exception.
        at_home: Whether it is the student's own process, which must not end, and has packages still to load.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        namespace: dict[str, Any],
        left_out: Iterable[int],
        *,
        text_of: Callable[[BaseException], str],
        at_home: bool,
    ) -> None:
        self._namespace, self._text_of, self._at_home = namespace, text_of, at_home
        gone = frozenset(left_out)
        self._names = Names(one.node for part in parts for one in part.statements)
        every = [one for part in parts for one in flat(part.statements)]
        self._lost = frozenset().union(*(self._names.set_by(one) for one in every if one.number in gone))
        self.definitions = sum(_sets_a_name(one) for one in every if one.number not in gone)
        self.imported = {name for one in every if one.imports for name in _imported(one.node)}
        self._steps = [(part, one) for part in parts for one in part.statements if one.number not in gone]
        self._position = 0
        if len(parts) == 1 and parts[0].number == 0:
            namespace["__doc__"] = docstring_of(parts[0].tree)
        for part in parts:
            remove(part.tree, part.statements, gone)

    @property
    def next(self) -> tuple[int, int, int] | None:
        """The part, number and line of the statement that is run next; None at the end."""
        if self._position >= len(self._steps):
            return None
        part, statement = self._steps[self._position]
        return part.number, statement.number, statement.line

    def run(self, most: int, limit: float) -> tuple[list[Finding], float]:
        """Run so many more statements, or fewer if one takes notable time; give the findings and the seconds.

        Args:
            most: The number of statements.
            limit: The seconds that one may take.
        """
        findings: list[Finding] = []
        seconds = 0.0
        for part, statement in self._steps[self._position : self._position + most]:
            self._position += 1
            watch, error = self._run(part, statement, limit)
            seconds += watch.seconds
            if watch.seconds > NOTABLE or error is not None:
                findings += self._findings(part, statement, watch, error)
                if error is not None or watch.interrupted_at is not None:
                    self._lost |= self._names.set_by(statement)
                if watch.seconds > NOTABLE:
                    break
        return findings[:MOST_FINDINGS], seconds

    def working(self) -> list[Finding]:
        """The statements that compute something, for where there is no time left to measure them."""
        return [
            self._finding(part, one, 0.0)
            for part, statement in self._steps
            for one in ([statement] if not statement.inner else flat(statement.inner))
            if not one.inner and works(one)
        ][:MOST_FINDINGS]

    def _run(self, part: Part, statement: Statement, limit: float) -> tuple[Stopwatch, BaseException | None]:
        imports = any(one.imports for one in flat([statement]))
        end = (limit / LONGER if imports else limit) + GRACE
        watch = Stopwatch(
            limit,
            folder=part.folder,
            file=part.file,
            packages=0.0 if self._at_home else LONGER,
            end=0.0 if self._at_home else end,
        )
        try:
            code = code_of(statement.node, part.file, part.flags)
            with watch:
                perform(code, self._namespace)
        except BaseException as error:
            if self._at_home and isinstance(error, KeyboardInterrupt):
                raise  # Ctrl-C
            return watch, error  # a statement that fails is left out
        finally:
            watch.stop()
        return watch, None

    def _findings(
        self, part: Part, statement: Statement, watch: Stopwatch, error: BaseException | None
    ) -> Iterator[Finding]:
        if watch.interrupted_at is not None:
            yield self._finding(
                part, _within(statement, watch.interrupted_at), watch.seconds, interrupted=True
            )
        elif error is not None:
            line = _line(error.__traceback__, part.file)
            text = self._text(error, part.folder)
            yield self._finding(part, _within(statement, line), watch.seconds, error=text)
        else:
            noted = sum(watch.seconds_at.values()) or 1.0
            shares: dict[int, tuple[Statement, float]] = {}
            for line, seconds in (watch.seconds_at or {statement.line: 1.0}).items():
                one = _within(statement, line)
                before = shares.get(one.number, (one, 0.0))[1]
                shares[one.number] = (one, before + watch.seconds * seconds / noted)
            for one, seconds in shares.values():
                yield self._finding(part, one, seconds)

    def _text(self, error: BaseException, folder: str) -> str:
        """The text of an exception, which the student's code may compute, and may compute for ever."""
        watch = Stopwatch(GRACE, folder=folder, end=0.0 if self._at_home else 2 * GRACE)
        try:
            with watch:
                return self._text_of(error)
        except BaseException as second:
            if self._at_home and isinstance(second, KeyboardInterrupt):
                raise  # Ctrl-C
            return type(error).__name__
        finally:
            watch.stop()

    def _finding(
        self, part: Part, one: Statement, seconds: float, *, interrupted: bool = False, error: str = ""
    ) -> Finding:
        return Finding(
            part=part.number,
            number=one.number,
            line=one.line,
            seconds=seconds,
            interrupted=interrupted,
            fixed=one.imports or one.defines or one.is_docstring,
            needed=self._names.needs(one),
            follows=not self._lost.isdisjoint(loaded_by(one)),
            error=error,
            imports=one.imports,
        )


def _sets_a_name(one: Statement) -> bool:
    return one.defines or isinstance(one.node, (ast.Assign, ast.AnnAssign))


def _within(statement: Statement, line: int) -> Statement:
    """The innermost statement in this one that has the line, else this one."""
    return at_line([statement], line) or statement


def _line(trace: TracebackType | None, file: str) -> int:
    """The line of this file's own body, or of a class's in it, that raised an exception."""
    line = 0
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == file and not code.co_flags & 1:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _imported(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield (node.module or "").partition(".")[0]
