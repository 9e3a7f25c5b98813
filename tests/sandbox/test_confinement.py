"""What a student's process cannot do: each attempt runs inside a worker and has to fail there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.zygote_client import ENVIRONMENT
from tests.support.bare import BARE
from tests.support.open_folders import open_to_everybody
from tests.support.process_numbers import number_outside

if TYPE_CHECKING:
    from collections.abc import Callable

LIBC = "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
CALL = """
def answer(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *arguments)
    return ctypes.get_errno() if result < 0 else 0
"""
OPEN = """
import os
def answer():
    def is_open(number):
        try: os.fstat(number)
        except OSError: return False
        return True
    return [number for number in range(2048) if is_open(number)]
"""
EPERM, ENOSYS = 1, 38

REFUSED_CALLS = [  # number on x86_64, and what it would open
    (41, "socket"),
    (53, "socketpair"),
    (57, "fork"),
    (58, "vfork"),
    (59, "execve"),
    (322, "execveat"),
    (101, "ptrace"),
    (310, "process_vm_readv"),
    (311, "process_vm_writev"),
    (438, "pidfd_getfd"),
    (434, "pidfd_open"),
    (424, "pidfd_send_signal"),
    (129, "rt_sigqueueinfo"),
    (200, "tkill"),
    (319, "memfd_create"),
    (447, "memfd_secret"),
    (425, "io_uring_setup"),
    (321, "bpf"),
    (298, "perf_event_open"),
    (323, "userfaultfd"),
    (250, "keyctl"),
    (272, "unshare"),
    (308, "setns"),
    (165, "mount"),
    (304, "open_by_handle_at"),
    (90, "chmod"),
    (268, "fchmodat"),
    (92, "chown"),
    (280, "utimensat"),
    (188, "setxattr"),
    (76, "truncate"),
    (85, "creat"),
    (88, "symlink"),
    (86, "link"),
    (133, "mknod"),
    (29, "shmget"),
    (64, "semget"),
    (68, "msgget"),
    (240, "mq_open"),
    (149, "mlock"),
    (117, "setresuid"),
    (126, "capset"),
    (157, "prctl: clear the death signal"),
    (141, "setpriority"),
    (203, "sched_setaffinity"),
    (112, "setsid"),
    (73, "flock"),
]


NOT_READ = {"PermissionError", "FileNotFoundError"}  # with process namespaces there is no /proc


def refused(ask: Callable[..., Any], source: str, *arguments: object) -> str:
    """The class of the OSError that the attempt ends in."""
    with pytest.raises(StudentError) as caught:
        ask(source + BARE, *arguments)
    assert caught.value.fault is Fault.RAISED
    return caught.value.type_name


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers are those of x86_64")
@pytest.mark.parametrize(("number", "name"), REFUSED_CALLS, ids=[name for _, name in REFUSED_CALLS])
def test_a_system_call_that_opens_a_way_out_is_refused(
    ask: Callable[..., Any], number: int, name: str
) -> None:
    """Asked for by number, past everything that Python checks."""
    arguments = (1, 0, 0, 0, 0) if name.startswith("prctl") else (0, 0, 0, 0, 0)

    assert ask(LIBC + CALL, number, *arguments) == EPERM


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers are those of x86_64")
@pytest.mark.parametrize("number", [435, 437, 451, 467, 600, 0x40000000 + 57, 0x40000000 + 520])
def test_a_call_that_is_newer_than_we_or_of_another_table_does_not_exist(
    ask: Callable[..., Any], number: int
) -> None:
    """clone3, openat2, what is yet to come, and the x32 numbers."""
    assert ask(LIBC + CALL, number, 0, 0, 0, 0) == ENOSYS


def test_a_hidden_file_cannot_be_read(ask: Callable[..., Any], tmp_path: Path) -> None:
    """A file of the grader's, in plain view of everybody."""
    hidden = tmp_path / "test_hidden.py"
    hidden.write_text("expected = 2.6912\n", encoding="utf-8")
    open_to_everybody(tmp_path)

    assert refused(ask, "def answer(path): return open(path).read()", str(hidden)) == "PermissionError"


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "/proc/self/environ", "/proc/self/mem", "/root", "/", "/proc", "/sys"]
)
def test_the_machine_cannot_be_looked_at(ask: Callable[..., Any], path: str) -> None:
    """Neither system files nor what lies in a folder."""
    source = (
        "import os\ndef answer(path): return os.listdir(path) if os.path.isdir(path) else open(path).read()"
    )

    assert refused(ask, source, path) in NOT_READ


def test_another_submission_cannot_be_read(ask: Callable[..., Any], submission: Callable[..., Any]) -> None:
    """Even if its folder's name is known."""
    folder = submission("secret = 1")._folder  # noqa: SLF001 - where it lies is nobody's business

    assert refused(ask, "def answer(path): return open(path).read()", f"{folder}/hw.py") == "PermissionError"


@pytest.mark.parametrize("mode", ["w", "a", "r+"])
def test_its_own_files_cannot_be_changed(ask: Callable[..., Any], mode: str) -> None:
    """Nor those of the next worker of the same submission."""
    assert refused(ask, "def answer(mode): open(__file__, mode)", mode) == "PermissionError"


def test_a_file_opened_for_reading_cannot_be_emptied(ask: Callable[..., Any]) -> None:
    """O_TRUNC with O_RDONLY passes Landlock before its third version."""
    source = "import os\ndef answer(): os.open(__file__, os.O_RDONLY | os.O_TRUNC)"

    assert refused(ask, source) == "PermissionError"


