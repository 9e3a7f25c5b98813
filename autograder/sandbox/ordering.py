"""Order the workers of one submission from the zygote, with what each may do."""

from __future__ import annotations

import json
import math
import os
import socket
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from autograder.sandbox.confinement.confine import ruleset_of
from autograder.sandbox.confinement.policy import SandboxPolicy
from autograder.sandbox.folders import scratch_folder
from autograder.sandbox.wire.transport import BUFFER
from autograder.sandbox.worker_process import MIB

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.assignment import Limits
    from autograder.sandbox.confinement.probe import Plan
    from autograder.sandbox.timing.hangs import HangLog
    from autograder.sandbox.zygote_client import Zygote


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
    scratch: Path | None
    limits: Limits
    stack: ExitStack  # removes the scratch folder


class WorkerOrders:
    """Orders workers of one submission.

    Args:
        context: What all submissions of the sandbox share.
        folder: The submission's folder.
        uid: The user number of its workers, or None for the grader's.
        modules: The names of its modules.
        public: The folder of the public data, or None.
        log: The functions that are not called again; may be replaced.
    """

    def __init__(
        self,
        context: SandboxContext,
        folder: Path,
        uid: int | None,
        *,
        modules: tuple[str, ...],
        public: Path | None,
        log: HangLog,
    ) -> None:
        self._context, self._folder, self._uid = context, folder, uid
        self._modules, self._public = modules, public
        self.log = log
        self._requests: dict[float, bytes] = {}  # the same for all workers without a scratch folder
        # If workers have scratch folders, the rules of each differ, and each worker has to make its own.
        shared = context.plan.landlock and not context.limits.scratch_mib
        self._rules = ruleset_of(self._policy(None)) if shared else None

    def close(self) -> None:
        """Close the rules that workers share."""
        if self._rules is not None:
            os.close(self._rules)
            self._rules = None

    def forget(self) -> None:
        """Write the next request anew: what is not called again has changed."""
        self._requests.clear()

    def order(self, limits: Limits) -> OrderedWorker:
        """Order a worker, without waiting for it."""
        with ExitStack() as stack:
            scratch = None
            if self._context.limits.scratch_mib:
                scratch = stack.enter_context(scratch_folder(self._context.folder, self._uid))
            channel, prints = self._fork(scratch, limits.test_seconds)
            return OrderedWorker(
                channel=channel, prints=prints, scratch=scratch, limits=limits, stack=stack.pop_all()
            )

    def _fork(self, scratch: Path | None, seconds: float) -> tuple[socket.socket, int]:
        """Order a worker; give the grader's ends of its channel and of the pipe of its prints."""
        request = self._requests.get(seconds)
        if request is None or scratch is not None:
            request = self._requests[seconds] = self._request_for(scratch, seconds)
        ours, theirs = socket.socketpair()
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        prints, output = os.pipe()
        shared = () if self._rules is None else (self._rules,)
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
            "environment": {"HOME": home, "TMPDIR": home},
            "limit": self._context.limits.reply_mib * MIB,
            "seconds": seconds,
            "skipped": self.log.skipped,
        }
        return json.dumps(request).encode()

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
