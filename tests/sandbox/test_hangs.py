"""A hang costs two limits in all, wherever it is reached from, and is named; what is right beside it goes on."""

from __future__ import annotations

import time
from textwrap import indent
from typing import TYPE_CHECKING, Any

import pytest

from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.harness.student.skipping import limit_share
from autograder.harness.student.time_limit import Culprit
from autograder.model.assignment import Limits
from autograder.sandbox.timing.hangs import HangLog, culprit_of, where_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.sandbox.submission import SandboxedSubmission

HASTY = Limits(
    test_seconds=0.3, total_seconds=60, cpu_seconds=5, memory_mib=1024, resident_mib=256, output_kib=4
)
PRELUDE = """
import re, signal, threading, time
import numpy as np
count = 0
def helper(x):
    return sum(i * i for i in range(x))
def numbers():
    while True: yield helper(10)
def forever():
    while True: pass
class Layer:
    def forward(self, x):
        LOOP
    def right(self, x):
        return x + 1
def train(x):
    return Layer().forward(x)
"""
# Each is the body of Layer.forward, which has to be the one that is named.
LOOPS = {
    "busy": "while True: pass",
    "calls another function again and again": "while True: helper(100)",
    "catches every exception": (
        "while True:\n    try:\n        while True: helper(10)\n    except BaseException: pass"
    ),
    "bare except": "while True:\n    try: helper(1000)\n    except: pass",
    "goes on in finally": "try:\n    while True: pass\nfinally:\n    while True: pass",
    "gives an answer when it is stopped": "try:\n    while True: pass\nexcept BaseException: return x",
    "asleep": "time.sleep(10**6)",
    "one step of C code": "sum(range(10**12))",
    "regular expression": "re.match('(a*)*b', 'a' * 40)",
    "large matrices": "a = np.ones((1500, 1500))\nwhile True: np.linalg.svd(a)",
    "waits for a thread": "t = threading.Thread(target=forever); t.start(); t.join()",
    "timer switched off": "signal.setitimer(signal.ITIMER_PROF, 0)\nwhile True: pass",
    "comprehension": "[0 for _ in iter(int, 1) if False]",
    "slow and finite": "for _ in range(10**6): helper(1000)",
}


def hanging(body: str) -> str:
    """The module with this body of Layer.forward."""
    return PRELUDE.replace("LOOP", indent(body, "        ").strip())


@pytest.fixture
def error() -> Callable[..., StudentError]:
    """The fault of one call, in a worker of its own."""

    def caught(held: SandboxedSubmission, call: Callable[[Any], Any]) -> StudentError:
        with held.worker() as student, pytest.raises(StudentError) as raised:
            call(student.hw)
        return raised.value

    return caught


@pytest.mark.parametrize("loop", LOOPS)
def test_a_hang_costs_two_limits_and_is_named(
    submission: Callable[..., SandboxedSubmission], error: Callable[..., StudentError], loop: str
) -> None:
    """Class 47: wherever it is reached from; then it is not called any more, and the rest still answers."""
    held = submission(hanging(LOOPS[loop]), HASTY)
    held.compile()

    errors = [
        error(held, lambda hw: hw.train(1)),
        error(held, lambda hw: hw.Layer().forward(1)),
        error(held, lambda hw: hw.train(1)),
    ]
    with held.worker() as student:
        right = student.hw.Layer().right(1)

    assert [one.fault for one in errors] == [Fault.TIMEOUT] * 3
    assert [one.message.rpartition(" in ")[2] for one in errors[:2]] == ["Layer.forward"] * 2
    assert errors[0].file == "hw.py"
    assert errors[0].line >= PRELUDE.splitlines().index("        LOOP") + 1
    assert errors[2].message == "Layer.forward has used up its time twice, so it is not called again"
    assert right == 2


