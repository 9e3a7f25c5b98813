"""A test in which the student's code did not answer never passes, whatever the test itself makes of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.harness.checks.expected import Records
from autograder.harness.checks.status import Status
from autograder.harness.session.session import Tests, run_tests
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.plain import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.harness.checks.test_record import TestRecord

TOLERANT = '''
import pytest

pytestmark = pytest.mark.question("q")


def test_negative(student):
    """Any exception will do."""
    with pytest.raises(Exception):
        student.m.root(-1)


def test_swallowed(student):
    """So does silence."""
    try:
        student.m.root(-1)
    except Exception:
        pass


def test_skipped(student):
    """The test goes away."""
    try:
        student.m.root(-1)
    except Exception:
        pytest.skip("no root")
'''
RIGHT = "def root(x):\n    if x < 0:\n        raise ValueError('negative')\n    return x**0.5\n"


def records_of(folder: Path, module: str | None, tests: str = TOLERANT) -> dict[str, TestRecord]:
    """The tests' records with this `m.py`, by the name of the test."""
    (folder / "hidden").mkdir()
    (folder / "home").mkdir()
    (folder / "hidden" / "test_m.py").write_text(tests, encoding="utf-8")
    if module is not None:
        (folder / "home" / "m.py").write_text(module, encoding="utf-8")
    chosen = Tests(folders={"hidden": folder / "hidden"}, seed=1, questions=("q",))
    ran = run_tests(chosen, Records({}), lambda: LocalStudent(folder / "home", ("m",)))
    return {one.id.split("::")[1]: one for one in ran}


@pytest.mark.parametrize(
    ("module", "fault"),
    [
        ("def root(x): return x +", Fault.IMPORT),
        (None, Fault.MISSING),
        ("def root(x): raise MemoryError", Fault.MEMORY),
        ("raise SystemExit", Fault.IMPORT),
    ],
    ids=["syntax-error", "no-file", "memory", "exit-at-import"],
)
def test_a_swallowed_fault_is_the_verdict(tmp_path: Path, module: str | None, fault: Fault) -> None:
    """`pytest.raises(Exception)` around a call used to earn full points on a file that is not there."""
    ran = records_of(tmp_path, module)

    assert {name: (one.status, one.fault) for name, one in ran.items()} == dict.fromkeys(
        ran, (Status.FAILED, fault)
    )
    assert len(ran) == 3


def test_an_exception_of_the_students_own_can_be_what_a_test_asks_for(tmp_path: Path) -> None:
    """It is an answer, and its class and text are noted; a skip that follows from it is none."""
    ran = records_of(tmp_path, RIGHT)

    assert ran["test_negative"].status is Status.PASSED
    assert ran["test_negative"].raised == (("ValueError", "negative"),)
    assert ran["test_skipped"].status is Status.FAILED
    assert ran["test_skipped"].finding is not None
    assert "could not go on with your answer" in ran["test_skipped"].finding.sentence


def test_a_skip_before_anything_was_asked_stays_a_skip(tmp_path: Path) -> None:
    """A package that is missing here, say: no answer of the student's has led to it."""
    tests = (
        'import pytest\n\n@pytest.mark.question("q")\n'
        'def test_a(student):\n    """One."""\n    pytest.skip("not here")\n'
    )

    assert records_of(tmp_path, RIGHT, tests)["test_a"].status is Status.SKIPPED


def test_a_swallowed_refusal_of_an_argument_is_the_verdict(tmp_path: Path) -> None:
    """The build so refuses a test that passes on a type, though it expects any exception."""
    tests = (
        'import pytest\n\n@pytest.mark.question("q")\ndef test_a(student):\n    """One."""\n'
        "    with pytest.raises(Exception):\n        student.m.root(float)\n"
    )

    found = records_of(tmp_path, RIGHT, tests)["test_a"]

    assert found.status is Status.FAILED
    assert found.finding is not None
    assert "a test handed a type to student code" in found.finding.sentence


def test_a_fault_behind_many_exceptions_is_the_verdict(tmp_path: Path) -> None:
    """Only a few faults are kept of a test that catches them in a loop, but never without the one that decides."""
    tests = (
        'import pytest\n\n@pytest.mark.question("q")\ndef test_a(student):\n    """One."""\n'
        "    for number in range(99):\n        with pytest.raises(Exception):\n            student.m.root(number)\n"
    )
    module = "def root(x):\n    raise MemoryError if x == 90 else ValueError(x)\n"

    assert records_of(tmp_path, module, tests)["test_a"].fault is Fault.MEMORY
