"""Cut the reference modules into the cells of a notebook, which has one namespace for all of them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from autograder.authoring.source.regions import MarkedModule
    from autograder.model.assignment import Assignment


class OneNamespaceError(SourceError):
    """The modules do not fit into one namespace, so they cannot be a notebook."""


def refuse_packages(assignment: Assignment) -> None:
    """Refuse modules of a package, which import each other by where they lie.

    Raises:
        OneNamespaceError: naming the first file.
    """
    for name in assignment.modules:
        if "/" in name:
            what = f"{name} belongs to a package, and a notebook has no folders"
            raise OneNamespaceError(assignment.folder / name, 0, what)


def refuse_programs(folder: Path, tests: Mapping[str, bytes]) -> None:
    """Refuse tests that run a file as a program, which a notebook is not.

    Args:
        folder: The assignment's.
        tests: The files of its tests and their contents.

    Raises:
        OneNamespaceError: naming the file.
    """
    for name, text in tests.items():
        if b"student.script(" in text:
            what = f"{name} runs a file as a program (`student.script`), and a notebook is none"
            raise OneNamespaceError(folder / "tests", 0, what)


@dataclass(frozen=True, kw_only=True)
class CodeCell:
    """A piece of a module: a function, a class, or code between them."""

    module: str  # the name that it is imported by
    name: str  # of the function or class; preamble or rest-2 for other code
    source: str  # markers included
    to_solve: bool  # whether there is a solution region in it
    defines: frozenset[str]
    uses: frozenset[str]


@dataclass(frozen=True)
class _Span:
    """Statements that stay together, by their lines."""

    first: int
    last: int
    nodes: tuple[ast.stmt, ...]


def code_cells(modules: Sequence[MarkedModule]) -> tuple[CodeCell, ...]:
    """The modules in order, cut between top-level statements; imports of one another fall away.

    Raises:
        OneNamespaceError: if two modules give one name two meanings, or one is used by its own name.
    """
    own = {module.module_name for module in modules}
    trees = [ast.parse("\n".join(module.lines)) for module in modules]
    _refuse_two_meanings(modules, trees, own)
    return tuple(
        cell for module, tree in zip(modules, trees, strict=True) for cell in _cells(module, tree, own)
    )


def last_needed(cells: Sequence[CodeCell], names: Iterable[str]) -> int:
    """The index of the last cell that these names need, directly or through other cells; -1 for none."""
    owner = {name: index for index, cell in enumerate(cells) for name in cell.defines}
    needed: set[int] = set()
    pending = [owner[name] for name in names if name in owner]
    while pending:
        index = pending.pop()
        if index not in needed:
            needed.add(index)
            pending += [owner[name] for name in cells[index].uses if name in owner]
    return max(needed, default=-1)


def names_asked_for(test: str) -> frozenset[str]:
    """All attributes that a test file uses; what it needs of the student's modules is among them."""
    return frozenset(node.attr for node in ast.walk(ast.parse(test)) if isinstance(node, ast.Attribute))


def _cells(module: MarkedModule, tree: ast.Module, own: set[str]) -> Iterator[CodeCell]:
    stem = module.module_name
    spans = list(_spans(module, tree))
    names: dict[str, int] = {}
    above = 0
    for number, span in enumerate(spans):
        last = span.last if number + 1 < len(spans) else len(module.lines)
        lines = dict(enumerate(module.lines[above:last], above + 1))
        above = last
        for node in span.nodes:
            _take_out(lines, node, own)
        source = "\n".join(lines.values()).strip("\n")
        if source.strip():
            yield CodeCell(
                module=stem,
                name=_name(span, names),
                source=source,
                to_solve=any(span.first <= region.begin <= span.last for region in module.regions),
                defines=frozenset(name for node in span.nodes for name in _defined(node)),
                uses=_names_used(span),
            )


