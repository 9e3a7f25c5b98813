"""The build knows which functions students are to write, and which of them each test goes through."""

from __future__ import annotations

import importlib.util
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.authoring.proof.entering import Entering, with_questions
from autograder.authoring.source.functions import stub_functions
from autograder.authoring.source.regions import read_module
from autograder.authoring.source.stubs import solution_text, stub_text
from autograder.harness.checks.check import Check
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord
from autograder.harness.reading.stub_functions import Entry, StubFunction
from autograder.model.assignment import Stub

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOURCE = '''\
def f(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


class A:
    def g(self, x):
        y = x
        ### BEGIN SOLUTION
        y = list(map(f, [x]))[0]
        ### END SOLUTION
        return y

    def given(self, x):
        return self.g(x)


def h(x):
    """Nothing calls it."""
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION
'''


def entered(folder: Path, test: Callable[[Any, Check], None]) -> tuple[list[StubFunction], Entry]:
    """The functions to write, and what a test of them goes through."""
    (folder / "m.py").write_text(SOURCE, encoding="utf-8")
    module = read_module(folder / "m.py")
    functions = stub_functions(module, stub_text(module, Stub(comment="### HERE", body="pass")))
    (folder / "m.py").write_text(solution_text(module), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("m", folder / "m.py")
    assert spec is not None
    assert spec.loader is not None
    student = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(student)
    entering = Entering(folder, {"m.py": solution_text(module)}, functions)
    entering.begins("public/t.py::test")
    try:
        test(student, Check("public/t.py::test", None))
    finally:
        entering.ended(TestRecord("public/t.py::test", "q", 1.0, "A test.", Status.PASSED))
    return functions, entering.entries["public/t.py::test"]


def test_the_functions_with_a_region_are_known_by_what_the_stub_leaves_of_them(tmp_path: Path) -> None:
    """Without docstring and comments."""
    functions, _ = entered(tmp_path, lambda student, _check: student.f(1))

    assert [(one.name, one.body) for one in functions] == [
        ("f", "pass"),
        ("A.g", "y = x\npass\nreturn y"),
        ("h", "pass"),
    ]


def test_what_a_test_calls_itself_is_told_from_what_others_call(tmp_path: Path) -> None:
    """Also where Python's own functions stand between the two."""
    _, by_itself = entered(tmp_path, lambda student, _check: student.A().g(1))
    _, through_given = entered(tmp_path, lambda student, _check: student.A().given(1))

    assert by_itself == Entry(direct=(1,), through=(0,))
    assert through_given == Entry(through=(1, 0))


def test_what_the_reference_alone_makes_is_not_gone_through(tmp_path: Path) -> None:
    """In the grade nobody calls these functions there."""

    def test(student: Any, check: Check) -> None:  # noqa: ANN401 - the module
        wanted = check.recorded("another reading", lambda: student.A().g(1))
        check.close("h", student.h(2), also=[wanted])

    _, entry = entered(tmp_path, test)

    assert entry == Entry(direct=(2,))


def test_what_comes_after_the_first_check_is_kept_apart(tmp_path: Path) -> None:
    """It may be another reading of the question."""

    def test(student: Any, check: Check) -> None:  # noqa: ANN401 - a module
        check.close("f", student.f(np.ones(2)))
        student.h(1)

    _, entry = entered(tmp_path, test)

    assert entry == Entry(direct=(0,), later=(2,))


def test_a_function_belongs_to_the_question_whose_tests_call_it_most() -> None:
    """And that needs no other question."""
    functions = [StubFunction("m.py", name, "pass") for name in ("f", "g", "h", "i")]
    tests: Any = [
        SimpleNamespace(test="a1", question="a", uses=()),
        SimpleNamespace(test="a2", question="a", uses=()),
        SimpleNamespace(test="b1", question="b", uses=()),
        SimpleNamespace(test="c1", question="c", uses=("a",)),
    ]
    entries = {
        "a1": Entry(direct=(0,)),
        "a2": Entry(direct=(0, 1), through=(2,)),
        "b1": Entry(direct=(1,)),
        "c1": Entry(direct=(0, 1, 2)),
    }

    found = with_questions(functions, entries, tests, ["a", "b", "c"])

    assert [one.question for one in found.functions] == ["a", "b", "a", ""]


def test_a_function_belongs_to_the_question_that_bears_its_name() -> None:
    """A helper of the tests asks two functions which way round examples lie: each still has its own question."""
    functions = [StubFunction("m.py", name, "pass") for name in ("computeLayer", "softmax", "Linear.forward")]
    tests: Any = [
        SimpleNamespace(test=question, question=question, uses=())
        for question in ("softmax", "compute-layer", "linear")
    ]
    entries = {test.test: Entry(direct=(0, 1, 2)) for test in tests}

    found = with_questions(functions, entries, tests, ["softmax", "compute-layer", "linear"])

    assert [one.question for one in found.functions] == ["compute-layer", "softmax", "linear"]
