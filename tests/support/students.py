"""The students of tests/diagnosis, who know nothing of the catalogue: some solutions are right and some are wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle
from autograder.model.results import SubmissionResult

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Iterable

STUDENTS = Path(__file__).parents[1] / "diagnosis"
RIGHT = sorted(folder.name for folder in (STUDENTS / "right").iterdir() if folder.is_dir())
WRONG: dict[str, dict[str, Any]] = {
    one["name"]: one for one in tomllib.loads((STUDENTS / "wrong.toml").read_text(encoding="utf-8"))["wrong"]
}
_RESULTS = "results.json"


def grade_students(bundle_folder: Path, folder: Path) -> None:
    """Grade all of them in one session, and write the results into a folder."""
    handed_in = [
        *(STUDENTS / "right" / name for name in RIGHT),
        *(STUDENTS / "wrong" / name for name in WRONG),
    ]
    grade_folders(bundle_folder, handed_in, folder)


def grade_folders(bundle_folder: Path, handed_in: Iterable[Path], folder: Path) -> None:
    """Grade what was handed in in one session, and write the results into a folder."""
    bundle = load_bundle(bundle_folder)
    results: list[SubmissionResult] = []
    grade_each(bundle, [take_in(one, bundle.assignment) for one in handed_in], results.append)
    (folder / _RESULTS).write_text(json.dumps([one.to_json() for one in results]), encoding="utf-8")


def read_results(folder: Path) -> dict[str, SubmissionResult]:
    """The results in a folder, by the student's name."""
    found = map(SubmissionResult.from_json, json.loads((folder / _RESULTS).read_text(encoding="utf-8")))
    return {one.submission: one for one in found}
