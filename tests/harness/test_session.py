"""One session over students: fixtures, marks, verdicts, and what a broken test file says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.harness.checks.expected import Records, record_key
from autograder.harness.checks.status import Status
from autograder.harness.diagnosis.diagnose import beside_verdicts
from autograder.harness.session.session import HarnessError, Student, Tests, run_session, run_tests
from autograder.harness.student.local import LocalStudent
from tests.support.secret import A_SECRET, secret_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.harness.checks.test_record import TestRecord

LIBRARY = """
import numpy as np

class Linear:
    def __init__(self, weights):
        self.weights = weights

    def forward(self, x):
        print("forward of", x.shape)
        x *= 1.0
        return x @ self.weights

def leave():
    raise SystemExit("bye")
"""
TESTS = '''
import pytest

pytestmark = pytest.mark.question("linear")

def test_forward(student, check, rng):
    """Z = XW."""
    layer = student.lib.Linear(rng.uniform(-1, 1, (3, 2)))
    check.close("Z", layer.forward(rng.uniform(-1, 1, (4, 3))))

@pytest.mark.weight(2)
def test_leave(student):
    """It stays."""
    student.lib.leave()

def test_skip():
    """It runs."""
    pytest.skip("not today")

def test_none(student, check):
    """Nothing is something."""
    check.close("nothing", None)
'''


@pytest.fixture
def course(tmp_path: Path) -> Tests:
    """One test file, for one question."""
    folder = tmp_path / "tests" / "hidden"
    folder.mkdir(parents=True)
    (folder / "test_linear.py").write_text(TESTS)
    return Tests(folders={"hidden": folder}, seed=7, questions=("linear",), secret=A_SECRET)


@dataclass(frozen=True)
class Submission:
    """A student's folder."""

    name: str
    folder: Path

    def open(self) -> LocalStudent:
        """The student for one test."""
        return LocalStudent(self.folder, ("lib",))


def submission(folder: Path, name: str, text: str) -> Submission:
    """A student whose `lib.py` holds this text."""
    home = folder / name
    home.mkdir()
    (home / "lib.py").write_text(text)
    return Submission(name, home)


def run(
    tests: Tests, submissions: list[Submission], records: Records | None
) -> dict[tuple[str, str], TestRecord]:
    """The records by student and test function, of one session."""
    ran: dict[str, list[TestRecord]] = {one.name: [] for one in submissions}

    def body(run_student: Callable[[Student], None]) -> None:
        for one in submissions:
            run_student(Student(open=one.open, record=ran[one.name].append))

    run_session(tests, records, body)
    return {(name, one.id.split("::")[1]): one for name, records_ in ran.items() for one in records_}


def test_every_way_to_end_has_its_own_status(course: Tests, tmp_path: Path) -> None:
    """Pass, wrong answer, exit and skip are told apart, and only the first is passed."""
    ran = run(course, [submission(tmp_path, "a", LIBRARY)], None)

    statuses = {name: one.status for (_, name), one in ran.items()}
    assert statuses == {
        "test_forward": Status.PASSED,
        "test_leave": Status.FAILED,
        "test_skip": Status.SKIPPED,
        "test_none": Status.FAILED,
    }
    assert ran["a", "test_leave"].finding is not None
    assert "SystemExit: bye" in ran["a", "test_leave"].finding.sentence
    assert ran["a", "test_leave"].weight == 2
    assert ran["a", "test_forward"].title == "Z = XW."
    assert ran["a", "test_forward"].prints == "forward of (4, 3)\n"


def test_two_students_in_one_session_do_not_see_each_other(course: Tests, tmp_path: Path) -> None:
    """The second student's module is the second student's, in the order they were given."""
    wrong = LIBRARY.replace("x @ self.weights", "x @ self.weights + 1")
    reference = run(course, [submission(tmp_path, "r", LIBRARY)], None)["r", "test_forward"]
    records = Records({record_key(reference.id, "Z"): reference.observed["Z"]})

    ran = run(course, [submission(tmp_path, "wrong", wrong), submission(tmp_path, "right", LIBRARY)], records)

    assert ran["wrong", "test_forward"].status is Status.FAILED
    assert ran["right", "test_forward"].status is Status.PASSED


