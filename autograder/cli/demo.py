"""`autograder demo`: build an assignment, make a class of submissions, grade it, and show what an instructor sees."""

from __future__ import annotations

import csv
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.release.build import build
from autograder.authoring.source.near_markers import BEGIN, END
from autograder.cli.course import assignment_names, course_root, source_folder
from autograder.cli.demo_class import DemoStudent, make_class
from autograder.cli.grade import add_allow_weak
from autograder.cli.progress import progress_of
from autograder.errors import BadInputError, SubmissionRefusedError
from autograder.grading.common_mistakes import common_mistakes
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import Submission, take_in
from autograder.grading.summary import number, summary
from autograder.model.bundle import load_course_bundle
from autograder.model.mistakes import MISTAKES, load_mistakes

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from autograder.grading.common_mistakes import CommonMistake
    from autograder.model.assignment import Assignment
    from autograder.model.bundle import Bundle
    from autograder.model.measures import Measure
    from autograder.model.mistakes import Mistake
    from autograder.model.results import SubmissionResult

_COMMON = 5  # mistakes of the class that are printed


def add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "demo",
        help="build an assignment, make a class of submissions and grade it",
        description="Build an assignment, make a class of right, wrong, broken and hostile submissions, the wrong "
        "ones from its mistakes.toml, and grade it. Ends with 0 if everyone lost what they should and no more.",
    )
    command.add_argument(
        "assignment", nargs="?", metavar="ASSIGNMENT", help="a folder of source/; the first unless given"
    )
    command.add_argument(
        "--out", type=Path, default=Path("demo"), metavar="DIR", help="where to write; demo/ by default"
    )
    add_allow_weak(command)
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    root = course_root()
    names = assignment_names(root)
    if not names:
        raise BadInputError(
            f"{root / 'source'}: no folder in it holds an assignment.toml; there is nothing to show"
        )
    source = source_folder(root, options.assignment or names[0])
    return _demo(root, source, options.out, allow_weak=options.allow_weak_sandbox)


def _demo(root: Path, source: Path, out: Path, *, allow_weak: bool) -> int:
    for line in build(source, root, progress=progress_of("variants", each=25)).lines():
        print(line)
    bundle = load_course_bundle(root, source.name)
    submissions = out / "submissions"
    shutil.rmtree(submissions, ignore_errors=True)
    submissions.mkdir(parents=True)
    students = _make_class(root, source, bundle.assignment, submissions)
    print(
        f"\nGrading {len(students)} submissions in the sandbox, a fresh worker for every test ...", flush=True
    )
    results, refused = _grade(bundle, students, submissions, allow_weak=allow_weak)
    common = common_mistakes(results.values(), bundle.known)
    _print_gradebook(bundle.assignment, students, results, refused)
    _print_common(common)
    _write_gradebook(out / "gradebook.csv", bundle.assignment, students, results)
    report = _report(students, results, refused, common, bundle.assignment.measures)
    (out / "report.txt").write_text(report, encoding="utf-8")
    surprises = list(_surprises(bundle.assignment, students, results))
    for surprise in surprises:
        print(surprise)
    if not surprises:
        print("Every wrong solution lost points in the questions that it breaks and nowhere else.")
    print(f"Gradebook: {out / 'gradebook.csv'}\nReport, with each student's feedback: {out / 'report.txt'}")
    return 1 if surprises else 0


def _make_class(root: Path, source: Path, assignment: Assignment, folder: Path) -> tuple[DemoStudent, ...]:
    solution, handout = (_modules(root / kind, assignment) for kind in ("solutions", "release"))
    return make_class(assignment, solution, handout, _mistakes(source, assignment), folder)


def _modules(folder: Path, assignment: Assignment) -> dict[str, bytes]:
    return {name: (folder / assignment.name / name).read_bytes() for name in assignment.modules}


def _mistakes(source: Path, assignment: Assignment) -> tuple[Mistake, ...]:
    """The assignment's catalogue; none where it has no mistakes.toml."""
    path = source / MISTAKES
    if not path.is_file():
        return ()
    texts = {name: (source / name).read_text(encoding="utf-8") for name in assignment.modules}
    return load_mistakes(path, [question.id for question in assignment.questions], texts, (BEGIN, END))


def _grade(
    bundle: Bundle, students: Sequence[DemoStudent], folder: Path, *, allow_weak: bool
) -> tuple[dict[str, SubmissionResult], dict[str, str]]:
    """The results, and the refusals, by student name."""
    results: dict[str, SubmissionResult] = {}
    refused: dict[str, str] = {}
    show = progress_of("submissions", each=5)

    def submissions() -> Iterator[Submission]:
        for student in students:
            try:
                yield take_in(folder / f"{student.name}.zip", bundle.assignment)
            except SubmissionRefusedError as error:
                refused[student.name] = str(error)

    def note(result: SubmissionResult) -> None:
        results[result.submission.removesuffix(".zip")] = result
        show(len(results) + len(refused), len(students))

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
    path: Path,
    assignment: Assignment,
    students: Sequence[DemoStudent],
    results: Mapping[str, SubmissionResult],
) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["submission", *(question.id for question in assignment.questions), "total"])
        for student in students:
            if student.name in results:
                result = results[student.name]
                rows.writerow(
                    [student.name, *(question.points for question in result.questions), result.points]
                )
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


def _surprises(
    assignment: Assignment, students: Sequence[DemoStudent], results: Mapping[str, SubmissionResult]
) -> Iterator[str]:
    """A sentence for each result that differs from what the student was made for."""
    for student in students:
        result = results.get(student.name)
        if result is None:
            if student.files is not None:
                yield f"SURPRISE: {student.name} was not graded."
            continue
        lost = {question.id for question in result.questions if question.points < question.max_points}
        if not student.loses <= lost <= student.loses | student.may_lose:
            expected = ", ".join(sorted(student.loses)) or "nothing"
            yield f"SURPRISE: {student.name} should lose points in {expected}, and lost some in {sorted(lost)}."
        if len(student.loses) == len(assignment.questions) and result.points:
            yield f"SURPRISE: {student.name} earned {number(result.points)} points."
