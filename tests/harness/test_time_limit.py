"""At home too, an endless loop ends by itself, is named, and costs its own tests alone."""

from __future__ import annotations

import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

from autograder.harness.student import local_limit, time_limit
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.local_limit import LocalLimit
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.harness.student.skipping import Skipped, SkippedError, functions, without

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOURCE = """
import threading
import time

class Layer:
    def forward(self, x):
        while True:
            pass
    def right(self, x):
        return x + 1

def train():
    return Layer().forward(1)

def sleeps():
    time.sleep(100)

def catches():
    while True:
        try:
            while True: pass
        except BaseException:
            pass

def answers():
    try:
        while True: pass
    except BaseException:
        return 1
"""
KINDS = """
import functools

def plain(a=1, *, b=2):
    return a

class Base:
    def __init__(self):
        super().__init__()
        self.v = 1
    @property
    def prop(self):
        return 3
    @staticmethod
    def static(): return 4
    @functools.lru_cache
    def cached(self): return 5
    def generates(self):
        yield 1
    def outer(self):
        z, w = 1, 2
        def inner():
            return z + w
        return inner()
"""
USES: dict[str, Callable[[dict[str, Any]], object]] = {
    "plain": lambda names: names["plain"](3, b=4),
    "__init__": lambda names: names["Base"](),
    "prop": lambda names: names["Base"]().prop,
    "static": lambda names: names["Base"].static(),
    "cached": lambda names: names["Base"]().cached(),
    "generates": lambda names: list(names["Base"]().generates()),
    "outer": lambda names: names["Base"]().outer(),
    "inner": lambda names: names["Base"]().outer(),
}


@pytest.fixture
def limit(tmp_path: Path) -> LocalLimit:
    """A fifth of a second for each test."""
    (tmp_path / "hw.py").write_text(SOURCE, encoding="utf-8")
    return LocalLimit(0.2, tmp_path)


@pytest.fixture
def fault(limit: LocalLimit, tmp_path: Path) -> Callable[[Callable[[Any], object]], StudentError]:
    """The fault of one call in a test of its own."""

    def caught(call: Callable[[Any], object]) -> StudentError:
        with LocalStudent(tmp_path, ("hw",), limit=limit) as student, pytest.raises(StudentError) as error:
            call(student.hw)
        return error.value

    return caught


def test_a_loop_at_home_ends_and_is_named(fault: Callable[..., StudentError]) -> None:
    """With the function whose loop it is, its file and its line."""
    error = fault(lambda hw: hw.train())

    assert (error.fault, error.message, error.file) == (
        Fault.TIMEOUT,
        "more than 0.2 s of processor time in Layer.forward",
        "hw.py",
    )
    assert error.line in {7, 8}


@pytest.mark.parametrize("name", ["catches", "answers"])
def test_who_catches_the_end_gives_no_answer_either(fault: Callable[..., StudentError], name: str) -> None:
    """It is raised again at each look; what is answered after that does not count."""
    error = fault(lambda hw: getattr(hw, name)())

    assert error.message == f"more than 0.2 s of processor time in {name}"


def test_after_its_end_a_test_gets_no_other_answer(limit: LocalLimit, tmp_path: Path) -> None:
    """As in the grade, where the process is gone."""
    with LocalStudent(tmp_path, ("hw",), limit=limit) as student:
        for _ in range(2):
            with pytest.raises(StudentError, match="in Layer"):
                student.hw.train()


def test_sleep_ends_too(fault: Callable[..., StudentError]) -> None:
    """After six times as long."""
    assert fault(lambda hw: hw.sleeps()).message == "it waited for 1.2 s in sleeps"


def test_the_third_test_does_not_call_it_and_the_rest_still_answers(
    fault: Callable[..., StudentError], limit: LocalLimit, tmp_path: Path
) -> None:
    """From wherever it is called."""
    for call in (lambda hw: hw.train(), lambda hw: hw.Layer().forward(1)):
        fault(call)
    error = fault(lambda hw: hw.train())

    with LocalStudent(tmp_path, ("hw",), limit=limit) as student:
        assert student.hw.Layer().right(1) == 2
    assert error.message == "Layer.forward has used up its time twice, so it is not called again"
    assert (error.fault, error.file) == (Fault.TIMEOUT, "hw.py")


