"""What one worker is confined to, as plain data: the grader decides on it, the worker confines itself to it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SandboxPolicy:
    """What a worker is confined to; plain enough to travel as JSON."""

    uid: int | None  # the user to become; None: stay who we are
    keep_search: bool  # keep the right to pass through private folders, where the interpreter lies in one
    landlock: int  # the version to use; 0: none
    namespaces: bool  # whether to exchange the root folder, in the zygote's namespaces
    seccomp: bool
    read: tuple[str, ...]
    folder: str  # the submission's, which is the current folder too
    scratch: str | None
    canary: str  # a file that must not be readable
    memory_mib: int
    cpu_seconds: int
    scratch_mib: int
    processes: int
