"""Classes 60 to 63, 65 and 66: answers that are dear to print, broadcast or compare, or end what judges them."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder.authoring.release.build import build
from autograder.grading.intake.submission import Submission, digest
from autograder.model.bundle import load_bundle
from tests.support.grading_process import GradingProcess
from tests.support.once import made_once
from tests.support.siege import processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from autograder.model.results import SubmissionResult

COURSE = Path(__file__).parent / "course_of_sums"
QUESTIONS = ("terms", "words", "slope", "fate")
POINTS = 4.0

# What the grader's side may use for one submission, whatever it answers.
MOST_SECONDS = 30.0
MOST_MIB = 800.0
CHEAP_SECONDS = 3.0  # where the answer is refused, and nothing has to be stopped

CHEAP = {  # question -> the function, by what it answers: each costs little, and its own question alone
    # 60: cheap to send, dear to print or to compare
    "axes": ("words", "def words(n): return np.zeros((2,) * 21, np.int8)"),
    "axes of six": ("words", "def words(n): return np.zeros((6,) * 8, np.int8)"),
    "axes of one": ("words", "def words(n): return np.zeros((1,) * 31)"),
    "many words": ("words", "def words(n): return ['one'] * 30_000"),
    "one long word": ("words", "def words(n): return ['x' * 500_000] + ['one'] * 10_000"),
    "long words": ("words", "def words(n): return ['x' * 50_000] * n"),
    "a word of megabytes": ("words", "def words(n): return 'x' * 20_000_000"),
    "a list in a list": ("words", "def words(n): return [['one'] * 300] * 300"),
    "a million parts": ("words", "def words(n): return [[]] * 900_000"),
    "rows of one": ("words", "def words(n): return [[1.0]] * 150_000"),
    "numbers in a list": ("words", "def words(n): return [1.0] * 190_000"),
    "names in handles": (
        "words",
        """
Many = type('Many', (), {f'm{i}': print for i in range(999)})
def words(n): return [Many() for _ in range(2_000)]
""",
    ),
    "axes in a slope": ("slope", "def slope(x): return np.zeros((2,) * 24, np.int8)"),
    "axes in a bowl": ("slope", "def bowl(x): return np.zeros((2,) * 20, np.int8)"),
    "a bowl of megabytes": ("slope", "def bowl(x): return np.zeros(30_000_000, np.int8)"),
    # 61: shapes that the test's own arithmetic multiplies
    "a column and a row": ("terms", "def terms(n): return np.zeros((200_000, 1)), np.zeros(200_000)"),
    "long ones": ("terms", "def terms(n): return np.zeros((3_000_000, 1), 'i1'), np.zeros(3_000_000, 'i1')"),
    "thirty axes": (
        "terms",
        """
def terms(n):
    shapes = [[2 if i % 2 == k else 1 for i in range(30)] for k in range(2)]
    return tuple(np.zeros(shape) for shape in shapes)
""",
    ),
    # 62: numbers that break a diagnosis, a message or a division
    "the smallest": ("terms", "def terms(n): return np.full(n, 5e-324), np.zeros(n)"),
    "smallest and largest": ("terms", "def terms(n): return np.full(n, 1e308), np.arange(n) * 5e-324"),
    "too large together": ("terms", "def terms(n): return np.full(n, 1e308), np.full(n, 1e308)"),
    "minus zero": ("terms", "def terms(n): return np.full(n, -0.0), np.full(n, -0.0)"),
    "halves": ("terms", "def terms(n): return np.full(n, 1e4, 'f2'), np.full(n, 6e4, 'f2')"),
    "no axis": ("terms", "def terms(n): return np.float32(1), np.uint8(255)"),
    "no entry": ("terms", "def terms(n): return np.zeros((0, n)), np.zeros((0, n))"),
    "odd NaN": (
        "terms",
        "def terms(n): return (np.full(n, 0x7FF4DEADBEEF0001, 'u8').view('f8'), np.zeros(n))",
    ),
    "smallest, not zero": ("fate", "def fate(n): return 5e-324"),
    "complex": ("fate", "def fate(n): return complex('nan')"),
    "beyond 64 bits": ("fate", "def fate(n): return 1 << 8_000"),
    "slope of infinity": ("slope", "def bowl(x): return 1e308 * (x.sum() * 1e6)"),
    "slope of the smallest": ("slope", "def slope(x): return x * 5e-324"),
    "ask for memory": ("fate", "def fate(n): return 'touch little, ask for much'"),
    "end by exception": ("fate", "def fate(n): return 'sys.exit'"),
}
# 61, 62, 65: what ends the process that judges, as a crash of a library would.
DEADLY = ("spin", "eat", "abort", "segfault", "exit")
SLOW = {"a million parts", "rows of one", "numbers in a list", "a list in a list", "spin", "long words"}


def siege(name: str, *values: str) -> Any:  # noqa: ANN401 - pytest has no name for it
    """A parameter of a test, which the siege alone tries if it is slow."""
    return pytest.param(*values, id=name, marks=[pytest.mark.siege] if name in SLOW else [])


def build_course(root: Path) -> None:
    """Build the course in this folder."""
    source = root / "source" / "sums"
    shutil.copytree(COURSE, source, ignore=shutil.ignore_patterns("__pycache__"))
    build(source, root)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the course is built."""
    return made_once(tmp_path_factory, "sums", build_course)


