"""Run the code cells of a notebook as one module; an error ends its own cell and no other.

The import of a module that the grader does not have does not even end its cell: at home it ran.

The grader packs the cells into the text of a module, without reading them. A worker compiles them, and every worker
that imports the module runs them in order, in one namespace. A cell is read as a whole and then compiled statement by
statement, as Jupyter does. Lines for the notebook's shell (`shell_lines.py`) are left out; all other lines keep their
numbers.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import contextlib
import io
import sys
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from autograder.harness.importing.harmless import no_shell
from autograder.harness.importing.measure import Part
from autograder.harness.importing.statements import forgive, perform, remove, split
from autograder.harness.student.drawing.memory import forget_figures
from autograder.sandbox.child.shell_lines import leave_out, without_cell_magic
from autograder.sandbox.wire.module_files import CELL_REPORTS, HEADER, NOT_HERE, RAISED

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from types import CodeType

_MOST_LINES_LEFT_OUT = 200  # of a cell; for each, the whole cell is read again
_LONGEST_TEXT = 300
_ANNOTATIONS = (
    __future__.annotations.compiler_flag
)  # `from __future__ import` is valid for what comes after it
_AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
# An import runs the module's code object, so the code object of a notebook is one call of `run` with the compiled
# cells as argument. Compiled code cannot stand in a source text, so a placeholder stands there, which is replaced in
# the code object. `run` is an attribute of the module's loader, because a worker cannot import the grader's modules.
_PLACEHOLDER = "the compiled cells"
_BOOTSTRAP = f"__loader__.run_cells({_PLACEHOLDER!r}, globals())\n"

_Report = tuple[int, int, str, str]
# The code of each statement, or in its place what the compiler says of it; and which of the statements are imports.
_Compiled = tuple[int, "tuple[CodeType | _Report, ...]", frozenset[int], tuple[_Report, ...]]


class _Cell(NamedTuple):
    """A cell after its lines for the shell were left out."""

    number: int
    file: str  # its name in tracebacks
    tree: ast.Module | None
    flags: int  # of the `from __future__ import` lines of the cells before it
    reports: tuple[_Report, ...]


def compiled_cells(
    data: bytes, path: str, left_out: Container[int] = (), *, forgiving: bool = False
) -> CodeType:
    """The code of a module that `packed` made; no cell runs.

    Args:
        data: The text of the module.
        path: Its file.
        left_out: The numbers of the statements that are left out.
        forgiving: Whether statements that raise are left out as well.

    Raises:
        ValueError: if the text after the header is not what `packed` writes.
        SyntaxError: if that text is not valid Python.
    """
    cells = _cells(data, path)
    if left_out or forgiving:
        for part in _parts(cells):
            remove(part.tree, part.statements, left_out)
            if forgiving:
                forgive(part.tree)
    compiled = tuple((cell.number, _codes(cell), _imports(cell), cell.reports) for cell in cells)
    bootstrap = compile(_BOOTSTRAP, path, "exec", dont_inherit=True)
    constants = (compiled if one == _PLACEHOLDER else one for one in bootstrap.co_consts)
    return bootstrap.replace(co_consts=tuple(constants))


def parts_of_cells(data: bytes, path: str) -> list[Part]:
    """The cells, each with its statements; their numbers go on from cell to cell."""
    return list(_parts(_cells(data, path)))


def _cells(data: bytes, path: str) -> list[_Cell]:
    folder = path.rpartition("/")[0]
    flags = 0
    cells: list[_Cell] = []
    for number, source in ast.literal_eval(data[len(HEADER) :].decode("ascii")):
        reports: list[_Report] = []
        file = f"{folder}/cell-{number}"
        tree = _read(number, source, file, flags, reports)
        cells.append(_Cell(number, file, tree, flags, tuple(reports)))
        if tree is not None and any(map(_is_about_annotations, tree.body)):
            flags |= _ANNOTATIONS
    return cells


def cell_text(data: bytes, file: str) -> bytes:
    """The text of one cell; b"" if there is no such cell.

    Args:
        data: The text of the module that holds the cells.
        file: The cell's name in tracebacks.
    """
    cells = ast.literal_eval(data[len(HEADER) :].decode("ascii")) if data.startswith(HEADER) else []
    return next((source.encode() for number, source in cells if file.endswith(f"/cell-{number}")), b"")


def _parts(cells: Iterable[_Cell]) -> Iterator[Part]:
    numbers = count()
    for cell in cells:
        if cell.tree is not None:
            here = _ANNOTATIONS if any(map(_is_about_annotations, cell.tree.body)) else 0
            statements = split(cell.tree, numbers)
            yield Part(cell.number, cell.tree, statements, file=cell.file, flags=cell.flags | here | _AWAIT)


def _is_about_annotations(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
    )


def _codes(cell: _Cell) -> tuple[CodeType | _Report, ...]:
    """The statements of a cell, compiled one by one; what the compiler refuses ends the cell when it comes to it."""
    codes: list[CodeType | _Report] = []
    flags = cell.flags | _AWAIT
    for node in () if cell.tree is None else cell.tree.body:
        try:
            codes.append(
                compile(ast.Module(body=[node], type_ignores=[]), cell.file, "exec", flags, dont_inherit=True)
            )
        except Exception as error:  # noqa: BLE001 - the compiler may raise others for hostile text
            line = (error.lineno if isinstance(error, SyntaxError) else None) or node.lineno
            codes.append((cell.number, line, RAISED, _syntax_text(error)))
            break
        flags |= _ANNOTATIONS if _is_about_annotations(node) else 0
    return tuple(codes)


def _imports(cell: _Cell) -> frozenset[int]:
    body = () if cell.tree is None else cell.tree.body
    return frozenset(
        position for position, node in enumerate(body) if isinstance(node, (ast.Import, ast.ImportFrom))
    )


def run(cells: Iterable[_Compiled], namespace: dict[str, Any]) -> None:
    """Run the cells in this namespace; list there the cells that did not run to their end, and why."""
    reports: list[_Report] = []
    namespace[CELL_REPORTS] = reports
    prepare()
    for number, codes, imports, already in cells:
        reports.extend(already)
        for failed in _run_cell(number, codes, imports, namespace):
            reports.append(failed)
            print(f"cell {number}, line {failed[1]}: {failed[3]}")  # noqa: T201 - beside the student's own prints
        forget_figures()  # as a notebook does that shows them below the cell


def _run_cell(
    number: int, codes: Sequence[CodeType | _Report], imports: Container[int], namespace: dict[str, Any]
) -> Iterator[_Report]:
    """Run the statements of a cell: give the imports that the grader has no module for, and where it stopped."""
    for position, code in enumerate(codes):
        if isinstance(code, tuple):
            yield code
            return
        try:
            perform(code, namespace)
        except BaseException as error:  # noqa: BLE001 - in a notebook nothing but the kernel's end stops the next cell
            goes_on = position in imports and _about(error) is not None
            yield number, _line(error, code.co_filename), NOT_HERE if goes_on else RAISED, text_of(error)
            if not goes_on:
                return


def prepare() -> None:
    """Define what a notebook's shell defines."""
    ask = input

    def answer(*prompt: object) -> str:
        with contextlib.suppress(io.UnsupportedOperation):  # a stream of a test's, or of the student's own
            if sys.stdin.fileno() == 0:
                raise EOFError("input() has nobody to ask in the grader")
        return ask(*prompt)

    vars(builtins).update(input=answer, display=print, get_ipython=no_shell)