@pytest.mark.parametrize("folder", ["..", "/tmp", "/dev/shm", "/var/tmp"])  # noqa: S108 - what is attempted
@pytest.mark.parametrize("attempt", ["open(path, 'w')", "os.mkdir(path)", "os.rename('mine', path)"])
def test_nothing_can_be_made_outside_of_the_scratch_folder(
    ask: Callable[..., Any], folder: str, attempt: str
) -> None:
    """Neither beside it nor where all may write: no file, no folder, and nothing that was made within."""
    source = f"import os\ndef answer(path):\n    open('mine', 'w').close()\n    {attempt}"

    outcome = refused(ask, source, f"{folder}/made-by-a-worker")

    assert outcome in {"PermissionError", "OSError"}  # as between two file systems
    assert not Path(f"{folder}/made-by-a-worker").exists()


def test_the_null_device_can_be_written(ask: Callable[..., Any]) -> None:
    """Students silence prints with it."""
    source = "import os\ndef answer():\n    with open(os.devnull, 'w') as sink: return sink.write('x')"

    assert ask(source) == 1


@pytest.mark.parametrize(
    "attempt", ["os.kill(pid, 9)", "os.kill(pid, 0)", "os.killpg(0, 9)", "os.kill(-1, 9)"]
)
def test_no_other_process_can_be_signalled(ask: Callable[..., Any], attempt: str) -> None:
    """The grader, everybody, and even the own group."""
    assert refused(ask, f"import os\ndef answer(pid): {attempt}", os.getpid()) == "PermissionError"


def test_a_descriptor_cannot_be_made_to_signal_another_process(ask: Callable[..., Any]) -> None:
    """F_SETOWN and F_SETSIG let the kernel send any signal to any process of the same user."""
    source = "import fcntl, os\ndef answer(pid): fcntl.fcntl(1, fcntl.F_SETOWN, pid)"

    assert refused(ask, source, os.getpid()) == "PermissionError"


@pytest.mark.parametrize("file", ["mem", "environ", "maps", "status", "cmdline", "fd/0"])
def test_the_graders_process_cannot_be_looked_into(ask: Callable[..., Any], file: str) -> None:
    """Through /proc, where a plain child of the same user may read memory."""
    source = "import os\ndef answer(pid, file): return open(f'/proc/{pid}/{file}', 'rb').read(10)"

    assert refused(ask, source, os.getpid(), file) in NOT_READ
    assert refused(ask, source.replace("{pid}", "{os.getppid()}"), 0, file) in NOT_READ


def test_no_process_can_be_started(ask: Callable[..., Any]) -> None:
    """Neither by fork nor by a shell."""
    assert refused(ask, "import os\ndef answer(): os.fork()") == "PermissionError"
    assert refused(ask, "import subprocess\ndef answer(): subprocess.run(['/bin/true'])") == "PermissionError"


def test_threads_can_be_started(ask: Callable[..., Any]) -> None:
    """They end with the process, and libraries want them."""
    source = """
import threading
def answer():
    found = []
    threads = [threading.Thread(target=found.append, args=(i,)) for i in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return sorted(found)
"""

    assert ask(source) == [0, 1, 2, 3]


def test_only_the_four_known_descriptors_are_open(ask: Callable[..., Any]) -> None:
    """Standard streams and the line to the grader."""
    assert ask(OPEN) == [0, 1, 2, 3]


def test_a_grader_with_many_open_files_leaks_none(tmp_path: Path) -> None:
    """The zygote's control socket then has a high number, and would be worth having."""
    kept = [os.open(tmp_path, os.O_RDONLY) for _ in range(300)]
    try:
        with (
            Sandbox() as sandbox,
            sandbox.submission({"hw.py": OPEN.encode()}, ("hw",)) as held,
            held.worker() as student,
        ):
            found = student.hw.answer()
    finally:
        for descriptor in kept:
            os.close(descriptor)

    assert found == [0, 1, 2, 3]


def test_the_environment_is_clean(ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the grader's is in it."""
    monkeypatch.setenv("CANARY_OF_THE_GRADER", "1")

    names = ask("import os\ndef answer(): return sorted(os.environ)")

    assert set(names) == {"HOME", "TMPDIR", "USER", "LOGNAME", "MPLCONFIGDIR", *ENVIRONMENT}


def test_root_rights_are_given_up(ask: Callable[..., Any]) -> None:
    """The worker is another user, and nothing brings the old one back."""
    source = "import os\ndef answer(): return os.getresuid(), os.getresgid(), os.getgroups()"

    users, groups, others = ask(source)

    if os.geteuid() == 0:
        assert users[0] != 0
        assert set(users) == set(groups) == {users[0]}
        assert others == []
    else:
        assert users == os.getresuid()


def test_capabilities_are_given_up(submission: Callable[..., Any], make_sandbox: Callable[..., Any]) -> None:
    """All of them; but the right to pass through folders stays where the interpreter lies in a private one."""
    kept = any("private folders" in layer for layer in make_sandbox().protection)

    with submission("import os\ndef answer(): return os.getpid()").worker() as student:
        status = Path(f"/proc/{number_outside(student.hw.answer())}/status").read_text(encoding="ascii")

    sets = dict(line.split(":\t") for line in status.splitlines() if line.startswith("Cap"))
    assert int(sets["CapPrm"], 16) == int(sets["CapEff"], 16) == (1 << 2 if kept else 0)
    assert int(sets["CapInh"], 16) == int(sets["CapAmb"], 16) == 0
    assert "NoNewPrivs:\t1" in status
    assert "Seccomp:\t2" in status


def test_the_layers_are_named(make_sandbox: Callable[..., Any]) -> None:
    """Files and system calls are held here, or the sandbox would not have started."""
    layers = make_sandbox().protection

    assert "seccomp" in layers
    assert "separate user" in layers or any(layer.startswith("landlock abi") for layer in layers)
