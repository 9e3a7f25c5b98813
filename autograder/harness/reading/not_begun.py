"""Tell a function that nobody has begun to write, so that it is called that and no reason is looked for.

It is read and not run: its body is still the stub's, comments and docstring aside, or does nothing at all.
"""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..checks.folders import PUBLIC
from ..checks.status import Status
from ..checks.values import Finding
from ..spelling.spellings import Spellings
from ..student.plain import Fault
from .definitions import Definitions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..checks.test_record import TestRecord
    from .definitions import Definition, Found, Source
    from .stub_functions import StubFunctions

NOT_BEGUN = "not-begun"  # the kind of a finding
_NO_ANSWER = frozenset({"none", "type"})  # kinds of findings
_UNTOUCHED = frozenset({Fault.IMPORT, Fault.MISSING, Fault.TIMEOUT, Fault.MEMORY, Fault.EXITED})
_SIGNS = ("NoneType", "ellipsis", "Ellipsis", "NotImplementedError")


@dataclass(frozen=True)
class NotBegun:
    """The functions of a student's files that are not begun.

    Attributes:
        stubs: All functions that students are to write.
        where: By the number of each that is not begun, the file and line: `hw3_lib.py, line 195`, or "".
        unused: Those of them that no test calls itself, and whose names stand nowhere in the files.
        own: By number, what the student calls it, where that is another name than the stub's.
        apart: The questions whose functions stand in the files and are named nowhere else in them: no other code of
            the student's goes through these questions.
    """

    stubs: StubFunctions
    where: Mapping[int, str]
    unused: frozenset[int] = frozenset()
    own: Mapping[int, str] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()

    def said(self, number: int) -> str:
        """A function by its name, and where it stands: "`Linear.backward` (hw3_lib.py, line 195)"."""
        name, where = self.own.get(number, self.stubs.functions[number].name), self.where.get(number, "")
        return f"`{name}` ({where})" if where else f"`{name}`"

    def of_question(self, question: str) -> list[int]:
        """The functions of a question that are not begun."""
        return [number for number in self.where if self._question(number) == question]

    def whole(self, question: str) -> bool:
        """Whether a question has functions to write, and none of them is begun."""
        own = [number for number, one in enumerate(self.stubs.functions) if one.question == question]
        return bool(own) and all(number in self.where for number in own)

    def _question(self, number: int) -> str:
        """The question that judges a function."""
        return self.stubs.functions[number].question

    def _used(self, numbers: Iterable[int]) -> list[int]:
        return [number for number in numbers if number in self.where and number not in self.unused]

    def applied(self, record: TestRecord) -> TestRecord:
        """The record of a failed test that goes through such a function: with that, and with no other reason.

        Of other questions it uses only those that the student's code goes through.
        """
        if record.status is Status.FAILED and not self.apart.isdisjoint(record.uses):
            record = replace(
                record, uses=tuple(one for one in record.uses if not self._is_apart(one, record))
            )
        if not self.where or record.status is not Status.FAILED or record.fault in _UNTOUCHED:
            return record
        entry = self.stubs.entry(record.id)
        direct = [number for number in entry.direct if number in self.where]
        first = [*direct, *self._used(entry.through)]
        unanswered = _is_unanswered(record)
        # Of a hidden test nothing may be said that depends on what it was answered.
        later = self._used(entry.later) if unanswered and record.folder == PUBLIC else []
        open_ = sorted(first or later, key=lambda number: self._question(number) != record.question)
        if not open_:
            return record
        known = replace(
            record,
            not_begun=tuple(self.said(number) for number in sorted(open_)),
            relations=(),
            suspects=frozenset(),
            distinctive=False,
        )
        only_these = record.fault is None and bool(direct) and len(direct) == len(entry.direct)
        if not (unanswered or only_these):
            return known
        sentence = f"not begun: {self.said(open_[0])}"
        return replace(
            known, finding=Finding(NOT_BEGUN, sentence), prints="", fault=None, error="", stop=None
        )

    def _is_apart(self, question: str, record: TestRecord) -> bool:
        """Whether a test does not go through a question, because neither it nor the student's code calls it."""
        entry = self.stubs.entry(record.id)
        called = {self.stubs.functions[number].question for number in (*entry.direct, *entry.later)}
        return question in self.apart and question not in called


def not_begun_yet(names: Sequence[str]) -> str:
    """The sentence that names what a test goes through and is not begun, at most two of it."""
    most = 2
    more = f" and {len(names) - most} more" if len(names) > most else ""
    joined = " and ".join(names) if not more else ", ".join(names[:most])
    return f"{joined}{more} {'is' if len(names) == 1 else 'are'} not begun yet"


def _is_unanswered(record: TestRecord) -> bool:
    """Whether the test failed by None, by `...` or by an exception of which one of them is the reason."""
    finding = record.finding
    if finding is None:
        return False
    if record.fault is None and finding.kind in _NO_ANSWER:
        return True
    return any(sign in f"{finding.sentence} {record.error}" for sign in _SIGNS)


