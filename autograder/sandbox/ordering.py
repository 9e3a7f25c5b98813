"""Order the workers of one submission from the zygote, with what each may do."""

from __future__ import annotations

import json
import math
import os
import socket
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING

from autograder.sandbox.confinement.confine import ruleset_of
from autograder.sandbox.confinement.policy import SandboxPolicy
from autograder.sandbox.folders import publish
from autograder.sandbox.scratch.scratch_folder import ScratchFolders
from autograder.sandbox.wire.transport import BUFFER
from autograder.sandbox.worker_process import MIB

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from autograder.model.assignment import Limits
    from autograder.sandbox.confinement.probe import Plan
    from autograder.sandbox.scratch.scratch_folder import ScratchFolder
    from autograder.sandbox.timing.hangs import HangLog
    from autograder.sandbox.zygote_client import Zygote


USER = "student"  # what a worker learns of its user's name


@dataclass(frozen=True, kw_only=True)
class SandboxContext:
    """What all submissions of a sandbox have in common."""

    zygote: Zygote
    plan: Plan
    limits: Limits
    read: tuple[str, ...]  # what every worker may read
    folder: Path
    canary: Path


@dataclass(frozen=True, kw_only=True)
class OrderedWorker:
    """A worker that was ordered from the zygote; its process number is not known yet."""

    channel: socket.socket
    prints: int
    scratch: ScratchFolder | None
    limits: Limits
    stack: ExitStack  # gives the scratch folder back
    without: tuple[str, ...] = ()  # the files of the data set that are not there


class WorkerOrders:
    """Orders workers of one submission.

    Args:
        context: What all submissions of the sandbox share.
        folder: The submission's folder.
        uid: The user number of its workers, or None for the grader's.
        modules: The names of its modules.
        files: What a worker finds in its current folder.
        public: The folder of the public data, or None.
        log: The functions that are not called again; may be replaced.
        without: The files of the data set that are not there.
        left_out: Where files are not there: the statements of each module that are left out in any case.
    """

    def __init__(  # noqa: PLR0913 - the last two have defaults
        self,
        context: SandboxContext,
        folder: Path,
        uid: int | None,
        *,
        modules: tuple[str, ...],
        files: Mapping[str, bytes],
        public: Path | None,
        log: HangLog,
        without: tuple[str, ...] = (),
        left_out: Mapping[str, Sequence[int]] | None = None,
    ) -> None:
        self._context, self._folder, self._uid = context, folder, uid
        self._modules, self._public = modules, public
        self._without, self._left_out = without, left_out
        self.log = log
        self._requests: dict[tuple[Path | None, float], bytes] = {}
        confined = bool(context.plan.landlock)
        self._scratch = ScratchFolders(
            context.folder, uid, files=files, data=public, rules=self._rules_with if confined else None
        )
        with_scratch = bool(context.limits.scratch_mib)
        self._rules = ruleset_of(self._policy(None)) if confined and not with_scratch else None

    def close(self) -> None:
        """Close the rules that workers share, and remove the scratch folders."""
        self._scratch.close()
        if self._rules is not None:
            os.close(self._rules)
            self._rules = None

    def abandon(self) -> None:
        """Remove all scratch folders, those too that a process has made which was forked from this one."""
        self._scratch.forget()

    def forget(self) -> None:
        """Write the next request anew: what is not called again has changed."""
        self._requests.clear()

    def order(self, limits: Limits) -> OrderedWorker:
        """Order a worker, without waiting for it."""
        with ExitStack() as stack:
            scratch = None
            if self._context.limits.scratch_mib:
                scratch = stack.enter_context(self._scratch.lent())
            channel, prints = self._fork(scratch, limits.test_seconds)
            return OrderedWorker(
                channel=channel,
                prints=prints,
                scratch=scratch,
                limits=limits,
                stack=stack.pop_all(),
                without=self._without,
            )

    def _fork(self, scratch: ScratchFolder | None, seconds: float) -> tuple[socket.socket, int]:
        """Order a worker; give the grader's ends of its channel and of the pipe of its prints."""
        path, rules = (None, self._rules) if scratch is None else (scratch.path, scratch.rules)
        request = self._requests.get((path, seconds))
        if request is None:
            request = self._requests[path, seconds] = self._request_for(path, seconds)
        ours, theirs = socket.socketpair()
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        prints, output = os.pipe()
        shared = () if rules is None else (rules,)
        try:
            self._context.zygote.fork(request, (theirs.fileno(), output, *shared))
        except BaseException:
            ours.close()
            os.close(prints)
            raise
        finally:
            theirs.close()
            os.close(output)
        return ours, prints

    def _request_for(self, scratch: Path | None, seconds: float) -> bytes:
        home = str(scratch or self._folder)
        request = {
            "policy": asdict(self._policy(scratch)),
            "expected": self._modules,
            "environment": {"HOME": home, "TMPDIR": home, "USER": USER, "LOGNAME": USER},
            "limit": self._context.limits.reply_mib * MIB,
            "seconds": seconds,
            "skipped": self.log.skipped,
            "forgiving": self._left_out,
        }
        return json.dumps(request).encode()

    def _rules_with(self, scratch: Path) -> int:
        return ruleset_of(self._policy(scratch))

    def _policy(self, scratch: Path | None) -> SandboxPolicy:
        limits, plan = self._context.limits, self._context.plan
        return SandboxPolicy(
            uid=self._uid,
            keep_search=plan.keep_search,
            landlock=plan.landlock,
            namespaces=plan.namespaces,
            seccomp=plan.seccomp,
            read=(*self._context.read, *([str(self._public)] if self._public else [])),
            folder=str(self._folder),
            scratch=str(scratch) if scratch else None,
            canary=str(self._context.canary),
            memory_mib=limits.memory_mib,
            cpu_seconds=math.ceil(limits.cpu_seconds),
            scratch_mib=limits.scratch_mib,
            processes=limits.processes,
        )