@pytest.fixture(scope="module")
def grader(root: Path) -> Iterator[GradingProcess]:
    """One session for all, as for a class."""
    process = GradingProcess(load_bundle(root / "dist" / "sums" / "bundle"), with_landlock=True)
    process.grade(submission("", root))
    yield process
    process.close()


@pytest.fixture
def grade(root: Path, grader: GradingProcess) -> Callable[[str], SubmissionResult]:
    """Grade the reference solution with this code behind it, and an honest submission behind that."""

    def run(code: str) -> SubmissionResult:
        honest = submission("def fate(n):\n    return n + 1\n", root)
        before, running = grader.grade(honest), processes()
        began = time.monotonic()
        result = grader.grade(submission(code, root))
        assert time.monotonic() - began < MOST_SECONDS * 4  # other work may go on beside
        after = grader.grade(honest)
        assert judged(after) == judged(before), "the submission behind it was affected"
        assert not processes() - running
        assert result.grader_seconds < MOST_SECONDS
        assert result.grader_peak_mib < MOST_MIB
        assert all(test.status.value in {"passed", "failed"} for test in result.tests)
        assert len(json.dumps(result.to_json())) < 200_000
        return result

    return run


def submission(code: str, root: Path) -> Submission:
    """The reference solution with this code behind it."""
    solution = (root / "solutions" / "sums" / "sums.py").read_text(encoding="utf-8")
    files = {"sums.py": f"{solution}\n\n{code}\n".encode()}
    return Submission(name="attack", files=files, notes=(), sha256=digest(files))


def judged(result: SubmissionResult) -> list[tuple[object, ...]]:
    """All that a student reads of a result, durations aside."""
    return [
        result.points,
        result.notes,
        *((one.id, one.status, one.points, one.feedback, one.diagnosis) for one in result.tests),
    ]  # type: ignore[list-item]  # compared as a whole


def points_of(result: SubmissionResult) -> dict[str, float]:
    """Points by question."""
    return {one.id: one.points for one in result.questions}


@pytest.mark.parametrize(("question", "code"), [siege(name, *one) for name, one in CHEAP.items()])
def test_an_answer_that_is_dear_to_the_grader_costs_its_own_question_alone(
    grade: Callable[[str], SubmissionResult], question: str, code: str
) -> None:
    """In little time and memory; the submission behind it gets what it got before."""
    result = grade(code)

    assert points_of(result) == {one: 0.0 if one == question else POINTS for one in QUESTIONS}
    assert result.grader_seconds < CHEAP_SECONDS * 6


@pytest.mark.parametrize("answer", [siege(answer, answer) for answer in DEADLY])
def test_an_answer_that_ends_the_judge_has_failed_its_test_alone(
    grade: Callable[[str], SubmissionResult], answer: str
) -> None:
    """The tests before it and behind it keep their points, and the session goes on."""
    result = grade(f"def fate(n): return {answer!r} if n == 7 else n")

    fates = {test.id: test for test in result.tests if test.question == "fate"}
    assert points_of(result) == {**dict.fromkeys(QUESTIONS, POINTS), "fate": POINTS / 2}
    public = fates["public/test_sums.py::test_fate"]
    assert (public.status.value, public.points) == ("failed", 0.0)
    assert "the test could not go on with your answer" in public.feedback


def test_answers_that_end_one_judge_after_another_are_stopped(
    grade: Callable[[str], SubmissionResult],
) -> None:
    """What is left then has failed too: a submission does not get a judge for each of its tests."""
    result = grade("\n".join(f"def {name}(*_): return 'abort'" for name in ("fate", "bowl", "slope")))

    assert points_of(result)["fate"] == 0
    assert points_of(result)["terms"] == POINTS


def test_warnings_of_a_tests_arithmetic_are_not_shown_as_prints(
    grade: Callable[[str], SubmissionResult],
) -> None:
    """NumPy warns in the grader of numbers that a student chose; the student did not print that."""
    result = grade("def terms(n): return np.full(n, 1e308), np.full(n, 1e308)")

    text = "\n".join(test.feedback for test in result.tests)
    assert "Warning" not in text
    assert "printed" not in text
