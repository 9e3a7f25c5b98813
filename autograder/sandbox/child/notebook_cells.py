"""Run the code cells of a notebook as one module; an error ends its own cell and no other.

The grader packs the cells into the text of a module, without reading them. A worker compiles them, and every worker
that imports the module runs them in order, in one namespace. Lines for the notebook's shell (`%magic`, `!command`,
`?help`) are left out; all other lines keep their numbers.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import re
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from autograder.harness.importing.measure import Part
from autograder.harness.importing.statements import remove, split
from autograder.sandbox.wire.module_files import CELL_REPORTS, HEADER, LEFT_OUT, RAISED

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from types import CodeType

_MOST_LINES_LEFT_OUT = 200  # of a cell; for each, the whole cell is read again
_LONGEST_TEXT = 300
_BODY_RUNS = frozenset({"time", "capture"})  # cell magics that run the cell's code as it stands
_KEPT_FLAGS = __future__.annotations.compiler_flag  # `from __future__ import` is valid for later cells too
# An import runs the module's code object, so the code object of a notebook is one call of `run` with the compiled
# cells as argument. Compiled code cannot stand in a source text, so a placeholder stands there, which is replaced in
# the code object. `run` is an attribute of the module's loader, because a worker cannot import the grader's modules.
_PLACEHOLDER = "the compiled cells"
_BOOTSTRAP = f"__loader__.run_cells({_PLACEHOLDER!r}, globals())\n"
_ESCAPE = re.compile(
    r"\s*[%!?]"  # %magic, !command, ?help
    r"|\s*[\w.]+\?{1,2}\s*$"  # help?
    r"|[\w\s,]+=\s*[%!]"  # files = !ls
)

_Report = tuple[int, int, str, str]
_Compiled = tuple[int, "CodeType | None", tuple[_Report, ...]]


class _Cell(NamedTuple):
    """A cell after its lines for the shell were left out."""

    number: int
    file: str  # its name in tracebacks
    text: str
    code: CodeType | None
    flags: int  # of the `from __future__ import` lines of the cells before it
    reports: tuple[_Report, ...]


def compiled_cells(data: bytes, path: str, left_out: Container[int] = ()) -> CodeType:
    """The code of a module that `packed` made; no cell runs.

    Args:
        data: The text of the module.
        path: Its file.
        left_out: The numbers of the statements that are left out.

    Raises:
        ValueError: if the text after the header is not what `packed` writes.
        SyntaxError: if that text is not valid Python.
    """
    cells = _cells(data, path)
    codes = {cell.number: cell.code for cell in cells}
    if left_out:
        for part in _parts(cells):
            remove(part.tree, part.statements, left_out)
            codes[part.number] = compile(part.tree, part.file, "exec", part.flags, dont_inherit=True)
    compiled = tuple((cell.number, codes[cell.number], cell.reports) for cell in cells)
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
        text, code = _code(number, source, file, flags, reports)
        cells.append(_Cell(number, file, text, code, flags, tuple(reports)))
        flags |= code.co_flags & _KEPT_FLAGS if code else 0
    return cells


def _parts(cells: Iterable[_Cell]) -> Iterator[Part]:
    numbers = count()
    for cell in cells:
        if cell.code is None:
            continue
        tree = ast.parse(cell.text)
        flags = cell.flags | cell.code.co_flags & _KEPT_FLAGS
        yield Part(cell.number, tree, split(tree, numbers), file=cell.file, flags=flags)


def run(cells: Iterable[_Compiled], namespace: dict[str, Any]) -> None:
    """Run the cells in this namespace; list there the cells that did not run to their end, and why."""
    reports: list[_Report] = []
    namespace[CELL_REPORTS] = reports
    prepare()
    for number, code, already in cells:
        reports.extend(already)
        if code is None:
            continue
        try:
            exec(code, namespace)  # noqa: S102 - that is what a worker is for
        except BaseException as error:  # noqa: BLE001 - in a notebook nothing but the kernel's end stops the next cell
            line, text = _line(error, code.co_filename), text_of(error)
            reports.append((number, line, RAISED, text))
            print(f"cell {number}, line {line}: {text}")  # noqa: T201 - beside the student's own prints


def prepare() -> None:
    """Define what a notebook's shell defines."""
    vars(builtins).update(input=_nobody_answers, display=print)


def _code(
    number: int, source: str, file: str, flags: int, reports: list[_Report]
) -> tuple[str, CodeType | None]:
    lines = _without_cell_magic(number, source.split("\n"), reports)
    for _ in range(_MOST_LINES_LEFT_OUT):
        text = "\n".join(lines)
        try:
            code: CodeType = compile(text, file, "exec", flags, dont_inherit=True)
        except SyntaxError as error:
            line = error.lineno or 0
            if not _leave_out(number, lines, line, reports):
                reports.append((number, line, RAISED, f"{type(error).__name__}: {error.msg}"[:_LONGEST_TEXT]))
                return text, None
        except (ValueError, OverflowError, MemoryError, RecursionError) as error:
            reports.append((number, 0, RAISED, text_of(error)))
            return text, None
        else:
            return text, code
    reports.append((number, 0, RAISED, "it is made of commands of the notebook's shell"))
    return "", None


def _without_cell_magic(number: int, lines: list[str], reports: list[_Report]) -> list[str]:
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if not lines[first].startswith("%%"):
        return lines
    reports.append((number, first + 1, LEFT_OUT, lines[first][:_LONGEST_TEXT]))
    name = lines[first][2:].split(maxsplit=1)
    rest = lines[first + 1 :] if name and name[0] in _BODY_RUNS else []
    return [*[""] * (first + 1), *rest]


def _leave_out(number: int, lines: list[str], line: int, reports: list[_Report]) -> bool:
    """Remove a line that is not Python, if the notebook's shell would have read it."""
    if not 1 <= line <= len(lines) or not _ESCAPE.match(lines[line - 1]):
        return False
    index, goes_on = line - 1, True
    reports.append((number, line, LEFT_OUT, lines[index].strip()[:_LONGEST_TEXT]))
    indent = lines[index][: len(lines[index]) - len(lines[index].lstrip())]
    replacement = f"{indent}pass"  # it may be the only line under an `if`
    while goes_on and index < len(lines):
        goes_on = lines[index].endswith("\\")
        lines[index], replacement = replacement, ""
        index += 1
    return True


def _line(error: BaseException, file: str) -> int:
    """The line of this cell that raised the exception."""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            return trace.tb_lineno
        trace = trace.tb_next
    return 0


def text_of(error: BaseException) -> str:
    """The exception's class and text."""
    name = type(error).__name__
    about = getattr(error, "about", None) if isinstance(error, ModuleNotFoundError) else None
    if type(about) is str:  # of a module that the grader does not have
        return f"it imports {about}"[:_LONGEST_TEXT]
    try:
        return f"{name}: {error}"[:_LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")
    except BaseException:  # noqa: BLE001 - an exception's text is student code, too
        return name


def _nobody_answers(*_prompt: object) -> str:
    raise EOFError("input() has nobody to ask in the grader")
