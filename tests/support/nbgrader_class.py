"""A class in a course of the real nbgrader: half-right notebooks are handed in and graded, and so are their files."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.authoring.notebook.notebook import Notebooks, make_notebooks
from autograder.authoring.proof.bundle_layout import bundle_tree
from autograder.authoring.proof.prepare import prepare
from autograder.authoring.proof.prove import public_points
from autograder.authoring.release.layouts import nbgrader_tree, release_tree
from autograder.files import write_tree
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import Submission, digest
from autograder.harness.checks.expected import RECORDS
from autograder.model.assignment import load_assignment
from autograder.model.bundle import load_bundle
from autograder.model.mistakes import load_mistakes
from tests.support.secret import A_SECRET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.authoring.proof.prepare import Prepared
    from autograder.model.assignment import Assignment
    from autograder.model.mistakes import Mistake
    from autograder.model.results import SubmissionResult

NAME = "cmu10701-hw3"

# Half-right solutions: each question's code is wrong in some, and some cost another question's points as well.
MISTAKES = (
    "sigmoid-overflow",
    "sigmoid-wrong-sign",
    "sigmoid-slope-from-input",
    "sigmoid-no-return",
    "sigmoid-keeps-first-state",
    "relu-slope-at-zero",
    "relu-slope-inverted",
    "relu-leaky",
    "relu-averages",
    "linear-summed-weights",
    "linear-averaged-forward",
    "linear-flat-biases",
    "linear-no-bias",
    "linear-stale-weights",
    "loss-unstable",
    "loss-summed",
    "loss-averaged-gradient",
    "loss-labels-off-by-one",
    "loss-in-an-array",
    "optimizer-rebinds",
    "optimizer-clips",
    "optimizer-no-biases",
    "optimizer-first-layer",
    "optimizer-momentum",
    "define-hidden-twice",
    "define-no-return",
    "train-leaves-out-short-batch",
    "train-one-epoch-short",
    "train-shuffles",
    "train-running-loss",
)

NOISE = '''
import logging
import sys
import warnings

logging.basicConfig()  # its handler holds on to this cell's stderr


class Linear(Linear):
    """As before, with all the noise that a student's code can make."""

    def forward(self, x):
        np.log(np.zeros(1))
        warnings.warn("a warning of the student's own")
        logging.warning("a line of a log")
        print("to stderr", file=sys.stderr)
        return super().forward(x)
