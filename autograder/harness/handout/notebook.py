"""Run a question's tests in a notebook, whose namespace replaces the modules that the tests use.

A cell that ends with `run_question("linear", globals())` prints what `python run_tests.py -q linear` would print, and
its value is the points: nbgrader takes a float as the last value of a cell for the points earned.
"""

from __future__ import annotations

import base64
import re
import sys
import tempfile
import zlib
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..checks.expected import RECORDS, Records
from ..checks.folders import HIDDEN, PUBLIC
from ..checks.needs import is_skipped, lost_questions, with_skipped
from ..checks.points import earned_points
from ..checks.readings import with_one_reading
from ..crashes.sources import cells_of
from ..diagnosis.diagnose import diagnose
from ..diagnosis.known_mistakes import KnownMistakes
from ..importing.own_names import OwnNamespace
from ..reading.definitions import Source
from ..reading.not_begun import NotBegun, not_begun
from ..session.isolation import no_bytecode
from ..session.prints import stderr_on_stdout
from ..session.session import Student, Tests, run_session
from ..session.shared import shared_files
from ..student.beside import PREFIX
from ..student.linked import with_path
from ..student.local import LocalStudent
from ..student.local_limit import LocalLimit
from ..student.local_proxy import LocalProxy
from ..student.program.at_home import ProgramsAtHome
from ..student.refused_calls import RefusedCalls
from .description import Handout, HandoutQuestion, load_handout
from .needed import needed_records
from .screen.paper import number
from .screen.report import Report
from .terminal import print_hidden, print_passed, print_report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self

    from ..checks.test_record import TestRecord
    from ..importing.own_names import OwnNames
    from ..spelling.spellings import Spellings


def open_notebook(folder: Path, namespace: dict[str, Any]) -> None:
    """Let `from hw3_lib import Linear`, in a file beside the notebook, find what the notebook defines.

    Args:
        folder: The notebook's, which holds the rest of the handout too.
        namespace: What the notebook has defined so far: `globals()`.
    """
    _stand_for_modules(load_handout(folder), namespace)


def run_question(folder: Path, question: str, namespace: dict[str, Any]) -> float:
    """Run the public tests of a question; print the report, and return the points.

    Args:
        folder: The notebook's, which holds the rest of the handout too.
        question: The question's id.
        namespace: What the notebook has defined so far: `globals()`.

    Raises:
        ValueError: if the handout has no such question.
    """
    handout = load_handout(folder)
    about = _question(handout, question)
    known = KnownMistakes.load(folder / "tests")
    records = Records.load(folder / "tests" / RECORDS)

    def run(one: str, known: KnownMistakes | None) -> list[TestRecord]:
        public = {PUBLIC: folder / "tests" / PUBLIC}
        tests = handout.session_tests(folder, public, only=one, known=known, explain=known is not None)
        return _run(tests, records, handout, folder, namespace)

    ran = run(question, known)
    more = needed_records(ran, lambda other: run(other, None))
    begun = _not_begun_in(handout, namespace)
    ran = with_skipped([begun.applied(record) for record in ran], handout.titles, more)
    lost = lost_questions([*ran, *more])
    found = diagnose([record for record in ran if not record.not_begun and not is_skipped(record)], known)
    print_passed(ran)
    print_report(Report(handout, ran, found, lost, begun, question, in_notebook=True))
    return Points(float(earned_points(about.public_points, ran)), about.public_points)


def run_hidden(
    folder: Path,
    question: str,
    namespace: dict[str, Any],
    *,
    points: float,
    titles: bool,
    seeds: Mapping[str, str],
    tests: Mapping[str, str],
    values: str,
) -> float:
    """Run the hidden tests of a question; print no more than what each is about, and return the points.

    Args:
        folder: The notebook's, which holds the rest of the handout too.
        question: The question's id.
        namespace: What the notebook has defined so far: `globals()`.
        points: The points that these tests share by their weights.
        titles: Whether a student may read which of them failed.
        seeds: By test id, the seed of its random numbers.
        tests: File name to source text; above the tests, as `../asking.py`, lies what they share with others.
        values: The expected values: an `.npz`, compressed, in base64.
    """
    handout = load_handout(folder)
    about = _question(handout, question)
    records = Records.from_bytes(zlib.decompress(base64.b64decode(values)), "the cell's expected values")
    with tempfile.TemporaryDirectory() as temporary:
        hidden = Path(temporary).resolve() / HIDDEN
        hidden.mkdir()
        for name, text in tests.items():
            (hidden / name).write_text(text.lstrip("\n"), encoding="utf-8")
        unpacked = handout.session_tests(folder, {HIDDEN: hidden}, only=question, known=None, explain=False)
        shared = (*unpacked.shared, *shared_files(hidden.parent))
        ran = _run(replace(unpacked, seeds=seeds, shared=shared), records, handout, folder, namespace)
    ran = with_one_reading(ran)
    earned = float(earned_points(points, ran))
    print_hidden(about.title, ran, earned, points, titles=titles)
    return earned


