"""Grade a public class of attempts that nobody here wrote, and count what is refused, missed and told.

python benchmarks/attempts.py DATA_ZIP [--every N] [--twice] [--sample N --seed N --texts FILE]

DATA_ZIP is `data.zip` of github.com/githubhuyang/refactory (Hu and others, ASE 2019): 2,442 right and 1,783 wrong
attempts of students at five Python questions. Nothing of it is in this repository. benchmarks/five_questions is built
with the calls and answers of the data set as its tests; what students handed in is graded as `autograder grade` does,
one attempt at each question together, since a submission of one file costs nearly as much as one of five.

The table says how many right attempts are refused, how many wrong ones keep all their points, how many that lose
points are told something, and with `--twice` how many verdicts and texts differ between two whole runs. `--every N`
takes each N-th attempt of a question. FILE gets some attempts that were told something, with all that they were told.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.release.build import build
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.harness.checks.status import Status
from autograder.model.bundle import load_course_bundle

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # for tests.support

from tests.support.attempts import MODULES, NAME, lay_out, read_attempts  # noqa: E402 - after the path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from autograder.grading.intake.submission import Submission
    from autograder.model.bundle import Bundle
    from autograder.model.results import SubmissionResult
    from tests.support.attempts import Attempt

NO_DATA = (
    "skipped: there is no data set; give data.zip of github.com/githubhuyang/refactory as the first argument"
)
# The module that each question of the assignment asks for.
MODULE_OF = {
    "search": "search.py",
    "day": "birthdays.py",
    "month": "birthdays.py",
    "contains": "birthdays.py",
    "extras": "extras.py",
    "people": "people.py",
    "top": "top.py",
}
COLUMNS = ("right", "refused", "wrong", "kept all", "losing", "told", "differ", "in texts")
WIDTH = 14
# A text that says more than what was got and expected: a reason, the line at which it stopped, or how it ended.
TELLS = re.compile(r"^  why:|^stopped in|is the `return` missing|took too long|too much memory", re.MULTILINE)


@dataclass
class Verdict:
    """What came of one attempt.

    Attributes:
        passed: Whether it earned every point.
        lost: By the id of each test that was not passed, what the student reads there.
        notes: What the student reads above the tests about this file.
    """

    passed: bool = True
    lost: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def told(self) -> bool:
        """Whether a student reads why, or at which line."""
        return bool(self.notes) or any(TELLS.search(text) for text in self.lost.values())


def main() -> None:
    """Lay out, build, grade and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--twice", action="store_true")
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--texts", type=Path)
    options = parser.parse_args()
    if options.data is None or not options.data.is_file():
        print(NO_DATA if options.data is None else f"skipped: there is no file {options.data}")
        return
    with tempfile.TemporaryDirectory(prefix="attempts-") as top:
        course = Path(top)
        course.chmod(0o755)
        with zipfile.ZipFile(options.data) as archive:
            source = lay_out(archive, course)
            attempts = _chosen(read_attempts(archive), options.every)
        build(source, course)
        bundle = load_course_bundle(course, NAME)
        first = _graded(bundle, attempts, course / "first")
        _print_table(attempts, [first])
        if options.texts is not None:
            _write_texts(options.texts, attempts, first, options.sample, options.seed)
        if options.twice:
            _print_table(attempts, [first, _graded(bundle, attempts, course / "second")])


def _write_texts(
    path: Path, attempts: Iterable[Attempt], verdicts: dict[str, Verdict], most: int, seed: int
) -> None:
    told = [one for one in attempts if not verdicts[one.name].passed and verdicts[one.name].told]
    drawn = random.Random(seed).sample(told, min(most, len(told)))  # noqa: S311 - drawn to be read
    path.write_text("\n".join(_as_read(one, verdicts[one.name]) for one in drawn), "utf-8")
    print(f"{path} has {len(drawn)} of the {len(told)} attempts that are told something", flush=True)


def _chosen(attempts: Iterable[Attempt], every: int) -> list[Attempt]:
    """Each N-th attempt of each question."""
    by_module: dict[str, list[Attempt]] = defaultdict(list)
    for one in attempts:
        by_module[one.module].append(one)
    return [one for module in MODULES.values() for one in by_module[module][::every]]