'''


@dataclass(frozen=True, kw_only=True)
class Course:
    """The course's folder, and what was put into it."""

    folder: Path
    environment: Mapping[str, str]
    assignment: Assignment
    prepared: Prepared
    notebooks: Notebooks
    as_files: Mapping[str, SubmissionResult]  # mistake to what grading says of the modules as files
    generated: str  # what generate_assignment said
    graded: str  # what autograde said
    points: Mapping[str, Mapping[str, tuple[float, float]]]  # student to grade id to points and maximum

    @property
    def released(self) -> Path:
        """The notebook that nbgrader gives to students."""
        return self.folder / "release" / NAME / f"{NAME}.ipynb"

    @property
    def solved(self) -> dict[str, Any]:
        """That notebook with the reference solution written into it."""
        return solved(self.notebooks)

    def nbgrader(self, folder: Path, *words: str) -> str:
        """What a command of nbgrader's says in a folder."""
        return nbgrader(folder, self.environment, *words)

    def question_points(self, student: str) -> dict[str, float]:
        """The points of each question in the gradebook."""
        grades = self.points[student]
        return {
            one.id: sum(grades.get(f"{kind}-{one.id}", (0.0, 0.0))[0] for kind in ("public", "hidden"))
            for one in self.assignment.questions
        }

    def expected(self, mistake: str) -> dict[str, float]:
        """The points of each question that the modules as files get."""
        return {one.id: one.points for one in self.as_files[mistake].questions}


def graded_class(source: Path, folder: Path, workshop: Path, environment: Mapping[str, str]) -> Course:
    """Make the course in a folder, hand in for the class, and grade.

    Args:
        source: The assignment's source folder.
        folder: The course's, empty.
        workshop: For what is needed on the way, the bundle above all.
        environment: That nbgrader runs in.
    """
    assignment = load_assignment(source)
    prepared = prepare(assignment, None, workshop, A_SECRET)
    notebooks = make_notebooks(prepared.files, prepared.reference)
    release = release_tree(
        assignment,
        prepared.files,
        {RECORDS: prepared.reference.records.to_bytes(("public",))},
        public_points(assignment, prepared.reference.passed),
        prepared.reference.stubs.of_public(),
        notebooks.released,
    )
    write_tree(folder / "source" / NAME, nbgrader_tree(assignment, prepared.files, release, notebooks.source))
    stub = f"{assignment.stub.comment}\n{assignment.stub.body}"
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        f"c.ClearSolutions.code_stub = {{'python': {stub!r}}}\n"
        f"c.CourseDirectory.db_url = 'sqlite:///{folder}/gradebook.db?timeout=60'\n",
        encoding="utf-8",
    )
    generated = nbgrader(folder, environment, "generate_assignment", NAME)
    hand_in(folder, notebooks, prepared)
    graded = autograde(folder, environment)
    return Course(
        folder=folder,
        environment=environment,
        assignment=assignment,
        prepared=prepared,
        notebooks=notebooks,
        as_files=graded_as_files(prepared, workshop),
        generated=generated,
        graded=graded,
        points=gradebook(folder, environment),
    )


def nbgrader(folder: Path, environment: Mapping[str, str], *words: str) -> str:
    """Run a command of nbgrader's in the course; what it said."""
    ran = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout + ran.stderr


def hand_in(folder: Path, notebooks: Notebooks, prepared: Prepared) -> None:
    """Lay out the class's submissions."""
    right = solved(notebooks)
    noisy = copy.deepcopy(right)
    place = next(index for index, cell in enumerate(noisy["cells"]) if cell["id"] == "question-linear")
    noisy["cells"].insert(place, code_cell("noise", NOISE))
    class_ = {"reference": right, "stub": json.loads(notebooks.released), "noisy": noisy}
    for mistake in MISTAKES:
        class_[mistake] = with_edit(right, _mistake(prepared, mistake))
    for student, notebook in class_.items():
        target = folder / "submitted" / student / NAME
        target.mkdir(parents=True)
        (target / f"{NAME}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def solved(notebooks: Notebooks) -> dict[str, Any]:
    """The released notebook with the reference solution written into it, and something in the place of prose."""
    return filled(notebooks.released, notebooks.source)


def filled(released: bytes, source: bytes, mistake: Mistake | None = None) -> dict[str, Any]:
    """A released notebook into which a student wrote the solution of the source notebook, or that with a mistake."""
    notebook: dict[str, Any] = json.loads(released)
    sources = {cell["id"]: source_of(cell) for cell in json.loads(source)["cells"]}
    for cell in notebook["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("solution") and cell["cell_type"] == "code":
            lines = sources[cell["id"]].split("\n")
            cell["source"] = "\n".join(
                line for line in lines if "### BEGIN" not in line and "### END" not in line
            )
        elif about.get("solution"):
            cell["source"] = "It is so because it cannot be otherwise."
    return notebook if mistake is None else with_edit(notebook, mistake)


def with_edit(notebook: dict[str, Any], mistake: Mistake) -> dict[str, Any]:
    """The notebook with a mistake of the catalogue in it."""
    wrong = copy.deepcopy(notebook)
    stem = Path(mistake.file).stem
    cells = [
        cell
        for cell in wrong["cells"]
        if cell["id"].startswith(f"solution-{stem}-") and mistake.replace in source_of(cell)
    ]
    assert len(cells) == 1, f"{mistake.id} fits into {len(cells)} cells"
    cells[0]["source"] = source_of(cells[0]).replace(mistake.replace, mistake.with_)
    return wrong


def code_cell(id_: str, source: str) -> dict[str, Any]:
    """A code cell of a student's own."""
    return {
        "cell_type": "code", "id": id_, "metadata": {}, "source": source, "execution_count": None, "outputs": []
    }  # fmt: skip


def source_of(cell: Mapping[str, Any]) -> str:
    """The source of a cell, which a file may hold line by line."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def autograde(folder: Path, environment: Mapping[str, str]) -> str:
    """Grade the class, half of it in each of two processes."""
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "nbgrader", "autograde", NAME, "--student", students],
            cwd=folder,
            env=dict(environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for students in ("[a-o]*", "[p-z]*")
    ]
    said = [run.communicate()[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], "\n".join(said)[-5000:]
    return "\n".join(said)


_GRADEBOOK = """
import json, sys
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.apps.baseapp import NbGrader
app = NbGrader()
app.load_config_file()
made = NbGraderAPI(config=app.config).generate_feedback(sys.argv[2], sys.argv[3])
assert made["success"], made
with Gradebook(sys.argv[1]) as book:
    print(json.dumps({
        submission.student.id: {
            grade.name: (grade.score, grade.max_score) for book in submission.notebooks for grade in book.grades
        }
        for submission in book.assignment_submissions(sys.argv[2])
    }))
"""


def gradebook(folder: Path, environment: Mapping[str, str]) -> dict[str, dict[str, tuple[float, float]]]:
    """The grades, as nbgrader's own API reads them; it makes the feedback of one student, too."""
    ran = subprocess.run(
        [sys.executable, "-c", _GRADEBOOK, f"sqlite:///{folder}/gradebook.db", NAME, "linear-summed-weights"],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    read = json.loads(ran.stdout)
    return {student: {name: tuple(pair) for name, pair in grades.items()} for student, grades in read.items()}


def _mistake(prepared: Prepared, id_: str) -> Mistake:
    reference = prepared.reference
    texts = {module.name: "\n".join(module.lines) for module in reference.modules}
    questions = [one.id for one in reference.assignment.questions]
    found = load_mistakes(reference.assignment.folder / "mistakes.toml", questions, texts, ())
    return next(one for one in found if one.id == id_)


def graded_as_files(prepared: Prepared, workshop: Path) -> dict[str, SubmissionResult]:
    """What `autograder grade` says of each half-right solution as .py files."""
    material, assignment = prepared.files, prepared.reference.assignment
    records = prepared.reference.recorded_files()
    write_tree(workshop / "bundle", bundle_tree(assignment, material, records, A_SECRET))
    submissions = []
    for mistake in (_mistake(prepared, id_) for id_ in MISTAKES):
        wrong = material.solutions[mistake.file].replace(mistake.replace, mistake.with_)
        assert wrong != material.solutions[mistake.file], mistake.id
        files = {name: text.encode() for name, text in {**material.solutions, mistake.file: wrong}.items()}
        submissions.append(Submission(name=mistake.id, files=files, notes=(), sha256=digest(files)))
    results: list[SubmissionResult] = []
    grade_each(load_bundle(workshop / "bundle"), submissions, results.append)
    return {result.submission: result for result in results}
