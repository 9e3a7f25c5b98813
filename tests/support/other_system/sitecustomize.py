"""Take away from this Python what only Linux has, as Windows lacks it: for a handout's process in the tests."""

from __future__ import annotations

import builtins
import os
import signal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

MISSING = {
    "fcntl",
    "resource",
    "termios",
    "pwd",
    "grp",
    "pty",
    "tty",
    "select",
    "curses",
    "readline",
    "syslog",
}
SIGNALS = {"SIGINT", "SIGTERM", "SIGABRT", "SIGFPE", "SIGILL", "SIGSEGV", "SIG_DFL", "SIG_IGN"}
TIMERS = (
    "setitimer",
    "getitimer",
    "alarm",
    "pause",
    "pthread_kill",
    "pthread_sigmask",
    "sigwait",
    "siginterrupt",
)
FUNCTIONS = (
    "fork",
    "forkpty",
    "getuid",
    "geteuid",
    "getgid",
    "setuid",
    "mkfifo",
    "chown",
    "nice",
    "wait4",
    "killpg",
)
FLAGS = (
    "O_NOFOLLOW",
    "O_DIRECTORY",
    "O_NONBLOCK",
    "O_CLOEXEC",
    "sched_getaffinity",
    "getloadavg",
    "pidfd_open",
)
ASKING = {"harness", "__main__", "toy"}  # Python's own library may have them

for name in [*vars(signal)]:
    if name.startswith(("SIG", "ITIMER")) and name.isupper() and name not in SIGNALS:
        delattr(signal, name)
for module, names in ((signal, TIMERS), (os, (*FUNCTIONS, *FLAGS))):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)

every_import = builtins.__import__


def import_as_there(name: str, names: Any = None, *rest: Any, **named: Any) -> ModuleType:  # noqa: ANN401 - as Python calls it
    """Import, but for the modules that Windows lacks, if our code or a student's asks."""
    asking = str((names or {}).get("__name__", "")).partition(".")[0]
    if asking in ASKING and name.partition(".")[0] in MISSING:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return every_import(name, names, *rest, **named)


builtins.__import__ = import_as_there
