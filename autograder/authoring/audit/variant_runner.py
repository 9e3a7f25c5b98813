"""Where variants of the reference are tried: a process that has collected the tests forks a child for each.

So no variant can disturb the next, print, or outlive its time. `variants` starts it and reads its findings.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import os
import pickle
import py_compile
import random
import resource
import shutil
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn

import numpy as np

from autograder.authoring.audit.coverage import Entered, Function, function_lines
from autograder.harness.session.session import HarnessError, Student, Tests, run_session
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.proxy import Fault, StudentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from autograder.harness.checks.expected import Records
    from autograder.harness.checks.status import Status
    from autograder.harness.checks.test_record import TestRecord

_PR_SET_PDEATHSIG = 1
_MOST_TIMEOUTS = 3  # of one variant; the rest of its tests would only wait as well
_POLL_SECONDS = 0.005


@dataclass(frozen=True, kw_only=True)
class Task:
    """One variant to try."""

    texts: Mapping[str, str]  # module file name to text, of the modules that differ from the reference
    functions: frozenset[Function] | None  # what was edited; None for anything


@dataclass(frozen=True, kw_only=True)
class Job:
    """All that the process is told."""

    tests: Tests
    wanted: frozenset[str]  # the ids of the tests to run
    modules: tuple[str, ...]
    base: Path  # the reference's folder, with given files and data
    out: Path  # where findings go
    records: Records
    tasks: tuple[Task, ...]
    jobs: int
    memory_mib: int
    test_seconds: float  # processor time of one test, besides twenty times what the reference takes
    task_seconds: float  # wall-clock time of one variant, besides forty times what the reference takes


@dataclass(kw_only=True)
class Findings:
    """What came of one variant."""

    ran: dict[str, TestRecord] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()  # the tests that were to run
    cut: Fault | None = None  # how it ended before its last test


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """What the reference did: how each test ended, how long it took, and what it entered."""

    status: Mapping[str, Status]
    seconds: Mapping[str, float]
    entered: Mapping[str, frozenset[Function] | None]

    def chosen(self, functions: frozenset[Function] | None) -> frozenset[str]:
        """The tests that an edit of these functions can change."""
        return frozenset(
            test
            for test, entered in self.entered.items()
            if functions is None or entered is None or entered & functions
        )


def main(file: str, parent: int) -> None:
    """Do the job in this file; `out/broken` says what the tests lack if they cannot run."""
    _end_with(parent)
    job: Job = pickle.loads(Path(file).read_bytes())  # noqa: S301 - our own parent wrote it
    bench = _Bench(job)
    try:
        run_session(job.tests, job.records, bench.run_all)
    except MemoryError:
        bench.end_child(Fault.MEMORY)
        raise
    except BaseException as error:
        # Said aloud in a child too: its variant would else pass for one that the tests have caught.
        sentence = str(error) if isinstance(error, HarnessError) else f"{type(error).__name__}: {error}"
        (job.out / "broken").write_text(sentence, encoding="utf-8")
        raise
    finally:
        bench.close()


class _Bench:
    """Forks a child for the reference and for each variant; the child takes its variant through the tests."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._home = os.getpid()
        self._progress = os.dup(1)
        self._running: dict[int, tuple[Path, float]] = {}  # child to its file and deadline
        self._file: IO[bytes] | None = None  # in a child: where its records go
        self._entered: Entered | None = None
        self._timeouts = 0

    def run_all(self, run: Callable[[Student], None]) -> None:
        """The reference first, then the variants, as many at once as the job allows."""
        self._fork(run, "reference", {}, self._job.wanted, None)
        self._wait(0)
        baseline = read_baseline(self._job.out)
        for number, task in enumerate(self._job.tasks):
            self._wait(self._job.jobs - 1)
            self._fork(run, str(number), task.texts, baseline.chosen(task.functions), baseline)
        self._wait(0)

    def _keep(self, record: TestRecord) -> None:
        """Write a record at once: this child may not live to its next one."""
        if self._file is None:
            return
        entered = self._entered.functions() if self._entered else None
        pickle.dump((dataclasses.replace(record, prints=""), entered), self._file)
        self._file.flush()
        self._timeouts += record.fault is Fault.TIMEOUT
        if self._timeouts >= _MOST_TIMEOUTS:
            self.end_child(None)

    def end_child(self, cut: Fault | None) -> None:
        """Leave, in a child; the last thing in its file is how."""
        if self._file is not None:
            pickle.dump(cut, self._file)
            self._file.flush()
            os._exit(0)

    def close(self) -> None:
        """End whatever still runs; a child gets here by an error only."""
        if os.getpid() != self._home:
            os._exit(1)
        for child in list(self._running):
            _kill(child)

    def _fork(
        self,
        run: Callable[[Student], None],
        name: str,
        texts: Mapping[str, str],
        chosen: frozenset[str],
        baseline: Baseline | None,
    ) -> None:
        """Run one variant in a child, which ends here; the parent goes on at once."""
        path = self._job.out / name
        allowed = self._job.task_seconds + 40 * sum(baseline.seconds[test] for test in chosen) if baseline else 600.0
        child = os.fork()
        if child:
            self._running[child] = path, time.monotonic() + allowed
            return
        os.setsid()
        _end_with(self._home)
        _silence()
        _limit_memory(self._job.memory_mib)
        folder = _lay_out(self._job.base, self._job.out / f"{name}.folder", texts)
        if baseline is None:
            lines = {file: function_lines(file, (folder / file).read_text("utf-8")) for file in self._job.modules}
            self._entered = Entered(folder, lines)
        self._file = path.open("wb")
        run(Student(open=lambda: self._open(folder, baseline), record=self._keep, only=chosen))
        self.end_child(None)

    def _open(self, folder: Path, baseline: Baseline | None) -> contextlib.AbstractContextManager[LocalStudent]:
        names = tuple(Path(file).stem for file in self._job.modules)
        watch: contextlib.AbstractContextManager[Any] = self._entered or contextlib.nullcontext()
        seconds = self._job.test_seconds + 20 * (max(baseline.seconds.values(), default=0.0) if baseline else 30.0)
        return _student(LocalStudent(folder, names), watch, seconds)

    def _wait(self, most: int) -> None:
        """Until at most so many children run; those past their time are ended."""
        while len(self._running) > most:
            child, _ = os.waitpid(-1, os.WNOHANG)
            if child in self._running:
                path, _ = self._running.pop(child)
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(child, signal.SIGKILL)  # what it may have started
                shutil.rmtree(path.with_name(f"{path.name}.folder"), ignore_errors=True)
                os.write(self._progress, b".")
                continue
            for child, (path, deadline) in self._running.items():
                if time.monotonic() > deadline:
                    path.with_name(f"{path.name}.late").touch()
                    _kill(child)
            time.sleep(_POLL_SECONDS)


