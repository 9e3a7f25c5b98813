"""What one worker may do, as plain data: the grader decides it, and the worker confines itself to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SandboxPolicy:
    """What a worker may do; it travels as JSON."""

    uid: int | None  # the user number to change to; None: no change
    keep_search: bool  # whether to keep the right to pass through private folders, to reach the interpreter
    landlock: int  # the version to use; 0: none
    namespaces: bool  # whether to replace the root folder, in the zygote's namespaces
    seccomp: bool
    read: tuple[str, ...]
    folder: str  # the submission's folder
    scratch: str | None  # the folder that may be written; the current folder, if there is one
    canary: str  # a file that must not be readable
    memory_mib: int
    cpu_seconds: int
    scratch_mib: int
    processes: int
