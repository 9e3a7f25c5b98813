"""The worker that is made ready while a test has its own: fresh, unasked, and gone with the submission."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.sandbox.sandbox import Sandbox
from tests.support.process_numbers import is_worker

if TYPE_CHECKING:
    from collections.abc import Callable

COUNTS = """
import os
calls = []
print("imported")

class Counter:
    def __init__(self):
        self.calls = 0

    def call(self):
        self.calls += 1
        return self.calls

def answer():
    calls.append(1)
    return len(calls)
"""


def test_each_test_gets_a_worker_that_nobody_has_asked(submission: Callable[..., Any]) -> None:
    """State of one test is not there in the next, although the next worker was alive meanwhile."""
    held = submission(COUNTS)
    answers = []
    for _ in range(3):
        with held.worker() as student:
            answers.append([student.hw.answer(), student.hw.answer()])

    assert answers == [[1, 2]] * 3


def test_a_module_that_fails_tells_it_to_each_test_that_asks(submission: Callable[..., Any]) -> None:
    """Not to the one before, and with its line."""
    held = submission("import os\nraise ValueError('broken')\n")

    for _ in range(2):
        with held.worker() as student, pytest.raises(StudentError) as raised:
            _ = student.hw
        assert (raised.value.fault, raised.value.type_name, raised.value.line) == (
            Fault.IMPORT,
            "ValueError",
            2,
        )


def test_a_module_that_leaves_ends_its_own_worker_only(submission: Callable[..., Any]) -> None:
    """exit() at import, seen by nobody until a test asks."""
    held = submission("import os\nos._exit(3)\n")

    for _ in range(2):
        with held.worker() as student, pytest.raises(StudentError) as raised:
            _ = student.hw
        assert raised.value.fault is Fault.EXITED


def test_a_worker_in_waiting_runs_nothing_of_the_students(submission: Callable[..., Any]) -> None:
    """The module that no test has asked for yet has printed nothing, however long it waits."""
    held = submission(COUNTS, other="print('other ran')\n")
    for _ in range(3):
        with held.worker() as student:
            student.hw.answer()
            time.sleep(0.05)

        assert held.prints == "imported\n"


def test_a_syntax_error_is_told_with_its_line_though_it_was_compiled_ahead(
    submission: Callable[..., Any],
) -> None:
    """Compiling ahead fails in silence; importing then says why."""
    held = submission("x = 1\nx = = 2\n")
    held.compile()
    for _ in range(2):
        with held.worker() as student, pytest.raises(StudentError) as raised:
            _ = student.hw

        assert (raised.value.type_name, raised.value.line) == ("SyntaxError", 2)


def test_modules_are_compiled_once_and_nothing_of_them_runs(submission: Callable[..., Any]) -> None:
    """Workers take the code from there: without the source's being read again, lines and names are the same."""
    held = submission("print('ran')\ndef answer():\n    raise ValueError(__file__)\n", other="import hw\n")
    held.compile()
    assert held.prints == ""
    for file in held._folder.glob("*.py"):  # noqa: SLF001 - to see that it is not what is loaded
        if file.name == "hw.py":
            file.write_text("raise SystemExit", encoding="utf-8")
    with held.worker() as student, pytest.raises(StudentError) as raised:
        student.hw.answer()

    assert (raised.value.type_name, raised.value.file, raised.value.line) == ("ValueError", "hw.py", 3)
    assert held.prints == "ran\n"


def test_a_source_that_takes_for_ever_to_compile_costs_its_own_tests(submission: Callable[..., Any]) -> None:
    """The worker that compiles has limits like any other, and the next module is compiled all the same."""
    held = submission("x = " + "-" * 90_000 + "1\n", other="value = 5\n")
    held.compile()
    with held.worker() as student:
        assert student.other.value == 5
        with pytest.raises(StudentError):
            _ = student.hw


def test_compiled_code_that_is_damaged_is_compiled_again(submission: Callable[..., Any]) -> None:
    """What is there is only ever a shorter way to the same code."""
    held = submission("value = 5\n", other="value = 6\n")
    held.compile()
    for file in held._folder.glob(".compiled-*"):  # noqa: SLF001 - the damage
        file.write_bytes(b"\xff" * 20)
    with held.worker() as student:
        assert (student.hw.value, student.other.value) == (5, 6)


def test_prints_of_an_import_stay_with_their_worker(submission: Callable[..., Any]) -> None:
    """Each worker imports, so each prints it once."""
    held = submission(COUNTS)
    for _ in range(2):
        with held.worker() as student:
            student.hw.answer()

        assert held.prints == "imported\n"


def test_the_worker_that_was_never_used_is_gone_with_the_submission() -> None:
    """No process of the submission is left, the spare one included."""
    with Sandbox() as sandbox:
        with sandbox.submission({"hw.py": COUNTS.encode()}, ("hw",)) as held, held.worker() as student:
            student.hw.answer()
            zygote = children(os.getpid())
            during = [pid for parent in zygote for pid in children(parent) if is_worker(pid)]
        after = [pid for parent in zygote for pid in children(parent) if is_worker(pid)]

    assert len(during) == 2
    assert after == []


def test_a_method_is_called_by_its_name_and_anew_when_it_was_replaced(submission: Callable[..., Any]) -> None:
    """Nothing is fetched for a call; an attribute that is set hides the method, as Python has it."""
    with submission(COUNTS).worker() as student:
        counter, other = student.hw.Counter(), student.hw.Counter()
        first = counter.call

        assert (first(), counter.call(), other.call()) == (1, 2, 1)
        counter.call = other.call
        assert counter.call() == 2
        counter.call = 7
        assert counter.call == 7


def test_a_method_that_the_students_code_hides_is_not_called(submission: Callable[..., Any]) -> None:
    """Looked up at each call: what stands there now is what answers, or fails to."""
    source = "class A:\n    def f(self):\n        self.f = 5\n        return 1\n"
    with submission(source).worker() as student:
        one = student.hw.A()
        assert one.f() == 1
        with pytest.raises(StudentError, match="not callable"):
            one.f()


def children(pid: int) -> list[int]:
    """The direct children of a process."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in text.split()]
