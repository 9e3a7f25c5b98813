"""Switch the sandbox's layers off, one by one, and print as a Markdown table which attacks then succeed.

    python tests/attacks/layers.py

As root it tries two graders: root and an unprivileged user. Nothing is harmed: the signal has the number 0, the limit
is only asked for, and the process that stands in for the grader is not stopped by being traced.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

REPOSITORY = Path(__file__).resolve().parents[2]
UNPRIVILEGED = 65534
COLUMNS: dict[str, dict[str, bool | int]] = {
    "all layers": {},
    "no other uid": {"other_users": False},
    "no Landlock": {"landlock": 0},
    "no seccomp": {"seccomp": False},
    "none of the three": {"other_users": False, "landlock": 0, "seccomp": False},
}
PTRACE_SEIZE, PIDFD_GETFD, PR_SET_DUMPABLE = 0x4206, 438, 4

# What a submission tries; `grader` is the number of a process that stands in for the grader, the rest are its things.
ATTACKS = {
    "read a hidden test": "open(things['hidden test']).read(1)",
    "overwrite the results": "open(things['results'], 'r+').write('x')",
    "open the grader's /proc/PID/mem": "open(f'/proc/{grader}/mem', 'rb')",
    "read the grader's /proc/PID/environ": "open(f'/proc/{grader}/environ').read(1)",
    "read the grader's /proc/PID/cmdline": "open(f'/proc/{grader}/cmdline').read(1)",
    "ptrace the grader": f"call(libc.ptrace, {PTRACE_SEIZE}, grader, 0, 0)",
    "process_vm_readv from the grader": "process_vm_readv(grader, things['address'])",
    "signal the grader": "os.kill(grader, 0)",
    "pidfd_getfd from the grader": f"call(libc.syscall, {PIDFD_GETFD}, os.pidfd_open(grader), 0, 0)",
    "prlimit the grader": "resource.prlimit(grader, resource.RLIMIT_CORE)",
    "connect to the grader by TCP": "socket.create_connection(('127.0.0.1', things['tcp']))",
    "send to the grader by UDP": "socket.socket(2, 2).sendto(b'x', ('127.0.0.1', things['udp']))",
    "connect to an abstract Unix socket": "socket.socket(1, 1).connect('\\0' + things['abstract'])",
    "fork": "os.fork() or os._exit(0)",
    "write to /tmp": "os.unlink(open(f'/tmp/attack-{os.getpid()}', 'w').name)",
    "read /etc/passwd": "open('/etc/passwd').read(1)",
}  # fmt: skip
SUBMISSION = """
import ctypes, os, resource, socket, sys

for finder in [*sys.meta_path]:
    if type(finder).__name__ == "RefusedCalls":
        finder.remove()  # the kernel has to hold

libc = ctypes.CDLL(None, use_errno=True)

class Span(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]

