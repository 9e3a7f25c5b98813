"""Files that are broken, missing or another course's: one clear sentence, and other questions keep their points."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from autograder.errors import SubmissionRefusedError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.model.results import SubmissionResult

pytestmark = pytest.mark.siege  # some minutes

HERE = Path(__file__).parent / "as_students_write"
# A right submission of each course, and the file of it that is spoilt.
RIGHT = {
    "cmu10701-hw3": ("own_framework", "hw3_sol.py"),
    "ece421-a2": ("columns_throughout", "starter.py"),
    "ece421-a3": ("plain_with_pandas", "activations.py"),
}
# What does not need that file.
OTHERS = {
    "cmu10701-hw3": {"linear", "optimizer", "sigmoid", "relu", "cross-entropy", "worked-example"},
    "ece421-a2": set(),
    "ece421-a3": {"fully-connected", "cross-entropy", "model"},
}
COURSES = pytest.mark.parametrize("course", RIGHT)
READS_DATA = "import numpy as np\nTABLE = np.loadtxt('my_data/train.csv')\nMEAN = TABLE.mean()\n"


def spoilt(course: str, folder: Path, change: Callable[[str], str]) -> Path:
    """The right submission with one file changed."""
    name, file = RIGHT[course]
    shutil.copytree(HERE / course / name, folder)
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(change(text), encoding="utf-8")
    return folder


def with_a_slip(text: str) -> str:
    """A line of Python 2 in the middle of a function."""
    lines = text.splitlines(keepends=True)
    number = [number for number, line in enumerate(lines) if line.startswith("        return ")][-1]
    return "".join([*lines[:number], "        print 'loss', 1\n", *lines[number:]])


def full(result: SubmissionResult) -> set[str]:
    """The questions with all their points."""
    return {one.id for one in result.questions if one.points == one.max_points}


@COURSES
@pytest.mark.parametrize(
    ("change", "words"),
    [(lambda _: "", " is empty."), (with_a_slip, "Missing parentheses in call to 'print'")],
    ids=["empty", "slip"],
)
def test_a_file_that_cannot_be_read_costs_its_own_questions(
    bundle_of: Callable[[str], Path],
    course: str,
    change: Callable[[str], str],
    words: str,
    tmp_path: Path,
) -> None:
    """The note names the file and what is wrong with it."""
    bundle = load_bundle(bundle_of(course))
    result = grade(bundle, take_in(spoilt(course, tmp_path / "hw", change), bundle.assignment))

    assert any(note.startswith(RIGHT[course][1]) and words in note for note in result.notes), result.notes
    assert full(result) == OTHERS[course]
    assert not [note for note in result.notes if "autograder-" in note or str(tmp_path) in note]


@COURSES
def test_data_that_is_not_there_costs_the_lines_that_need_it(
    bundle_of: Callable[[str], Path], course: str, tmp_path: Path
) -> None:
    """Every question keeps its points."""
    bundle = load_bundle(bundle_of(course))
    folder = spoilt(course, tmp_path / "hw", lambda text: READS_DATA + text)
    result = grade(bundle, take_in(folder, bundle.assignment))

    assert result.points == result.max_points
    assert any("FileNotFoundError: my_data/train.csv not found" in note for note in result.notes)


@COURSES
def test_a_notebook_is_graded_as_the_files_are(
    bundle_of: Callable[[str], Path], course: str, tmp_path: Path
) -> None:
    """One notebook with a cell for each file."""
    bundle = load_bundle(bundle_of(course))
    files = [HERE / course / RIGHT[course][0] / name for name in bundle.assignment.modules]
    cells = [nbformat.v4.new_code_cell(file.read_text(encoding="utf-8")) for file in files]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "homework.ipynb")
    result = grade(bundle, take_in(tmp_path / "homework.ipynb", bundle.assignment))

    assert result.points == result.max_points


@COURSES
def test_what_holds_none_of_the_files_is_refused_in_one_sentence(
    bundle_of: Callable[[str], Path], course: str, tmp_path: Path
) -> None:
    """The files of another course, and a zip in a folder in a zip."""
    assignment = load_bundle(bundle_of(course)).assignment
    other = next(HERE / name / RIGHT[name][0] for name in RIGHT if name != course)
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as inner:
        inner.write(HERE / course / RIGHT[course][0] / RIGHT[course][1], RIGHT[course][1])
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as outer:
        outer.write(tmp_path / "inner.zip", "hw/inner.zip")

    for handed_in, words in (
        (other, "none of the files asked for"),
        (tmp_path / "outer.zip", "is not opened"),
    ):
        with pytest.raises(SubmissionRefusedError, match=words):
            take_in(handed_in, assignment)
