"""Public tests run again with numbers from the secret, and count only if they pass both times."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.harness.checks.check import Finding, HarnessError
from autograder.harness.checks.confirm import (
    confirmed_id,
    first_runs,
    is_unconfirmed,
    judged,
    may_be_looked_up,
    name_of_run,
)
from autograder.harness.checks.expected import Records, record_key
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord
from autograder.harness.session.session import Tests, run_tests
from autograder.harness.student.local import LocalStudent
from tests.support.secret import A_SECRET, secret_number

if TYPE_CHECKING:
    from pathlib import Path

TESTS = '''
import pytest

pytestmark = pytest.mark.question("double")

@pytest.fixture
def point(rng):
    return rng.uniform(-1, 1, 3)

def test_drawn(student, check, rng):
    """Doubles of random numbers."""
    check.close("y", student.lib.double(rng.uniform(-1, 1, 3)))

def test_drawn_by_a_fixture(student, check, point):
    """Doubles of a random point."""
    check.close("y", student.lib.double(point))

def test_fixed(student, check):
    """The double of three."""
    check.close("y", student.lib.double(3.0))

def test_of_shapes(student, check, rng):
    """The shape alone."""
    check.equal("shape", len(student.lib.double(rng.uniform(-1, 1, 3))))

@pytest.mark.weight(0)
def test_shown(student, check, rng):
    """Worth nothing."""
    check.close("y", student.lib.double(rng.uniform(-1, 1, 3)))
'''
RIGHT = "def double(x):\n    print('doubled')\n    return 2 * x\n"
# What a table of the handout's answers amounts to: right for numbers that it has met, nonsense for others.
TABLE = """
import json, pathlib
import numpy as np
KNOWN = json.loads((pathlib.Path(__file__).parent / "table.json").read_text())
def double(x):
    found = KNOWN.get(json.dumps(np.asarray(x).tolist()))
    return 0 * x if found is None else np.array(found)
