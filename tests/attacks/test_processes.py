"""Classes 47 to 51: what a hostile submission does with its process, its time, its memory, and to other processes."""

from __future__ import annotations

import re
from dataclasses import replace
from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.siege import Aftermath, Graders, Siege

pytestmark = pytest.mark.confined

# The attack is ReLU.forward; Linear and the mean stay honest, and have to keep their points.
HONEST_PART = {"linear": 6.0, "mean": 10.0}
PUBLIC = "x.shape == (3, 2)"  # what takes seconds is done in the public test alone, whose prints are shown

# Expressions that are tried one by one; whatever is not refused by the kernel is printed, and nothing else may be.
TRY_ALL = """
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
space = ctypes.create_string_buffer(64)

def call(function, *arguments):
    if function(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")

def try_all(attempts, denied):
    open_doors = []
    for attempt in attempts.strip().splitlines():
        try: eval(attempt)
        except OSError as error:
            if type(error).__name__ in denied: continue
        open_doors.append(attempt)
    print("tried", len(attempts.strip().splitlines()), "open:", open_doors)
"""


def limited(siege: Siege, **limits: float) -> Siege:
    """The course with other limits."""
    assignment = siege.loaded.assignment
    changed = replace(assignment, limits=replace(assignment.limits, **limits))  # type: ignore[arg-type]
    return replace(siege, loaded=replace(siege.loaded, assignment=changed))


@pytest.fixture(scope="module")
def siege(siege: Siege) -> Siege:
    """The course with less patience, since most of these attacks use up all there is."""
    return limited(siege, test_seconds=1.0)


@pytest.fixture
def from_forward(siege: Siege, attack: Callable[..., Aftermath]) -> Callable[..., str]:
    """Attack with a body of ReLU.forward; gives what the public test shows, once the other points are seen kept."""

    def run(body: str, prelude: str = "") -> str:
        method = f"def forward(self, x):\n{indent(dedent(body), '    ')}\n\nReLU.forward = ReLU.backward = forward\n"
        aftermath = attack(
            {"layers.py": f"{siege.solution['layers.py']}\n{prelude}\n{method}"}, earned=HONEST_PART
        )
        assert aftermath.attack.points == 16
        return shown(aftermath)

    return run


def shown(aftermath: Aftermath) -> str:
    """What the attacker reads under the public test of ReLU: everything, prints included."""
    return next(
        test.feedback for test in aftermath.attack.tests if test.id == "public/test_layers.py::test_forward"
    )


@pytest.mark.parametrize(
    ("loop", "words"),
    [
        ("while True:\n    try: time.sleep(60)\n    except BaseException: pass", "it waited for 6 s"),
        ("re.match('(a+)+$', 'a' * 60 + 'b')", "more than 1 s of processor time"),
        ("3 ** 10 ** 10", "more than 1 s of processor time"),
        ("threading.Thread(target=forever).start(); forever()", "more than 1 s of processor time"),
    ],
    ids=["handler", "regex", "integer", "threads"],
)
def test_an_endless_loop_swallows_every_signal(
    from_forward: Callable[..., str], loop: str, words: str
) -> None:
    """Class 47: all signals ignored, alarms and exceptions too; some hold the interpreter's lock."""
    prelude = """
import re, signal, threading, time
def forever():
    while True: pass
def deafen():
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    print("deaf to", len(signal.valid_signals()))
"""
    text = from_forward(f"if {PUBLIC}:\n    deafen()\n{indent(loop, '    ')}", prelude)

    assert words in text
    assert re.search(r"deaf to \d\d", text)


def test_an_endless_loop_at_import_costs_its_time_once(
    siege: Siege, attack: Callable[..., Aftermath]
) -> None:
    """Class 47: not once for every test that needs the module, whose other lines are the solution's."""
    aftermath = attack(
        {"layers.py": "while True: pass\n" + siege.solution["layers.py"]},
        earned={"linear": 6.0, "relu": 4.0, "mean": 10.0},
    )

    assert aftermath.attack.points == aftermath.attack.max_points
    assert aftermath.attack.notes[0].startswith("layers.py takes more than ")
    assert "; line 1 runs when it is imported; " in aftermath.attack.notes[0]
    assert aftermath.attack.seconds < 30  # however busy the machine is; ten tests would take ten limits


