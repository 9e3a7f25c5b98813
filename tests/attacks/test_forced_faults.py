"""Classes 63 and 69: answers that force a fault which looks like the grader's, and files that do nothing."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release import build as release
from autograder.authoring.release.build import build
from autograder.errors import BuildRefusedError
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import Submission, digest
from autograder.harness.checks.status import Status
from autograder.model.bundle import load_bundle
from tests.support.toy import fake_wheel

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.bundle import Bundle
    from autograder.model.results import SubmissionResult

ASSIGNMENT = """\
name = "lenient"
title = "Tests that do much with an answer"
modules = ["m.py"]
seed = 3

[stub]
body = "raise NotImplementedError"

[limits]
test_seconds = 5.0

[[measures]]
id = "loss"
title = "Loss"
order = "ascending"
digits = 2

[[questions]]
id = "q"
title = "Q"
points = 9
"""
MODULE = '''\
"""To be written."""

import numpy as np


def labels():
    """Truth values."""
    ### BEGIN SOLUTION
    return np.array([True, False, True])
    ### END SOLUTION


def words():
    """Two words of letters, and then their lengths."""
    ### BEGIN SOLUTION
    return [3, 5]
    ### END SOLUTION


def name():
    """What is measured."""
    ### BEGIN SOLUTION
    return "loss"
    ### END SOLUTION


def double(x):
    """Twice as much."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


def root(x):
    """The root; ValueError for a negative number."""
    ### BEGIN SOLUTION
    if x < 0:
        raise ValueError("negative")
    return x**0.5
    ### END SOLUTION
'''
TESTS = '''\
"""Each does something with an answer that only some answers allow."""

import json

import numpy as np
import pytest

pytestmark = pytest.mark.question("q")


def test_conversion(student, check):
    """The test converts truth values itself, whatever says that it holds some."""
    kept = student.m.labels()
    if kept.dtype.kind == "b":
        kept = kept.astype(float)
    check.close("labels", kept)


def test_array(student, check):
    """An array of the answer goes back to the student's code."""
    check.close("doubled", student.m.double(np.array(student.m.words())))


def test_text(student, check):
    """So does a text in it."""
    found = student.m.name()
    check.true(student.m.double(json.loads(f'"{found}"')) == 2 * found, "the name, twice")
    check.equal("name", found)


def test_attribute(student, check):
    """And an attribute of the name that was answered."""
    found = student.m.name()
    check.true(found != "root" or getattr(student.m, found)(4) == 2, "a root")
    check.equal("name", found)


def test_measure(student, check):
    """The name of a measure."""
    check.measure(student.m.name(), 1.0)
    check.equal("name", student.m.name())


def test_check(student, check):
    """The name of a check."""
    check.equal(f"{student.m.name()} is there", student.m.name())


def test_twice(student, check):
    """Checks that may have the same name."""
    words = student.m.words()
    check.equal("how many", len(words))
    for number, word in enumerate(words):
        check.close(f"word {number if word < 9 else 0}", word)


def test_skipped(student, check):
    """A test that goes away."""
    if student.m.words() is None:
        pytest.skip("no words")
    check.equal("words", student.m.words())


def test_exception(student, check):
    """Any exception will do, and an answer is asked for as well."""
    with pytest.raises(Exception):
        student.m.root(-1)
    check.close("root", student.m.root(4.0))