def call(function, *arguments):
    if function(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")

def process_vm_readv(grader, address):
    space = ctypes.create_string_buffer(8)
    ours, theirs = Span(ctypes.addressof(space), 8), Span(address, 8)
    call(libc.process_vm_readv, grader, ctypes.byref(ours), 1, ctypes.byref(theirs), 1, 0)

def succeeds(attack, grader, things):
    try: eval(attack)
    except OSError: return False
    return True
"""
# As the grader does, it gives up being dumpable; its own memory holds a buffer at the address that it tells.
STAND_IN = f"""
import ctypes
buffer = ctypes.create_string_buffer(8)
ctypes.CDLL(None).prctl({PR_SET_DUMPABLE}, 0, 0, 0, 0)
print(ctypes.addressof(buffer), flush=True)
input()
"""

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.sandbox.confinement.probe import Powers

    Things = dict[str, str | int]


def main() -> None:
    """Print a table for root, where we are root, and one for an unprivileged user."""
    if sys.argv[1:] == ["--measure"]:
        sys.stdout.write(json.dumps(measure()))
        return
    users = (
        {"root": 0, "an unprivileged user": UNPRIVILEGED}
        if os.geteuid() == 0
        else {"this user": os.geteuid()}
    )
    python = interpreter(max(users.values()))
    for name, uid in users.items():
        found = json.loads(run_as(uid, python, __file__, "--measure"))
        sys.stdout.write(f"\nGrading as {name}:\n\n{table(found)}\n")


def interpreter(uid: int) -> str:
    """An interpreter that this user can run, so that the workers can be other users: the one that Gradescope has."""
    for python in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        try:
            run_as(uid, python, "-c", "import numpy")
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    raise SystemExit(
        f"user {uid} can run no interpreter of this version; tried {sys.executable} and the system's"
    )


def run_as(uid: int, *command: str) -> str:
    """What a command prints as that user."""
    become: dict[str, Any] = {"user": uid, "group": uid, "extra_groups": ()} if os.geteuid() == 0 else {}
    path = f"{REPOSITORY}:{sysconfig.get_path('purelib')}"
    environment = {"PYTHONPATH": path, "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, env=environment, cwd="/", check=True, stdout=subprocess.PIPE, text=True, **become
    ).stdout


def measure() -> dict[str, dict[str, bool]]:
    """Which attack succeeds, by column."""
    from autograder.sandbox.confinement.probe import probe  # noqa: PLC0415 - not installed for the interpreter that starts this

    here = probe()
    found = {}
    with stand_in() as (grader, things):
        for name, off in COLUMNS.items():
            powers = replace(here, **off)  # type: ignore[arg-type]
            if powers != here or not off:  # else it is off in any case
                column = f"{name} (refused)" if refused(powers) else name
                found[column] = outcomes(powers, grader, things)
    return found


def refused(powers: Powers) -> bool:
    """Whether the sandbox refuses to hold student code with no more than that."""
    from autograder.errors import SandboxError  # noqa: PLC0415 - as above
    from autograder.sandbox.sandbox import Sandbox  # noqa: PLC0415 - as above

    try:
        with mock.patch("autograder.sandbox.sandbox.probe", return_value=powers), Sandbox():
            return False
    except SandboxError:
        return True


def outcomes(powers: Powers, grader: int, things: Things) -> dict[str, bool]:
    """Whether each attack succeeds, in a worker of its own, when the sandbox has these powers."""
    from autograder.sandbox.sandbox import Sandbox  # noqa: PLC0415 - as above

    found = {}
    with (
        mock.patch("autograder.sandbox.sandbox.probe", return_value=powers),
        Sandbox(allow_weak=True) as sandbox,
        sandbox.submission({"hw.py": SUBMISSION.encode()}, ("hw",)) as sandboxed,
    ):
        for name, attack in ATTACKS.items():
            with sandboxed.worker() as student:
                found[name] = student.hw.succeeds(attack, grader, things)
    return found


@contextmanager
def stand_in() -> Iterator[tuple[int, Things]]:
    """A process in the grader's place, and what it owns."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))  # 0700, as the grader's are
        things: Things = {}
        for name in ("hidden test", "results"):
            (folder / name).write_text("secret", encoding="utf-8")
            (folder / name).chmod(0o600)
            things[name] = str(folder / name)
        things["abstract"] = f"layers-{os.getpid()}"
        for name, family, kind in (
            ("tcp", socket.AF_INET, socket.SOCK_STREAM),
            ("udp", socket.AF_INET, socket.SOCK_DGRAM),
            ("abstract", socket.AF_UNIX, socket.SOCK_STREAM),
        ):
            listener = stack.enter_context(socket.socket(family, kind))
            listener.bind(f"\0{things[name]}" if family == socket.AF_UNIX else ("127.0.0.1", 0))
            if kind == socket.SOCK_STREAM:
                listener.listen(len(COLUMNS))
            if family == socket.AF_INET:
                things[name] = listener.getsockname()[1]
        process = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", STAND_IN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        )
        stack.callback(process.kill)
        things["address"] = int((process.stdout or sys.stdin).readline())
        yield process.pid, things


def table(found: dict[str, dict[str, bool]]) -> str:
    """The columns side by side."""
    rows = [["attack", *found], ["---"] * (len(found) + 1)]
    rows += [[name, *("**yes**" if column[name] else "no" for column in found.values())] for name in ATTACKS]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    main()