@pytest.mark.parametrize("bomb", ["at_once", "by_pieces", "arrays"])
def test_a_memory_bomb_goes_off(from_forward: Callable[..., str], bomb: str) -> None:
    """Class 48: on the heap, and in arrays."""
    prelude = """
def at_once(): bytearray(8 << 30)

def by_pieces(): return [bytearray(1 << 20) for _ in range(8 << 10)]

def arrays(): return [np.ones(1 << 10) for _ in range(1 << 20)]
"""
    text = from_forward(f"print('lit')\nif {PUBLIC}: {bomb}()", prelude)

    assert "lit" in text
    assert "your code used too much memory" in text


def test_memory_that_no_process_is_charged_for_cannot_be_had(from_forward: Callable[..., str]) -> None:
    """Class 48: shared memory of no file stays while one page of it is mapped, and counts to nobody."""
    text = from_forward(f"import mmap\nprint('lit')\nif {PUBLIC}: mmap.mmap(-1, 768 << 20)")

    assert "lit" in text
    assert "PermissionError" in text


def test_a_long_word_among_short_ones_costs_the_grader_no_memory(from_forward: Callable[..., str]) -> None:
    """Class 48: an array of words gives each of them the room of the longest, gigabytes for a small answer."""
    text = from_forward("print('sent')\nreturn ['x' * 1_000_000] + ['x'] * 100")

    assert "is a word of 1000000 letters: too long to compare" in text
    assert "sent" in text


def test_threads_are_started_without_end(from_forward: Callable[..., str]) -> None:
    """Class 48: until a limit is met, and none of them outlives its process."""
    text = from_forward("""
        import threading, time
        started = 0
        try:
            while True:
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
                started += 1
        except (RuntimeError, MemoryError) as error:
            print("started", started, "and then", error)
    """)

    assert re.search(r"started \d{1,3} and then can't start new thread|more than 64 threads", text)


def test_threads_with_small_stacks_are_started_without_end(from_forward: Callable[..., str]) -> None:
    """Class 48: of 32 KiB each, thousands fit into the address space, and a machine may have no more numbers."""
    text = from_forward(f"""
        import threading, time
        if not {PUBLIC}: return None
        threading.stack_size(32 << 10)
        started = 0
        try:
            while started < 20_000:
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
                started += 1
        except RuntimeError: pass
        print("started", started)
    """)

    # By the kernel's limit for a user apart, and otherwise by the grader, which counts them every few milliseconds.
    assert re.search(r"started \d{1,2}\b|more than 64 threads", text)


def test_200_megabytes_are_printed(from_forward: Callable[..., str]) -> None:
    """Class 49: as fast as it goes; the beginning is kept, and the grader reads the rest without keeping it."""
    text = from_forward(
        f"print('the beginning')\nif {PUBLIC}:\n    for _ in range(200): print('x' * (1 << 20))"
    )

    assert "the beginning" in text
    assert "(cut)" in text
    assert len(text) < 4_000


def test_processes_are_started_that_would_outlive_the_grading(
    from_forward: Callable[..., str], denied: frozenset[str]
) -> None:
    """Class 50: the first step of a fork bomb, of a daemon that rewrites results later, and of 30 sleepers."""
    attempts = """
        os.fork()
        os.forkpty()
        os.posix_spawn("/bin/sleep", ["sleep", "60"], {})
        os.execv("/bin/sleep", ["sleep", "60"])
        subprocess.Popen(["sleep", "60"])
        subprocess.Popen(["sleep", "60"], start_new_session=True)
        [subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) for _ in range(30)]
        multiprocessing.get_context("fork").Process(target=print).start()
        multiprocessing.get_context("spawn").Process(target=print).start()
        call(libc.vfork)
        call(libc.unshare, 0x20000000)
        call(libc.daemon, 0, 0)
    """
    text = from_forward(
        f"try_all({dedent(attempts)!r}, {sorted(denied)!r})",
        f"{TRY_ALL}\nimport multiprocessing, subprocess, sys\n",
    )

    assert "tried 12 open: []" in text


