"""What a measuring worker does: run a submission's modules statement by statement, and say what each takes.

No test is judged in such a worker, and no worker is made from it. What it says decides only which lines of this one
submission are left out, so code that takes it over gains nothing that an edit of the file would not give.
"""

from __future__ import annotations

import importlib
import signal
import sys
from importlib.util import module_from_spec
from typing import TYPE_CHECKING, Any

from autograder.harness.importing.measure import LONGEST_TEXT, Measurement, Part
from autograder.harness.importing.statements import FUTURES, MOST_STATEMENTS, flat, parsed, split
from autograder.harness.importing.stopwatch import Stopwatch
from autograder.sandbox.child import notebook_cells
from autograder.sandbox.child.faults import without_folders
from autograder.sandbox.child.imports import (
    ForeignImportError,
    SourceLoader,
    file_path,
    is_notebook,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    Position = tuple[int, int, int]

_measured: dict[str, Measurement] = {}


def import_whole(folder: str, name: str, limit: float) -> tuple[float, bool]:
    """Import a module as a test's worker does; the seconds that it takes, and whether it was interrupted."""
    _stop_other_timer()
    watch = Stopwatch(limit, folder=folder, end=3 * limit)
    try:
        with watch:
            importlib.import_module(name)
    except BaseException:
        if watch.interrupted_at is None:
            raise
    finally:
        watch.stop()
    return watch.seconds, watch.interrupted_at is not None


def begin(folder: str, name: str, left_out: Sequence[int]) -> tuple[Position | tuple[()], list[str], int]:
    """Read a module: its first statement, the names that it imports, and how many definitions it has.

    Args:
        folder: The submission's folder.
        name: The module's name.
        left_out: The numbers of the statements that are not run.
    """
    file = file_path(folder, name)
    if "." in name:
        importlib.import_module(name.rpartition(".")[0])
    loader = SourceLoader(name, file, {})
    parts = _parts(loader.get_data(file), file)
    module = _new_module(name, loader)
    measurement = Measurement(parts, vars(module), left_out, text_of=_text_of, at_home=False)
    _measured[name] = measurement
    return measurement.next or (), sorted(measurement.imported), measurement.definitions


def run(name: str, most: int, limit: float) -> tuple[Position | tuple[()], list[tuple[Any, ...]], float]:
    """Run the module's next statements: the statement after them, the findings, and the seconds."""
    _stop_other_timer()
    measurement = _measured[name]
    findings, seconds = measurement.run(most, limit)
    return measurement.next or (), [tuple(finding) for finding in findings], seconds


def working(name: str) -> list[tuple[Any, ...]]:
    """The statements of the module that compute something."""
    return [tuple(finding) for finding in _measured[name].working()]


def _stop_other_timer() -> None:
    """Stop the timer that counts what the requests of a test use: each statement has its own limit here."""
    signal.setitimer(signal.ITIMER_PROF, 0)


def _parts(data: bytes, file: str) -> list[Part]:
    if is_notebook(data):
        notebook_cells.prepare()
        return notebook_cells.parts_of_cells(data, file)
    whole = compile(data, file, "exec", dont_inherit=True)  # finds more errors than reading alone
    tree = parsed(data, file)
    statements = split(tree)
    if sum(1 for _ in flat(statements)) > MOST_STATEMENTS:
        raise ImportError(f"{file.rpartition('/')[2]} has more than {MOST_STATEMENTS:,} statements")
    return [Part(0, tree, statements, file=file, flags=whole.co_flags & FUTURES)]


def _new_module(name: str, loader: SourceLoader) -> ModuleType:
    spec = loader.spec()
    if spec is None:
        raise ImportError(name)
    module = sys.modules[name] = module_from_spec(spec)
    return module


def _text_of(error: BaseException) -> str:
    if isinstance(error, ForeignImportError):
        return f"imports {error.about}"[:LONGEST_TEXT]
    return without_folders(notebook_cells.text_of(error))
