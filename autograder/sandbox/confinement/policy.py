"""What one worker may do, as plain data: the grader decides it, and the worker confines itself to it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.assignment import Limits
    from autograder.sandbox.confinement.probe import Plan


@dataclass(frozen=True, kw_only=True)
class SandboxPolicy:
    """What a worker may do; it travels as JSON."""

    uid: int | None  # the user number to change to; None: no change
    keep_search: bool  # whether to keep the right to pass through private folders, to reach the interpreter
    landlock: int  # the version to use; 0: none
    namespaces: bool  # whether to replace the root folder, in the zygote's namespaces
    seccomp: bool
    read: tuple[str, ...]
    folder: str  # the submission's folder, which is also the current folder
    scratch: str | None
    canary: str  # a file that must not be readable
    memory_mib: int
    cpu_seconds: int
    scratch_mib: int
    processes: int


def policy_of(
    plan: Plan,
    limits: Limits,
    folder: Path,
    scratch: Path | None,
    uid: int | None,
    read: tuple[str, ...],
    canary: str,
) -> SandboxPolicy:
    """The policy of one worker.

    Args:
        plan: The means of confinement.
        limits: What it may use.
        folder: The submission's folder.
        scratch: The folder that it may write into, if there is one.
        uid: The user number to change to.
        read: What it may read.
        canary: A file that must not be readable.
    """
    return SandboxPolicy(
        uid=uid,
        keep_search=plan.keep_search,
        landlock=plan.landlock,
        namespaces=plan.namespaces,
        seccomp=plan.seccomp,
        read=read,
        folder=str(folder),
        scratch=str(scratch) if scratch else None,
        canary=canary,
        memory_mib=limits.memory_mib,
        cpu_seconds=math.ceil(limits.cpu_seconds),
        scratch_mib=limits.scratch_mib,
        processes=limits.processes,
    )