'''
RIGHT = MODULE.replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The course, built."""
    root = tmp_path_factory.mktemp("lenient")
    source = root / "source" / "lenient"
    (source / "tests" / "hidden").mkdir(parents=True)
    for name, text in {
        "assignment.toml": ASSIGNMENT,
        "handout.md": "# Lenient\n",
        "m.py": MODULE,
        "tests/hidden/test_m.py": TESTS,
    }.items():
        (source / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "pack_wheel", fake_wheel)
        build(source, root)
    return load_bundle(root / "dist" / "lenient" / "bundle")


def graded(bundle: Bundle, text: str | None) -> tuple[SubmissionResult, SubmissionResult]:
    """The results of a submission with this module, or none, and of a right one behind it."""
    files = [{} if text is None else {"m.py": text.encode()}, {"m.py": RIGHT.encode()}]
    submissions = [
        Submission(name=f"s{number}", files=one, notes=(), sha256=digest(one))
        for number, one in enumerate(files)
    ]
    results: list[SubmissionResult] = []
    grade_each(bundle, submissions, results.append)
    return results[0], results[1]


FORCING = """
class Kind:
    kind = "b"

class Labels:
    dtype = Kind()
    def astype(self, kind):
        return None

def labels():
    return Labels()

def words():
    return {words}

def name():
    return {name}

def double(x):
    return x
"""


@pytest.mark.parametrize(
    ("words", "name", "forced"),
    [
        ('["a", "b"]', r'"\\ud800"', {"conversion", "array", "text", "check", "measure"}),
        ("[9, 9]", '"accuracy"', {"conversion", "twice", "measure", "check"}),
        ("None", '"__class__"', {"conversion", "skipped", "measure"}),
        ("[[[[" + "[" * 30 + "1" + "]" * 34, '"root"', {"conversion", "array", "attribute"}),
        ("[1] * 300_000", '"x" * 100_000', {"conversion", "array", "measure"}),
    ],
)
def test_a_fault_that_answers_have_forced_is_a_failed_test(
    bundle: Bundle, words: str, name: str, forced: set[str]
) -> None:
    """63: no "the grader could not run this test", no session ended, no test skipped, and nothing earned by it."""
    hostile, honest = graded(bundle, FORCING.format(words=words, name=name))

    found = {test.id.rpartition("test_")[2]: test.status for test in hostile.tests}
    assert set(found.values()) <= {Status.FAILED, Status.PASSED}
    assert {one for one, status in found.items() if status is Status.FAILED} >= forced
    assert honest.points == honest.max_points == 9


IDLE = {
    "syntax error": "def root(x): return x +",
    "exit at import": "import os\nos._exit(0)",
    "nothing": "",
    "other names": "def wurzel(x): return 1",
    "exit": "import os\ndef root(x): os._exit(0)\nlabels = words = name = double = root",
    "sys.exit": "def root(*x): raise SystemExit(0)\nlabels = words = name = double = root",
    "always raises": "def root(*x): raise ValueError('negative')\nlabels = words = name = double = root",
    "None": "def root(*x): return None\nlabels = words = name = double = root",
    "zero": "def root(*x): return 0\nlabels = words = name = double = root",
    "zeros": textwrap.dedent(
        """
        import numpy as np
        def root(x): return 0.0
        def double(x): return np.zeros(2)
        def labels(): return np.zeros(3)
        def words(): return [0, 0]
        def name(): return ""
        """
    ),
    "itself": "import sys\ndef root(*x): return sys.modules[__name__]\nlabels = words = name = double = root",
    "memory": "def root(*x): raise MemoryError\nlabels = words = name = double = root",
}


@pytest.mark.parametrize("kind", [*IDLE, "no file"])
def test_a_file_that_does_nothing_earns_nothing(bundle: Bundle, kind: str) -> None:
    """69: also where a test expects an exception, and catches any."""
    idle, honest = graded(bundle, IDLE.get(kind))

    assert {test.id: test.status for test in idle.tests if test.status is not Status.FAILED} == {}
    assert idle.points == 0
    assert honest.points == 9


def test_a_test_that_any_fault_passes_is_refused_by_the_build(tmp_path: Path) -> None:
    """69: `pytest.raises(Exception)` around a call earned all points for a syntax error, an exit, an empty file."""
    source = tmp_path / "source" / "lenient"
    (source / "tests" / "hidden").mkdir(parents=True)
    (source / "assignment.toml").write_text(ASSIGNMENT.replace("raise NotImplementedError", "pass"))
    (source / "handout.md").write_text("# Lenient\n")
    (source / "m.py").write_text(MODULE)
    blind = TESTS.replace('    check.close("root", student.m.root(4.0))\n', "")
    (source / "tests" / "hidden" / "test_m.py").write_text(blind)

    with pytest.raises(BuildRefusedError, match=r"test_exception passes on a file without what is"):
        build(source, tmp_path)
