"""Run variants of the reference: this process collects the tests once and forks a child for each variant.

So no variant can disturb the next one, print, or outlive its time. `variants` starts this process, which writes what
it finds into files, and ends with all its children. It loads nothing that students wrote.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import pickle
import random
import resource
import shutil
import signal
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from autograder.authoring.audit.attempts import Attempt, TestTime
from autograder.authoring.audit.coverage import Entered
from autograder.authoring.audit.variant_files import REFERENCE, FindingsFile, late_mark, read_baseline
from autograder.authoring.audit.variant_layout import compile_all, lay_out
from autograder.authoring.proof.time_limit import limited
from autograder.authoring.source.functions import function_lines
from autograder.harness.checks.confirm import with_second_runs
from autograder.harness.checks.status import Status
from autograder.harness.crashes.sources import texts_of
from autograder.harness.importing.module_names import module_name
from autograder.harness.session.session import HarnessError, Student, run_session
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.plain import Fault
from autograder.sandbox.child.packages import loaded_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from autograder.authoring.audit.variant_files import Baseline, Job, Task
    from autograder.harness.checks.test_record import TestRecord

    Run = Callable[[Student], None]

_PR_SET_PDEATHSIG = 1
_MOST_TIMEOUTS = (
    3  # of one variant; then its other tests are not run, because they would probably time out too
)
_POLL_SECONDS = 0.005
_REFERENCE_SECONDS = _REFERENCE_TEST_SECONDS = 600.0  # generous: nobody knows yet how long it takes


def main(file: str, parent: int) -> None:
    """Do the job in this file; if the tests cannot run, `out/broken` says why."""
    _end_with(parent)
    job: Job = pickle.loads(Path(file).read_bytes())  # noqa: S301 - our own parent wrote it
    _load(job.packages)
    compile_all(job.base)
    runner = _Runner(job)
    try:
        run_session(job.tests, job.records, runner.run_all)
    except BaseException as error:
        _say_broken(job, error)
        raise
    finally:
        runner.end_children()


class _Runner:
    """Forks a child for the reference and for each variant, as many at once as the job allows."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._progress = os.dup(1)
        self._running: dict[int, tuple[str, float]] = {}  # child to its attempt's name and deadline

    def run_all(self, run: Run) -> None:
        """Run the reference, and if it passes, each variant through the tests that its edit can change."""
        self._start(run, self._reference())
        self._wait(0)
        baseline = read_baseline(self._job.out, self._job.weighted)
        if any(record.status is not Status.PASSED for record in baseline.records.values()):
            return  # the process that started this one refuses the tests
        for number, task in enumerate(self._job.tasks):
            self._wait(self._job.jobs - 1)
            self._start(run, self._variant(str(number), task, baseline))
        self._wait(0)

    def end_children(self) -> None:
        """End whatever still runs."""
        for child in self._running:
            _kill(child)

    def _reference(self) -> Attempt:
        return Attempt(
            name=REFERENCE,
            texts={},
            only=None,
            test_seconds=_REFERENCE_TEST_SECONDS,
            seconds=_REFERENCE_SECONDS,
        )

    def _variant(self, name: str, task: Task, baseline: Baseline) -> Attempt:
        chosen = baseline.chosen(task.functions)
        return Attempt(
            name=name,
            texts=task.texts,
            only=with_second_runs(chosen),
            test_seconds=self._job.test_seconds + 20 * baseline.slowest,
            usual={test: 2 * record.seconds for test, record in baseline.records.items()},
            seconds=self._job.task_seconds + 40 * sum(baseline.records[test].seconds for test in chosen),
        )

    def _start(self, run: Run, attempt: Attempt) -> None:
        """Start the attempt in a child, without waiting for it."""
        home = os.getpid()
        child = os.fork()
        if child == 0:
            _attempt_and_exit(self._job, attempt, run, home)
        self._running[child] = attempt.name, time.monotonic() + attempt.seconds

    def _wait(self, most: int) -> None:
        """Wait until at most so many children run; end those that are past their time."""
        while len(self._running) > most:
            child, _ = os.waitpid(-1, os.WNOHANG)
            if child in self._running:
                self._clear_away(child)
                continue
            for late, (name, deadline) in self._running.items():
                if time.monotonic() > deadline:
                    late_mark(self._job.out, name).touch()
                    _kill(late)
            time.sleep(_POLL_SECONDS)

    def _clear_away(self, child: int) -> None:
        """End what a child may have started, and delete its folder."""
        name, _ = self._running.pop(child)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        shutil.rmtree(_folder_of(self._job, name), ignore_errors=True)
        os.write(self._progress, b".")


