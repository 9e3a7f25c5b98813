"""Put an assignment into an nbgrader course, and keep the hands off whatever the instructor has there."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.build.release import COURSE_FOLDER, bundle_of
from autograder.errors import BadInputError
from autograder.files import read_tree, write_tree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.assignment import Stub

_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class CourseReport:
    """What was put into a course."""

    folder: Path
    name: str
    files: int
    stub: Stub

    def lines(self) -> tuple[str, ...]:
        """The report for people."""
        stub = json.dumps(f"{self.stub.comment}\n{self.stub.body}")
        return (
            f"{self.name}: {self.files} files in {self.folder}",
            f"  next, in the course's folder: nbgrader generate_assignment {self.name}",
            "  for the handout's own placeholders, write into nbgrader_config.py:",
            f'      c.ClearSolutions.code_stub = {{"python": {stub}}}',
        )


def put_into_course(source: Path, root: Path, course: Path, stub: Stub) -> CourseReport:
    """Write the assignment's folder into the source/ of a course, new or not.

    Files that an earlier call wrote there are replaced, or deleted where the assignment no longer has them; others
    are left alone.

    Args:
        source: The assignment's source folder.
        root: Where its dist/ is; what is not built yet is built.
        course: The folder of the nbgrader course.
        stub: The wording of the assignment's stubs.

    Raises:
        BadInputError: if the assignment has no notebook, or the course cannot take it.
    """
    name = source.name
    built = bundle_of(source, root).parent / COURSE_FOLDER
    if not built.is_dir():
        raise BadInputError(f"{name}: this assignment has no notebook; `autograder build {name}` says why")
    files = read_tree(built)
    target, note = course / "source" / name, course / "source" / f".{name}.autograder.json"
    _refuse_no_course(course, target)
    ours = _noted(note)
    there = read_tree(target) if target.is_dir() else {}
    changed = [path for path, content in there.items() if not _may_go(path, content, files, ours)]
    if changed:
        more = f" and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else ""
        raise BadInputError(
            f"{target}: {', '.join(changed[:_SHOWN])}{more} would be overwritten, and was changed or is not "
            "autograder's; move that away first"
        )
    write_tree(target, files)
    for path in ours.keys() - files.keys():
        (target / path).unlink(missing_ok=True)
    note.write_text(json.dumps({path: _hash(files[path]) for path in files}, indent=1) + "\n", encoding="utf-8")
    return CourseReport(folder=target, name=name, files=len(files), stub=stub)


def _refuse_no_course(course: Path, target: Path) -> None:
    for folder in (course, course / "source", target):
        if folder.exists() and not folder.is_dir():
            raise BadInputError(f"{folder}: this is a file, and the course needs a folder of that name")
    if (target / "assignment.toml").exists():
        raise BadInputError(f"{course}: autograder's own sources are here; give the nbgrader course another folder")


def _may_go(path: str, content: bytes, files: Mapping[str, bytes], ours: Mapping[str, str]) -> bool:
    """Whether a file of the course may be lost: it will be written the same, is as we wrote it, or is not touched."""
    touched = path in files or path in ours
    return not touched or files.get(path) == content or ours.get(path) == _hash(content)


def _noted(note: Path) -> dict[str, str]:
    """The hashes of the files that the last call wrote; none where that is not known."""
    try:
        values: Any = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
