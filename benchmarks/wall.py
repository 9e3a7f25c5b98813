"""What the wall costs: the tests of an assignment in the sandbox, beside the same tests in one process without it.

python benchmarks/wall.py [rounds]

It builds the assignment where dist/ does not hold it yet. Rounds alternate, so that a drift of the machine hits both.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.build.release import bundle_of
from autograder.grading.grader import Bundle, grade_each, load_bundle
from autograder.grading.submission import Submission, take_in
from autograder.harness.local import LocalStudent
from autograder.harness.session import Subject, Tests, run_tests

ROOT = Path(__file__).resolve().parent.parent
NAME = "cmu10701-hw3"


def main(rounds: int) -> None:
    """Print the table."""
    bundle = load_bundle(bundle_of(ROOT / "source" / NAME, ROOT))
    solution = ROOT / "solutions" / NAME
    submission = take_in(solution, bundle.assignment)
    held, bare, cold = [], [], []
    for _ in range(rounds):
        held.append(in_the_sandbox(bundle, submission))
        bare.append(in_one_process(bundle, submission))
        cold.append(as_a_command(solution))
    tests = bundle.assignment.name
    print(f"{tests}, {rounds} rounds, medians")
    print(f"  in one process, no protection   {statistics.median(bare):6.2f} s")
    print(f"  in the sandbox                  {statistics.median(held):6.2f} s")
    ratios = [one / other for one, other in zip(held, bare, strict=True)]
    print(f"  ratio                           {statistics.median(ratios):6.2f}")
    print(f"  the command, cold               {statistics.median(cold):6.2f} s")


def in_the_sandbox(bundle: Bundle, submission: Submission) -> float:
    """Seconds to grade, the zygote's start included."""
    start = time.perf_counter()
    grade_each(bundle, [submission], lambda result: require(result.points == result.max_points))
    return time.perf_counter() - start


def in_one_process(bundle: Bundle, submission: Submission) -> float:
    """Seconds for the same tests, with the student's code imported beside them."""
    assignment = bundle.assignment
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, content in submission.files.items():
            (folder / name).write_bytes(content)
        tests = Tests(
            folders={name: assignment.folder / "tests" / name for name in ("public", "hidden")},
            seed=assignment.seed,
            questions=tuple(question.id for question in assignment.questions),
            data_folder=bundle.data_folder,
        )
        names = tuple(Path(name).stem for name in assignment.modules)
        subject = Subject("", lambda: LocalStudent(folder, names))
        start = time.perf_counter()
        run_tests(tests, [subject], bundle.records, lambda _, record: require(record.status == "passed"))
        return time.perf_counter() - start


def as_a_command(solution: Path) -> float:
    """Seconds of `autograder grade`, from nothing."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "autograder", "grade", NAME, str(solution), "--json"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - our own command
    return time.perf_counter() - start


def require(holds: bool) -> None:  # noqa: FBT001 - the one thing it is told
    """A benchmark of a run that failed would measure nothing."""
    if not holds:
        raise SystemExit("the reference did not pass; build the assignment again")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