def test_a_loop_is_the_fault_of_the_function_that_loops(
    submission: Callable[..., SandboxedSubmission], error: Callable[..., StudentError]
) -> None:
    """Not of a layer that it calls again and again: the layer is called as before."""
    source = hanging("return helper(2000)") + "def endless():\n    while True: train(1)\n"
    held = submission(source, HASTY)
    held.compile()
    messages = [error(held, lambda hw: hw.endless()).message for _ in range(3)]

    with held.worker() as student:
        student.hw.train(1)

    assert messages[:2] == ["more than 0.3 s of processor time in endless"] * 2
    assert messages[2] == "endless has used up its time twice, so it is not called again"


def test_many_calls_that_are_all_right_alone_name_no_one(
    submission: Callable[..., SandboxedSubmission], error: Callable[..., StudentError]
) -> None:
    """Where the time went into several functions in equal parts, none of them is to blame."""
    spin = "    t = time.process_time()\n    while time.process_time() < t + 0.02: pass\n"
    source = "import time\n" + "".join(f"def f{number}():\n{spin}" for number in range(4))
    held = submission(source, HASTY)
    held.compile()

    def in_turns(hw: Any) -> None:  # noqa: ANN401 - a module proxy
        for number in range(100):
            getattr(hw, f"f{number % 4}")()

    for _ in range(2):
        assert error(held, in_turns).message == "more than 0.3 s of processor time"


def test_a_hang_at_the_third_call_costs_the_tests_that_make_three(
    submission: Callable[..., SandboxedSubmission], error: Callable[..., StudentError]
) -> None:
    """Until it has used up its time twice, the first call still answers."""
    held = submission(hanging("global count; count += 1\nwhile count > 2: pass\nreturn x"), HASTY)
    held.compile()

    def three(hw: Any) -> None:  # noqa: ANN401 - a module proxy
        layer = hw.Layer()
        for _ in range(3):
            layer.forward(1)

    first = error(held, three)
    with held.worker() as student:
        assert student.hw.train(1) == 1

    assert first.message == "more than 0.3 s of processor time in Layer.forward"


def test_a_cell_of_a_notebook_that_hangs_is_named(submission: Callable[..., SandboxedSubmission]) -> None:
    """Its functions have the cell as their file."""
    from autograder.sandbox.wire.module_files import packed  # noqa: PLC0415 - of this test alone

    source = packed([(1, "x = 1"), (2, "def slow():\n    while True: pass\ndef right(): return x")]).decode()
    held = submission(source, HASTY)
    held.compile()
    messages = []
    for _ in range(3):
        with held.worker() as student, pytest.raises(StudentError) as raised:
            student.hw.slow()
        messages.append((raised.value.file, raised.value.message))

    with held.worker() as student:
        assert student.hw.right() == 1
    assert messages[0] == ("cell-2", "more than 0.3 s of processor time in slow")
    assert messages[2] == ("cell-2", "slow has used up its time twice, so it is not called again")


def test_only_what_waited_is_tried_again(
    submission: Callable[..., SandboxedSubmission], error: Callable[..., StudentError]
) -> None:
    """Processor time does not depend on what else the machine does."""
    held = submission(hanging("x == 1 and time.sleep(60)\nwhile True: pass"), HASTY)
    held.compile()

    error(held, lambda hw: hw.train(1))
    waited = held.by_chance
    error(held, lambda hw: hw.train(2))

    assert (waited, held.by_chance) == (True, False)


def test_a_worker_that_something_else_kills_is_tried_again(
    submission: Callable[..., SandboxedSubmission], error: Callable[..., StudentError]
) -> None:
    """As the kernel does where the machine has no memory left; an exit of the student's own is none of it."""
    held = submission("import os\ndef die(): os.kill(os.getpid(), 9)\ndef leave(): os._exit(9)")

    assert error(held, lambda hw: hw.die()).fault is Fault.EXITED
    killed = held.by_chance
    error(held, lambda hw: hw.leave())

    assert (killed, held.by_chance) == (True, False)


def test_nothing_of_a_worker_runs_while_nobody_waits_for_it(
    submission: Callable[..., SandboxedSubmission],
) -> None:
    """Class 65: a thread that counts stands still between two requests."""
    source = """
import threading, time
count = 0
def spin():
    global count
    while True: count += 1
def start():
    threading.Thread(target=spin, daemon=True).start()
    time.sleep(0.02)
def used(): return time.process_time()
"""
    held = submission(source)
    with held.worker() as student:
        student.hw.start()
        before = student.hw.used()
        time.sleep(0.5)  # while a test computes
        used = student.hw.used() - before

    assert used < 0.1


