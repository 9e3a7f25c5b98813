"""Run the demo and print what an instructor wants to see of it: the gradebook, and where the rest is."""

from __future__ import annotations

import csv
import shutil
import textwrap
from typing import TYPE_CHECKING

from autograder.authoring.release.build import build, bundle_of
from autograder.demo.students import DemoStudent, make_class
from autograder.errors import SubmissionRefusedError
from autograder.grading.common_mistakes import common_mistakes
from autograder.grading.grader import grade_each, load_bundle
from autograder.grading.intake.submission import Submission, take_in
from autograder.grading.summary import number, summary
from autograder.model.assignment import load_assignment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from autograder.grading.common_mistakes import CommonMistake
    from autograder.grading.grader import Bundle
    from autograder.model.assignment import Assignment, Measure
    from autograder.model.results import SubmissionResult

ASSIGNMENT = "cmu10701-hw3"
_COMMON = 5  # mistakes of the class that are printed


def demo(root: Path, out: Path, *, allow_weak: bool) -> int:
    """Build the assignment, make a class, grade it; 0 if every student lost what they should and no more."""
    source = root / "source" / ASSIGNMENT
    assignment = load_assignment(source)
    for line in build(source, root, None, check=False).lines():
        print(line)
    submissions = out / "submissions"
    shutil.rmtree(submissions, ignore_errors=True)
    submissions.mkdir(parents=True)
    students = make_class(_files(root / "solutions", assignment), _files(root / "release", assignment), submissions)
    print(f"\nGrading {len(students)} submissions in the sandbox, a fresh worker for every test ...", flush=True)
    bundle = load_bundle(bundle_of(source, root))
    results, refused = _grade(bundle, students, submissions, assignment, allow_weak=allow_weak)
    _print_gradebook(assignment, students, results, refused)
    common = common_mistakes(results.values(), bundle.known)
    _print_common(common)
    _write_gradebook(out / "gradebook.csv", assignment, students, results)
    (out / "report.txt").write_text(
        _report(students, results, refused, common, assignment.measures), encoding="utf-8"
    )
    surprises = list(_surprises(students, results))
    for surprise in surprises:
        print(surprise)
    if not surprises:
        print("Every wrong solution lost points in the question it breaks and nowhere else.")
    print(f"Gradebook: {out / 'gradebook.csv'}\nReport, with each student's feedback: {out / 'report.txt'}")
    return 1 if surprises else 0


def _files(folder: Path, assignment: Assignment) -> dict[str, bytes]:
    return {name: (folder / assignment.name / name).read_bytes() for name in assignment.modules}


def _grade(
    bundle: Bundle, students: Sequence[DemoStudent], folder: Path, assignment: Assignment, *, allow_weak: bool
) -> tuple[dict[str, SubmissionResult], dict[str, str]]:
    """The results, and the refusals, by student name."""
    results: dict[str, SubmissionResult] = {}
    refused: dict[str, str] = {}

    def submissions() -> Iterator[Submission]:
        for student in students:
            try:
                yield take_in(folder / f"{student.name}.zip", assignment)
            except SubmissionRefusedError as error:
                refused[student.name] = str(error)

    def note(result: SubmissionResult) -> None:
        results[result.submission.removesuffix(".zip")] = result

    grade_each(bundle, submissions(), note, allow_weak=allow_weak)
    return results, refused


def _print_gradebook(
    assignment: Assignment,
    students: Sequence[DemoStudent],
    results: Mapping[str, SubmissionResult],
    refused: Mapping[str, str],
) -> None:
    width = max(len(student.name) for student in students)
    columns = [question.id for question in assignment.questions]
    print(f"\n{'':{width}}  " + "  ".join(columns) + "  total")
    for student in students:
        if student.name in refused:
            print(f"{student.name:<{width}}  refused: {refused[student.name]}")
            continue
        result = results[student.name]
        cells = [f"{number(question.points):>{len(question.id)}}" for question in result.questions]
        total = f"{number(result.points)} of {number(result.max_points)}"
        print(f"{student.name:<{width}}  " + "  ".join(cells) + f"  {total:<14}{student.story}")
    held = next(iter(results.values())).protection
    seconds = sum(result.seconds for result in results.values())
    print(f"\nHeld by: {', '.join(held)}.")
    print(f"{len(results)} submissions graded in {seconds:.1f} s, {seconds / len(results):.2f} s each.")


def _print_common(common: Sequence[CommonMistake]) -> None:
    if common:
        print(f"\nWhat the class got wrong, the most frequent first (all {len(common)} are in the report):")
        for one in common[:_COMMON]:
            print(textwrap.fill(str(one), 110, initial_indent="  ", subsequent_indent="      "))
        print()


def _write_gradebook(
    path: Path, assignment: Assignment, students: Sequence[DemoStudent], results: Mapping[str, SubmissionResult]
) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["submission", *(question.id for question in assignment.questions), "total"])
        for student in students:
            if student.name in results:
                result = results[student.name]
                rows.writerow([student.name, *(question.points for question in result.questions), result.points])
            else:
                rows.writerow([student.name, *("" for _ in assignment.questions), 0])


def _report(
    students: Sequence[DemoStudent],
    results: Mapping[str, SubmissionResult],
    refused: Mapping[str, str],
    common: Sequence[CommonMistake],
    measures: Sequence[Measure],
) -> str:
    parts = ["\n".join(["What the class got wrong:", *map(str, common)])] if common else []
    parts += [
        f"{student.name}: refused: {refused[student.name]}"
        if student.name in refused
        else summary(results[student.name], measures)
        for student in students
    ]
    return f"\n\n{'-' * 80}\n\n".join(parts) + "\n"


def _surprises(students: Sequence[DemoStudent], results: Mapping[str, SubmissionResult]) -> Iterator[str]:
    """Whatever did not come out as the class was made to."""
    for student in students:
        result = results.get(student.name)
        if result is None:
            if student.breaks != "refused":
                yield f"SURPRISE: {student.name} was not graded."
            continue
        lost = {question.id for question in result.questions if question.points < question.max_points}
        wanted = {"none": set(), "all": {question.id for question in result.questions}}
        if lost != wanted.get(student.breaks, {student.breaks}):
            yield f"SURPRISE: {student.name} should lose points in {student.breaks}, and lost some in {sorted(lost)}."
        if student.breaks == "all" and result.points:
            yield f"SURPRISE: {student.name} earned {number(result.points)} points."
