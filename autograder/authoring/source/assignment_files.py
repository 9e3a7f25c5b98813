"""Read the files of an assignment's source folder once, and check that they may be handed out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.authoring.source.for_students import for_students
from autograder.authoring.source.handout_text import check_handout
from autograder.authoring.source.markers import read_given, read_prose
from autograder.authoring.source.shared_names import refuse_shared_name, refuse_twins
from autograder.authoring.source.source_text import read_python
from autograder.errors import SourceError
from autograder.files import read_tree
from autograder.harness.checks.folders import HIDDEN, PUBLIC
from autograder.harness.session.shared import shared_files
from autograder.harness.student.beside import BESIDE
from autograder.model.other_names import other_names_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.model.answers import AnswerKey
    from autograder.model.assignment import Assignment

    Files = Mapping[str, bytes]


_LARGEST_GIVEN = 4 * 2**20  # bytes: each worker gets a copy


@dataclass(frozen=True, kw_only=True)
class AssignmentFiles:
    """The files of an assignment, read and checked."""

    stubs: Mapping[str, str]  # module file name -> text
    solutions: Mapping[str, str]
    given: Files
    handout: bytes  # in both forms
    figures: Files  # the files that the handout shows or links to
    unread: tuple[str, ...]  # the files in the source folder that nothing reads
    public: Files  # path below tests/public -> content
    hidden: Files
    shared: Files  # modules beside the two folders that public tests need
    kept: Files  # those that only hidden tests need
    beside: Files  # modules in beside/, which run in the student's process
    answers: bytes | None  # answers.toml with its key
    answer_form: bytes | None  # the blanks that students fill in
    answer_keys: tuple[AnswerKey, ...]
    data: Files  # path in the data folder -> content
    own_data: bool  # whether the build has made it without a folder of real data sets

    @property
    def all_hidden(self) -> Files:
        """The hidden tests, and what only they need."""
        return {**self.hidden, **self.kept}


def read_parts(assignment: Assignment) -> dict[str, Any]:
    """Read the given files, the handout, the public and hidden tests, and the modules that tests share and use.

    Returns:
        The parts by their names in `AssignmentFiles`.

    Raises:
        SourceError: if one is missing or may not be handed out as it is.
    """
    folder = assignment.folder
    given = {name: _read_given(assignment, name) for name in assignment.given}
    public = {
        name: read_given(path).encode() for name, path in python_files(folder / "tests" / PUBLIC).items()
    }
    hidden = {
        name: read_python(path).encode() for name, path in python_files(folder / "tests" / HIDDEN).items()
    }
    shared, kept = _read_shared(assignment)
    return {
        "given": given,
        "handout": _read_handout(assignment),
        "public": public,
        "hidden": hidden,
        "shared": shared,
        "kept": kept,
        "beside": _read_beside(assignment),
    }


def _read_given(assignment: Assignment, name: str) -> bytes:
    """A file that students are given as it is: a module, or data."""
    file = assignment.folder / name
    if name.endswith(".py"):
        return read_given(file).encode()
    toml = assignment.folder / "assignment.toml"
    if file.is_symlink() or not file.is_file():
        raise SourceError(toml, 0, f"`given` names {name}, and there is no such file")
    if file.stat().st_size > _LARGEST_GIVEN:
        most = _LARGEST_GIVEN // 2**20
        raise SourceError(
            toml, 0, f"`given` names {name}, which is larger than {most} MiB; make it with data.py"
        )
    return file.read_bytes()


def _read_handout(assignment: Assignment) -> bytes:
    path = assignment.folder / "handout.md"
    text = read_prose(path)
    check_handout(path, text)
    names = other_names_in_words(assignment.spellings)
    return (f"{text.rstrip()}\n\n{names}" if names else text).encode()


def _read_shared(assignment: Assignment) -> tuple[Files, Files]:
    """The modules beside the folders of tests: those that students get, and the others."""
    tests = assignment.folder / "tests"
    files = shared_files(tests)
    refuse_twins(files)
    for file in files:
        refuse_shared_name(file, assignment)
    needed = for_students(tests)
    beside = [file for file in files if file.parent == tests]
    shared = {file.name: read_given(file).encode() for file in beside if file in needed}
    return shared, {file.name: read_python(file).encode() for file in beside if file not in needed}


def _read_beside(assignment: Assignment) -> Files:
    """The modules that run beside the student's; only those that are named, so that no draft is handed out."""
    toml = assignment.folder / "assignment.toml"
    for file in assignment.beside_files.values():
        if not file.is_file():
            raise SourceError(toml, 0, f"`beside` names {file.name}, and there is no {BESIDE}/{file.name}")
    return {file.name: read_given(file).encode() for file in assignment.beside_files.values()}


def python_files(folder: Path) -> dict[str, Path]:
    """The `.py` files below a folder; no other file of it is handed out."""
    return {name: folder / name for name in read_tree(folder) if name.endswith(".py")}