"""


@pytest.fixture
def course(tmp_path: Path) -> Tests:
    """One public test file."""
    folder = tmp_path / "tests" / "public"
    folder.mkdir(parents=True)
    (folder / "test_double.py").write_text(TESTS)
    return Tests(folders={"public": folder}, seed=7, questions=("double",), secret=A_SECRET)


def ran(tests: Tests, folder: Path, text: str, records: Records | None = None) -> dict[str, TestRecord]:
    """Every run of this module, by its id without the file."""
    folder.mkdir(exist_ok=True)
    (folder / "lib.py").write_text(text)
    found = run_tests(tests, records, lambda: LocalStudent(folder, ("lib",)))
    return {one.id.replace("test_double.py::", ""): one for one in found}


def recorded(runs: dict[str, TestRecord]) -> Records:
    """What the reference answered."""
    return Records(
        {record_key(one.id, name): value for one in runs.values() for name, value in one.observed.items()}
    )


def test_tests_with_weight_that_draw_on_rng_run_twice(course: Tests, tmp_path: Path) -> None:
    """Also those that draw by a fixture of their file; others once."""
    runs = ran(course, tmp_path / "reference", RIGHT)

    assert [name for name in runs if name.startswith("confirmed/")] == [
        "confirmed/test_drawn",
        "confirmed/test_drawn_by_a_fixture",
        "confirmed/test_of_shapes",
    ]


def test_the_second_run_has_other_numbers_and_other_expected_values(course: Tests, tmp_path: Path) -> None:
    """Which depend on the secret; those of the first run do not."""
    one, other = (
        ran(replace(course, secret=secret_number(number)), tmp_path / "reference", RIGHT) for number in (1, 2)
    )

    assert np.array_equal(one["public/test_drawn"].observed["y"], other["public/test_drawn"].observed["y"])
    values = [
        runs[name].observed["y"]
        for runs in (one, other)
        for name in ("public/test_drawn", "confirmed/test_drawn")
    ]
    assert len({value.tobytes() for value in values}) == 3


def test_nothing_runs_twice_where_there_is_no_secret(course: Tests, tmp_path: Path) -> None:
    """At home."""
    runs = ran(replace(course, secret=None), tmp_path / "reference", RIGHT)

    assert {one.folder for one in runs.values()} == {"public"}


def test_a_right_answer_passes_both_times_and_a_table_of_answers_once(course: Tests, tmp_path: Path) -> None:
    """Only the tests that always ask for the same are left to it."""
    home = ran(replace(course, secret=None), tmp_path / "home", RIGHT)
    records = recorded(ran(course, tmp_path / "reference", RIGHT))
    drawn = [(2**-1 * one.observed["y"]).tolist() for one in home.values() if "y" in one.observed]
    table = {str(x): (2 * np.asarray(x)).tolist() for x in drawn}
    (tmp_path / "liar").mkdir()
    (tmp_path / "liar" / "table.json").write_text(str(table).replace("'", '"'))

    right = ran(course, tmp_path / "right", RIGHT, records)
    liar = ran(course, tmp_path / "liar", TABLE, records)

    assert {one.status for one in judged(right.values())} == {Status.PASSED}
    assert {one.status for one in first_runs(liar.values())} == {Status.PASSED}
    assert [one.id.split("::")[1] for one in judged(liar.values()) if one.status is Status.PASSED] == [
        "test_fixed",
        "test_of_shapes",
        "test_shown",
    ]


def test_a_test_that_failed_does_not_run_again(course: Tests, tmp_path: Path) -> None:
    """It has cost its points already, and its second run would cost time."""
    records = recorded(ran(course, tmp_path / "reference", RIGHT))

    runs = ran(course, tmp_path / "wrong", "def double(x):\n    return 3 * x\n", records)

    assert list(runs) == [
        "public/test_drawn",
        "public/test_drawn_by_a_fixture",
        "public/test_fixed",
        "public/test_of_shapes",
        "public/test_shown",
        "confirmed/test_of_shapes",
    ]


def test_nothing_of_a_second_run_is_shown_but_that_it_did_not_pass(course: Tests, tmp_path: Path) -> None:
    """Neither its prints, nor its values, nor what went wrong in it."""
    records = recorded(ran(course, tmp_path / "reference", RIGHT))
    lines = ["import numpy as np", "met = []", "def double(x):", "    print('met', x)"]
    first = ran(replace(course, secret=None), tmp_path / "home", RIGHT)["public/test_drawn"]
    known = (first.observed["y"] / 2).tolist()
    lines += [f"    if np.allclose(x, {known}): return 2 * x", "    raise ValueError(x)"]

    runs = ran(course, tmp_path / "liar", "\n".join(lines), records)

    again = runs["confirmed/test_drawn"]
    (shown,) = [one for one in judged(runs.values()) if one.id.endswith("::test_drawn")]
    assert (again.status, again.prints) == (Status.FAILED, "")
    assert (shown.status, shown.prints, shown.relations, shown.fault) == (Status.FAILED, "", (), None)
    assert shown.finding is not None
    assert "passes with the numbers of the handout. With other numbers" in shown.finding.sentence
    assert (shown.finding.got, shown.finding.expected) == ("", "")
    assert is_unconfirmed(shown)


def record(id_: str, status: Status = Status.PASSED, finding: Finding | None = None) -> TestRecord:
    """A record of a test."""
    return TestRecord(id=id_, question="q", weight=1, title="T", status=status, finding=finding)


def test_a_second_run_that_the_grader_spoilt_is_the_grader_s_fault() -> None:
    """The student is not told that the answer is wrong."""
    fault = Finding("grader", "the grader could not run this test")

    (one,) = judged([record("public/a.py::t"), record("confirmed/a.py::t", Status.ERROR, fault)])

    assert (one.status, one.finding) == (Status.ERROR, fault)


def test_a_public_test_that_failed_keeps_its_own_finding() -> None:
    """Whatever its second run says."""
    finding = Finding("value", "it is 2, and 3 is right")
    failed = record("public/a.py::t", Status.FAILED, finding)

    assert judged([failed, record("confirmed/a.py::t")]) == (failed,)


def test_the_build_can_tell_which_tests_a_table_passes(course: Tests, tmp_path: Path) -> None:
    """Those without random numbers, and those whose answers are the same whatever the numbers are."""
    runs = ran(course, tmp_path / "reference", RIGHT)
    second = [one for one in runs.values() if one.folder == "confirmed"]

    found = [name for name, one in runs.items() if may_be_looked_up(one, recorded(runs), second)]

    assert [name for name in found if name.startswith("public/")] == [
        "public/test_fixed",
        "public/test_of_shapes",
        "public/test_shown",
    ]


def test_a_hidden_test_without_the_secret_has_no_random_numbers(course: Tests, tmp_path: Path) -> None:
    """Numbers that students can compute too would be worse than none."""
    hidden = replace(course, folders={"hidden": course.folders["public"]}, secret=None)

    with pytest.raises(HarnessError, match=r"::test_drawn draws random numbers, and the secret"):
        ran(hidden, tmp_path / "reference", RIGHT)


def test_an_instructor_reads_the_name_of_the_public_test() -> None:
    """No folder `confirmed` is on disk."""
    assert (
        name_of_run(confirmed_id("public/a.py::t")) == "public/a.py::t, run again with other random numbers"
    )
    assert name_of_run("hidden/a.py::t") == "hidden/a.py::t"
