"""The audit: variants in processes of their own, tests that are spared, and what the report says."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.audit import audit as audit_module
from autograder.authoring.audit.audit import audit
from autograder.authoring.audit.coverage import changed_functions
from autograder.authoring.audit.mutation.mutants import mutants_of
from autograder.authoring.audit.variants import Edit, Runs, run_variants
from autograder.authoring.proof.prepare import prepare
from autograder.authoring.source.functions import Function
from autograder.errors import BadInputError, BuildRefusedError
from autograder.harness.checks.status import Status
from autograder.harness.student.plain import Fault
from autograder.model.assignment import load_assignment
from tests.support.bare import BARE
from tests.support.secret import A_SECRET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.authoring.proof.reference import Reference
    from autograder.harness.checks.test_record import TestRecord

ASSIGNMENT = """\
name = "shapes"
title = "Shapes"
modules = ["shapes.py", "areas.py"]
seed = 3
[limits]
memory_mib = 256

[[questions]]
id = "shape"
title = "Shapes"
points = 2

[[questions]]
id = "area"
title = "Areas"
points = 2
builds_on = ["shape"]
"""
SHAPES = '''\
"""Classes, inheritance, a decorator, a generator, and a call while importing."""

import functools

import numpy as np


def unit():
    """Called while the module is imported."""
    ### BEGIN SOLUTION
    return 1.5
    ### END SOLUTION


UNIT = unit()


def doubled(function):
    """A decorator, whose inner function is entered by whoever calls what it decorates."""

    @functools.wraps(function)
    def inner(*args):
        ### BEGIN SOLUTION
        return 2.0 * function(*args)
        ### END SOLUTION

    return inner


class Shape:
    """A base whose method its subclass inherits."""

    def __init__(self, side):
        self.side = side

    @property
    def rim(self):
        """A property."""
        ### BEGIN SOLUTION
        return self.count() * self.side
        ### END SOLUTION

    def count(self):
        """Replaced by subclasses."""
        return 0


class Square(Shape):
    """Inherits `rim`."""

    def count(self):
        """Four sides."""
        ### BEGIN SOLUTION
        return 4
        ### END SOLUTION


@doubled
def twice(x):
    """Through the decorator."""
    ### BEGIN SOLUTION
    return x + UNIT
    ### END SOLUTION


def steps(count):
    """A generator, which is entered after it was called."""
    ### BEGIN SOLUTION
    for number in range(count):
        yield number * UNIT
    ### END SOLUTION


def drawn(seed):
    """From the global generator."""
    ### BEGIN SOLUTION
    np.random.seed(seed)
    return float(np.random.uniform())
    ### END SOLUTION
'''
AREAS = '''\
"""A module that imports the other."""

from shapes import Square, steps


def area(side):
    """Of a square."""
    ### BEGIN SOLUTION
    total = 0.0
    for _ in steps(int(Square(side).count())):
        total += side * side / 4
    return total
    ### END SOLUTION
'''
TEST = '''\
"""Values."""

import pytest

pytestmark = pytest.mark.question("{question}")


{tests}
'''
CASE = '''\
def test_{name}(student, check):
    """{name}."""
    check.close("y", {call})
'''
CALLS = {
    "shape": {
        "rim": "student.shapes.Square(3.0).rim",
        "count": "student.shapes.Square(3.0).count()",
        "twice": "student.shapes.twice(5.0)",
        "steps": "[y for y in student.shapes.steps(3)]",
        "drawn": "student.shapes.drawn(4)",
        "unit": "student.shapes.unit()",
    },
    "area": {"area": "student.areas.area(3.0)"},
}


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    """The source of a course with everything that makes calls hard to follow."""
    folder = tmp_path / "source" / "shapes"
    files = {
        "assignment.toml": ASSIGNMENT,
        "handout.md": "# Shapes\n",
        "shapes.py": SHAPES,
        "areas.py": AREAS,
    }
    for question, calls in CALLS.items():
        cases = "\n\n".join(CASE.format(name=name, call=call) for name, call in calls.items())
        files[f"tests/hidden/test_{question}.py"] = TEST.format(question=question, tests=cases)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def reference(shapes: Path, tmp_path: Path) -> Reference:
    """Its reference, proved."""
    return prepare(load_assignment(shapes), None, tmp_path, A_SECRET).reference


def edit(reference: Reference, old: str, new: str) -> Edit:
    """Old to new, in the module where it stands."""
    module = next(one for one in reference.modules if old in "\n".join(one.lines))
    start = "\n".join(module.lines).index(old)
    return Edit(file=module.name, start=start, end=start + len(old), text=new)


def failed(tests: Sequence[TestRecord]) -> set[str]:
    """The names of the tests that did not pass."""
    return {one.id.rpartition("test_")[2] for one in tests if one.status is not Status.PASSED}


def run(reference: Reference, old: str, new: str) -> tuple[TestRecord, ...]:
    """The tests of one variant."""
    return run_variants(reference, {"it": [edit(reference, old, new)]}).tests["it"]


def summary(runs: Runs) -> dict[str, list[tuple[object, ...]]]:
    """What was found, comparable."""
    return {
        name: [(one.id, one.status, one.finding, one.fault) for one in tests]
        for name, tests in runs.tests.items()
    }


def test_sparing_tests_changes_no_verdict(reference: Reference) -> None:
    """Every mutant, and edits outside of functions, with all tests and with those that are chosen for it."""
    variants: dict[str, list[Edit]] = {one.id: [one.edit] for one in mutants_of(reference.modules)}
    variants["constant"] = [edit(reference, "UNIT = unit()", "UNIT = 3 * unit()")]
    variants["base"] = [edit(reference, "class Square(Shape):", "class Square:")]
    variants["default"] = [edit(reference, "def area(side):", "def area(side, steps=None):")]
    variants["undecorated"] = [edit(reference, "@doubled\n", "")]
    variants["replaced"] = [
        edit(reference, "return 4\n", "return 4\n\n\nShape.count = lambda self: 7\nx = (\n1)\n")
    ]

    chosen, full = (run_variants(reference, variants, selective=selective) for selective in (True, False))

    assert summary(chosen) == summary(full)
    assert failed(chosen.tests["constant"]) == {"twice", "steps"}
    assert len(variants) > 40


def test_what_a_test_enters_is_seen_through_inheritance_imports_and_decorators(reference: Reference) -> None:
    """A property of the base, a call at import, the decorator's inner function."""
    entered = run_variants(reference, {}).entered

    of = {name.rpartition("test_")[2]: functions for name, functions in entered.items()}
    assert {Function("shapes.py", "Shape.rim"), Function("shapes.py", "Square.count")} <= (of["rim"] or set())
    assert Function("shapes.py", "unit") in (of["area"] or set())
    assert Function("shapes.py", "doubled") in (of["twice"] or set())
    assert Function("shapes.py", "twice") not in (of["count"] or set())


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("def f():\n    return 1\n", "def f():\n    return 2\n", {"f"}),
        (
            "class A:\n    def f(self):\n        return 1\n",
            "class A:\n    def f(self):\n        return 2\n",
            {"A.f"},
        ),
        ("def f():\n    def g():\n        return 1\n", "def f():\n    def g():\n        return 2\n", {"f"}),
        ("def f():\n    return 1\n", "# a comment\ndef f():\n    return 1\n", set()),
        ("x = 1\ndef f():\n    pass\n", "x = 2\ndef f():\n    pass\n", None),
        ("def f(a=1):\n    pass\n", "def f(a=2):\n    pass\n", None),
        ("def f():\n    pass\n", "@g\ndef f():\n    pass\n", None),
        ('def f():\n    "a"\n', 'def f():\n    "b"\n', None),
        ("def f():\n    return 1\n", "def f():\n    return 1\ndef g():\n    return 1\n", None),
        ("def f():\n    return 1\n", "def f():\n    yield 1\n", None),
        ("def f():\n    pass\ndef g():\n    pass\n", "def g():\n    pass\ndef f():\n    pass\n", None),
    ],
)
def test_only_changes_inside_bodies_count_as_changes_of_functions(
    before: str, after: str, changed: set[str] | None
) -> None:
    """None for all others: then no test is spared."""
    found = changed_functions("m.py", before, after)

    assert found == (None if changed is None else {Function("m.py", name) for name in changed})


