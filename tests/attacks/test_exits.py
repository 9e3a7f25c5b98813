"""Attacks in the student's process, classes 15 to 18: ending late, early, or under the name of another outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.harness.checks.status import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.siege import Aftermath

    Attack = Callable[..., Aftermath]
    Hostile = Callable[..., Aftermath]

pytestmark = pytest.mark.confined

MEAN = "public/test_layers.py::test_first_update"
BACKWARD = "hidden/test_layers.py::test_backward"


def test_a_patched_clock_does_not_stop_the_deadline(hostile: Hostile) -> None:
    """15: time stands still for `backward`, which therefore never has enough of it."""
    aftermath = hostile(
        """
        import time
        for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time", "time_ns", "monotonic_ns"):
            setattr(time, name, lambda *_: 0)
        time.sleep = lambda *_: None
        attempt("the clock", lambda: time.monotonic() - time.time())

        class ReLU(ReLU):
            def backward(self, g):
                while time.monotonic() < 1:
                    pass
                return g
        """
    )

    assert aftermath.tried == {"the clock": "0"}
    assert aftermath.feedback(BACKWARD) == "Your code took too long and was stopped."
    assert aftermath.seconds < 60  # and not for ever


@pytest.mark.parametrize(
    ("first", "second"),
    [("Skipped", "KeyboardInterrupt"), ("XFailed", "Exit"), ("CheckFailed", "HarnessError")],
)
def test_an_exception_with_the_name_of_an_outcome_is_an_exception(
    attack: Attack, first: str, second: str
) -> None:
    """16: what pytest and the grader raise themselves, in name and module, or an interrupt."""
    code = """
class {base}(BaseException):
    __module__ = "_pytest.outcomes"
    msg, allow_module_level, returncode = "skipped", True, 0

class ReLU:
    def forward(self, x):
        raise {name}("this test is not for me")

class RunningMean:
    def __init__(self, size):
        raise {name}("this test is not for me")
"""
    files = {
        name: code.format(base=raised if raised != "KeyboardInterrupt" else "Unused", name=raised)
        for name, raised in (("layers.py", first), ("training.py", second))
    }

    aftermath = attack(files)

    assert f"\n{first}: this test is not for me" in aftermath.feedback()
    assert f"\n{second}: this test is not for me" in aftermath.feedback(MEAN)
    assert {test.status for test in aftermath.attack.tests} == {Status.FAILED}


def test_a_skip_of_the_whole_module_is_an_import_error(attack: Attack) -> None:
    """16: pytest itself would take it for a module that need not be run."""
    code = "import unittest\nraise unittest.SkipTest('nothing to see here')\n"

    aftermath = attack(
        {"layers.py": code, "training.py": "import pytest\npytest.skip(allow_module_level=True)\n"}
    )

    notes = " ".join(aftermath.attack.notes)
    assert "layers.py cannot be imported in line 2: SkipTest: nothing to see here." in notes
    assert "training.py cannot be imported in line 1: ImportError: training.py line 1 imports pytest" in notes
    assert {test.status for test in aftermath.attack.tests} == {Status.FAILED}


@pytest.mark.parametrize(
    ("code", "note", "sentence"),
    [
        ("sys.exit(0)", "SystemExit: 0", "SystemExit: 0"),
        (
            "os._exit(0)",
            "the program ended the process with exit status 0",
            "ended the process with exit status 0",
        ),
        ("os.kill(os.getpid(), 15)", "the program was ended by SIGTERM", "the program was ended by SIGTERM"),
    ],
)
def test_an_exit_with_success_is_no_success(attack: Attack, code: str, note: str, sentence: str) -> None:
    """17: at import and in a call, in the three ways that need no pytest."""
    mean = f"import os, sys\nclass RunningMean:\n    def __init__(self, size):\n        {code}\n"

    aftermath = attack({"layers.py": f"import os, sys\n{code}\n", "training.py": mean})

    assert f": {note}." in aftermath.attack.notes[0]
    assert sentence in aftermath.feedback(MEAN)


def test_what_waits_for_the_exit_never_comes(hostile: Hostile) -> None:
    """18: atexit, the threads' own, a finalizer and a thread that goes on, each with a forged answer."""
    aftermath = hostile(
        """
        import atexit, threading, time, weakref
        def forge(*_):
            print("at the exit -> reached", flush=True)
            os.write(3, b"AGF1" + (0).to_bytes(8, "little"))
        atexit.register(forge)
        threading._register_atexit(forge)
        weakref.finalize(np, forge)
        thread = threading.Thread(target=time.sleep, args=(60,))
        thread.start()
        attempt("the thread", thread.is_alive)
        """
    )

    assert aftermath.tried == {"the thread": "True"}
    assert aftermath.seconds < 60  # and not for ever
