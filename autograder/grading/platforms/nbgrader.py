"""Preprocessors for nbgrader that grade in the sandbox, so that nbgrader itself runs no student's cell.

A line in the course's `nbgrader_config.py` (see docs/nbgrader.md) makes nbgrader call `SandboxedTests` instead of
executing a submission; another may make it call `CellsOfTheCourse` to clean one. nbgrader reads a cell's points from
its outputs, so this module writes the outputs of the test cells: a number, which is the cell's points, and the text
that the student may read. Kind, points and locks of a cell come from nbgrader's database, never from the submission.
"""

from __future__ import annotations

import atexit
import copy
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from traitlets import Bool, Unicode

from autograder.errors import SubmissionRefusedError
from autograder.grading.intake.notebook import modules_of
from autograder.grading.intake.submission import Submission, digest
from autograder.grading.platforms.nbgrader_answers import save_written
from autograder.grading.platforms.nbgrader_outputs import earned, shown_text, without_hidden_tests
from autograder.grading.platforms.service import GradingService
from autograder.model.assignment import load_assignment
from autograder.text import safe_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from autograder.model.results import SubmissionResult

_NOTES = "# Notes of the grader. Code cells are counted as they were handed in, without this one."
_SERVICE = GradingService()  # for all notebooks of an nbgrader command
atexit.register(_SERVICE.close)
_WITH_IDS = 5  # the minor version of the format from which on cells have ids


@dataclass(frozen=True, kw_only=True)
class _Known:
    """A cell as the database has it."""

    cell_type: str
    source: str
    checksum: str | None
    points: float | None  # None where it earns none
    solution: bool
    locked: bool
    task: bool

    @property
    def graded(self) -> bool:
        """Whether it earns points by what stands in it."""
        return self.points is not None and not self.task

    @property
    def tests(self) -> bool:
        """Whether the autograder gives its points."""
        return self.graded and not self.solution and self.cell_type == "code"


class CellsOfTheCourse(NbGraderPreprocessor):
    """Restore the kind, points and text of a submission's cells from the database, and delete the outputs.

    nbgrader's own step refuses a submission with a duplicated cell, and stops autograding the class at some damaged
    notebooks.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbgrader with a notebook as it was handed in."""
        _take_over(nb, *_course(resources["nbgrader"]))
        return nb, resources