@pytest.mark.parametrize(
    ("hang", "fault"),
    [
        ("while True:\n            pass", Fault.TIMEOUT),
        ("import os\n        os._exit(0)", Fault.EXITED),
        ("import os\n        os.kill(os.getpid(), 11)", Fault.EXITED),
        ("return [0] * 10**9", Fault.MEMORY),
    ],
    ids=["loop", "exit", "crash", "memory"],
)
def test_a_variant_that_does_not_answer_is_caught(
    reference: Reference, monkeypatch: pytest.MonkeyPatch, hang: str, fault: Fault
) -> None:
    """By the test in which it happened, and no other variant notices."""
    monkeypatch.setattr("autograder.authoring.audit.variants._TEST_SECONDS", 0.3)
    bad, good = edit(reference, "return 4", hang), edit(reference, "return x + UNIT", "return x - UNIT")

    runs = run_variants(reference, {"bad": [bad], "good": [good]})

    assert {one.fault for one in runs.tests["bad"]} >= {fault}
    assert failed(runs.tests["good"]) == {"twice"}


def test_a_variant_that_swallows_its_alarm_is_ended_and_leaves_nothing(
    reference: Reference, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither itself nor what it has started is alive afterwards."""
    monkeypatch.setattr("autograder.authoring.audit.variants._TASK_SECONDS", 1.0)
    mark = tmp_path / "pids"
    hang = (
        f"exec({BARE!r})\n        import os, subprocess, time\n        child = subprocess.Popen(['sleep', '600'])\n"
        f"        open({str(mark)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n        time.sleep(600)"
    )

    tests = run(reference, "return 4", hang)

    assert [one.fault for one in tests if one.status is not Status.PASSED] == [Fault.TIMEOUT]
    time.sleep(0.2)
    for pid in mark.read_text(encoding="utf-8").split():
        stat = Path("/proc", pid, "stat")
        assert not stat.exists() or stat.read_text(encoding="ascii").split()[2] == "Z"


def test_a_variant_is_silent_and_cannot_disturb_the_next(
    reference: Reference, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its prints, its settings of NumPy and its hand on the random numbers end with it."""
    lines = ("print('loud')", "import os", "os.write(1, b'louder')", "np.random.uniform = None", "return 4")
    noisy = "\n        ".join(lines)
    bad, unseeded = edit(reference, "return 4", noisy), edit(reference, "np.random.seed(seed)", "pass")

    runs = run_variants(reference, {"bad": [bad], "unseeded": [unseeded], "again": [unseeded]}, jobs=1)

    assert capfd.readouterr() == ("", "")
    assert failed(runs.tests["bad"]) == set()
    assert failed(runs.tests["unseeded"]) == {"drawn"}
    assert summary(runs)["unseeded"] == summary(runs)["again"]


def test_tests_that_do_not_load_are_no_catch(reference: Reference, shapes: Path) -> None:
    """The fault is the instructor's, and is said."""
    (shapes / "tests" / "hidden" / "test_broken.py").write_text("import nowhere\n", encoding="utf-8")

    with pytest.raises(BadInputError, match=r"test_broken.py does not load.*nowhere"):
        run(reference, "return 4", "return 5")


def test_a_reference_that_passes_elsewhere_only_is_refused(
    shapes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or every variant would seem to be caught."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    path = shapes / "tests" / "hidden" / "test_area.py"
    text = path.read_text(encoding="utf-8").replace("import pytest", "import os\n\nimport pytest")
    here = '    check.true(os.environ.get("OMP_NUM_THREADS") != "1", "it runs elsewhere")\n'
    path.write_text(text + here, encoding="utf-8")

    with pytest.raises(
        BuildRefusedError, match=r"when it runs again, in another process.*: hidden/test_area.py::test_area"
    ):
        audit(load_assignment(shapes))


def test_a_clean_audit_has_no_failures(shapes: Path) -> None:
    """Mistakes, a pair of them, and mutants."""
    write_mistakes(shapes)

    report = audit(load_assignment(shapes))

    assert not report.failures
    assert report.mutation_score == 1.0
    assert [(one.question, one.mistakes, one.caught) for one in report.scores] == [
        ("shape", 1, 1),
        ("area", 1, 1),
    ]
    assert [set(one.caught_by) for one in report.pairs] == [
        {"hidden/test_shape.py::test_twice", "hidden/test_area.py::test_area"}
    ]
    assert report.idle == ("hidden/test_shape.py::test_count", "hidden/test_shape.py::test_unit")
    assert report.lines()[0] == "shapes: the reference passes all 7 tests that earn points, the stub none"


def test_a_mutant_that_no_test_catches_is_a_failure_of_the_tests(shapes: Path) -> None:
    """Named by file, line and change; explained as equivalent it is none."""
    unseen(shapes)

    survivors = audit(load_assignment(shapes)).failures
    explain(shapes, "return 0.0 if x > 9 else x + UNIT", "return 0.0 if x >= 9 else x + UNIT")
    fewer = audit(load_assignment(shapes))

    line = shapes / "shapes.py"
    assert (
        f"{line}:62: no test catches `return 0.0 if x >= 9 else x + UNIT` in place of "
        f"`return 0.0 if x > 9 else x + UNIT` in `twice`; write a test, or explain it in equivalent.toml"
    ) in survivors
    assert len(fewer.failures) == len(survivors) - 1
    assert fewer.mutation_score < 1
    assert "mutants that no test catches, explained as equivalent: 1" in fewer.lines()


def test_an_explanation_of_a_mutant_that_is_caught_is_a_failure(shapes: Path) -> None:
    """It would hide the day on which the test is lost."""
    explain(shapes, "return x + UNIT", "return x - UNIT")

    (failure,) = audit(load_assignment(shapes)).failures

    assert failure == (
        f"{shapes / 'equivalent.toml'}:1: this mutant is not equivalent, "
        f"hidden/test_shape.py::test_twice catches it; delete the entry"
    )


def test_an_explanation_of_no_mutant_is_a_failure(shapes: Path) -> None:
    """The reference has changed since."""
    explain(shapes, "return x + UNIT", "return x + 2 * UNIT")

    assert audit(load_assignment(shapes)).failures == (
        f"{shapes / 'equivalent.toml'}:1: this entry matches no mutant; delete it, or copy the mutant's words again",
    )


def test_a_stubbed_function_that_no_test_calls_is_a_failure(shapes: Path) -> None:
    """Nothing would be lost by leaving it out."""
    path = shapes / "tests" / "hidden" / "test_shape.py"
    text = path.read_text(encoding="utf-8").replace("student.shapes.drawn(4)", "student.shapes.unit() + 1")
    path.write_text(text, encoding="utf-8")

    report = audit(load_assignment(shapes), mutants=False)

    assert report.failures == (
        f"{shapes / 'shapes.py'}:76: no test that earns points calls `drawn`; write one",
    )
    assert report.mutants == ()


def test_two_mistakes_that_cancel_are_a_failure(shapes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is caught alone, and together they pass: the tests see one path only."""
    write_mistakes(shapes)
    real = audit_module.run_variants

    def cancelled(reference: Reference, variants: dict[str, Sequence[Edit]], **options: object) -> Runs:
        runs = real(reference, variants, **options)  # type: ignore[arg-type]
        return Runs(tests={**runs.tests, "minus + quarter": reference.weighted}, entered=runs.entered)

    monkeypatch.setattr(audit_module, "run_variants", cancelled)

    (failure,) = audit(load_assignment(shapes), mutants=False).failures

    place = f"{shapes / 'mistakes.toml'}:1"
    assert (
        failure == f"{place}: together with `quarter`, no test of theirs catches `minus`; write one that does"
    )


@pytest.mark.siege
def test_the_audit_says_the_same_twice(shapes: Path) -> None:
    """The sample of pairs, and all that is counted."""
    write_mistakes(shapes)

    one, other = (audit(load_assignment(shapes)).to_json() for _ in range(2))

    assert one == other
    assert os.listdir(shapes / "tests" / "hidden")  # noqa: PTH208 - nothing was written or taken away


def write_mistakes(shapes: Path) -> None:
    """Two mistakes of the shapes."""
    (shapes / "mistakes.toml").write_text(
        '[[mistakes]]\nid = "minus"\nquestion = "shape"\nhint = "h"\nfile = "shapes.py"\n'
        'replace = "x + UNIT"\nwith = "x - UNIT"\n'
        '[[mistakes]]\nid = "quarter"\nquestion = "area"\nhint = "h"\nfile = "areas.py"\n'
        'replace = " / 4"\nwith = ""\n',
        encoding="utf-8",
    )


def unseen(shapes: Path) -> None:
    """A branch that no test takes."""
    path = shapes / "shapes.py"
    text = path.read_text(encoding="utf-8").replace("return x + UNIT", "return 0.0 if x > 9 else x + UNIT")
    path.write_text(text, encoding="utf-8")


def explain(shapes: Path, before: str, after: str) -> None:
    """One entry of equivalent.toml."""
    (shapes / "equivalent.toml").write_text(
        f'[[equivalent]]\nfile = "shapes.py"\nfunction = "twice"\nbefore = "{before}"\nafter = "{after}"\n'
        'why = "Because."\n',
        encoding="utf-8",
    )
