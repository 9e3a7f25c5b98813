"""A function that hangs costs its own question, and what is built on it; and a busy machine changes no verdict."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import Submission, take_in
from autograder.harness.checks.folders import PUBLIC
from autograder.model.bundle import Bundle, load_bundle
from tests.support.real_course import NAME
from tests.support.students import RIGHT, STUDENTS, WRONG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from autograder.model.results import SubmissionResult

pytestmark = pytest.mark.siege  # Submissions of the real assignment.

SECONDS = 1.0  # of processor time for a test, so that each hang here costs little
SOME_WORK = 6.0  # seconds beside; the machine does other things
BUSY = 8  # processes
HANGS = {  # the function that hangs: the question whose it is
    "sigmoid": "sigmoid",
    "Sigmoid.backward": "sigmoid",
    "Linear.forward": "linear",
    "Linear.backward": "linear",
    "ReLU.forward": "relu",
    "CrossEntropyLoss.forward": "cross-entropy",
    "CrossEntropyLoss.backward": "cross-entropy",
    "GradientDescentOptimizer.step": "optimizer",
    "define_network": "train-network",
    "train_network": "train-network",
}
BODIES = {
    "busy": "while True: pass",
    "deaf to exceptions": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "one step": "sum(range(10**12))",
}


@pytest.fixture(scope="module")
def bundle(built: Path) -> Bundle:
    """The assignment, with less patience."""
    loaded = load_bundle(built / "dist" / NAME / "bundle")
    limits = replace(loaded.assignment.limits, test_seconds=SECONDS)
    return replace(loaded, assignment=replace(loaded.assignment, limits=limits))


@pytest.fixture(scope="module")
def reference(built: Path, bundle: Bundle) -> Submission:
    """The reference solution, as it is handed in."""
    return take_in(built / "solutions" / NAME, bundle.assignment)


def graded(bundle: Bundle, submissions: Sequence[Submission]) -> dict[str, SubmissionResult]:
    """All of them in one session, by name."""
    results: dict[str, SubmissionResult] = {}
    grade_each(bundle, submissions, lambda result: results.update({result.submission: result}))
    return results


def hanging(reference: Submission, function: str, body: str = "while True: pass") -> Submission:
    """The reference solution with one function that begins with a hang."""
    for file, content in reference.files.items():
        text = content.decode()
        for name, node in functions_of(ast.parse(text)) if file.endswith(".py") else ():
            if name == function:
                lines, after = text.splitlines(), node.body[0].end_lineno or 0  # the docstring
                indent = " " * node.body[0].col_offset
                lines[after:after] = [indent + line for line in body.splitlines()]
                files = {**reference.files, file: "\n".join(lines).encode()}
                return replace(reference, name=function, files=files)
    raise AssertionError(f"the reference has no {function}")


def functions_of(tree: ast.Module) -> list[tuple[str, ast.FunctionDef]]:
    """The functions and methods of a module, by name."""
    functions = [(node.name, node) for node in tree.body if isinstance(node, ast.FunctionDef)]
    for kind in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        functions += [
            (f"{kind.name}.{one.name}", one) for one in kind.body if isinstance(one, ast.FunctionDef)
        ]
    return functions


def check_hang(bundle: Bundle, result: SubmissionResult, function: str) -> None:
    """The questions that do not build on the function's own keep every point, and the students read its name."""
    own = HANGS[function]
    reached = {own, *(one.id for one in bundle.assignment.questions if own in one.builds_on)}
    lost = {question.id for question in result.questions if question.points < question.max_points}
    texts = [test.feedback for test in result.tests if test.id.startswith(f"{PUBLIC}/")]

    assert own in lost
    assert lost <= reached
    assert any(f"{SECONDS:g} s of processor time in {function} (" in text for text in texts)
    assert sum("of processor time in" in text for text in texts) <= 2


@pytest.mark.parametrize("body", BODIES)
def test_a_layer_that_hangs_costs_what_needs_it(bundle: Bundle, reference: Submission, body: str) -> None:
    """Class 79: two limits in all; every other question is paid in full, and the feedback names the function."""
    results = graded(bundle, [hanging(reference, "ReLU.forward", BODIES[body])])

    check_hang(bundle, results["ReLU.forward"], "ReLU.forward")


def test_hidden_tests_name_neither_function_nor_line(bundle: Bundle, reference: Submission) -> None:
    """Code could choose where it hangs by what it is given."""
    result = graded(bundle, [hanging(reference, "ReLU.forward")])["ReLU.forward"]

    hidden = [test.feedback for test in result.tests if "too long" in test.feedback and PUBLIC not in test.id]
    assert hidden
    assert set(hidden) <= {
        "Your code took too long and was stopped.",
        "Your code was not called: a function that it needs has taken too long twice before.",
    }


def test_each_function_that_hangs_costs_its_own_question(bundle: Bundle, reference: Submission) -> None:
    """Class 79: one after the other; each grading within three times the reference's and two limits."""
    submissions = [hanging(reference, function) for function in HANGS]
    results = graded(bundle, [replace(reference, name="first"), *submissions, reference])

    whole = results[reference.name]
    assert whole.points == whole.max_points
    for function in HANGS:
        check_hang(bundle, results[function], function)
        assert results[function].seconds < 3 * whole.seconds + 2 * SECONDS + SOME_WORK


@pytest.mark.long
@pytest.mark.parametrize("most", [6, 36])
def test_a_busy_machine_changes_nothing_but_durations(
    built: Path, bundle: Bundle, reference: Submission, most: int
) -> None:
    """Class 79: up to 40 submissions, quiet and beside eight processes that compute; among them hangs."""
    own = load_bundle(built / "dist" / NAME / "bundle")
    folders = [*(STUDENTS / "right" / one for one in RIGHT), *(STUDENTS / "wrong" / one for one in WRONG)]
    submissions = [take_in(folder, own.assignment) for folder in folders][:most]
    hangs = [hanging(reference, function) for function in list(HANGS)[: most // 9 + 1]]

    quiet = {**graded(own, submissions), **graded(bundle, hangs)}
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY)]
    try:
        loaded = {**graded(own, submissions), **graded(bundle, hangs)}
    finally:
        for process in busy:
            process.kill()
            process.wait()

    assert comparable(quiet) == comparable(loaded)


def comparable(results: Mapping[str, SubmissionResult]) -> dict[str, object]:
    """Results without their durations."""
    return {
        name: replace(
            result,
            seconds=0.0,
            grader_seconds=0.0,
            grader_peak_mib=0.0,
            tests=tuple(replace(test, seconds=0.0) for test in result.tests),
        )
        for name, result in results.items()
    }
