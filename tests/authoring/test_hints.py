"""What the policy `hints` of a question lets out: nothing, what public tests tell, or the class everywhere."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release.build import build
from autograder.files import read_tree
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import Submission
from autograder.grading.platforms.gradescope import to_results
from autograder.harness.diagnosis.known_mistakes import KnownMistakes
from autograder.model.bundle import load_bundle

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import SubmissionResult, TestResult

pytestmark = pytest.mark.usefixtures("quick")

HINT = "You forget to add one."
CATALOGUE = f"""
[[mistakes]]
id = "scale-no-one"
question = "scale"
hint = "{HINT}"
file = "toy_lib.py"
replace = "FACTOR * x + 1.0"
with = "FACTOR * x"

[[mistakes]]
id = "norm-no-root"
question = "norm"
hint = "You forget the root."
file = "toy_lib.py"
replace = "np.sqrt(np.sum(x * x))"
with = "np.sum(x * x)"
"""
STUDENT = """
import numpy as np
from toy_given import FACTOR

def scale(x):
    return {scale}

def norm(x):
    return float(np.linalg.norm(x))
"""


def hints_in(known: KnownMistakes | None) -> str:
    """All that a catalogue tells in words."""
    return "" if known is None else "\n".join(mistake.hint for mistake in known.mistakes.values())


def built(source: Path, root: Path, hints: str) -> Path:
    """The bundle of the toy assignment with a catalogue, its question `scale` under this policy."""
    toml = (source / "assignment.toml").read_text(encoding="utf-8")
    changed = toml.replace("points = 4", f'points = 4\nhints = "{hints}"')
    (source / "assignment.toml").write_text(changed, encoding="utf-8")
    (source / "mistakes.toml").write_text(CATALOGUE, encoding="utf-8")
    build(source, root)
    return root / "dist" / "toy" / "bundle"


def graded(bundle: Path, scale: str) -> SubmissionResult:
    """What a student gets whose `scale` returns this."""
    files = {"toy_lib.py": STUDENT.format(scale=scale).encode()}
    results: list[SubmissionResult] = []
    submission = Submission(name="student", files=files, notes=(), sha256="")
    grade_each(load_bundle(bundle), [submission], results.append)
    return results[0]


def failed(result: SubmissionResult, folder: str) -> list[TestResult]:
    """The tests of a folder that did not pass."""
    return [test for test in result.tests if test.status.value == "failed" and test.id.startswith(folder)]


@pytest.mark.parametrize(
    ("hints", "public", "hidden"), [("none", False, False), ("public", True, False), ("all", True, True)]
)
def test_a_known_mistake_is_told_where_the_question_allows(
    source: Path,
    root: Path,
    hints: str,
    public: bool,  # noqa: FBT001 - what is told
    hidden: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """In full once, then as the same; the staff learn of it unless nothing was recorded at all."""
    result = graded(built(source, root, hints), "FACTOR * x")

    (seen,), unseen = failed(result, "public"), failed(result, "hidden")
    assert (HINT in seen.feedback, seen.diagnosis == "scale-no-one") == (public, public)
    told = ["the same as above" in test.feedback and test.diagnosis == "scale-no-one" for test in unseen]
    assert told == [hidden] * len(unseen)
    assert unseen
    assert result.mistakes == (() if hints == "none" else ("scale-no-one",))


@pytest.mark.parametrize(
    "scale", ["2 * (FACTOR * x + 1)", "(FACTOR * x + 1)[:1]", "-(FACTOR * x + 1)", "FACTOR * x"]
)
def test_a_hidden_test_tells_no_number_whatever_is_wrong(source: Path, root: Path, scale: str) -> None:
    """A class of mistake in words: no value, no shape, no input."""
    result = graded(built(source, root, "all"), scale)

    texts = [test.feedback for test in failed(result, "hidden")]
    assert texts
    assert not any(re.search(r"[\d\[\]()=]", text) for text in texts)


def test_a_relation_of_numbers_is_told_with_them_in_public_tests(source: Path, root: Path) -> None:
    """Where no known mistake explains the value."""
    result = graded(built(source, root, "public"), "3 * (FACTOR * x + 1)")

    (seen,) = failed(result, "public")
    assert seen.diagnosis == "constant-factor"
    assert "why:      Every entry of your y is 3 times what it should be" in seen.feedback


def test_gradescope_shows_the_hint_and_not_what_is_for_the_staff(source: Path, root: Path) -> None:
    """The list of the submission's mistakes stays out of results.json."""
    bundle = built(source, root, "public")
    result = graded(bundle, "FACTOR * x")

    shown = json.dumps(to_results(result, load_bundle(bundle).assignment))

    assert HINT in shown
    assert '"mistakes"' not in shown


@pytest.mark.parametrize("hints", ["none", "public"])
def test_a_handout_holds_the_hints_of_its_public_tests_alone(source: Path, root: Path, hints: str) -> None:
    """`norm` has hidden tests only; `scale` has a public one, and tells nothing if it must not."""
    bundle = built(source, root, hints)

    given, graded = (KnownMistakes.load(folder) for folder in (root / "release" / "toy" / "tests", bundle))

    assert (HINT in hints_in(given)) is (hints == "public")
    assert "You forget the root." not in hints_in(given)
    assert given is None or not [test for test in given.signatures if test.startswith("hidden/")]
    assert (HINT in hints_in(graded)) is (hints == "public")


def test_no_hint_stands_in_the_handout_in_clear_text(source: Path, root: Path) -> None:
    """A list of what is wrong beside the exercise would be an invitation to read it first."""
    built(source, root, "public")

    release = read_tree(root / "release" / "toy")

    assert "tests/mistakes.npz" in release
    assert [name for name, content in release.items() if HINT.encode() in content] == []


def test_a_second_build_finds_no_drift_in_what_it_recorded(source: Path, root: Path) -> None:
    """The catalogue's values are compared as values, and its order is the same each time."""
    built(source, root, "all")

    assert build(source, root, check=True).drift == ()
