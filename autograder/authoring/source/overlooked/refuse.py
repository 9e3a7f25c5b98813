"""Refuse, before anything runs, what an instructor wrote and nothing would read."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from autograder.authoring.source.overlooked.asked_for import (
    fixtures_of_this_process,
    tests_that_check_nothing,
    unknown_attributes,
)
from autograder.authoring.source.overlooked.copies import refuse_copies
from autograder.authoring.source.overlooked.fixtures import faults_of_fixtures, fixture_names
from autograder.authoring.source.overlooked.folders_of_tests import refuse_unread_in_tests
from autograder.authoring.source.overlooked.imports import imported, imports_of_code, imports_of_tests
from autograder.authoring.source.overlooked.lookalikes import classes_not_run, functions_not_run, twins
from autograder.authoring.source.overlooked.marks import faults_of_marks
from autograder.authoring.source.overlooked.packages import refuse_names
from autograder.authoring.source.overlooked.parsed import ParsedFile
from autograder.authoring.source.overlooked.source_folder import modules_there
from autograder.authoring.source.source_text import read_python
from autograder.errors import SourceError
from autograder.harness.checks.folders import HIDDEN, PUBLIC
from autograder.harness.session.shared import CONFTEST, shared_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from autograder.authoring.source.overlooked.parsed import Slip
    from autograder.model.assignment import Assignment


def refuse_overlooked(assignment: Assignment) -> None:
    """Refuse slips in the tests and in what the modules import.

    Raises:
        SourceError: for the first of them, with file and line and what was probably meant.
    """
    refuse_names(assignment)
    tests = assignment.folder / "tests"
    public, hidden = (_parsed_tests(tests / name) for name in (PUBLIC, HIDDEN))
    shared = [_parsed(file, shared=True) for file in shared_files(tests)]
    files = [*public, *hidden, *shared]
    refuse_unread_in_tests(tests, {name for file in files for _, name in imported(file)})
    known = _Known(
        names_used=frozenset().union(*(file.names_used for file in files)),
        modules=frozenset(file.path.stem for file in shared if file.path.name != CONFTEST),
        fixtures=frozenset().union(*map(fixture_names, shared)),
    )
    for file in files:
        for line, sentence in sorted(_faults(file, assignment, known)):
            raise SourceError(file.path, line, sentence)
    refuse_copies(public, hidden)
    _refuse_imports(assignment)


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What all files of tests together use and share."""

    names_used: frozenset[str]
    modules: frozenset[str]
    fixtures: frozenset[str]


def _faults(file: ParsedFile, assignment: Assignment, known: _Known) -> Iterator[Slip]:
    questions = [question.id for question in assignment.questions]
    return chain(
        twins(file),
        classes_not_run(file, known.names_used),
        functions_not_run(file, known.names_used),
        faults_of_marks(file, questions),
        fixtures_of_this_process(file),
        unknown_attributes(file, assignment),
        imports_of_tests(file, assignment, known.modules),
        faults_of_fixtures(file),
        () if file.shared else tests_that_check_nothing(file, known.fixtures),
    )


def _refuse_imports(assignment: Assignment) -> None:
    there = modules_there(assignment.folder)
    own = (assignment.folder / name for name in assignment.modules)
    for file in (*own, *assignment.beside_files.values()):
        if file.is_file():
            for line, sentence in imports_of_code(_parsed(file).tree, assignment, there):
                raise SourceError(file, line, sentence)


def _parsed_tests(folder: Path) -> list[ParsedFile]:
    return [_parsed(file) for file in sorted(folder.glob("test_*.py"))]


def _parsed(path: Path, *, shared: bool = False) -> ParsedFile:
    return ParsedFile(path, ast.parse(read_python(path)), shared)
