"""Find processes of a sandbox, which may know themselves by numbers of their own namespaces."""

from __future__ import annotations

import os
from pathlib import Path


def number_outside(number: int) -> int:
    """The number of a process among our descendants that has this one in its own process namespace."""
    for status in _descendants():
        if int(status["NSpid"].split()[-1]) == number:
            return int(status["Pid"])
    raise ProcessLookupError(f"no descendant of this process has the number {number} for itself")


def is_worker(pid: int) -> bool:
    """Whether a process that the zygote has forked is a worker, and not the first one of their namespaces."""
    return _status(Path(f"/proc/{pid}"))["NSpid"].split()[-1] != "1"


def _descendants() -> list[dict[str, str]]:
    known = {status["Pid"]: status for status in map(_status, Path("/proc").glob("[0-9]*")) if status}
    own, found = str(os.getpid()), []
    for status in known.values():
        parent = status["PPid"]
        while parent in known and parent != own:
            parent = known[parent]["PPid"]
        if parent == own:
            found.append(status)
    return found


def _status(process: Path) -> dict[str, str]:
    try:
        lines = (process / "status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:  # it has ended
        return {}
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)