def _names_used(span: _Span) -> frozenset[str]:
    """The names that stand anywhere in the statements."""
    return frozenset(node.id for root in span.nodes for node in ast.walk(root) if isinstance(node, ast.Name))


def _spans(module: MarkedModule, tree: ast.Module) -> Iterator[_Span]:
    """Groups of statements: those of one region, and neighbours that define no function or class."""
    spans: list[_Span] = []
    for node in tree.body:
        span = _Span(*_lines(module, node), (node,))
        before = spans[-1] if spans else None
        if before and (span.first <= before.last or not (_is_definition(before) or _is_definition(span))):
            spans[-1] = _Span(before.first, max(before.last, span.last), (*before.nodes, node))
        else:
            spans.append(span)
    yield from spans


def _lines(module: MarkedModule, node: ast.stmt) -> tuple[int, int]:
    """The lines of a statement, with its decorators and with every region that it is partly in."""
    decorators = [decorator.lineno for decorator in getattr(node, "decorator_list", [])]
    first, last = min([node.lineno, *decorators]), node.end_lineno or node.lineno
    shared = [region for region in module.regions if region.begin <= last and first <= region.end]
    return min([first, *(region.begin for region in shared)]), max([last, *(region.end for region in shared)])


def _is_definition(span: _Span) -> bool:
    return any(isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) for node in span.nodes)


def _name(span: _Span, names: dict[str, int]) -> str:
    """A name for a cell that no other cell of the module has."""
    defined = [
        node.name
        for node in span.nodes
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    ]
    name = defined[0] if defined else "rest" if names else "preamble"
    names[name] = names.get(name, 0) + 1
    return f"{name}-{names[name]}" if name == "rest" or names[name] > 1 else name


def _take_out(lines: dict[int, str], node: ast.stmt, own: set[str]) -> None:
    """Leave out what makes no sense in a notebook: imports of the modules themselves, and code for a script."""
    imported = isinstance(node, ast.ImportFrom) and not node.level and node.module in own
    if not (imported or (isinstance(node, ast.If) and "__name__" in ast.unparse(node.test))):
        return
    for line in range(node.lineno, (node.end_lineno or node.lineno) + 1):
        lines.pop(line, None)
    if isinstance(node, ast.ImportFrom):
        renamed = [
            f"{name.asname} = {name.name}" for name in node.names if name.asname not in {None, name.name}
        ]
        if renamed:
            lines[node.lineno] = "\n".join(renamed)
            ordered = sorted(lines.items())
            lines.clear()
            lines.update(ordered)


def _defined(node: ast.stmt) -> Iterator[str]:
    """The names that a top-level statement binds, other than by an import."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif not isinstance(node, (ast.Import, ast.ImportFrom)):
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                yield part.id


def _refuse_two_meanings(modules: Sequence[MarkedModule], trees: Sequence[ast.Module], own: set[str]) -> None:
    meanings: dict[str, tuple[str, str]] = {}
    for module, tree in zip(modules, trees, strict=True):
        for node in tree.body:
            if isinstance(node, ast.Import) and own & {alias.name for alias in node.names}:
                raise OneNamespaceError(
                    module.path, node.lineno, "a notebook has no modules: write `from ... import ...` here"
                )
            for name, meaning in _meanings(module, node, own).items():
                other = meanings.setdefault(name, (meaning, module.name))
                if other[0] != meaning and other[1] != module.name:
                    raise OneNamespaceError(
                        module.path,
                        node.lineno,
                        f"`{name}` is something else in {other[1]}, and a notebook has one namespace; rename one",
                    )


def _meanings(module: MarkedModule, node: ast.stmt, own: set[str]) -> Mapping[str, str]:
    """What each name that the statement binds stands for."""
    if isinstance(node, ast.Import):
        return {alias.asname or alias.name.split(".")[0]: alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        if node.module in own or node.module == "__future__":
            return {}
        return {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
    if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
        return {}
    return {name: f"{module.name}: {name}" for name in _defined(node)}
