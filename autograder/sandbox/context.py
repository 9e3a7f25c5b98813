"""What all submissions of a sandbox have in common, and the policy of a worker that follows from it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.sandbox.confinement.policy import SandboxPolicy

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.assignment import Limits
    from autograder.sandbox.confinement.probe import Plan
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

    def policy(
        self, folder: Path, uid: int | None, public: Path | None, scratch: Path | None
    ) -> SandboxPolicy:
        """What a worker may do.

        Args:
            folder: The submission's folder.
            uid: The user number of its workers, if they have one of their own.
            public: The data folder that it may read, if there is one.
            scratch: The folder that the worker may write into, if there is one.
        """
        limits, plan = self.limits, self.plan
        return SandboxPolicy(
            uid=uid,
            keep_search=plan.keep_search,
            landlock=plan.landlock,
            namespaces=plan.namespaces,
            seccomp=plan.seccomp,
            read=(*self.read, *([str(public)] if public else [])),
            folder=str(folder),
            scratch=str(scratch) if scratch else None,
            canary=str(self.canary),
            memory_mib=limits.memory_mib,
            cpu_seconds=math.ceil(limits.cpu_seconds),
            scratch_mib=limits.scratch_mib,
            processes=limits.processes,
        )