def test_random_numbers_depend_on_the_secret_and_the_test_alone(course: Tests, tmp_path: Path) -> None:
    """Two sessions draw the same, another secret draws otherwise."""
    pupil = submission(tmp_path, "a", LIBRARY)
    other = replace(course, secret=secret_number(1))

    first, second, third = (
        run(one, [pupil], None)["a", "test_forward"].observed["Z"] for one in (course, course, other)
    )

    assert np.array_equal(first, second)
    assert not np.array_equal(first, third)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("def test_a(: pass", "does not load"),
        ("def test_a(): pass", r"test_linear.py:1: test_a needs @pytest.mark.question"),
        ("import pytest\n@pytest.mark.question('lineal')\ndef test_a(): pass", "with one of linear"),
        (
            "import pytest\n@pytest.mark.question('linear')\n@pytest.mark.weight(-1)\ndef test_a(): pass",
            "the weight of",
        ),
        (
            "import pytest\n@pytest.mark.question('linear')\n@pytest.mark.weight(float('nan'))\ndef test_a(): pass",
            "the weight of test_a has to be a number from 0 up, and is nan",
        ),
    ],
)
def test_a_fault_in_the_tests_names_the_file(course: Tests, tmp_path: Path, text: str, sentence: str) -> None:
    """An instructor's slip is no student's failure."""
    (course.folders["hidden"] / "test_linear.py").write_text(text)

    with pytest.raises(HarnessError, match=sentence):
        run(course, [submission(tmp_path, "a", LIBRARY)], None)