def _graded(bundle: Bundle, attempts: Sequence[Attempt], folder: Path) -> dict[str, Verdict]:
    """The verdict on each attempt, by its name."""
    by_module = [[one for one in attempts if one.module == module] for module in MODULES.values()]
    students = [[one for one in row if one is not None] for row in zip_longest(*by_module)]
    verdicts = {one.name: Verdict() for one in attempts}
    began = time.perf_counter()
    folder.mkdir()

    def submissions() -> Iterator[Submission]:
        for number, files in enumerate(students):
            home = folder / f"{number:04d}"
            home.mkdir(parents=True)
            for one in files:
                (home / one.module).write_bytes(one.code)
            yield take_in(home, bundle.assignment)

    def report(result: SubmissionResult) -> None:
        number = int(result.submission)
        for one in students[number]:
            _read(verdicts[one.name], one, result)
        if number % 50 == 0:
            seconds = time.perf_counter() - began
            print(f"  {number + 1} of {len(students)} after {seconds:.0f} s", file=sys.stderr, flush=True)

    grade_each(bundle, submissions(), report)
    return verdicts


def _read(verdict: Verdict, attempt: Attempt, result: SubmissionResult) -> None:
    """Note what one submission's result says of one of its files."""
    for test in result.tests:
        if MODULE_OF[test.question] == attempt.module and test.status is not Status.PASSED:
            verdict.passed = False
            verdict.lost[test.id] = test.feedback
    verdict.notes = [note for note in result.notes if attempt.module in note]
    for fault in result.faults:
        print(f"the grader could not run {fault.test} on {attempt.name}: {fault.reason}")


def _print_table(attempts: Sequence[Attempt], runs: Sequence[dict[str, Verdict]]) -> None:
    print("".join(f"{word:>{WIDTH}}" for word in ("", *COLUMNS)))
    for module in (*MODULES.values(), ""):
        of = [one for one in attempts if module in ("", one.module)]
        print("".join(f"{entry:>{WIDTH}}" for entry in (module or "all", *_row(of, runs))))
    for one in attempts:
        verdict = runs[0][one.name]
        if verdict != runs[-1][one.name]:
            print(f"differs: {one.name}", flush=True)
        if len(runs) > 1:
            continue
        if one.right and not verdict.passed:
            test, text = next(iter(verdict.lost.items()))
            print(f"refused: {one.name} at {test}: {' / '.join(text.splitlines())}")
        if not one.right and verdict.passed:
            print(f"kept all: {one.name}", flush=True)


def _row(attempts: Sequence[Attempt], runs: Sequence[dict[str, Verdict]]) -> Iterator[str]:
    """The numbers of one question's attempts, or of all, in the order of the columns."""
    first, last = runs[0], runs[-1]
    right = [one.name for one in attempts if one.right]
    wrong = [one.name for one in attempts if not one.right]
    losing = [name for name in wrong if not first[name].passed]
    yield from (str(len(right)), str(sum(not first[name].passed for name in right)))
    yield from (str(len(wrong)), str(len(wrong) - len(losing)), str(len(losing)))
    yield f"{sum(first[name].told for name in losing) / max(1, len(losing)):.0%}"
    if len(runs) > 1:
        yield str(sum(first[name].lost.keys() != last[name].lost.keys() for name in (*right, *wrong)))
        yield str(sum(first[name] != last[name] for name in (*right, *wrong)))


def _as_read(attempt: Attempt, verdict: Verdict) -> str:
    """An attempt beside all that its student reads."""
    code = attempt.code.decode("utf-8", "replace").splitlines()
    said = [f"note: {note}" for note in verdict.notes]
    for test, text in verdict.lost.items():
        said += [f"-- {test}", *(f"   {line}" for line in text.splitlines())]
    return "\n".join(
        [f"===== {attempt.name}", *(f"{n:>3} {line}" for n, line in enumerate(code, 1)), "", *said, ""]
    )


if __name__ == "__main__":
    main()