def test_other_processes_are_signalled_read_and_taken_over(
    from_forward: Callable[..., str], siege: Siege, graders: Graders, denied: frozenset[str]
) -> None:
    """Class 51: the grader, the parent, everybody; by signal, ptrace, memory, descriptor, limit and priority."""
    attempts = """
        os.kill(GRADER, 0)
        os.kill(os.getppid(), 0)
        os.kill(-1, 0)
        os.killpg(os.getpgid(GRADER), 0)
        signal.pidfd_send_signal(3, 9)
        fcntl.fcntl(1, fcntl.F_SETOWN, GRADER)
        open(f"/proc/{GRADER}/mem", "rb")
        open(f"/proc/{os.getppid()}/mem", "r+b")
        open(f"/proc/{GRADER}/environ")
        open(f"/proc/{GRADER}/cmdline")
        os.listdir(f"/proc/{GRADER}/fd")
        os.listdir("/proc")
        open("/proc/self/mem", "r+b")
        call(libc.ptrace, 0x4206, GRADER, 0, 0)
        call(libc.ptrace, 0x4206, os.getppid(), 0, 0)
        call(libc.process_vm_readv, GRADER, space, 1, space, 1, 0)
        call(libc.process_vm_writev, os.getppid(), space, 1, space, 1, 0)
        os.pidfd_open(GRADER)
        os.pidfd_open(os.getppid())
        call(libc.syscall, 438, 3, 0, 0)
        resource.prlimit(GRADER, resource.RLIMIT_CORE, (0, 0))
        os.setpriority(os.PRIO_PROCESS, GRADER, 19)
        os.sched_setaffinity(GRADER, {0})
        os.setuid(0)
        call(libc.prctl, 4, 1, 0, 0, 0)
    """
    text = from_forward(
        f"try_all({dedent(attempts)!r}, {sorted(denied)!r})",
        f"{TRY_ALL}\nimport fcntl, resource, signal\nGRADER = {graders.pid(siege)}\n",
    )

    assert "tried 25 open: []" in text


def test_descriptors_are_looked_for_that_were_inherited(from_forward: Callable[..., str]) -> None:
    """Class 51: a control socket, a results file, a pipe of another worker's; there are the streams and one line."""
    text = from_forward("""
        import os
        def is_open(number):
            try: os.fstat(number)
            except OSError: return False
            return True
        print("open:", [number for number in range(1 << 12) if is_open(number)])
    """)

    assert "open: [0, 1, 2, 3]" in text


class TestPatience:
    """A submission's tests share their time, and each question has a part of it for itself."""

    HANGING = "\n    def forward(self, x):\n        while True: print('hanging')\n\n    def backward"
    DEAF = HANGING.replace(
        "while", "import signal; [signal.signal(n, 1) for n in (10, 12, 27)]\n        while"
    )

    @pytest.fixture
    def siege(self, siege: Siege) -> Siege:
        """A second for a test, and not enough together for all four of ReLU, which nobody can name."""
        return limited(siege, test_seconds=1.0, total_seconds=3.0)

    def test_a_submission_that_hangs_in_every_test_ends_within_its_total_limit(
        self, siege: Siege, attack: Callable[..., Aftermath]
    ) -> None:
        """Class 47: without more than that of the grader's time; the other questions keep their points."""
        hanging = siege.solution["layers.py"].replace("\n    def backward", self.DEAF)

        aftermath = attack({"layers.py": hanging}, earned=HONEST_PART)

        assert aftermath.attack.points == 16
        assert "hanging" in shown(aftermath)
        assert aftermath.attack.seconds < 3.0 + 6


class TestGenerosity:
    """Where the total allows for it, a hanging question costs no other one its points."""

    @pytest.fixture
    def siege(self, siege: Siege) -> Siege:
        """A third of a second for each test, and enough of them."""
        return limited(siege, test_seconds=0.3, total_seconds=10.0)

    def test_a_question_that_hangs_costs_no_other_question_its_points(
        self, siege: Siege, attack: Callable[..., Aftermath]
    ) -> None:
        """Class 47: four tests are ended, one by one, and the rest is graded as ever."""
        hanging = siege.solution["layers.py"].replace("\n    def backward", TestPatience.HANGING)

        aftermath = attack({"layers.py": hanging}, earned=HONEST_PART)

        assert aftermath.attack.points == 16
        assert "hanging" in shown(aftermath)
