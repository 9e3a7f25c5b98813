"""The trial at the end of a build: reference, stub and right solutions are graded as students' work is."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.authoring.trial.in_sandbox import NoSandboxError, grade_in_sandbox
from autograder.authoring.trial.only_at_home import refuse_only_at_home
from autograder.authoring.trial.right import RightVerdict, refuse_refusals, right_solutions, right_verdict
from autograder.errors import SourceError, SubmissionRefusedError
from autograder.files import tree_hash, write_tree
from autograder.model.bundle import BUNDLE_FILE
from autograder.python_process import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from autograder.authoring.proof.prepare import Prepared
    from autograder.authoring.trial.in_sandbox import Graded
    from autograder.model.assignment import Assignment

    Files = Mapping[str, bytes]

TRIED = "right.json"  # in the cache folder: the right solutions that were graded with nothing said of them
_REFERENCE, _STUB = "reference", "stub"


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What came of it.

    Attributes:
        right: The number of right solutions.
        no_sandbox: Why nothing could be graded here, or "".
        keep: The file for the next build.
    """

    right: int
    no_sandbox: str
    keep: Files


def trial(prepared: Prepared, bundle: Files, folder: Path, cache: Path) -> Trial:
    """Grade the reference, the stub and the right solutions.

    A right solution that an earlier build has graded, with the same tests and the same program, is not graded again.

    Args:
        prepared: The assignment.
        bundle: Path to content.
        folder: Where to work.
        cache: The folder with what an earlier build has kept.

    Raises:
        BuildRefusedError: if the reference or a right solution loses a point or is told anything, or the stub earns
            one.
        SourceError: if a right solution could not be handed in.
    """
    assignment, files = prepared.reference.assignment, prepared.files
    right = right_solutions(assignment)
    marks = _marks(right, bundle)
    known = _tried(cache / TRIED)
    own = {_REFERENCE: files.solutions, _STUB: files.stubs}
    for name, texts in own.items():
        write_tree(folder / "own" / name, {file: text.encode() for file, text in texts.items()})
    # A slash stands before the names of right solutions, so that none is taken for one of these two.
    new = {f"/{name}": path for name, path in right.items() if marks[name] not in known}
    try:
        graded = _graded(assignment, bundle, {**{name: folder / "own" / name for name in own}, **new}, folder)
    except NoSandboxError as error:
        return Trial(right=len(right), no_sandbox=str(error), keep=_kept(known))
    refuse_only_at_home(assignment, graded[_REFERENCE], graded[_STUB])
    refuse_refusals([right_verdict(assignment, name[1:], graded[name]) for name in new])
    return Trial(right=len(right), no_sandbox="", keep=_kept(marks.values()))


def right_verdicts(assignment: Assignment, bundle: Files, folder: Path) -> tuple[RightVerdict, ...]:
    """Grade the right solutions alone.

    Raises:
        NoSandboxError: if nothing can be graded here.
        SourceError: if one could not be handed in.
    """
    right = right_solutions(assignment)
    graded = _graded(assignment, bundle, right, folder) if right else {}
    return tuple(right_verdict(assignment, name, graded[name]) for name in right)


def _graded(
    assignment: Assignment, bundle: Files, solutions: Mapping[str, Path], folder: Path
) -> dict[str, Graded]:
    try:
        return grade_in_sandbox(bundle, solutions, folder, assignment.folder)
    except SubmissionRefusedError as error:
        raise SourceError(assignment.folder / "right", 0, f"this could not be handed in: {error}") from error


def _marks(right: Mapping[str, Path], bundle: Files) -> dict[str, str]:
    """By name, a hash of all that the verdict on a right solution depends on."""
    digest = hashlib.sha256(tree_hash(PACKAGE).encode())
    for name, content in sorted(bundle.items()):
        if name != BUNDLE_FILE:  # in it is the hash of the whole source folder, the right solutions included
            digest.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    judge = digest.hexdigest()
    return {
        name: hashlib.sha256(f"{judge} {tree_hash(path)}".encode()).hexdigest()
        for name, path in right.items()
    }


def _tried(file: Path) -> Collection[str]:
    try:
        tried = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    return tried if isinstance(tried, list) else ()


def _kept(marks: Iterable[str]) -> Files:
    kept = sorted(marks)
    return {TRIED: (json.dumps(kept, indent=1) + "\n").encode()} if kept else {}
