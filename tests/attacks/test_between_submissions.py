"""Classes 74 to 76: what one worker leaves behind for a later one, and what a worker learns of other processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.support.siege import Aftermath

pytestmark = pytest.mark.confined

# A mark that the sender tries to leave in each of its workers, and how the receiver looks for it.
MARKS = {
    "the flags of descriptor 0": (
        "[fcntl.fcntl(0, 4, os.O_APPEND | os.O_NONBLOCK), fcntl.fcntl(0, 2, 0)]",
        "fcntl.fcntl(0, 3), fcntl.fcntl(0, 1)",
    ),
    "the flags of its prints": ("fcntl.fcntl(1, 4, os.O_APPEND)", "fcntl.fcntl(1, 3), fcntl.fcntl(2, 3)"),
    "the flags of its channel": (
        "fcntl.fcntl(3, 4, fcntl.fcntl(3, 3) | os.O_APPEND)",
        "fcntl.fcntl(3, 3)",
    ),
    "the environment": (
        "os.environ.update(MARK='1', TMPDIR='/mark')",
        "os.environ.get('MARK'), os.environ['TMPDIR'] == os.environ['HOME']",
    ),
    "the mask of new files": ("os.umask(0o123)", "os.umask(0o77)"),
    "its limits": (
        "resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))",
        "resource.getrlimit(resource.RLIMIT_NOFILE)",
    ),
    "ignored signals": ("signal.signal(signal.SIGUSR1, signal.SIG_IGN)", "signal.getsignal(signal.SIGUSR1)"),
    "the current folder": ("os.chdir('/')", "os.getcwd() == os.environ['HOME']"),
    "a lock on a file that all may read": ("fcntl.flock(library, fcntl.LOCK_SH)", "'no way to look'"),
}
NUMBERS = (
    "[(one.start(), one.join()) for one in [threading.Thread(target=int) for _ in range(50)]]",
    "os.getpid(), os.getpgid(0), os.getsid(0)",
)
PRELUDE = "import fcntl, os, resource, signal, threading\nlibrary = os.open(np.__file__, os.O_RDONLY)\n"

# What each of these returns depends on another process, or on all of them.
ABOUT_OTHERS = """
time.clock_gettime((~1 << 3) | 2)
time.clock_gettime((~os.getppid() << 3) | 2)
time.clock_getres((~1 << 3) | 0)
os.sched_getaffinity(1)
os.sched_getscheduler(1)
os.sched_getparam(1)
os.getpgid(1)
os.getsid(1)
os.getpriority(os.PRIO_PROCESS, 1)
os.getpriority(os.PRIO_PGRP, 0)
os.getpriority(os.PRIO_USER, 0)
resource.prlimit(1, resource.RLIMIT_NOFILE)
os.getloadavg()
os.statvfs('/')
os.fstatvfs(library)
os.sysconf('SC_AVPHYS_PAGES') == -1 or 1 / 0
call(libc.sysinfo, space)
"""
# What would leave a mark on a file that all workers read, or move a number that the kernel counts up.
TO_LEAVE_A_MARK = """
fcntl.flock(library, fcntl.LOCK_SH)
fcntl.fcntl(library, 37, bytes(32))
fcntl.fcntl(library, 1024, fcntl.F_RDLCK)
fcntl.fcntl(library, 1026, 1)
fcntl.fcntl(library, 10, 10)
fcntl.fcntl(library, 8, os.getpid())
fcntl.fcntl(1, 1031, 4096)
fcntl.fcntl(1, 1032)
os.posix_fadvise(library, 0, 0, os.POSIX_FADV_DONTNEED)
mmap.mmap(library, 4096, mmap.MAP_PRIVATE, mmap.PROT_READ).madvise(21)
mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).madvise(12)
os.pipe()
os.setxattr(np.__file__, 'user.mark', b'1')
os.utime(np.__file__)
os.nice(1)
"""
TRY_ALL = """
import ctypes, fcntl, mmap, os, resource, time

libc = ctypes.CDLL(None, use_errno=True)
space = ctypes.create_string_buffer(256)
library = os.open(np.__file__, os.O_RDONLY)

