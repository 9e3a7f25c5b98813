"""The assignments in tests/homework, built, and what is handed in to each: right, wrong, not begun."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.authoring.source.near_markers import BEGIN, END
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.model.assignment import load_assignment
from autograder.model.bundle import load_bundle
from autograder.model.mistakes import MISTAKES, load_mistakes
from autograder.model.results import SubmissionResult
from tests.support.home import typed
from tests.support.nbgrader_class import filled
from tests.support.small_course import build_written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.model.assignment import Assignment
    from autograder.model.mistakes import Mistake

ASSIGNMENTS = Path(__file__).parents[1] / "homework" / "assignments"
HOMEWORK = tuple(sorted(path.parent.name for path in ASSIGNMENTS.glob("*/assignment.toml")))
REFERENCE, STUB = "reference", "stub"
_SUMMARY = re.compile(r"(\d+) of (\d+) tests? passed: ([\d.]+) of ([\d.]+) public points?")


@dataclass(frozen=True)
class Homework:
    """An assignment of a course of its own, in which it was built.

    Attributes:
        course: The folder of the course.
        name: The assignment's.
    """

    course: Path
    name: str

    @property
    def assignment(self) -> Assignment:
        """As its author wrote it."""
        return load_assignment(self.course / "source" / self.name)

    @property
    def release(self) -> Path:
        """The handout."""
        return self.course / "release" / self.name

    @property
    def bundle(self) -> Path:
        """What grades it."""
        return self.course / "dist" / self.name / "bundle"

    @cached_property
    def mistakes(self) -> dict[str, Mistake]:
        """The wrong solutions, each as one edit of the reference."""
        assignment = self.assignment
        texts = {name: (assignment.folder / name).read_text(encoding="utf-8") for name in assignment.modules}
        questions = [question.id for question in assignment.questions]
        found = load_mistakes(assignment.folder / MISTAKES, questions, texts, (BEGIN, END))
        return {mistake.id: mistake for mistake in found}

    @property
    def right(self) -> tuple[str, ...]:
        """The names of the solutions that are written otherwise."""
        folder = self.course / "source" / self.name / "right"
        return tuple(sorted(path.name for path in folder.iterdir())) if folder.is_dir() else ()

    def files_of(self, which: str) -> dict[str, bytes]:
        """The files of a submission: the reference, the stub, a right solution or a mistake."""
        stub = {name: (self.release / name).read_bytes() for name in self.assignment.modules}
        if which == STUB:
            return stub
        solution = self.course / "solutions" / self.name
        files = {name: (solution / name).read_bytes() for name in stub}
        if which in self.right:
            folder = self.course / "source" / self.name / "right" / which
            own = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
            return {**files, **{name: path.read_bytes() for name, path in own.items()}}
        if which != REFERENCE:
            mistake = self.mistakes[which]
            files[mistake.file] = _with_mistake(files[mistake.file].decode(), mistake).encode()
        return files

    def notebook_of(self, which: str) -> bytes:
        """The released notebook with the reference or a mistake written into it, or as it is."""
        released = self.release / f"{self.name}.ipynb"
        if which == STUB:
            return released.read_bytes()
        source = self.course / "dist" / self.name / "nbgrader" / f"{self.name}.ipynb"
        mistake = None if which == REFERENCE else self.mistakes[which]
        return json.dumps(filled(released.read_bytes(), source.read_bytes(), mistake)).encode()

    def at_home(self, which: str, folder: Path) -> tuple[float, ...]:
        """Tests passed, all, points and all points as `python run_tests.py` prints them in a copy of the handout."""
        shutil.copytree(self.release, folder)
        write_files(folder, self.files_of(which))
        screen = typed(folder).stdout
        found = _SUMMARY.search(screen)
        assert found, screen
        return tuple(map(float, found.groups()))


def build_homework(name: str, course: Path) -> None:
    """Build one of the assignments in a course's folder."""
    source = shutil.copytree(ASSIGNMENTS / name, course / "source" / name)
    build_written(source, course)


def grade_homework(homework: Homework, folder: Path) -> None:
    """Grade all that is handed in, as files and as notebooks, in one session; write the results into a folder."""
    bundle = load_bundle(homework.bundle)
    handed_in = []
    for which in (REFERENCE, STUB, *homework.right, *homework.mistakes):
        write_files(folder / "files" / which, homework.files_of(which))
        handed_in.append(folder / "files" / which)
        if which not in homework.right and (homework.release / f"{homework.name}.ipynb").exists():
            notebook = folder / "notebooks" / which / f"{homework.name}.ipynb"
            write_files(notebook.parent, {notebook.name: homework.notebook_of(which)})
            handed_in.append(notebook)
    results: list[SubmissionResult] = []
    grade_each(bundle, [take_in(one, bundle.assignment) for one in handed_in], results.append)
    found = {path.relative_to(folder).parts: one for path, one in zip(handed_in, results, strict=True)}
    for kind in ("files", "notebooks"):
        of_kind = {parts[1]: one.to_json() for parts, one in found.items() if parts[0] == kind}
        (folder / f"{kind}.json").write_text(json.dumps(of_kind), encoding="utf-8")


def read_graded(folder: Path, kind: str) -> dict[str, SubmissionResult]:
    """The results of what was handed in as `files` or as `notebooks`, by its name."""
    found: dict[str, Any] = json.loads((folder / f"{kind}.json").read_text(encoding="utf-8"))
    return {name: SubmissionResult.from_json(one) for name, one in found.items()}


def _with_mistake(text: str, mistake: Mistake) -> str:
    if text.count(mistake.replace) != 1:
        raise ValueError(f"{mistake.id}: {mistake.replace!r} does not stand exactly once in {mistake.file}")
    return text.replace(mistake.replace, mistake.with_)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files, each by its path, into a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
