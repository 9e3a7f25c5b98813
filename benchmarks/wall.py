"""What the wall costs: the tests of an assignment in the sandbox, beside the same tests in one process without it.

python benchmarks/wall.py [rounds]

It builds the assignment where dist/ does not hold it yet. Rounds alternate, so that a drift of the machine hits both,
and each measurement has a process of its own, as each grading has. A worker is made ready on one core while a test
runs on the other: what else the machine does shows in the ratio.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.release.build import build
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import Submission, take_in
from autograder.harness.checks.expected import Records
from autograder.harness.checks.status import Status
from autograder.harness.session.session import Student, Tests, run_session, run_tests
from autograder.harness.student.local import LocalStudent
from autograder.model.bundle import Bundle, load_course_bundle
from autograder.model.session_tests import session_tests
from autograder.sandbox.sandbox import Sandbox

if TYPE_CHECKING:
    from autograder.harness.checks.test_record import TestRecord

ROOT = Path(__file__).resolve().parent.parent
NAME = "cmu10701-hw3"
TRIVIAL = 200
TRIVIAL_TESTS = f"""
import pytest
pytestmark = pytest.mark.question("q")

@pytest.mark.parametrize("number", range({TRIVIAL}))
def test_next(student, check, number):
    check.equal("next", student.hw.next(number), expected=number + 1)
"""


def main(rounds: int) -> None:
    """Print the table."""
    build(ROOT / "source" / NAME, ROOT)
    held, bare, cold, trivial = [], [], [], []
    for _ in range(rounds):
        held.append(measured("held"))
        bare.append(measured("bare"))
        cold.append(as_a_command(ROOT / "solutions" / NAME))
        trivial.append(measured("trivial"))
    print(f"{NAME}, {rounds} rounds, medians")
    print(f"  in one process, no protection   {statistics.median(bare):6.2f} s")
    print(f"  in the sandbox                  {statistics.median(held):6.2f} s")
    ratios = [one / other for one, other in zip(held, bare, strict=True)]
    print(
        f"  ratio                           {statistics.median(ratios):6.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    )
    print(f"  the command, cold               {statistics.median(cold):6.2f} s")
    print(f"  a trivial test in the sandbox   {statistics.median(trivial) * 1e3:6.2f} ms")


def measured(kind: str) -> float:
    """Seconds that a fresh process measures."""
    command = [sys.executable, __file__, kind]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603 - this very file


def measure(kind: str) -> float:
    """Seconds, in this process."""
    if kind == "trivial":
        return of_trivial_tests()
    bundle = load_course_bundle(ROOT, NAME)
    submission = take_in(ROOT / "solutions" / NAME, bundle.assignment)
    return (in_the_sandbox if kind == "held" else in_one_process)(bundle, submission)


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
        tests = session_tests(assignment, bundle.data_folder, secret=bundle.secret)
        start = time.perf_counter()
        ran = run_tests(tests, bundle.records, lambda: LocalStudent(folder, assignment.module_names))
        require(all(record.status is Status.PASSED for record in ran))
        return time.perf_counter() - start


def of_trivial_tests() -> float:
    """Seconds for each of many tests that ask one thing; the zygote's start and the collection are not counted."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "test_next.py").write_text(TRIVIAL_TESTS, encoding="utf-8")
        tests = Tests(folders={"public": folder}, seed=0, questions=("q",))
        ended: list[float] = []
        with (
            Sandbox() as sandbox,
            sandbox.submission({"hw.py": b"def next(x): return x + 1"}, ("hw",)) as sandboxed,
        ):
            sandboxed.compile()

            def note(_record: TestRecord) -> None:
                ended.append(time.perf_counter())

            student = Student(open=sandboxed.worker, record=note)
            run_session(tests, Records({}), lambda run: run(student))
    require(len(ended) == TRIVIAL)
    return (ended[-1] - ended[0]) / (len(ended) - 1)


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
    if len(sys.argv) > 1 and not sys.argv[1].isdigit():
        print(measure(sys.argv[1]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