class SandboxedTests(NbGraderPreprocessor):
    """Grade a notebook with the assignment's bundle, run its cells in the sandbox, and write what each has earned.

    It can stand alone in `autograde_preprocessors`: it also does what nbgrader's own list does after executing, which
    is to write grades and late penalties into the database.
    """

    bundle = Unicode(
        "dist/{assignment}/bundle",
        help="The folder of tests that `autograder build` made, as seen from the course's folder.",
    ).tag(config=True)
    allow_weak_sandbox = Bool(
        default_value=False,
        help="Grade even where this machine cannot keep student code from reading the tests.",
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbgrader with a notebook in which locked cells have their original source.

        Raises:
            SandboxError: if student code cannot be confined on this machine; nothing is graded then.
            BadInputError: if there is no bundle.
        """
        names = resources["nbgrader"]
        known, kernel = _course(names)
        _take_over(nb, known, kernel)
        locked = [(cell, _id(cell)) for cell in nb.cells if _id(cell) in known and known[_id(cell)].locked]
        for cell, grade_id in locked:
            cell.source = without_hidden_tests(cell.source, grade_id)
        tests = [(cell, grade_id) for cell, grade_id in locked if known[grade_id].tests]
        result, sentence = self._result(nb, {grade_id for _, grade_id in tests}, names)
        for cell, grade_id in tests:
            points = earned(result, grade_id, known[grade_id].points or 0.0) if result else 0.0
            cell.outputs = _outputs(shown_text(result, grade_id) if result else sentence, points)
        if result and result.notes:
            nb.cells.insert(0, _new_cell(nb, _NOTES, [_stream("\n".join(result.notes))]))
        for follower in (SaveAutoGrades, AssignLatePenalties, CheckCellMetadata):
            nb, resources = follower(parent=self.parent).preprocess(nb, resources)
        if result:
            save_written(names, result.written)
        return nb, resources

    def _result(
        self, nb: NotebookNode, tests: AbstractSet[str], names: Mapping[str, str]
    ) -> tuple[SubmissionResult | None, str]:
        """The result of a notebook; or None, and a sentence that says why it cannot be graded.

        The cells of tests are empty in what is graded, because no worker may read a test.
        """
        bundle = Path(self.bundle.replace("{assignment}", names["assignment"]))
        try:
            blanked = json.dumps(_without(tests, nb)).encode()
            files, notes = modules_of(blanked, load_assignment(bundle), as_given=tests)
        except SubmissionRefusedError as error:
            return None, str(error)
        name = safe_line(names["student"])
        submission = Submission(name=name, files=files, notes=notes, sha256=digest(files), notebook=True)
        result = _SERVICE.grade(bundle, submission, allow_weak=self.allow_weak_sandbox)
        self.log.info("%s: %g of %g points, in %g s", name, result.points, result.max_points, result.seconds)
        return result, ""


def _id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _without(tests: AbstractSet[str], nb: NotebookNode) -> NotebookNode:
    """A copy of a notebook in which these cells are empty."""
    copied = copy.deepcopy(nb)
    for cell in copied.cells:
        cell.source = "" if _id(cell) in tests else cell.source
    return copied


def _course(names: Mapping[str, str]) -> tuple[dict[str, _Known], str | None]:
    """The notebook's cells by grade id, and its kernel as JSON, from the database."""
    with Gradebook(names["db_url"]) as gradebook:
        notebook = gradebook.find_notebook(names["notebook"], names["assignment"])
        points = {cell.name: float(cell.max_score) for cell in (*notebook.grade_cells, *notebook.task_cells)}
        solutions = {cell.name for cell in notebook.solution_cells}
        tasks = {cell.name for cell in notebook.task_cells}
        known = {
            cell.name: _Known(
                cell_type=str(cell.cell_type),
                source=cell.source or "",
                checksum=cell.checksum,
                points=points.get(cell.name),
                solution=cell.name in solutions,
                locked=bool(cell.locked),
                task=cell.name in tasks,
            )
            for cell in notebook.source_cells
        }
        return known, notebook.kernelspec


def _take_over(nb: NotebookNode, known: Mapping[str, _Known], kernel: str | None) -> None:
    """Make the cells agree with the database: no graded cell is missing, stands twice or has another kind."""
    if kernel and json.loads(kernel):
        nb.metadata["kernelspec"] = json.loads(kernel)
    met: set[str] = set()
    cells = []
    for cell in nb.cells:
        own = cell.metadata.pop("nbgrader", None)
        named = own.get("grade_id") if isinstance(own, dict) else None
        grade_id = named if isinstance(named, str) else ""
        entry = known.get(grade_id)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if entry is None or (grade_id in met and not entry.locked):
            cells.append(cell)
        elif grade_id not in met:
            met.add(grade_id)
            cells.append(_restored(nb, cell, grade_id, entry))
    counted = ((grade_id, entry) for grade_id, entry in known.items() if entry.graded or entry.task)
    missing = ((grade_id, entry) for grade_id, entry in counted if grade_id not in met)
    cells += [_restored(nb, _new_cell(nb, entry.source, []), grade_id, entry) for grade_id, entry in missing]
    nb.cells = cells


def _restored(nb: NotebookNode, cell: NotebookNode, grade_id: str, entry: _Known) -> NotebookNode:
    if cell.cell_type != entry.cell_type:
        cell = _new_cell(nb, cell.source, [], entry.cell_type)
    if entry.locked:
        cell.source = entry.source
    cell.metadata["nbgrader"] = _metadata(grade_id, entry)
    return cell


def _metadata(grade_id: str, entry: _Known) -> NotebookNode:
    points = {} if entry.points is None else {"points": entry.points}
    checksum = {} if entry.checksum is None else {"checksum": entry.checksum}
    return NotebookNode(
        schema_version=3,
        grade_id=grade_id,
        grade=entry.points is not None and not entry.task,
        solution=entry.solution,
        locked=entry.locked,
        task=entry.task,
        cell_type=entry.cell_type,
        **points,
        **checksum,
    )


def _outputs(text: str, points: float) -> list[Any]:
    # nbgrader gives all points where it finds no number, so there always is one.
    number = new_output("execute_result", {"text/plain": repr(float(points))}, execution_count=1)
    return [_stream(text), number]


def _stream(text: str) -> Any:  # noqa: ANN401 - a dictionary of nbformat's
    return new_output("stream", name="stdout", text=text)


def _new_cell(nb: NotebookNode, source: str, outputs: Iterable[Any], kind: str = "code") -> NotebookNode:
    cell = new_code_cell(source, outputs=list(outputs))
    if kind != "code":
        del cell["outputs"], cell["execution_count"]
        cell.cell_type = kind
    if nb.nbformat_minor < _WITH_IDS:
        del cell["id"]
    return NotebookNode(cell)
