"""Hand in wrong solutions, and see which questions each of them costs points.

python benchmarks/questions.py [--every N] [folder ...]

Each mistake of the catalogue (every N-th of them) becomes a submission, graded in the sandbox like any other. So does
each `[[mistake]]` of a `mistakes.toml` in the folders, with a `question` and `edits` (`file`, `replace`, `with`), and
each `*.patch` in them, for which nobody says which question it belongs to. A mistake is charged rightly if it costs
its own question alone, or another one only in tests whose feedback says which question to mend first.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import Submission
from autograder.model.assignment import load_assignment
from autograder.model.bundle import load_course_bundle
from autograder.model.mistakes import MISTAKES, load_mistakes

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from autograder.model.results import SubmissionResult

ROOT = Path(__file__).resolve().parent.parent
NAME = "cmu10701-hw3"


def main() -> None:
    """Grade, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("folders", nargs="*", type=Path)
    options = parser.parse_args()
    assignment = load_assignment(ROOT / "source" / NAME)
    solution = {
        file: (ROOT / "solutions" / NAME / file).read_text(encoding="utf-8") for file in assignment.modules
    }
    cases: dict[str, tuple[str, Mapping[str, str]]] = dict(_catalogue(options.every))
    for folder in options.folders:
        cases.update(_of_folder(folder, solution))
    submissions = (
        Submission(
            name=name, files={file: text.encode() for file, text in files.items()}, notes=(), sha256=""
        )
        for name, (_, files) in cases.items()
    )
    right: list[bool] = []

    def report(result: SubmissionResult) -> None:
        question = cases[result.submission][0]
        charged = _charged(result)
        fine = all(needs for other, (_, needs) in charged.items() if other != question)
        right.extend([fine] if question else [])
        costs = ", ".join(
            f"{other} {points:g}{' (says what it needs)' if needs and other != question else ''}"
            for other, (points, needs) in charged.items()
        )
        word = "?" if not question else "ok" if fine else "NOT"
        print(f"{word:<4}{result.submission:<44}{question:<16}{costs or 'nothing'}", flush=True)

    grade_each(load_course_bundle(ROOT, NAME), submissions, report)
    print(f"{sum(right)} of {len(right)} are charged rightly ({sum(right) / len(right):.1%})")


def _catalogue(every: int) -> Iterator[tuple[str, tuple[str, Mapping[str, str]]]]:
    source = ROOT / "source" / NAME
    assignment = load_assignment(source)
    texts = {file: (source / file).read_text(encoding="utf-8") for file in assignment.modules}
    questions = [question.id for question in assignment.questions]
    for one in load_mistakes(source / MISTAKES, questions, texts, ())[::every]:
        edited = texts[one.file].replace(one.replace, one.with_)
        yield one.id, (one.question, {**texts, one.file: edited})


def _of_folder(
    folder: Path, solution: Mapping[str, str]
) -> Iterator[tuple[str, tuple[str, Mapping[str, str]]]]:
    listed = folder / "mistakes.toml"
    mistakes = tomllib.loads(listed.read_text(encoding="utf-8"))["mistake"] if listed.is_file() else []
    for one in mistakes:
        files = dict(solution)
        for edit in one["edits"]:
            files[edit["file"]] = files[edit["file"]].replace(edit["replace"], edit["with"])
        yield one["id"], (one["question"], files)
    for patch in sorted(folder.glob("*.patch")):
        with tempfile.TemporaryDirectory() as home:
            for file, text in solution.items():
                (Path(home) / file).write_text(text, encoding="utf-8")
            subprocess.run(  # noqa: S603 - the caller names the folder of patches
                ["patch", "-s", "-p1", "-d", home, "-i", str(patch.resolve())],  # noqa: S607 - as on a terminal
                check=True,
            )
            yield patch.stem, ("", {file: (Path(home) / file).read_text("utf-8") for file in solution})


def _charged(result: SubmissionResult) -> dict[str, tuple[float, bool]]:
    """By question, the points that it lost, and whether each test that costs some says what to mend first."""
    lost: dict[str, tuple[float, bool]] = {}
    for test in result.tests:
        if test.points < test.max_points:
            points, needs = lost.get(test.question, (0.0, True))
            more = round(points + test.max_points - test.points, 3)
            lost[test.question] = (more, needs and test.feedback.startswith("Needs "))
    return lost


if __name__ == "__main__":
    main()
