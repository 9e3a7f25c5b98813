"""Read an assignment's source, record the reference and judge the stub: the first step of a build and an audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.authoring.proof.prove import prove
from autograder.authoring.proof.record import record
from autograder.authoring.proof.reference import Reference
from autograder.authoring.source.answer_form import blank_form
from autograder.authoring.source.assignment_files import AssignmentFiles, read_parts
from autograder.authoring.source.data_script import make_data
from autograder.authoring.source.functions import stub_functions
from autograder.authoring.source.other_names import refuse_unfit_names
from autograder.authoring.source.overlooked.figures import figures
from autograder.authoring.source.overlooked.refuse import refuse_overlooked
from autograder.authoring.source.overlooked.source_folder import unread
from autograder.authoring.source.regions import read_module
from autograder.authoring.source.source_text import read_source
from autograder.authoring.source.stubs import solution_text, stub_text
from autograder.files import write_tree
from autograder.model.answers import load_answers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.authoring.source.regions import MarkedModule
    from autograder.model.assignment import Assignment


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """An assignment that was read: its reference has passed all tests once, and its stub has earned nothing."""

    files: AssignmentFiles
    reference: Reference


def prepare(assignment: Assignment, data: Path | None, folder: Path, secret: bytes) -> Prepared:
    """Read the assignment, record the reference and judge the stub.

    `run_variants` later runs the reference a second time, against what was recorded here.

    Args:
        assignment: What to prepare.
        data: A folder with real data sets, or None for what can be made offline.
        folder: Where the assignment's own data set is made.
        secret: With which the random numbers of hidden tests are drawn.

    Raises:
        SourceError: if a file of the source folder has to be mended.
        BuildRefusedError: if the reference does not pass everything, or the stub earns a point.
    """
    refuse_overlooked(assignment)
    modules = tuple(read_module(assignment.folder / name, name) for name in assignment.modules)
    refuse_unfit_names(assignment, modules)
    data_files = make_data(assignment, data)
    data_folder = _written(assignment, data_files, folder)
    files = _read_files(assignment, modules, data_files, own_data=data is None)
    functions = [one for module in modules for one in stub_functions(module, files.stubs[module.name])]
    recorded = record(assignment, files.solutions, data_folder, secret, functions)
    prove(assignment, recorded, files, data_folder, secret)
    reference = Reference(
        assignment=assignment,
        modules=modules,
        records=recorded.values,
        passed=recorded.tests,
        confirmed=recorded.confirmed,
        data_folder=data_folder,
        secret=secret,
        stubs=recorded.stubs,
    )
    return Prepared(files=files, reference=reference)


def _read_files(
    assignment: Assignment, modules: tuple[MarkedModule, ...], data: Mapping[str, bytes], *, own_data: bool
) -> AssignmentFiles:
    shown = figures(assignment)
    answers = assignment.folder / "answers.toml"
    keys = load_answers(answers, own_data=own_data) if answers.exists() else ()
    return AssignmentFiles(
        stubs={module.name: stub_text(module, assignment.stub) for module in modules},
        solutions={module.name: solution_text(module) for module in modules},
        **read_parts(assignment),
        figures=shown,
        unread=unread(assignment, shown),
        answers=read_source(answers).encode() if answers.exists() else None,
        answer_form=blank_form(keys).encode() if keys else None,
        answer_keys=keys,
        data=data,
        own_data=own_data,
    )


def _written(assignment: Assignment, data: Mapping[str, bytes], folder: Path) -> Path | None:
    """Write the data set into a folder that tests can read."""
    if assignment.data is None:
        return None
    data_folder = folder / "data" / assignment.data.folder
    write_tree(data_folder, data)
    return data_folder