def not_begun(
    stubs: StubFunctions,
    sources: Mapping[str, Sequence[Source]],
    spellings: Spellings | None = None,
    *,
    alone: bool = False,
) -> NotBegun:
    """Find the functions that are not begun.

    Args:
        stubs: The functions that students are to write.
        sources: By file name, the texts that make its module, in the order in which they run.
        spellings: What is accepted in place of the stub's names.
        alone: Whether no other file, such as a given one, may call the functions in these.
    """
    definitions = {file: Definitions(texts) for file, texts in sources.items()}
    mentioned = {name for one in definitions.values() for name in one.mentioned}
    direct = {number for entry in stubs.entries.values() for number in entry.direct}
    where: dict[int, str] = {}
    unused: set[int] = set()
    own: dict[int, str] = {}
    names = spellings or Spellings()
    for number, stub in enumerate(stubs.functions):
        name, found = _definition(definitions.get(stub.file), names.candidates(stub.name))
        if found is not None and _is_not_begun(found, stub.body):
            where[number] = found.where(_line_to_write(found))
            own[number] = name
            if number not in direct and name.rpartition(".")[2] not in mentioned:
                unused.add(number)
    return NotBegun(
        stubs, where, frozenset(unused), own, _apart(stubs, definitions, names) if alone else frozenset()
    )


def _apart(stubs: StubFunctions, definitions: Mapping[str, Definitions], names: Spellings) -> frozenset[str]:
    """The questions whose functions stand in the files and are named nowhere else in them."""
    if not all(one.is_whole for one in definitions.values()):
        return frozenset()
    mentioned = {name for one in definitions.values() for name in one.mentioned}
    named = set()
    for stub in stubs.functions:
        name, found = _definition(definitions.get(stub.file), names.candidates(stub.name))
        short = name.rpartition(".")[2]
        if found is None or short in mentioned or short.startswith("__"):
            named.add(stub.question)
    return frozenset(stub.question for stub in stubs.functions) - named


def _definition(definitions: Definitions | None, names: Sequence[str]) -> tuple[str, Found | None]:
    """The function of the first of these names that there is, and the name."""
    for name in names if definitions is not None else ():
        found = definitions.of(name)  # type: ignore[union-attr]  # there are no names without them
        if found is not None:
            return name, found
    return names[0], None


def _is_not_begun(found: Found, body: str) -> bool:
    own = body_of(found.node)
    if found.node.decorator_list:
        return False
    return _only_placeholders(own) or _same(own, body)


def _line_to_write(found: Found) -> int:
    """The line of the first `pass`, or of whatever the body begins with; or that of the comment above it."""
    if found.heir:
        return found.heir
    body = body_of(found.node) or found.node.body
    lines = [one.lineno for top in body for one in ast.walk(top) if isinstance(one, ast.Pass)]
    line = min(lines, default=body[0].lineno)
    return line - 1 if found.is_comment(line - 1) else line


def body_of(node: Definition) -> list[ast.stmt]:
    """The statements of a function without its docstring."""
    documented = ast.get_docstring(node, clean=False) is not None
    return node.body[int(documented) :]


def _only_placeholders(body: Sequence[ast.stmt]) -> bool:
    """Whether nothing is done but that names are set to `...` or None, of which one may be returned."""
    names: set[str] = set()
    for node in body:
        targets = node.targets if isinstance(node, ast.Assign) and _is_placeholder(node.value) else []
        own = {one.id for one in targets if isinstance(one, ast.Name)}
        if targets and len(own) == len(targets):
            names |= own
        elif not (_does_nothing(node) or _returns_one(node, names)):
            return False
    return True


def _returns_one(node: ast.stmt, names: set[str]) -> bool:
    return isinstance(node, ast.Return) and isinstance(node.value, ast.Name) and node.value.id in names


def _is_placeholder(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in (None, ...)


def _does_nothing(node: ast.stmt) -> bool:
    """Whether it is `pass`, `...`, `return`, `return None` or `raise NotImplementedError`."""
    if isinstance(node, ast.Pass):
        return True
    if isinstance(node, ast.Return):
        return node.value is None or _is_placeholder(node.value)
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Raise) and node.exc is not None:
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return False


def _same(own: Sequence[ast.stmt], body: str) -> bool:
    """Whether these statements are the stub's, `pass` and annotations aside; both are read by the same Python."""
    try:
        stub = ast.parse(body).body
    except (SyntaxError, ValueError):  # written by a newer Python
        return False
    return _plain(own) == _plain(stub)


def _plain(body: Sequence[ast.stmt]) -> str:
    """Statements in a form that is the same with and without `pass`, bare constants and annotations."""
    return ast.dump(_Plain().visit(copy.deepcopy(ast.Module(list(body), []))))


class _Plain(ast.NodeTransformer):
    def visit_Pass(self, _node: ast.Pass) -> None:
        """It does nothing."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        """A constant alone does nothing."""
        return None if isinstance(node.value, ast.Constant) else node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.Assign | None:
        """The same without its annotation."""
        return None if node.value is None else ast.Assign([node.target], node.value)
