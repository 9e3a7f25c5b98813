"""How long a fresh, confined worker takes to its first answer, beside a bare fork that only ends again.

python benchmarks/spawn.py [rounds]
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from autograder.model.assignment import Limits
from autograder.sandbox.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.sandbox.remote import RemoteStudent
    from autograder.sandbox.submission import SandboxedSubmission

SUBMISSION = b"""
import numpy as np

def relu(x):
    return np.maximum(x, 0)

def echo(x):
    return x

def save(x):
    np.save("best.npy", x)
"""


def seconds(action: Callable[[], object], rounds: int) -> list[float]:
    """How long each round took."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return taken


def fork_and_exit() -> None:
    """What a process costs that does nothing."""
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def first_answers(sandboxed: SandboxedSubmission, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds to the first answer of a fresh worker, and to its end."""
    answered, gone = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        with sandboxed.worker() as student:
            student.hw.relu(-1.0)
            answered.append(time.perf_counter() - start)
        gone.append(time.perf_counter() - start)
    return answered, gone


def with_scratch_folders(rounds: int) -> list[str]:
    """Rows for workers without a scratch folder, with one, and with one that each writes into; in turns."""
    kinds = {"none": (0, "relu"), "unused": (16, "relu"), "written into": (16, "save")}
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    with ExitStack() as stack:
        held = {}
        for kind, (scratch_mib, _) in kinds.items():
            sandbox = stack.enter_context(Sandbox(limits=replace(Limits(), scratch_mib=scratch_mib)))
            held[kind] = stack.enter_context(sandbox.submission({"hw.py": SUBMISSION}, ("hw",)))
        for _ in range(rounds):
            for kind, (_, function) in kinds.items():
                start = time.perf_counter()
                with held[kind].worker() as student:
                    getattr(student.hw, function)(-1.0)
                taken[kind].append(time.perf_counter() - start)
    return [line(f"worker to its end, scratch folder {kind}", times) for kind, times in taken.items()]


def private_mib(sandboxed: SandboxedSubmission) -> float:
    """Memory that a worker has to itself after its first answers, in MiB."""
    with sandboxed.worker() as student:
        student.hw.relu(np.ones((100, 100)))
        workers = [int(pid) for zygote in children(os.getpid()) for pid in children(zygote)]
        return max(private_of(pid) for pid in workers if is_confined(pid))


def is_confined(pid: int) -> bool:
    """Whether it is a worker, and not a process of the zygote's own."""
    return "Seccomp:\t2" in Path(f"/proc/{pid}/status").read_text(encoding="ascii")


def children(pid: int) -> list[int]:
    """The direct children of a process."""
    return [
        int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    ]


def private_of(pid: int) -> float:
    """The pages that nobody else has, in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def line(name: str, taken: list[float], base: float | None = None) -> str:
    """A row of the table: median and 95th percentile in milliseconds."""
    median = statistics.median(taken)
    high = sorted(taken)[int(len(taken) * 0.95)]
    ratio = f"   {median / base:6.1f} x" if base else ""
    return f"{name:42s} {median * 1e3:8.3f} {high * 1e3:8.3f}{ratio}"


def trips(student: RemoteStudent, rounds: int) -> list[str]:
    """Rows for one request and its response, by the size of the array that goes there and back."""
    echo = student.hw.echo
    rows = []
    for shape in ((5,), (256, 784), (3000, 784)):
        array = np.ones(shape)
        times = seconds(partial(echo, array), max(5, rounds // (1 + array.size // 10_000)))
        rows.append(line(f"there and back: {array.nbytes / 1e6:.3g} MB", times))
    return rows


def main(rounds: int) -> None:
    """Print the table."""
    bare = seconds(fork_and_exit, rounds)
    base = statistics.median(bare)
    with Sandbox() as sandbox, sandbox.submission({"hw.py": SUBMISSION}, ("hw",)) as sandboxed:
        answered, gone = first_answers(sandboxed, rounds)
        private = private_mib(sandboxed)
        with sandboxed.worker() as student:
            rows = trips(student, rounds)
    print(f"{'milliseconds':42s} {'median':>8s} {'p95':>8s}   against bare fork")
    print(line("bare fork and exit, numpy loaded", bare, base))
    print(line("confined worker to its first answer", answered, base))
    print(line("confined worker to its end", gone, base))
    print(*rows, sep="\n")
    print(*with_scratch_folders(rounds), sep="\n")
    print(f"memory that a worker has to itself: {private:.1f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
