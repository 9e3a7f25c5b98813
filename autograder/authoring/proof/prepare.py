"""Read an assignment's source and prove it: what a build and an audit begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder import datasets
from autograder.authoring.proof.prove import prove
from autograder.authoring.proof.record import record
from autograder.authoring.proof.reference import Reference
from autograder.authoring.source.answer_form import blank_form
from autograder.authoring.source.assignment_files import AssignmentFiles, read_parts
from autograder.authoring.source.markers import read_module, read_source
from autograder.authoring.source.stubs import solution_text, stub_text
from autograder.files import read_tree
from autograder.model.answers import load_answers

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.authoring.source.markers import MarkedModule
    from autograder.model.assignment import Assignment


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """An assignment whose reference passes all tests, and whose stub earns nothing."""

    material: AssignmentFiles
    reference: Reference


def prepare(assignment: Assignment, data: Path | None, folder: Path) -> Prepared:
    """Read it, record the reference and prove the tests.

    Args:
        assignment: What to prepare.
        data: A folder with real data sets, or None for what can be made offline.
        folder: Where the assignment's own data set is made.

    Raises:
        SourceError: if a file of the source folder has to be mended.
        BuildRefusedError: if the reference does not pass everything, or the stub earns a point.
    """
    modules = tuple(read_module(assignment.folder / name) for name in assignment.modules)
    data_folder = _make_data(assignment, data, folder)
    material = _material(assignment, modules, data_folder)
    records = record(assignment, material.solutions, data_folder)
    passed = prove(assignment, material.solutions, material.stubs, records, data_folder)
    reference = Reference(
        assignment=assignment, modules=modules, records=records, passed=passed, data_folder=data_folder
    )
    return Prepared(material=material, reference=reference)


def _material(assignment: Assignment, modules: tuple[MarkedModule, ...], data_folder: Path | None) -> AssignmentFiles:
    given, handout, public, hidden, shared = read_parts(assignment)
    answers = assignment.folder / "answers.toml"
    keys = load_answers(answers) if answers.exists() else ()
    return AssignmentFiles(
        stubs={module.name: stub_text(module, assignment.stub) for module in modules},
        solutions={module.name: solution_text(module) for module in modules},
        given=given,
        handout=handout,
        public=public,
        hidden=hidden,
        shared=shared,
        answers=read_source(answers).encode() if answers.exists() else None,
        answer_form=blank_form(keys).encode() if keys else None,
        answer_keys=keys,
        data={} if data_folder is None else read_tree(data_folder),
    )


def _make_data(assignment: Assignment, data: Path | None, folder: Path) -> Path | None:
    if assignment.data is None:
        return None
    made = folder / "data" / assignment.data.folder
    made.parent.mkdir()
    datasets.make(assignment.data.recipe, made, data)
    return made