def test_a_conftest_and_an_ini_file_beside_the_tests_are_not_obeyed(course: Tests, tmp_path: Path) -> None:
    """Both may come from a student."""
    (course.folders["hidden"] / "conftest.py").write_text("raise SystemExit('conftest was read')")
    (course.folders["hidden"] / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")

    assert (
        run(course, [submission(tmp_path, "a", LIBRARY)], None)["a", "test_forward"].status is Status.PASSED
    )


def test_public_and_hidden_files_of_one_name_are_two(course: Tests, tmp_path: Path) -> None:
    """Both folders hold a test_linear.py, and a broken one is named with its folder."""
    public = tmp_path / "tests" / "public"
    public.mkdir()
    (public / "test_linear.py").write_text(TESTS.replace("Z = XW.", "In public."))
    both = replace(course, folders={"public": public, **course.folders})

    ran = run_tests(both, None, submission(tmp_path, "a", LIBRARY).open)
    titles = {one.id: one.title for one in ran}
    (course.folders["hidden"] / "test_linear.py").write_text("import nothing_of_that_name")
    with pytest.raises(HarnessError, match=r"hidden/test_linear.py does not load"):
        run_tests(both, None, submission(tmp_path, "b", LIBRARY).open)

    assert titles["public/test_linear.py::test_forward"] == "In public."
    assert titles["hidden/test_linear.py::test_forward"] == "Z = XW."


def test_tests_named_by_a_relative_path_are_forgotten_afterwards(
    course: Tests, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later session with a file of the same name would otherwise run this one's tests."""
    monkeypatch.chdir(tmp_path)
    relative = replace(course, folders={"hidden": Path("tests/hidden")})
    ann = submission(tmp_path, "ann", LIBRARY)
    run_tests(relative, None, ann.open)
    (course.folders["hidden"] / "test_linear.py").write_text(TESTS.replace("Z = XW.", "The new one."))

    titles = [one.title for one in run_tests(course, None, ann.open)]

    assert "The new one." in titles


def test_every_public_test_runs_before_the_first_hidden_one(course: Tests, tmp_path: Path) -> None:
    """A worker that meets secret numbers must have no later worker to signal to whose prints are shown."""
    public = tmp_path / "tests" / "public"
    public.mkdir()
    (public / "test_zebra.py").write_text(TESTS)
    both = replace(course, folders={"public": public, **course.folders})

    ran = [one.folder for one in run_tests(both, None, submission(tmp_path, "a", LIBRARY).open)]

    order = ["public", "confirmed", "hidden"]
    assert ran == sorted(ran, key=order.index)
    assert set(ran) == set(order)


def test_the_cases_of_one_test_are_told_apart(course: Tests, tmp_path: Path) -> None:
    """They share a docstring; the student has to see which of them failed."""
    cases = (
        "import pytest\n@pytest.mark.question('linear')\n"
        "@pytest.mark.parametrize('n', [1, 2], ids=['one', 'two'])\n"
    )
    (course.folders["hidden"] / "test_linear.py").write_text(cases + "def test_a(n):\n    'It counts.'\n")

    ran = run(course, [submission(tmp_path, "a", LIBRARY)], None)

    assert [one.title for one in ran.values()] == ["It counts. [one]", "It counts. [two]"]


def test_only_the_asked_question_runs(course: Tests, tmp_path: Path) -> None:
    """`-q relu` runs no test of linear."""
    narrowed = replace(course, questions=("linear", "relu"), only="relu")

    assert run(narrowed, [submission(tmp_path, "a", LIBRARY)], None) == {}


def test_records_are_the_same_bytes_every_time() -> None:
    """The release is kept in git: its records must not change with the clock."""
    values = {"public/a::b|Z": np.arange(3.0), "hidden/a::b|Z": np.eye(2)}
    public = Records(values).to_bytes(("public",))

    assert Records(values).to_bytes() == Records(dict(reversed(values.items()))).to_bytes()
    assert list(Records.from_bytes(public, "public").values) == ["public/a::b|Z"]


def test_a_function_that_writes_into_its_input_is_named(course: Tests, tmp_path: Path) -> None:
    """The copies hide it from the score, and it is told beside it."""
    greedy = LIBRARY.replace("x *= 1.0", "x *= 2.0")

    ran = run(course, [submission(tmp_path, "greedy", greedy), submission(tmp_path, "honest", LIBRARY)], None)

    assert ran["greedy", "test_forward"].overwritten == {"Linear.forward"}
    assert ran["honest", "test_forward"].overwritten == frozenset()
    (sentence,) = beside_verdicts(replace(one, id=f"public/{one.id}") for one in ran.values())
    assert sentence.startswith("`Linear.forward` writes into an array that it was given")


BATCHED = """
import pytest

pytestmark = [pytest.mark.question("linear"), pytest.mark.batch]

def test_in_order(student, check):
    layer = student.lib.Linear(2.0)
    check.close("before", layer.weights, expected=2.0)
    layer.weights = 3.0
    check.close("after", layer.weights, expected=3.0)

def test_asked_at_the_end(student):
    student.lib.leave()

def test_failed_before(student, check):
    check.true(False, "it is over")
    student.lib.leave()

def test_nobody_waits(student, check):
    student.lib.leave()
    check.true(False, "it is over")
"""


def test_requests_of_a_marked_test_wait_until_an_answer_is_needed(course: Tests, tmp_path: Path) -> None:
    """Checks come in their order, what nobody looks at is asked at the end, and after a failure nothing is."""
    (course.folders["hidden"] / "test_linear.py").write_text(BATCHED)

    ran = run(course, [submission(tmp_path, "ann", LIBRARY)], Records({}))

    told = {name: (one.status, one.finding.sentence if one.finding else "") for (_, name), one in ran.items()}
    assert told["test_in_order"] == (Status.PASSED, "")
    assert told["test_asked_at_the_end"][0] is Status.FAILED
    assert "SystemExit" in told["test_asked_at_the_end"][1]
    assert told["test_failed_before"] == (Status.FAILED, "it is over")
    assert told["test_nobody_waits"][0] is Status.FAILED


ANSWERS_IN_ODD_PLACES = """
import pytest

pytestmark = [pytest.mark.question("linear"), pytest.mark.batch]

def test_an_answer_in_an_exception(student):
    student.lib.Linear(2.0)
    raise AssertionError(student.lib.leave())

def test_afterwards(student, check):
    check.close("weights", student.lib.Linear(2.0).weights, expected=2.0)
"""


def test_an_answer_that_never_came_ends_its_test_and_no_other(course: Tests, tmp_path: Path) -> None:
    """The text of an exception is made when the requests have been dropped."""
    (course.folders["hidden"] / "test_linear.py").write_text(ANSWERS_IN_ODD_PLACES)

    ran = run(course, [submission(tmp_path, "ann", LIBRARY)], Records({}))

    assert {name: one.status.value for (_, name), one in ran.items()} == {
        "test_an_answer_in_an_exception": "failed",
        "test_afterwards": "passed",
    }


def test_a_fault_in_the_remarks_costs_the_remarks_alone(course: Tests, tmp_path: Path) -> None:
    """Whatever a student's answers do to a diagnosis, the test keeps its verdict and the session goes on."""

    class Broken:
        """A catalogue at which every question fails."""

        def with_suspects(self, record: TestRecord, _expected: object) -> TestRecord:
            """Fail."""
            raise ValueError(record)

    broken: Any = Broken()
    tests = replace(course, known=broken, explain=True)

    ran = run(tests, [submission(tmp_path, "ann", LIBRARY)], None)

    assert {name: one.status.value for (_, name), one in ran.items()}["test_none"] == "failed"
    assert len(ran) == 4


class BrokenError(Exception):
    """A fault of the grader's own."""

    graders_fault = True


@pytest.mark.parametrize(("broken", "status"), [(1, Status.PASSED), (2, Status.ERROR)])
def test_a_fault_of_the_graders_own_is_tried_again_before_it_is_shown(
    course: Tests, tmp_path: Path, broken: int, status: Status
) -> None:
    """A process that could not be had costs nobody a test."""
    one = submission(tmp_path, "a", LIBRARY)
    opened = 0

    def open_student() -> LocalStudent:
        nonlocal opened
        opened += 1
        if opened <= broken:
            raise BrokenError("no process")
        return one.open()

    found = run_tests(replace(course, only="linear"), None, open_student)[0]

    assert found.status is status
    assert found.title == "Z = XW."
    assert [*found.trace[:1]] == (["BrokenError: no process"] if status is Status.ERROR else [])


@pytest.mark.parametrize("name", ["hw3[1]", "a::b", "[10-701] ML", "$HOME", "%PATH% #1 ä", "~", "-x"])
def test_the_name_of_the_folder_does_not_matter(tmp_path: Path, name: str) -> None:
    """Browsers write `hw3[1]`; pytest would read brackets, colons and dollars as parts of its own language."""
    folder = tmp_path / name / "tests" / "hidden"
    folder.mkdir(parents=True)
    (folder / "test_linear.py").write_text(TESTS)
    tests = Tests(folders={"hidden": folder}, seed=7, questions=("linear",), secret=A_SECRET)

    ran = run(tests, [submission(tmp_path / name, "a", LIBRARY)], None)

    assert ran["a", "test_forward"].id == "hidden/test_linear.py::test_forward"
    assert ran["a", "test_forward"].status is Status.PASSED


def test_the_current_folder_is_the_caller_s_while_tests_run(course: Tests) -> None:
    """It is another one while they are collected."""
    before, during = Path.cwd(), []

    run_session(course, None, lambda _run: during.append(Path.cwd()))

    assert (during, Path.cwd()) == ([before], before)