def test_memory_that_was_touched_just_before_the_answer_is_counted(
    submission: Callable[..., SandboxedSubmission],
) -> None:
    """Class 65: it is looked at once more when the worker has been stopped."""
    source = "import numpy as np\nkept = []\ndef take(): kept.append(np.ones(1 << 25)); return 1\n"
    held = submission(source, Limits(test_seconds=5, memory_mib=2048, resident_mib=64))

    with held.worker() as student, pytest.raises(StudentError) as raised:
        student.hw.take()

    assert raised.value.fault is Fault.MEMORY


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("", "hw.py"),
        ("forward", "hw.py"),
        ("forward:x", "hw.py"),
        ("f g:3", "hw.py"),
        ("f" * 200 + ":3", "hw.py"),
        ("forward:3", ""),
        ("forward:999999999", "hw.py"),
    ],
)
def test_a_worker_that_names_no_function_is_not_believed(text: str, file: str) -> None:
    """All of that is the student's word."""
    assert culprit_of(text, file, 3) is None


@pytest.mark.parametrize(
    "dump",
    [
        b"",
        b"\x00\xff" * 40_000,
        b'File "/sub/../../etc/passwd", line 3 in f\n',
        b'File "/sub/a/../b.py", line 3 in f\n',
        b'File "/other/hw.py", line 3 in f\n',
        b'File "/sub/hw.py", line 333333333333 in f\n',
        b'File "/sub/hw.py", line 3 in f',
        b'File "/sub/h\xe9.py", line 3 in f\n',
    ],
)
def test_last_words_that_are_made_up_name_no_one(dump: bytes) -> None:
    """A file of the submission's, by its plain name, and a line: nothing else."""
    assert where_of(dump, "/sub") is None


def test_the_innermost_line_of_the_students_own_is_found_in_a_dump() -> None:
    """Below frames of packages; a comprehension belongs to its function."""
    dump = (
        b'Stack (most recent call first):\n  File "/usr/lib/numpy/linalg.py", line 7 in svd\n'
        b'  File "/sub/hw.py", line 9 in <listcomp>\n  File "/sub/hw.py", line 8 in forward\n'
        b'  File "/sub/hw.py", line 2 in train\n'
    )

    assert where_of(dump, "/sub") == ("hw.py", 8, "forward")


def test_the_main_thread_says_where_a_worker_is() -> None:
    """It is the one that waits for the others; which of them runs at the moment depends on chance."""
    dump = (
        b'Current thread 0x00007f00 (most recent call first):\n  File "/sub/hw.py", line 9 in forever\n\n'
        b'Thread 0x00007f01 (most recent call first):\n  File "/usr/lib/threading.py", line 1100 in join\n'
        b'  File "/sub/hw.py", line 8 in forward\n'
    )

    assert where_of(dump, "/sub") == ("hw.py", 8, "forward")


def test_short_limits_count_by_what_they_cost() -> None:
    """Ten limits of a fifth are two usual ones; a longer limit counts as one, so that no single test decides."""
    log, loop, train = HangLog(), Culprit("hw.py", "loop", 3, 5), Culprit("hw.py", "train", 9, 9)

    assert [log.note(loop, limit_share(2.0, 10.0)) for _ in range(11)] == [*[False] * 9, True, False]
    assert [log.note(train, limit_share(60.0, 10.0)) for _ in range(2)] == [False, True]


def test_a_function_is_skipped_from_its_second_limit_on() -> None:
    """Once, and not for the body of a module, which no one calls."""
    log = HangLog()
    loop, module = Culprit("hw.py", "Layer.forward", 3, 5), Culprit("hw.py", "<module>", 1, 5)

    assert [log.note(loop) for _ in range(3)] == [False, True, False]
    assert [log.note(module) for _ in range(3)] == [False, False, False]
    assert [one.function for one in log.skipped] == ["Layer.forward"]