def test_signals_and_finders_are_as_before(fault: Callable[..., StudentError]) -> None:
    """A notebook or an editor that runs the tests may have its own."""
    before = signal.getsignal(signal.SIGPROF), signal.getsignal(signal.SIGALRM), list(sys.meta_path)
    fault(lambda hw: hw.train())

    assert (signal.getsignal(signal.SIGPROF), signal.getsignal(signal.SIGALRM), list(sys.meta_path)) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_system_without_timers_has_no_limit(
    limit: LocalLimit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows: the tests run as they did."""
    monkeypatch.delattr(signal, "setitimer")

    with LocalStudent(tmp_path, ("hw",), limit=limit) as student:
        assert student.hw.Layer().right(1) == 2


def test_another_thread_than_the_main_one_has_no_limit(limit: LocalLimit, tmp_path: Path) -> None:
    """Python allows the main thread alone to take signals over."""
    answers: list[object] = []

    def run() -> None:
        with LocalStudent(tmp_path, ("hw",), limit=limit) as student:
            answers.append(student.hw.Layer().right(1))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()

    assert answers == [2]


def test_who_steps_through_the_code_is_not_looked_at(
    limit: LocalLimit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The marks of the looks would be read by a debugger; the loop ends all the same, without a name."""
    monkeypatch.setattr(time_limit.sys, "gettrace", lambda: print)
    with LocalStudent(tmp_path, ("hw",), limit=limit) as student, pytest.raises(StudentError) as error:
        student.hw.train()

    assert error.value.message == "more than 0.2 s of processor time"


def test_an_older_python_finds_the_class_by_the_first_argument(
    fault: Callable[..., StudentError], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before 3.11 code does not know in which class it stands."""
    monkeypatch.setattr(time_limit, "getattr", _without_qualname, raising=False)

    assert fault(lambda hw: hw.train()).message.endswith("in Layer.forward")


def _without_qualname(value: object, name: str, *default: object) -> object:
    return default[0] if name == "co_qualname" else getattr(value, name, *default)


@pytest.mark.parametrize("name", USES)
def test_a_function_of_any_kind_can_be_skipped_alone(name: str) -> None:
    """By name and first line; the others stay as they are."""
    code = compile(KINDS, "/home/hw.py", "exec")
    whole, found = next((whole, one) for whole, one in functions(code) if one.co_name == name)
    names: dict[str, Any] = {"__name__": "hw"}
    exec(without(code, [Skipped("hw.py", whole, found.co_firstlineno)]), names)  # noqa: S102 - that is the test

    with pytest.raises(SkippedError, match=f"{name} has used up its time twice"):
        USES[name](names)
    for other in {"plain", "static"} - {name}:  # neither of them needs an instance
        USES[other](names)


def test_a_function_of_that_name_elsewhere_is_not_skipped() -> None:
    """In another file, or in another line."""
    code = compile(KINDS, "/home/hw.py", "exec")

    assert without(code, [Skipped("other.py", "plain", 4), Skipped("hw.py", "plain", 5)]) is code
    assert without(code, []) is code


def test_both_sides_skip_after_the_same_number_of_limits() -> None:
    """At home and in the grade."""
    from autograder.sandbox.timing import hangs  # noqa: PLC0415 - of this test alone

    assert local_limit.LIMITS == hangs.LIMITS


def test_a_loop_is_named_by_its_first_line(tmp_path: Path) -> None:
    """Wherever in it the last look was: the same loop gives the same words each time."""
    source = """
def work(x):
    for _ in range(1):
        x = x + 1
        while x:
            x = abs(x)
            x = x + 1
            x = x + 0
            x = abs(x)
    return x
"""
    (tmp_path / "hw.py").write_text(source, encoding="utf-8")
    lines = set()
    for _ in range(5):
        with LocalStudent(tmp_path, ("hw",), limit=LocalLimit(0.1, tmp_path)) as student:
            with pytest.raises(StudentError) as error:
                student.hw.work(1)
            lines.add(error.value.line)

    assert len(lines) == 1
    assert lines <= {5, 6}


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no timer of this kind")
def test_a_limit_holds_while_another_student_is_open_within_it(tmp_path: Path) -> None:
    """Each of the two has its own time, and the first may be asked again after the second."""
    (tmp_path / "hw.py").write_text(SOURCE, encoding="utf-8")
    limit = LocalLimit(0.2, tmp_path)
    faults = []
    with (
        LocalStudent(tmp_path, ("hw",), limit=limit) as first,
        LocalStudent(tmp_path, ("hw",), limit=limit) as second,
    ):
        for student in (second, first):
            with pytest.raises(StudentError) as late:
                student.hw.train()
            faults.append(late.value.fault)

    assert faults == [Fault.TIMEOUT, Fault.TIMEOUT]
