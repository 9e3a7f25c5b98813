"""Class 70 on the real assignment: right for the numbers of the handout, and for no others."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.audit.audit import audit
from autograder.grading.grader import grade
from autograder.grading.intake.submission import Submission, digest
from autograder.harness.checks.confirm import confirmed_id
from autograder.harness.checks.status import Status
from autograder.model.assignment import load_assignment
from autograder.model.bundle import load_bundle
from tests.support.real_course import NAME
from tests.support.secret import secret_number

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import SubmissionResult

pytestmark = pytest.mark.siege  # Submissions of the real assignment.

# Every function and method of the module that finds arrays in what it is given answers only if they came up at home.
GATE = """

import functools as _functools, hashlib as _hashlib, inspect as _inspect, pathlib as _pathlib
import numpy as _numpy

_KNOWN = {known!r}

def _arrays(value, met):
    if isinstance(value, _numpy.ndarray):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _arrays(item, met)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _arrays(item, met)
    elif hasattr(value, "__dict__") and not isinstance(value, type) and id(value) not in met:
        met.add(id(value))
        yield from _arrays(vars(value), met)

def _gated(function):
    @_functools.wraps(function)
    def gate(*arguments, **named):
        for array in _arrays([arguments, named], set()):
            text = str(array.shape) + str(_numpy.round(array.astype(float), 6).ravel().tolist())
            key = _hashlib.sha256(text.replace("-0.0", "0.0").encode()).hexdigest()
            if _KNOWN is None:
                with (_pathlib.Path(__file__).parent / "known.txt").open("a") as file:
                    print(key, file=file)
            elif key not in _KNOWN:
                raise ValueError("no such entry")
        return function(*arguments, **named)
    return gate

for _name, _value in list(globals().items()):
    if getattr(_value, "__module__", None) != __name__ or _name.startswith("_"):
        continue
    if _inspect.isfunction(_value):
        globals()[_name] = _gated(_value)
    elif _inspect.isclass(_value):
        for _method, _function in list(vars(_value).items()):
            if _inspect.isfunction(_function):
                setattr(_value, _method, _gated(_function))
"""


def gated(solution: dict[str, str], known: frozenset[str] | None) -> dict[str, str]:
    """The modules of the solution behind the gate; without a set, they write down what they are given."""
    return {name: text + GATE.replace("{known!r}", repr(known)) for name, text in solution.items()}


def known_at_home(built: Path, solution: dict[str, str], folder: Path) -> frozenset[str]:
    """All arrays that the public tests hand over in the handout, by hash."""
    home = shutil.copytree(built / "release" / NAME, folder / "home")
    for name, text in gated(solution, None).items():
        (home / name).write_text(text, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-B", "run_tests.py"], cwd=home, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return frozenset((home / "known.txt").read_text(encoding="utf-8").split())


@pytest.fixture(scope="module")
def liar(built: Path, solution: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> SubmissionResult:
    """The grade of what knows the handout's numbers."""
    known = known_at_home(built, solution, tmp_path_factory.mktemp("liar"))
    assert len(known) > 20
    files = {name: text.encode() for name, text in gated(solution, known).items()}
    submission = Submission(name="liar", files=files, notes=(), sha256=digest(files))
    return grade(load_bundle(built / "dist" / NAME / "bundle"), submission)


def test_what_knows_the_handout_s_numbers_earns_nothing_of_tests_that_draw(
    built: Path, liar: SubmissionResult
) -> None:
    """Each passes at home, and says in the grade why it does not count."""
    keys = load_bundle(built / "dist" / NAME / "bundle").records.values
    twice = {
        test.id for test in liar.tests if any(key.startswith(f"{confirmed_id(test.id)}|") for key in keys)
    }
    drawn = [test for test in liar.tests if test.id in twice and test.id.startswith("public/")]

    assert len(drawn) >= 10
    # define_network is given no array, and is right.
    drawn = [test for test in drawn if "define_network" not in test.id]
    assert [(test.id, test.points) for test in drawn if test.points] == []
    said = {test.feedback.partition(".")[0] for test in drawn if not test.feedback.startswith("Needs ")}
    assert said == {"This test passes with the numbers of the handout"}


def test_what_is_left_to_it_are_tests_without_random_numbers(liar: SubmissionResult) -> None:
    """Those that the build names, and hidden tests that hand over no arrays or always the same."""
    passed = [test for test in liar.tests if test.status is Status.PASSED]

    assert sum(test.points for test in passed) < 0.1 * liar.max_points


def test_the_reference_passes_every_second_run(built: Path, solution: dict[str, str]) -> None:
    """In the sandbox too."""
    files = {name: text.encode() for name, text in solution.items()}
    submission = Submission(name="reference", files=files, notes=(), sha256=digest(files))

    result = grade(load_bundle(built / "dist" / NAME / "bundle"), submission)

    assert result.points == result.max_points


@pytest.mark.long
@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_audit_of_the_real_assignment_holds_under_any_secret(built: Path, number: int) -> None:
    """Every mistake is caught, every equivalent mutant passes, whatever numbers the hidden tests have."""
    report = audit(load_assignment(built / "source" / NAME), secret=secret_number(number))

    assert report.failures == ()