def _read(number: int, source: str, file: str, flags: int, reports: list[_Report]) -> ast.Module | None:
    """The statements of a cell; None if it cannot be read, as a notebook's shell then runs none of it."""
    lines = without_cell_magic(number, source.split("\n"), reports)
    flags |= ast.PyCF_ONLY_AST | _AWAIT
    for _ in range(_MOST_LINES_LEFT_OUT):
        try:
            tree: ast.Module = compile("\n".join(lines), file, "exec", flags, dont_inherit=True)
        except SyntaxError as error:
            line = error.lineno or 0
            if not leave_out(number, lines, line, reports):
                reports.append((number, line, RAISED, _syntax_text(error)))
                return None
        except (ValueError, OverflowError, MemoryError, RecursionError) as error:
            reports.append((number, 0, RAISED, text_of(error)))
            return None
        else:
            return tree
    reports.append((number, 0, RAISED, "it is made of commands of the notebook's shell"))
    return None


def _syntax_text(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"[:_LONGEST_TEXT]
    return text_of(error)


def _line(error: BaseException, file: str) -> int:
    """The line of this cell that raised the exception."""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            return trace.tb_lineno
        trace = trace.tb_next
    return 0


def _about(error: BaseException) -> str | None:
    """What is said of a module that the grader does not have, if that is what the exception is about."""
    about = getattr(error, "about", None) if isinstance(error, ModuleNotFoundError) else None
    return about if type(about) is str else None


def text_of(error: BaseException) -> str:
    """The exception's class and text."""
    name = type(error).__name__
    about = _about(error)
    if about is not None:
        return f"it imports {about}"[:_LONGEST_TEXT]
    try:
        return f"{name}: {error}"[:_LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")
    except BaseException:  # noqa: BLE001 - an exception's text is student code, too
        return name