class Points(float):
    """The points of a cell: the number itself for nbgrader, which reads it as text, and a phrase for a person.

    Args:
        earned: The points.
        possible: How many there could be.
    """

    possible: float

    def __new__(cls, earned: float, possible: float) -> Self:
        """The number, which remembers how much it could be."""
        points = super().__new__(cls, earned)
        points.possible = possible
        return points

    def _repr_html_(self) -> str:
        """What a notebook shows in place of the number."""
        return f"{number(self)} of {number(self.possible)} public points"


class NotebookModule(ModuleType):
    """A module with all the names that the notebook defines.

    Args:
        name: The module's name.
        namespace: The notebook's.
    """

    def __init__(self, name: str, namespace: dict[str, Any]) -> None:
        super().__init__(name, "The notebook, under the name of a module.")
        self.__dict__["_autograder_namespace"] = namespace

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the student has there
        if not name.startswith("__") and name in self._autograder_namespace:
            return self._autograder_namespace[name]
        raise AttributeError(f"the notebook has no {name!r} yet: run the cell that defines it")

    def __setattr__(self, name: str, value: object) -> None:
        self._autograder_namespace[name] = value


class NotebookStudent(LocalStudent):
    """A student whose modules are the notebook; after each test the notebook's names are restored.

    Args:
        folder: The folder that tracebacks show for the student's code.
        modules: The module names that tests may ask for.
        namespace: The notebook's.
        beside: The instructor's modules.
        limit: The limit on the time of each test, or None.
        spellings: What is accepted in place of names that tests ask for.
    """

    def __init__(
        self,
        folder: Path,
        modules: tuple[str, ...],
        namespace: dict[str, Any],
        beside: Mapping[str, Path] | None = None,
        limit: LocalLimit | None = None,
        spellings: Spellings | None = None,
    ) -> None:
        self._namespace = namespace
        programs = ProgramsAtHome(Path.cwd(), modules)
        super().__init__(folder, modules, beside, limit=limit, programs=programs, spellings=spellings)

    def __enter__(self) -> Self:
        """Remember what each name stands for."""
        self._context.names.open()
        for one in (RefusedCalls(str(self._folder), self._programs.drawing.adapted), self._programs):
            self._open.enter_context(one)
        if self._limit is not None:
            self._context.time_limit = self._open.enter_context(self._limit.of_a_test())
        return self

    def __exit__(self, *_: object) -> None:
        """Restore what each name stood for."""
        self._open.close()
        self._context.names.close()
        for name in self._beside_modules:
            sys.modules.pop(f"{PREFIX}{name}", None)

    def __getattr__(self, name: str) -> LocalProxy:
        """The notebook, as the module of that name; AttributeError if it is no module of the assignment."""
        if name not in self._modules:
            raise AttributeError(name)
        self._context.names.show()
        return with_path(LocalProxy(NotebookModule(name, self._namespace), self._context), name)

    def _own_names(self) -> OwnNames:
        return OwnNamespace(self._namespace)


def _question(handout: Handout, id_: str) -> HandoutQuestion:
    for question in handout.questions:
        if question.id == id_:
            return question
    raise ValueError(f"{handout.title} has no question {id_!r}; unpack the handout again")


def _not_begun_in(handout: Handout, namespace: Mapping[str, Any]) -> NotBegun:
    """What is not begun, by the cells as they were run; nothing where a notebook does not keep them."""
    cells = [Source(cell, "", is_cell=True) for cell in namespace.get("In", ()) if isinstance(cell, str)]
    try:
        sources = dict.fromkeys(handout.modules, cells)
        return not_begun(handout.stubs, sources, handout.spellings, alone=handout.is_alone)
    except (RecursionError, MemoryError):
        return NotBegun(handout.stubs, {})


def _stand_for_modules(handout: Handout, namespace: dict[str, Any]) -> None:
    """Make an import of each of the assignment's modules find the notebook."""
    for name in handout.module_names:
        sys.modules[name] = NotebookModule(name, namespace)


def _run(
    tests: Tests, records: Records, handout: Handout, folder: Path, namespace: dict[str, Any]
) -> list[TestRecord]:
    ran: list[TestRecord] = []
    cells, beside = _cells_folder(folder), handout.beside_files(folder)
    limit = LocalLimit(handout.test_seconds, cells)
    student = Student(
        open=lambda: NotebookStudent(
            cells, handout.module_names, namespace, beside, limit, handout.spellings
        ),
        record=ran.append,
        limit=limit.own,
        sources=lambda: cells_of(cells, namespace.get("In", ())),
    )
    _stand_for_modules(handout, namespace)
    with stderr_on_stdout(), no_bytecode():
        run_session(tests, records, lambda run: run(student))
    return [_by_lines_of_cells(record) for record in ran]


def _cells_folder(folder: Path) -> Path:
    """The folder of a notebook's cells in tracebacks: a kernel compiles each cell as a temporary file."""
    kernel = sys.modules.get("ipykernel.compiler")
    return folder if kernel is None else Path(kernel.get_tmp_directory())


def _by_lines_of_cells(record: TestRecord) -> TestRecord:
    """The record without the name of a cell's temporary file, which means nothing to a student."""
    if record.finding is None:
        return record
    sentence = re.sub(r"\(\d+\.py, line (\d+)\)", r"(line \1 of its cell)", record.finding.sentence)
    return replace(record, finding=replace(record.finding, sentence=sentence))
