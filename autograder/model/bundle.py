"""A bundle: all that grading needs of an assignment, written by `autograder build`, without the solution."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from autograder.errors import BadInputError
from autograder.files import tree_hash
from autograder.harness.answers.form import ANSWERS
from autograder.harness.checks.confirm import test_of
from autograder.harness.checks.expected import RECORDS, Records
from autograder.harness.diagnosis.known_mistakes import KnownMistakes
from autograder.harness.reading.stub_functions import StubFunctions
from autograder.harness.student.beside import BESIDE
from autograder.model.answers import load_answers
from autograder.model.assignment import Assignment, load_assignment
from autograder.model.secret import SECRET, read_secret, secret_hash
from autograder.model.shared_hints import source_hash

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.answers import AnswerKey

BUNDLE_FILE = (
    "bundle.json"  # has the hashes of the source folder and the secret that the bundle was made with
)
STUB_FUNCTIONS = (
    "stub-functions.json"  # the functions that students are to write, and the tests that call them
)


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """The tests, the expected values, the answer keys and the data set of an assignment."""

    assignment: Assignment
    records: Records
    keys: tuple[AnswerKey, ...]
    known: KnownMistakes | None
    sha256: str  # of all its files
    stubs: StubFunctions  # the functions that students are to write
    secret: bytes = field(repr=False)  # the random numbers of hidden tests are drawn with it

    @property
    def data_folder(self) -> Path | None:
        """The public data set, or None where the assignment has none."""
        data = self.assignment.data
        return None if data is None else self.assignment.folder / data.folder


def load_bundle(folder: Path) -> Bundle:
    """Read a bundle that `autograder build` made; its source folder is not needed.

    Raises:
        BadInputError: if there is none, or a part of it is missing or cannot be read.
    """
    if not (folder / "assignment.toml").is_file():
        raise BadInputError(
            f"{folder}: this is no bundle, for it holds no assignment.toml; run `autograder build`"
        )
    assignment = load_assignment(
        folder.resolve()
    )  # its tests are looked for later, in whatever folder we are then
    try:
        records = Records.load(folder / RECORDS)
        known = KnownMistakes.load(folder)
        stubs = _stubs(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInputError(f"{folder}: {error}; run `autograder build {assignment.name}`") from error
    _refuse_gaps(assignment, records)
    own_data = _made_with(folder, assignment.name)["own_data"]
    keys = load_answers(folder / ANSWERS, own_data=own_data) if (folder / ANSWERS).is_file() else ()
    return Bundle(
        assignment=assignment,
        records=records,
        keys=keys,
        known=known,
        stubs=stubs,
        sha256=tree_hash(folder),
        secret=_secret(folder, assignment.name),
    )


def _stubs(folder: Path) -> StubFunctions:
    file = folder / STUB_FUNCTIONS
    if not file.is_file():  # an assignment that was never built with them is graded without
        return StubFunctions()
    return StubFunctions.from_json(json.loads(file.read_text(encoding="utf-8")))


def load_course_bundle(root: Path, name: str) -> Bundle:
    """Read the bundle in a course's `dist/`; if the source folder is there too, it must not be newer.

    Args:
        root: The folder that holds `dist/` and, on an instructor's machine, `source/`.
        name: The assignment's.

    Raises:
        BadInputError: if there is no bundle, it is damaged, or the source folder has changed since it was made.
    """
    folder, source = root / "dist" / name / "bundle", root / "source" / name
    if not folder.is_dir():
        raise BadInputError(f"{folder}: there is no such bundle; run `autograder build {name}`")
    if source.is_dir() and _made_with(folder, name)["source"] != source_hash(source):
        raise BadInputError(
            f"{folder}: {source} has changed since it was made; run `autograder build {name}`"
        )
    return load_bundle(folder)


def _made_with(folder: Path, name: str) -> dict[str, Any]:
    """What the bundle was made with: the hashes of the source folder and the secret, and whose the data is."""
    try:
        made: Any = json.loads((folder / BUNDLE_FILE).read_text(encoding="utf-8"))
        hashes = {key: str(made[key]) for key in ("source", "secret_sha256")}
        return {**hashes, "own_data": made.get("own_data", False) is True}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInputError(
            f"{folder}: the bundle is damaged ({error}); run `autograder build {name}`"
        ) from error


def _secret(folder: Path, name: str) -> bytes:
    """The bundle's secret; it has to be the one with which the expected values of hidden tests were recorded."""
    if not (folder / SECRET).is_file():
        raise BadInputError(f"{folder}: the bundle lacks {SECRET}; run `autograder build {name}`")
    secret = read_secret(folder / SECRET)
    if secret_hash(secret) != _made_with(folder, name)["secret_sha256"]:
        raise BadInputError(
            f"{folder / SECRET}: the hidden tests were recorded with another secret; run `autograder build {name}`"
        )
    return secret


def _refuse_gaps(assignment: Assignment, records: Records) -> None:
    """Refuse a bundle that lacks a file: without a test file, the other tests would share its points."""
    tests = {f"tests/{test_of(key).partition('::')[0]}" for key in records.values}
    beside = {f"{BESIDE}/{name}" for name in assignment.beside}
    needed = sorted({*assignment.given, *beside, *tests})
    missing = [name for name in needed if not (assignment.folder / name).is_file()]
    if missing:
        raise BadInputError(
            f"{assignment.folder}: the bundle lacks {', '.join(missing)}; run `autograder build {assignment.name}`"
        )
