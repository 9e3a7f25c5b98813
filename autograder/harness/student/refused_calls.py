"""Calls that a student's code cannot make while it is graded: refused by name, in one sentence, at home too.

In the grade the kernel refuses them whatever they are called by, but only with "Operation not permitted". So these
functions of Python's own library are replaced: called from a student's file, or by the library on its behalf, each
raises an exception that says what is refused. Whoever else calls one gets the function itself.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import errno
import functools
import os
import sys
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Any

from ..importing.stand_ins import is_stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import FrameType, ModuleType

    from typing_extensions import Self

# module, its classes included: names. `Popen.__init__` is shown as `Popen`.
REFUSED = {
    "os": (
        "fork forkpty kill openpty pipe pipe2 system popen posix_spawn posix_spawnp killpg nice sched_setaffinity "
        "execl execle execlp execlpe execv execve execvp execvpe "
        "spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe startfile "
        "symlink link mkfifo mknod chroot chown lchown fchown setxattr removexattr truncate "
        "statvfs fstatvfs getloadavg getlogin setuid setgid seteuid setegid setgroups memfd_create"
    ),
    "subprocess": "run call check_call check_output getoutput getstatusoutput Popen.__init__",
    "socket": (
        "socket.__init__ socketpair create_connection create_server fromfd "
        "getaddrinfo gethostbyname gethostbyname_ex gethostbyaddr"
    ),
    "urllib.request": "urlopen urlretrieve",
    "shutil": "disk_usage",
    "fcntl": "flock",
    "pty": "fork openpty spawn",
    "webbrowser": "open open_new open_new_tab",
    "tkinter": "Tk.__init__",
    "curses": "initscr",
    "multiprocessing.context": (
        "BaseContext.Manager BaseContext.Pipe BaseContext.Pool BaseContext.Queue BaseContext.JoinableQueue"
    ),
    "multiprocessing.process": "BaseProcess.start",
    "multiprocessing.shared_memory": "SharedMemory.__init__",
    "concurrent.futures.process": "ProcessPoolExecutor.__init__",
}
_SHOWN = {
    "multiprocessing.context.BaseContext": "multiprocessing",
    "multiprocessing.process.BaseProcess": "multiprocessing.Process",
    "concurrent.futures.process": "concurrent.futures",
}
# Functions of the library that need such calls for what is not refused: event loops, locks, values, thread pools.
_OWN_NEEDS = frozenset({"_make_self_pipe", "ensure_running", "_choose_dir", "SimpleQueue"})
_LIBRARY = os.path.dirname(os.__file__) + os.sep  # noqa: PTH120 - a student's process loads no pathlib for this
_PACKAGES = "site-packages"
_KILL = os.kill  # of the process itself it is not refused


class RefusedCallError(PermissionError):
    """A call that is refused while a student's code is graded; its text is one sentence."""

    def __str__(self) -> str:
        """The sentence, without the number of the error."""
        return str(self.strerror)


def sentence(call: str) -> str:
    """What is said of a refused call."""
    return f"{call} is refused while your code is graded"


class RefusedCalls:
    """Replaces the functions, and those of modules that are imported later, until `remove`.

    Args:
        folder: The folder of the student's files; may be changed.
        adapted: Modules of the library, and what else is to be done with each when it is imported.
    """

    def __init__(
        self, folder: str, adapted: Mapping[str, Callable[[ModuleType], None]] | None = None
    ) -> None:
        self.folder, self._adapted = folder, adapted or {}
        self._replaced: list[tuple[Any, str, object]] = []

    def install(self) -> None:
        """Replace them."""
        for name in (*REFUSED, *self._adapted):
            if name in sys.modules:
                self._change(sys.modules[name])
        sys.meta_path.insert(0, self)

    def remove(self) -> None:
        """Put the functions back."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        while self._replaced:
            owner, name, real = self._replaced.pop()
            setattr(owner, name, real)

    def __enter__(self) -> Self:
        """Replace them."""
        self.install()
        return self

    def __exit__(self, *_: object) -> None:
        """Put the functions back."""
        self.remove()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a module with such functions, which are replaced once it is loaded; None for any other."""
        if name not in REFUSED and name not in self._adapted:
            return None
        spec = self._found_by_others(name, path, target)
        if spec is not None and spec.loader is not None and not is_stand_in(spec):
            load = spec.loader.exec_module

            def load_and_change(module: ModuleType) -> None:
                load(module)
                self._change(module)

            spec.loader.exec_module = load_and_change  # type: ignore[method-assign]
        return spec

    def _found_by_others(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None
    ) -> ModuleSpec | None:
        """What the finders behind this one make of it: one of them may refuse a package that is installed."""
        behind = sys.meta_path[sys.meta_path.index(self) + 1 :] if self in sys.meta_path else [PathFinder]
        specs = (one.find_spec(name, path, target) for one in behind)
        return next((spec for spec in specs if spec is not None), None)

    def _change(self, module: ModuleType) -> None:
        if module.__name__ in self._adapted:
            self._adapted[module.__name__](module)
        for path in REFUSED.get(module.__name__, "").split():
            owner: Any = module
            *classes, name = path.split(".")
            for one in classes:
                owner = getattr(owner, one, None)
            real = getattr(owner, name, None)
            if real is not None:  # another system may lack it
                self._replaced.append((owner, name, real))
                setattr(owner, name, self._refusing(real, shown(module.__name__, path)))

    def _refusing(self, real: Callable[..., Any], call: str) -> Callable[..., Any]:
        @functools.wraps(real)
        def refusing(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
            own = real is _KILL and args[:1] == (os.getpid(),)
            if not own and self._is_students(sys._getframe(1)):  # noqa: SLF001 - where it is called decides
                raise RefusedCallError(errno.EPERM, sentence(call))
            return real(*args, **kwargs)

        return refusing

    def _is_students(self, frame: FrameType | None) -> bool:
        """Whether the first frame that is not the library's, nor that of text which was run, is a student's."""
        while frame is not None:
            path = frame.f_code.co_filename
            if path.rpartition(os.sep)[0] == self.folder:
                return True
            if not path.startswith("<") and not (path.startswith(_LIBRARY) and _PACKAGES not in path):
                return False
            if frame.f_code.co_name in _OWN_NEEDS:
                return False
            frame = frame.f_back
        return False


def shown(module: str, path: str) -> str:
    """The name by which a student calls such a function."""
    whole = f"{module}.{path}".removesuffix(".__init__")
    around, _, name = whole.rpartition(".")
    return f"{_SHOWN.get(around, around)}.{name}"
