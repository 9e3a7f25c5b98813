"""One submission in the sandbox: a new worker for each test, and limits on the time of all of them together.

While one test runs, the worker of the next test is already forked and confined; with a second core this costs no
time. No student code runs in it before its test begins. The modules are compiled once, before all tests.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from autograder.harness.importing.module_names import file_of
from autograder.harness.student.batch import resolved
from autograder.harness.student.call_log import CallLog
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.sandbox.batch import Batch
from autograder.sandbox.connection import Connection
from autograder.sandbox.exit_status import MemoryKills
from autograder.sandbox.folders import add_file, without_folders
from autograder.sandbox.measuring import SECONDS, MeasuringWorker
from autograder.sandbox.ordering import OrderedWorker, SandboxContext, SubmissionOrders
from autograder.sandbox.remote import RemoteStudent
from autograder.sandbox.timing.budget import TotalBudget
from autograder.sandbox.timing.hangs import HangLog
from autograder.sandbox.timing.submission_hangs import SubmissionHangs
from autograder.sandbox.timing.submission_time import SubmissionTime
from autograder.sandbox.wire.module_files import BESIDE, compiled_name
from autograder.sandbox.wire.transport import Transport
from autograder.sandbox.worker_process import WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from autograder.harness.spelling.spellings import Spellings
    from autograder.model.assignment import Limits


class SandboxedSubmission:
    """A submission with its files laid out."""

    def __init__(
        self,
        *,
        context: SandboxContext,
        folder: Path,
        uid: int | None,
        files: Mapping[str, bytes],
        modules: tuple[str, ...],
        public: Path | None,
        spellings: Spellings | None = None,
    ) -> None:
        self._context = context
        self._folder = folder
        self._uid = uid
        self.files = dict(files)
        self._modules, self._spellings = modules, spellings
        self._memory_kills = MemoryKills()
        self._time = SubmissionTime(TotalBudget(context.limits.total_seconds), HangLog())
        own = {name: content for name, content in files.items() if not name.startswith(BESIDE)}
        self._orders = SubmissionOrders(
            context, folder, uid, modules=modules, files=own, public=public, log=self._time.hangs
        )
        self._without: tuple[str, ...] = ()  # the files of the data set that are not there in the next test
        usual = context.limits.test_seconds
        self._hangs = SubmissionHangs(folder, modules, self._ask_apart, self._skip, self._time.hangs, usual)
        measuring_seconds = min(SECONDS, context.limits.total_seconds / 6)
        self._test_limits = context.limits
        self._measuring = replace(context.limits, test_seconds=measuring_seconds)
        self._prefetched: OrderedWorker | None = None
        self._last: tuple[Connection, ExitStack] | None = None
        self.keep_pictures: Callable[[object], None] | None = None  # receives what a test's figures look like
        self._open = 0  # workers in use: a test may use a second one within the first
        self._ended: list[Connection] = []  # of the test's workers, those that have ended

    def compile(self) -> None:
        """Compile the modules once for all workers, in a worker that runs nothing else.

        A module that does not compile is left out; its import says why.
        """
        with self._connected() as connection:
            connection.greeting()
            connection.meanwhile(partial(self._prefetch, self._measuring))  # the modules are measured next
            beside = (name.removesuffix(".py") for name in self.files if name.startswith(BESIDE))
            self._compile(connection, dict.fromkeys((*self._modules, *beside), ()))

    def compile_without(self, left_out: Mapping[str, Sequence[int]]) -> None:
        """Compile modules again, without the statements that have these numbers."""
        self._drop_prefetched()  # it may have read the code that is replaced
        self._orders.left_out = {name: list(numbers) for name, numbers in left_out.items()}
        with self._connected() as connection:
            connection.greeting()
            self._compile(connection, left_out)

    def _compile(self, connection: Connection, left_out: Mapping[str, Sequence[int]]) -> None:
        for name, numbers in left_out.items():
            file = file_of(name, self.files)
            if file in self.files:
                with suppress(StudentError):
                    code = connection.requests.request("compile", str(self._folder), name, list(numbers))
                    if isinstance(code, bytes):
                        add_file(self._folder, compiled_name(file), code, self._uid)

    @contextmanager
    def measuring_worker(self) -> Iterator[MeasuringWorker]:
        """A worker that knows no test and runs the modules statement by statement.

        Where it uses up its time tells nothing of the functions that tests call, so nothing is noted of it.
        """
        usual = self._measuring.test_seconds
        hangs = SubmissionHangs(self._folder, self._modules, self._ask_apart, lambda: None, HangLog(), usual)
        with self._requests(self._measuring, hangs) as requests:
            student = RemoteStudent(requests, self._modules, self.files)
            yield MeasuringWorker(requests, student, str(self._folder), self.files)

    @contextmanager
    def worker(self) -> Iterator[RemoteStudent]:
        """The student in a new process, which ends with the block.

        Raises:
            SandboxError: if the process cannot be confined.
        """
        with self._requests(self._test_limits, self._hangs) as requests:
            try:
                yield RemoteStudent(requests, self._modules, self.files, self._spellings)
            finally:
                if self.keep_pictures is not None:
                    requests.call_log = CallLog()  # what becomes of it is no answer to the test
                    with suppress(StudentError):  # the worker has ended, or ends in drawing
                        self.keep_pictures(resolved(requests.request("pictures")))

    def limit(self, seconds: float | None) -> None:
        """The next test's workers have this time limit; None for that of all tests."""
        limits = self._context.limits
        self._test_limits = limits if seconds is None else replace(limits, test_seconds=seconds)

    def without(self, names: tuple[str, ...]) -> None:
        """In the next test's workers these files of the data set are not there."""
        self._without = names

    @property
    def limits(self) -> Limits:
        """What the submission may use."""
        return self._context.limits

    @contextmanager
    def _requests(self, limits: Limits, hangs: SubmissionHangs) -> Iterator[Batch]:
        """The requests to a new worker, which ends with the block."""
        if self.total.is_spent:
            self._reap()
            self._forget_prints()
            yield Batch(self._refuse)
            return
        with self._connected(limits, hangs) as connection:
            connection.greeting()
            connection.meanwhile(partial(self._prefetch, self._context.limits), self._reap)
            yield connection.requests

    @property
    def total(self) -> TotalBudget:
        """The time of all its tests together."""
        return self._time.total

    @property
    def prints(self) -> str:
        """What the last test's workers have printed, the one that ended first before the other."""
        return without_folders("".join(connection.prints for connection in self._ended), self._folder)

    @property
    def by_chance(self) -> bool:
        """Whether one of the last test's workers met what another try may not: it only waited, or was killed."""
        return any(connection.by_chance for connection in self._ended)

    @property
    def spent(self) -> SubmissionTime:
        """The time that it has used up, and where; a judge hands this on to the next."""
        return self._time

    @spent.setter
    def spent(self, spent: SubmissionTime) -> None:
        self._time, self._hangs.log, self._orders.log = spent, spent.hangs, spent.hangs
        self._orders.forget()

    def abandon_workers(self) -> None:
        """End the workers that a forked process has ordered and left behind, and remove their scratch folders."""
        self._context.zygote.end_workers()
        self._orders.abandon()

    def layers(self) -> tuple[str, ...]:
        """The layers that confine a worker, as the worker reports them, and whether its memory is watched."""
        with self._connected() as connection:
            return (*connection.greeting(), *(["memory watch"] if connection.is_watched() else []))

    def close(self) -> None:
        """End all workers that are left."""
        try:
            self._drop_prefetched()
        finally:
            self._reap()
            self._orders.close()

    def _refuse(self, *_requests: object, **_about: object) -> NoReturn:
        raise StudentError(Fault.TIMEOUT, message=self.total.used_up())

    @contextmanager
    def _connected(
        self, limits: Limits | None = None, hangs: SubmissionHangs | None = None
    ) -> Iterator[Connection]:
        limits = limits or self._context.limits
        ordered = self._take_prefetched(limits) or self._orders.order(limits, self._without)
        connection = self._meet(ordered, hangs or self._hangs)
        self._forget_prints()
        self._open += 1
        try:
            yield connection
        finally:
            self._open -= 1
            self._reap()
            connection.kill()
            self._last = connection, ordered.stack
            self._ended.append(connection)

    def _forget_prints(self) -> None:
        """Begin anew with a test's first worker: what was printed before does not belong to the test."""
        if not self._open:
            self._ended = []

    def _prefetch(self, limits: Limits) -> None:
        """Order the next worker, unless one was ordered already."""
        self._prefetched = self._prefetched or self._orders.order(limits)

    def _take_prefetched(self, limits: Limits) -> OrderedWorker | None:
        """The worker that was ordered, if it has these limits; another one is ended."""
        prefetched = self._prefetched
        if prefetched is not None and (prefetched.limits, prefetched.without) != (limits, self._without):
            self._drop_prefetched()
        ordered, self._prefetched = self._prefetched, None
        return ordered

    def _reap(self) -> None:
        """Wait for the end of the previous worker; this is done late, when it has probably ended already."""
        if self._last is not None:
            (connection, stack), self._last = self._last, None
            with stack:
                connection.close()

    def _drop_prefetched(self) -> None:
        if self._prefetched is not None:
            ordered, self._prefetched = self._prefetched, None
            with ordered.stack:
                self._meet(ordered, self._hangs).close()

    def _meet(self, ordered: OrderedWorker, hangs: SubmissionHangs) -> Connection:
        try:
            pid, pidfd = self._context.zygote.forked()
        except BaseException:
            ordered.channel.close()
            os.close(ordered.prints)
            ordered.stack.close()
            raise
        process = WorkerProcess(
            self._context.zygote,
            pid,
            pidfd,
            scratch=ordered.scratch,
            limits=ordered.limits,
            memory_kills=self._memory_kills,
        )
        transport = Transport(
            ordered.channel, ordered.prints, ordered.limits.output_kib * 1024, process.watch
        )
        return Connection(process, transport, ordered.limits, self.total, hangs)

    def _ask_apart(self, verb: str, *operands: object) -> object:
        """The answer of a new worker that runs no student code."""
        with self._connected() as connection:
            connection.greeting()
            return connection.requests.request(verb, *operands)

    def _skip(self) -> None:
        """Let later workers have the functions replaced that are not called again."""
        self._drop_prefetched()
        self._orders.forget()