class SubmissionOrders:
    """Orders workers of one submission: with the whole data set, or without some of its files.

    Args:
        context: What all submissions of the sandbox share.
        folder: The submission's folder.
        uid: The user number of its workers, or None for the grader's.
        modules: The names of its modules.
        files: What a worker finds in its current folder.
        public: The folder of the public data, or None.
        log: The functions that are not called again; may be replaced.

    Attributes:
        left_out: The statements of each module that no worker runs.
    """

    def __init__(
        self,
        context: SandboxContext,
        folder: Path,
        uid: int | None,
        *,
        modules: tuple[str, ...],
        files: Mapping[str, bytes],
        public: Path | None,
        log: HangLog,
    ) -> None:
        self._make = partial(WorkerOrders, context, folder, uid, modules=modules, files=files)
        self._parent, self._public = context.folder, public
        self._whole = self._make(public=public, log=log)
        self._without: dict[tuple[str, ...], WorkerOrders] = {}
        self.left_out: Mapping[str, Sequence[int]] = {}

    def order(self, limits: Limits, without: tuple[str, ...] = ()) -> OrderedWorker:
        """Order a worker, without waiting for it.

        Args:
            limits: What it may use.
            without: The files of the data set that are not there for it.
        """
        if not without or self._public is None:
            return self._whole.order(limits)
        if without not in self._without:
            public = publish(self._public, self._parent, frozenset(without))
            self._without[without] = self._make(
                public=public, log=self.log, without=without, left_out=self.left_out
            )
        return self._without[without].order(limits)

    @property
    def log(self) -> HangLog:
        """The functions that are not called again."""
        return self._whole.log

    @log.setter
    def log(self, log: HangLog) -> None:
        for orders in self._all():
            orders.log = log

    def forget(self) -> None:
        """Write the next request anew: what is not called again has changed."""
        for orders in self._all():
            orders.forget()

    def abandon(self) -> None:
        """Remove all scratch folders, those too that a process has made which was forked from this one."""
        for orders in self._all():
            orders.abandon()

    def close(self) -> None:
        """Close the rules that workers share, and remove the scratch folders."""
        for orders in self._all():
            orders.close()

    def _all(self) -> tuple[WorkerOrders, ...]:
        return self._whole, *self._without.values()
