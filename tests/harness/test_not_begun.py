"""What is not begun is told from what is: by reading alone, and only where that is certain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord
from autograder.harness.checks.values import Finding
from autograder.harness.reading.definitions import Source, file_source
from autograder.harness.reading.not_begun import NOT_BEGUN, not_begun, not_begun_yet
from autograder.harness.reading.stub_functions import Entry, StubFunction, StubFunctions
from autograder.harness.student.plain import Fault

STUBS = StubFunctions(
    (
        StubFunction("m.py", "f", "pass", "first"),
        StubFunction("m.py", "A.g", "x = 1\nreturn None if x else x", "second"),
        StubFunction("m.py", "h", "pass", "second"),
    ),
    {
        "public/t.py::test_f": Entry(direct=(0,)),
        "hidden/t.py::test_g": Entry(direct=(1,), through=(0,)),
        "public/t.py::test_h": Entry(direct=(2,), through=(0,), later=(1,)),
    },
)
STUB = '''\
def f(x):
    """Twice x."""
    ### WRITE HERE
    pass


class A:
    def g(self):
        x = 1
        return None if x else x


def h(x):
    return f(x) + 1
'''


def names(text: str) -> list[str]:
    """What is not begun in a file."""
    found = not_begun(STUBS, {"m.py": [file_source("m.py", text.encode())]})
    return [STUBS.functions[number].name for number in found.where]


def test_a_stub_is_not_begun_and_its_line_is_that_of_the_comment() -> None:
    """A body of several statements counts by its syntax tree."""
    found = not_begun(STUBS, {"m.py": [file_source("m.py", STUB.encode())]})

    assert found.where == {0: "m.py, line 3", 1: "m.py, line 9"}
    assert [found.whole(question) for question in ("first", "second")] == [True, False]


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "...",
        "return",
        "return None",
        "return ...",
        "raise NotImplementedError",
        "raise NotImplementedError('later')",
        "'''Another docstring.'''\n    # a comment\n    pass",
        "pass\n    pass",
        "y = ...\n    return y",
        "y = z = None\n    return z",
    ],
)
def test_a_body_that_does_nothing_is_not_begun(body: str) -> None:
    """However it is written."""
    assert "f" in names(STUB.replace("pass", body))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("pass", "return 0"),
        ("pass", "print(x)"),
        ("pass", "x = 2 * x"),
        ("pass", "y = ...\n    return x"),
        ("pass", "self.y = None"),
        ("def f(x)", "def other(x)"),
        ("class A", "f = abs\n\n\nclass A"),
        ("class A", "from m2 import f\n\n\nclass A"),
        ("class A", "from m2 import *\n\n\nclass A"),
        ("class A", "def f(x):\n    return 2 * x\n\n\nclass A"),
        ("class A", "for f in [abs]:\n    pass\n\n\nclass A"),
        ("class A", "class f:\n    pass\n\n\nclass A"),
        ("class A", "try:\n    from m2 import f\nexcept ImportError:\n    pass\n\n\nclass A"),
        ("def f(x)", "@np.vectorize\ndef f(x)"),
    ],
)
def test_what_is_written_or_stands_for_something_else_is_begun(old: str, new: str) -> None:
    """The last definition of a name counts."""
    assert "f" not in names(STUB.replace(old, new, 1))


@pytest.mark.parametrize(
    "body",
    ["x = 1\n        pass\n        return None if x else x", "x: int = 1\n        return None if x else x"],
)
def test_a_stub_whose_pass_or_annotation_was_removed_or_put_there_is_not_begun(body: str) -> None:
    """As whoever cleans the file up before writing it leaves it."""
    assert "A.g" in names(STUB.replace("x = 1\n        return None if x else x", body))


@pytest.mark.parametrize("more", ["A.g = f\n", "setattr(A, 'g', f)\n", "class A(B):\n    pass\n"])
def test_a_method_that_is_set_elsewhere_is_begun(more: str) -> None:
    """As far as reading tells."""
    assert "A.g" not in names(STUB + more)


@pytest.mark.parametrize("text", ["def f(x)\n    pass\n", "\0", "(" * 5_000, "x = " + "-" * 90_000 + "1", ""])
def test_nothing_is_said_of_a_file_that_cannot_be_read(text: str) -> None:
    """Nor does it raise anything."""
    assert names(text + STUB if text == "\0" else text) == []


def test_a_deleted_method_of_a_base_that_raises_is_not_begun() -> None:
    """The class is what can be named."""
    base = "class B:\n    def g(self):\n        raise NotImplementedError\n\n\n"
    found = not_begun(STUBS, {"m.py": [Source(f"{base}class A(B):\n    pass\n", "m.py, ")]})

    assert found.where == {1: "m.py, line 6"}


def test_in_a_notebook_the_cell_that_ran_last_counts() -> None:
    """Lines that only a notebook understands do not matter."""
    first = Source("%matplotlib inline\ndef f(x):\n    pass", "cell 1 ", is_cell=True)
    second = Source("!ls\ndef f(x):\n    return x", "cell 2 ", is_cell=True)

    assert not_begun(STUBS, {"m.py": [first]}).where == {0: "cell 1 line 3"}
    assert not_begun(STUBS, {"m.py": [first, second]}).where == {}
    assert not_begun(STUBS, {"m.py": [first, Source("def f(x: return", "cell 3 ", is_cell=True)]}).where == {}


def record(test: str, finding: Finding, **more: object) -> TestRecord:
    """A failed test, of which something was thought."""
    return TestRecord(  # type: ignore[arg-type]  # of a test's own making
        test, "q", 1.0, "A test.", Status.FAILED, finding, suspects=frozenset({"a"}), distinctive=True, **more
    )


WRONG = Finding("value", "y differs", "[1]", "[2]")


def uses_after(text: str, test: str, *, alone: bool = True) -> tuple[str, ...]:
    """Which of the questions that a failed test may go through it does go through, in a file."""
    found = not_begun(STUBS, {"m.py": [file_source("m.py", text.encode())]}, alone=alone)
    return found.applied(record(test, WRONG, uses=("first",))).uses


def test_code_that_calls_nothing_of_another_question_was_told_to_mend_that_first() -> None:
    """`h` is written without `f`; where anything names `f`, a test calls it or nobody knows, it stays."""
    own = "def f(x):\n    return 2 * x\n\n\ndef h(x):\n    return x + x + 1\n"

    assert uses_after(own, "public/t.py::test_h") == ()
    assert uses_after(own, "public/t.py::test_h", alone=False) == ("first",)  # a given file may call both
    assert uses_after(own, "public/t.py::test_f") == ("first",)
    assert uses_after(own.replace("x + x", "f(x)"), "public/t.py::test_h") == ("first",)
    assert uses_after(f"{own}\nby = {{'f': f}}\n", "public/t.py::test_h") == ("first",)
    assert uses_after(own.replace("def f", "def another"), "public/t.py::test_h") == ("first",)
    assert uses_after(f"{own}def (", "public/t.py::test_h") == ("first",)


@pytest.mark.parametrize(
    ("test", "finding", "more"),
    [
        ("public/t.py::test_f", WRONG, {}),
        ("public/t.py::test_f", Finding("none", "y is None"), {}),
        ("hidden/t.py::test_g", WRONG, {"prints": "noise"}),
        (
            "public/t.py::test_h",
            Finding("raised", "TypeError: NoneType"),
            {"fault": Fault.RAISED, "error": "TypeError"},
        ),
    ],
)
def test_a_test_that_fails_for_lack_of_it_says_no_more_than_that(
    test: str, finding: Finding, more: dict[str, object]
) -> None:
    """Neither values nor prints nor a reason."""
    found = not_begun(STUBS, {"m.py": [file_source("m.py", STUB.encode())]})
    one = found.applied(record(test, finding, **more))

    assert one.finding is not None
    assert (one.finding.kind, one.finding.got, one.prints, one.suspects) == (NOT_BEGUN, "", "", frozenset())
    assert one.finding.sentence in {"not begun: `f` (m.py, line 3)", "not begun: `A.g` (m.py, line 9)"}


def test_the_function_of_the_test_s_own_question_is_named_first() -> None:
    """A test may ask another function before, to see how the student's arrays lie."""
    stubs = StubFunctions(STUBS.functions, {"public/t.py::test_h": Entry(direct=(0, 2))})
    text = STUB.replace("return f(x) + 1", "pass")
    found = not_begun(stubs, {"m.py": [file_source("m.py", text.encode())]})
    one = found.applied(
        replace(record("public/t.py::test_h", Finding("none", "h is None")), question="second")
    )

    assert one.finding is not None
    assert one.finding.sentence == "not begun: `h` (m.py, line 14)"