def read_findings(out: Path, name: str, chosen: frozenset[str]) -> Findings:
    """What a child left in its file, to the last whole record."""
    found = Findings(chosen=chosen, cut=Fault.EXITED)
    with contextlib.suppress(EOFError, pickle.UnpicklingError, FileNotFoundError), (out / name).open("rb") as stream:
        while True:
            entry = pickle.load(stream)  # noqa: S301 - written by our own child
            if entry is None or isinstance(entry, Fault):
                found.cut = entry
                return found
            found.ran[entry[0].id] = entry[0]
    if (out / f"{name}.late").exists():
        found.cut = Fault.TIMEOUT
    return found


def read_baseline(out: Path) -> Baseline:
    """What the reference's child left."""
    status, seconds, entered = {}, {}, {}
    with contextlib.suppress(EOFError, FileNotFoundError), (out / "reference").open("rb") as stream:
        while (entry := pickle.load(stream)) is not None:  # noqa: S301 - written by our own child
            record, functions = entry
            status[record.id], seconds[record.id], entered[record.id] = record.status, record.seconds, functions
    return Baseline(status=status, seconds=seconds, entered=entered)


@contextlib.contextmanager
def _student(
    student: LocalStudent, watch: contextlib.AbstractContextManager[Any], seconds: float
) -> Iterator[LocalStudent]:
    """The student for one test, which starts from the same random state each time and has so much processor time."""
    np.random.seed(0)  # noqa: NPY002 - what unseeded students draw from
    random.seed(0)

    def late(*_: object) -> NoReturn:
        raise StudentError(Fault.TIMEOUT, message=f"it ran for more than {seconds:.0f} s")

    signal.signal(signal.SIGPROF, late)
    # It comes again: the first may be swallowed by an `except` of the student's.
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)
    try:
        with np.errstate(), student, watch:
            yield student
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _lay_out(base: Path, folder: Path, texts: Mapping[str, str]) -> Path:
    """The reference's folder again, with these modules in place of its own; folders of data are shared."""
    folder.mkdir()
    for path in base.iterdir():
        if path.is_dir():
            (folder / path.name).symlink_to(path, target_is_directory=True)
        elif path.name not in texts:
            shutil.copyfile(path, folder / path.name)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    # Each test imports the modules afresh: compiled once, that costs a third of what it would.
    for path in folder.glob("*.py"):
        py_compile.compile(str(path), quiet=2, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    return folder


def _silence() -> None:
    """Whatever a child writes, C code included, goes nowhere; nor can it ask."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _limit_memory(mib: int) -> None:
    """So much address space more than is in use now."""
    with contextlib.suppress(OSError, ValueError):  # where the system does not limit it, time does
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + (mib << 20),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with(parent: int) -> None:
    """Have the kernel end this process when that one ends; elsewhere than on Linux, its time limit does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _kill(child: int) -> None:
    """End a child and its process group; either may be gone already."""
    for end in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            end(child, signal.SIGKILL)
