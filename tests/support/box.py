"""A box with little memory and half a processor, as Gradescope gives a grader, or what stands in for it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

MIB = 1 << 20
MEMORY_MIB, PROCESSORS, MINUTES = 768, 0.5, 10  # Gradescope's smallest container
LOOK_SECONDS = 0.1
_PERIOD = 100_000  # microseconds, in which the processor time is shared out
_ROOT = Path("/sys/fs/cgroup")
_ENTER = 'for file in $FILES; do echo $$ > "$file" || exit 99; done; exec "$@"'


@dataclass(kw_only=True)
class Box:
    """A box that processes can be started in.

    Attributes:
        kind: What bounds it, in words.
        enter: The files that a process writes its number into to be in it.
        held: The MiB that its processes have touched now.
        peak: The most MiB that its processes and the cached files have had, as the kernel counts; 0 if nobody counts.
        kills: How many of its processes the kernel has ended because memory ran out.
    """

    kind: str
    enter: tuple[Path, ...]
    prefix: tuple[str, ...] = ()
    held: Callable[[int], float]
    peak: Callable[[], float] = lambda: 0.0
    kills: Callable[[], int] = lambda: 0


@dataclass(kw_only=True)
class Ran:
    """What became of a command in the box."""

    code: int
    seconds: float
    output: str
    held_mib: float  # the most that its processes had touched at a look
    peak_mib: float  # with cached files, as the kernel counts
    kills: int


def run(box: Box, command: Sequence[str | Path], environment: Mapping[str, str], timeout: float) -> Ran:
    """Run a command in the box, and look at the memory of all its processes together."""
    files = " ".join(map(str, box.enter))
    looks: list[float] = []
    started = time.monotonic()
    process = subprocess.Popen(
        [*box.prefix, "sh", "-c", _ENTER, "sh", *map(str, command)],
        cwd="/",
        env={**environment, "FILES": files},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    done = threading.Event()

    def look() -> None:
        while not done.wait(LOOK_SECONDS):
            with contextlib.suppress(OSError):
                looks.append(box.held(process.pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        output, _ = process.communicate(timeout=timeout)
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)  # a grader then ends its own processes
        process.wait()
        raise
    finally:
        done.set()
        watcher.join()
    return Ran(
        code=process.returncode,
        seconds=time.monotonic() - started,
        output=output,
        held_mib=max(looks, default=0.0),
        peak_mib=box.peak(),
        kills=box.kills(),
    )


@contextlib.contextmanager
def small_box(memory_mib: int = MEMORY_MIB, processors: float = PROCESSORS) -> Iterator[Box]:
    """The box that this machine allows: a cgroup of either version, or one processor shared with a busy process."""
    for made in (_version_2, _version_1):
        with contextlib.ExitStack() as stack:
            try:
                box = stack.enter_context(made(memory_mib, processors))
            except OSError:
                continue
            yield box
            return
    with _stand_in() as box:
        yield box


@contextlib.contextmanager
def _version_2(memory_mib: int, processors: float) -> Iterator[Box]:
    if "memory" not in (_ROOT / "cgroup.controllers").read_text().split():
        raise OSError("no memory controller")
    (_ROOT / "cgroup.subtree_control").write_text("+memory +cpu")
    with _groups(_ROOT) as (group,):
        (group / "memory.max").write_text(str(memory_mib * MIB))
        (group / "cpu.max").write_text(f"{round(processors * _PERIOD)} {_PERIOD}")
        yield Box(
            kind="cgroup v2",
            enter=(group / "cgroup.procs",),
            held=lambda _: _number(group / "memory.stat", "anon") / MIB,
            peak=lambda: _number(group / "memory.peak") / MIB,
            kills=lambda: _number(group / "memory.events", "oom_kill"),
        )


@contextlib.contextmanager
def _version_1(memory_mib: int, processors: float) -> Iterator[Box]:
    with _groups(_ROOT / "memory", _ROOT / "cpu") as (memory, cpu):
        (memory / "memory.limit_in_bytes").write_text(str(memory_mib * MIB))
        (cpu / "cpu.cfs_period_us").write_text(str(_PERIOD))
        (cpu / "cpu.cfs_quota_us").write_text(str(round(processors * _PERIOD)))
        yield Box(
            kind="cgroup v1",
            enter=(memory / "cgroup.procs", cpu / "cgroup.procs"),
            held=lambda _: _number(memory / "memory.stat", "total_rss") / MIB,
            peak=lambda: _number(memory / "memory.max_usage_in_bytes") / MIB,
            kills=lambda: _number(memory / "memory.oom_control", "oom_kill"),
        )


@contextlib.contextmanager
def _groups(*parents: Path) -> Iterator[tuple[Path, ...]]:
    """A new group below each of these, removed when its last process has ended."""
    groups = tuple(parent / f"autograder-box-{os.getpid()}" for parent in parents)
    with contextlib.ExitStack() as stack:
        for group in groups:
            group.mkdir()
            stack.callback(_remove, group)
        yield groups


def _remove(group: Path) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            group.rmdir()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


@contextlib.contextmanager
def _stand_in() -> Iterator[Box]:
    """Half of one processor, by a busy process beside it; memory is looked at, and has no limit."""
    only = str(min(os.sched_getaffinity(0)))
    prefix = ("taskset", "-c", only) if shutil.which("taskset") else ()
    busy = subprocess.Popen([*prefix, sys.executable, "-c", "while True: pass"])
    try:
        yield Box(kind="stand-in: a busy process beside it", enter=(), prefix=prefix, held=_shared_out)
    finally:
        busy.kill()
        busy.wait()


def _shared_out(pid: int) -> float:
    """The MiB of a process and its descendants, where shared pages are divided among those that share them."""
    total, pending = 0.0, [pid]
    while pending:
        process = Path(f"/proc/{pending.pop()}")
        with contextlib.suppress(OSError):
            total += _number(process / "smaps_rollup", "Pss:") / 1024
            for listed in process.glob("task/*/children"):
                pending += map(int, listed.read_text(encoding="ascii").split())
    return total


def _number(file: Path, name: str = "") -> int:
    """The number in a file, or in its line of this name."""
    for line in file.read_text(encoding="ascii").splitlines():
        words = line.split()
        if not name or words[0] == name:
            return int(words[1 if name else 0])
    return 0
