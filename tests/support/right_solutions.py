"""Right solutions of the real assignment that are written otherwise: whole files, and edits of the reference."""

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
    from collections.abc import Mapping

STUDENTS = Path(__file__).parents[1] / "diagnosis"
WHOLE = sorted(folder.name for folder in (STUDENTS / "right_whole").iterdir() if folder.is_dir())
EDITED: dict[str, dict[str, Any]] = {
    one["name"]: one
    for one in tomllib.loads((STUDENTS / "right.toml").read_text(encoding="utf-8"))["solutions"]
}
_IMPORT = "\nimport numpy as np\n"


def edited(files: Mapping[str, str], one: Mapping[str, Any]) -> dict[str, str]:
    """The files of a solution that is made of edits of these files."""
    made = dict(files)
    for edit in one["edits"]:
        name = edit.get("file", "hw3_lib.py")
        if made[name].count(edit["replace"]) != 1:
            raise ValueError(f"{one['name']}: {edit['replace']!r} does not stand exactly once in {name}")
        made[name] = made[name].replace(edit["replace"], edit["with"])
    top, bottom = made["hw3_lib.py"].split(_IMPORT, 1)
    made["hw3_lib.py"] = f"{top}{_IMPORT}{one.get('above', '')}{bottom}{one.get('end', '')}"
    return made


def grade_right(bundle_folder: Path, solution: Mapping[str, str], folder: Path) -> None:
    """Grade all of them in one session, and write the results into a folder."""
    bundle = load_bundle(bundle_folder)
    handed_in = [STUDENTS / "right_whole" / name for name in WHOLE]
    for name, one in EDITED.items():
        (folder / name).mkdir()
        for file, text in edited(solution, one).items():
            (folder / name / file).write_text(text, encoding="utf-8")
        handed_in.append(folder / name)
    results: list[SubmissionResult] = []
    grade_each(bundle, [take_in(one, bundle.assignment) for one in handed_in], results.append)
    (folder / "results.json").write_text(json.dumps([one.to_json() for one in results]), encoding="utf-8")


def read_right(folder: Path) -> dict[str, SubmissionResult]:
    """The results in a folder, by the solution's name."""
    found = map(SubmissionResult.from_json, json.loads((folder / "results.json").read_text(encoding="utf-8")))
    return {one.submission: one for one in found}