def _attempt_and_exit(job: Job, attempt: Attempt, run: Run, home: int) -> NoReturn:
    """In a child: run the attempt's tests and exit; never return into this copy of the session."""
    try:
        os.setsid()
        _end_with(home)
        _silence()
        _limit_memory(job.memory_mib)
        _Child(job, attempt).go(run)
    except BaseException as error:  # noqa: BLE001 - unreported, it would look as if a test had caught the variant
        _say_broken(job, error)
    os._exit(1)


class _Child:
    """One attempt, in its own process."""

    def __init__(self, job: Job, attempt: Attempt) -> None:
        self._modules = tuple(map(module_name, job.modules))
        self._files, self._beside, self._stand_ins = job.modules, job.beside, job.stand_ins
        self._attempt = attempt
        self._folder = lay_out(job.base, _folder_of(job, attempt.name), attempt.texts)
        self._findings = FindingsFile(job.out / attempt.name)
        self._entered = self._listener(job.modules) if attempt.name == REFERENCE else None
        self._timeouts = 0
        self._time = TestTime(attempt)

    def go(self, run: Run) -> NoReturn:
        """Run the tests, then end this process."""
        try:
            only, sources = self._attempt.only, partial(texts_of, self._folder, self._files)
            run(
                Student(
                    open=self._open,
                    fresh=self._local,
                    record=self._record,
                    only=only,
                    sources=sources,
                    begins=self._time.begins,
                    limit=self._time.limit,
                )
            )
        except MemoryError:
            self._exit(Fault.MEMORY)
        self._exit(None)

    def _listener(self, files: tuple[str, ...]) -> Entered:
        """Notes which functions the reference enters, which tells the tests that a variant need not run."""
        lines = {file: function_lines(file, (self._folder / file).read_text("utf-8")) for file in files}
        return Entered(self._folder, lines)

    def _open(self) -> contextlib.AbstractContextManager[LocalStudent]:
        listener: contextlib.AbstractContextManager[Any] = self._entered or contextlib.nullcontext()
        return _student(self._local(), listener, self._time.seconds)

    def _local(self) -> LocalStudent:
        """The modules; opened within `_open`, they share its limits and its listener."""
        return LocalStudent(self._folder, self._modules, self._beside, stand_ins=self._stand_ins)

    def _record(self, record: TestRecord) -> None:
        self._findings.add(record, self._entered.functions() if self._entered else None)
        self._timeouts += record.fault is Fault.TIMEOUT
        if self._timeouts >= _MOST_TIMEOUTS:
            self._exit(None)

    def _exit(self, cut: Fault | None) -> NoReturn:
        self._findings.end(cut)
        os._exit(0)


def _load(packages: Iterable[str]) -> None:
    """Load the packages that the modules may import, once for all children; `_seed_generators` can then seed them."""
    for name in loaded_with(packages):
        with contextlib.suppress(ImportError):  # the tests that need it fail and say why
            importlib.import_module(name)


def _folder_of(job: Job, name: str) -> Path:
    """Where a child's modules lie."""
    return job.out / f"{name}.folder"


def _say_broken(job: Job, error: BaseException) -> None:
    """Write the sentence with which the process that started this one refuses the tests."""
    sentence = str(error) if isinstance(error, HarnessError) else f"{type(error).__name__}: {error}"
    (job.out / "broken").write_text(sentence, encoding="utf-8")


@contextlib.contextmanager
def _student(
    student: LocalStudent, listener: contextlib.AbstractContextManager[Any], seconds: float
) -> Iterator[LocalStudent]:
    """The student for one test: random generators start from the same state, and processor time is limited."""
    _seed_generators()
    with limited(seconds), np.errstate(), student, listener:
        yield student


def _seed_generators() -> None:
    """Give unseeded code the same draws in each test; an unseeded reference then differs from its records."""
    np.random.seed(0)  # noqa: NPY002 - the generator that such code draws from
    random.seed(0)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(0)


def _silence() -> None:
    """Throw away what a child writes, C code included, and give it no input."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _limit_memory(mib: int) -> None:
    """Allow so much address space beyond what is in use now."""
    with contextlib.suppress(OSError, ValueError):  # a system without this limit still has the time limit
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + (mib << 20),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with(parent: int) -> None:
    """Make the kernel end this process when its parent ends; other systems than Linux have only the time limit."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _kill(child: int) -> None:
    """End a child and its process group; either may be gone already."""
    for end in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            end(child, signal.SIGKILL)