def test_a_wrong_value_of_what_is_begun_is_kept_without_a_reason() -> None:
    """With the name of what is not begun."""
    found = not_begun(STUBS, {"m.py": [file_source("m.py", STUB.encode())]})
    one = found.applied(record("public/t.py::test_h", WRONG))

    assert (one.finding, one.suspects, one.distinctive) == (WRONG, frozenset(), False)
    assert not_begun_yet(one.not_begun) == "`f` (m.py, line 3) is not begun yet"


@pytest.mark.parametrize("fault", [Fault.IMPORT, Fault.MISSING, Fault.TIMEOUT, Fault.MEMORY, Fault.EXITED])
def test_a_fault_of_another_kind_stays_what_it_is(fault: Fault) -> None:
    """An endless loop is none of what is not begun."""
    found = not_begun(STUBS, {"m.py": [file_source("m.py", STUB.encode())]})
    one = record("public/t.py::test_f", Finding(fault.value, "a fault"), fault=fault)

    assert found.applied(one) is one


def test_what_nobody_calls_is_not_blamed() -> None:
    """A right solution may do without a function that the reference uses."""
    text = STUB.replace("return f(x) + 1", "return 2 * x + 1")
    found = not_begun(STUBS, {"m.py": [file_source("m.py", text.encode())]})
    stubs = StubFunctions(STUBS.functions, {"public/t.py::test_h": Entry(direct=(2,), through=(0,))})
    alone = not_begun(stubs, {"m.py": [file_source("m.py", text.encode())]})
    one = record("public/t.py::test_h", WRONG)

    assert found.unused == frozenset()
    assert 0 in alone.unused
    assert alone.applied(one) is one


def test_the_description_is_read_back_as_it_was_written_and_tells_nothing_of_hidden_tests() -> None:
    """As JSON keeps it."""
    public = STUBS.of_public()

    assert StubFunctions.from_json(STUBS.to_json()) == STUBS
    assert list(public.entries) == ["public/t.py::test_f", "public/t.py::test_h"]
    assert public.in_order(["third", "second", "first"]) == ("first", "second", "third")


def test_a_passed_test_is_left_alone() -> None:
    """Whatever it goes through."""
    found = not_begun(STUBS, {"m.py": [file_source("m.py", STUB.encode())]})
    one = TestRecord("public/t.py::test_f", "q", 1.0, "A test.", Status.PASSED, wrong=np.zeros(1))

    assert found.applied(one) is one
