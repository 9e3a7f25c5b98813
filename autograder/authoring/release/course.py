"""Put an assignment into an nbgrader course, without overwriting what the instructor wrote there."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.authoring.release.build import COURSE_FOLDER
from autograder.errors import BadInputError
from autograder.files import read_tree, write_tree
from autograder.model.bundle import load_course_bundle
from autograder.text import listed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.model.assignment import Stub


@dataclass(frozen=True, kw_only=True)
class CourseReport:
    """What was put into a course."""

    folder: Path
    name: str
    files: int
    bundle: Path
    stub: Stub

    def lines(self) -> tuple[str, ...]:
        """The report for people."""
        stub = json.dumps(f"{self.stub.comment}\n{self.stub.body}")
        return (
            f"{self.name}: {self.files} files in {self.folder}",
            f"  what autograding needs, for staff alone: {self.bundle}",
            f"  next, in the course's folder: nbgrader generate_assignment {self.name}",
            "  for the handout's own placeholders, write into nbgrader_config.py:",
            f'      c.ClearSolutions.code_stub = {{"python": {stub}}}',
            "  to autograde with students' code in the sandbox:",
            '      c.Autograde.autograde_preprocessors = ["autograder.grading.platforms.nbgrader.SandboxedTests"]',
        )


@dataclass(frozen=True, kw_only=True)
class _Delivery:
    """Files for one folder of a course."""

    target: Path
    note: Path  # the hashes of what was written there
    files: Mapping[str, bytes]

    def refuse_changed(self) -> None:
        """Refuse to overwrite a file that was changed after an earlier call had written it."""
        ours = _hashes_in(self.note)
        there = read_tree(self.target) if self.target.is_dir() else {}
        changed = [path for path, content in there.items() if not _may_go(path, content, self.files, ours)]
        if changed:
            raise BadInputError(
                f"{self.target}: {listed(changed, shown=3)} would be overwritten, and was changed or is not "
                "autograder's; move that away first"
            )

    def write(self) -> None:
        """Write the files, and delete those of an earlier call that the assignment no longer has."""
        ours = _hashes_in(self.note)
        write_tree(self.target, self.files)
        for path in ours.keys() - self.files.keys():
            (self.target / path).unlink(missing_ok=True)
        hashes = {path: _hash(content) for path, content in self.files.items()}
        self.note.write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")


def put_into_course(name: str, root: Path, course: Path) -> CourseReport:
    """Write the assignment's folder into the source/ of a course, new or existing, and its bundle into the dist/.

    nbgrader gives out what it makes from source/; it never reads dist/, where `SandboxedTests` finds the tests. Files
    that an earlier call wrote are replaced, or deleted if the assignment no longer has them; other files stay.

    Args:
        name: The assignment's.
        root: The folder with the dist/ that the build has made.
        course: The folder of the nbgrader course.

    Raises:
        BadInputError: if the assignment is not built, has no notebook, or the course cannot take it.
    """
    assignment = load_course_bundle(root, name).assignment
    bundle = assignment.folder
    built = bundle.parent / COURSE_FOLDER
    if not built.is_dir():
        raise BadInputError(f"{name}: this assignment has no notebook; `autograder build {name}` says why")
    target, dist = course / "source" / name, course / "dist"
    _refuse_no_course(course, target)
    deliveries = [
        _Delivery(target=target, note=course / "source" / f".{name}.autograder.json", files=read_tree(built)),
        _Delivery(
            target=dist / name / "bundle",
            note=dist / name / ".bundle.autograder.json",
            files=read_tree(bundle),
        ),
    ]
    for delivery in deliveries:
        delivery.refuse_changed()
    (dist / name).mkdir(parents=True, exist_ok=True)
    for folder in (dist, dist / name):  # students may have accounts on the machine
        folder.chmod(folder.stat().st_mode & 0o770)
    for delivery in deliveries:
        delivery.write()
    return CourseReport(
        folder=target,
        name=name,
        files=len(deliveries[0].files),
        bundle=dist / name / "bundle",
        stub=assignment.stub,
    )


def _refuse_no_course(course: Path, target: Path) -> None:
    for folder in (course, course / "source", target, course / "dist"):
        if folder.exists() and not folder.is_dir():
            raise BadInputError(f"{folder}: this is a file, and the course needs a folder of that name")
    if (target / "assignment.toml").exists():
        raise BadInputError(
            f"{course}: autograder's own sources are here; give the nbgrader course another folder"
        )


def _may_go(path: str, content: bytes, files: Mapping[str, bytes], ours: Mapping[str, str]) -> bool:
    """Whether nothing is lost: the file stays, has the new content already, or is as an earlier call wrote it."""
    touched = path in files or path in ours
    return not touched or files.get(path) == content or ours.get(path) == _hash(content)


def _hashes_in(note: Path) -> dict[str, str]:
    """The hashes of the files that the last call wrote; none if that is not known."""
    try:
        values: Any = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