def call(function, *arguments):
    if function(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")

for text in {attempts!r}.strip().splitlines():
    attempt(text, lambda: eval(text))
"""


@pytest.fixture
def readings(hostile: Callable[..., Aftermath]) -> Callable[..., tuple[dict[str, str], dict[str, str]]]:
    """What a receiver reads in its public test, before and after a sender has tried to leave marks."""

    def run(marks: Mapping[str, tuple[str, str]]) -> tuple[dict[str, str], dict[str, str]]:
        sender = [f"attempt({name!r}, lambda: ({send}))" for name, (send, _) in marks.items()]
        receiver = [f"attempt({name!r}, lambda: ({read}))" for name, (_, read) in marks.items()]
        before = hostile("\n".join([PRELUDE, *receiver])).tried
        assert before.keys() == marks.keys()
        assert not [read for read in before.values() if read.endswith("Error")], before
        hostile("\n".join([PRELUDE, *sender]))
        return before, hostile("\n".join([PRELUDE, *receiver])).tried

    return run


def layers(aftermath: Aftermath) -> tuple[str, ...]:
    """What has confined the worker."""
    return aftermath.attack.protection


@pytest.fixture
def small_numbers(hostile: Callable[..., Aftermath]) -> None:
    """Skip where workers have the numbers of the machine: docs/security.md says so under what is not promised."""
    if not any("process namespace" in layer for layer in layers(hostile("attempt('nothing', int)"))):
        pytest.skip("this grader may make no process namespaces")


def test_a_mark_that_a_worker_leaves_is_not_found_by_the_next_submission(
    readings: Callable[..., tuple[dict[str, str], dict[str, str]]],
) -> None:
    """Class 74: descriptors, and whatever else a process inherits."""
    before, after = readings(MARKS)

    assert after == before


@pytest.mark.usefixtures("small_numbers")
def test_threads_of_one_submission_do_not_move_the_numbers_of_the_next(
    readings: Callable[..., tuple[dict[str, str], dict[str, str]]],
) -> None:
    """Class 74: the kernel counts processes and threads up, in each process namespace by itself."""
    before, after = readings({"numbers": NUMBERS})

    assert after == before
    assert before["numbers"].startswith("(2, ")


@pytest.mark.parametrize("attempts", [ABOUT_OTHERS, TO_LEAVE_A_MARK], ids=["read", "write"])
def test_what_could_be_a_store_between_workers_is_refused(
    hostile: Callable[..., Aftermath], attempts: str
) -> None:
    """Class 74: clocks, scheduling and groups of others, the machine's load and memory; locks, leases and advice."""
    tried = hostile(TRY_ALL.format(attempts=attempts)).tried

    expected = attempts.strip().splitlines()
    assert list(tried) == expected
    refusals = {"PermissionError", "OSError", "ZeroDivisionError", "FileNotFoundError"}
    assert {text: outcome for text, outcome in tried.items() if outcome not in refusals} == {}


def test_what_a_worker_asks_about_itself_is_answered(hostile: Callable[..., Aftermath]) -> None:
    """Otherwise the refusals above would prove nothing."""
    attempts = """
time.clock_gettime(time.CLOCK_PROCESS_CPUTIME_ID) >= 0
time.clock_getres(time.CLOCK_MONOTONIC) >= 0
len(os.sched_getaffinity(0)) >= 1
os.getpgid(0) == os.getpgid(os.getpid())
os.getsid(0) == os.getpid()
os.getpriority(os.PRIO_PROCESS, 0) == os.getpriority(os.PRIO_PROCESS, os.getpid())
mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).madvise(mmap.MADV_DONTNEED) is None
"""
    tried = hostile(TRY_ALL.format(attempts=attempts)).tried

    assert set(tried.values()) == {"True"}, tried


# What a worker of each test does when it imports the module: it looks what is there, and leaves whatever it can.
LEAVE = """
import tempfile
home, own = os.environ["HOME"], {"layers.py", "training.py"}
attempt("as made", lambda: (os.stat(home).st_mtime_ns, os.stat("layers.py").st_nlink, os.stat("layers.py").st_uid))
attempt("found", lambda: sorted(set(os.listdir(home)) - own))
attempt("same", lambda: home == os.environ["TMPDIR"] == tempfile.gettempdir() == os.getcwd())
attempt("whole", lambda: open("layers.py").read().endswith("# The end.\\n"))
attempt("left", lambda: open(f"{home}/mark", "w").write("mark") and os.rename(f"{home}/mark", f"{home}/.mark"))
attempt("kept open", lambda: setattr(sys, "kept", tempfile.NamedTemporaryFile(delete=False)))
"""
HOSTILE = {
    "deep nests": "[(os.mkdir('deep'), os.chdir('deep')) for _ in range(30)] and os.chdir(home)",
    "many files": "[os.close(os.open(f'many{one}', os.O_CREAT)) for one in range(200)] and None",
    "closed folders": "(os.makedirs('closed/in'), os.umask(0o777), os.mkdir('closed/none'), os.umask(0o77))[0]",
    "its own file": "(os.remove('layers.py'), open('layers.py', 'w').write('pass'))[0]",
    "a file without a name": "(setattr(sys, 'held', open('held', 'w')), sys.held.write('x'), os.remove('held'))[0]",
    "times": "os.utime(home, (1, 1))",
}
REFUSED = {
    "a hard link": "os.link('layers.py', 'again')",
    "a link": "os.symlink('/etc', 'etc')",
    "a file that never had a name": "os.open(home, os.O_TMPFILE | os.O_RDWR)",
    "a lock": "__import__('fcntl').flock(os.open('.mark', os.O_RDWR), 2)",
    "the folder itself": "os.rename(home, home + 'x')",
}


def test_what_lies_in_a_scratch_folder_is_gone_for_the_next_worker(hostile: Callable[..., Aftermath]) -> None:
    """Class 75: in HOME and TMPDIR, what was renamed, nested, closed, deleted or is open, by times and links."""
    tries = [f"attempt({name!r}, lambda: {text})" for name, text in {**HOSTILE, **REFUSED}.items()]
    code = "\n".join([LEAVE, *tries, "# The end.", ""])

    first, second = hostile(code).tried, hostile(code).tried

    assert (first["found"], first["same"], first["whole"]) == ("[]", "True", "True")
    assert first["as made"].startswith("(0, 1, ")
    assert {first.get(name) for name in HOSTILE} == {"None"}, first
    assert {first[name] for name in REFUSED} <= {"PermissionError", "OSError"}, first
    assert {**second, "as made": ""} == {**first, "as made": ""}
