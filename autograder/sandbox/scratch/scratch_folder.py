"""The folders of a submission in which its workers may write, one worker at a time in each.

A worker finds copies of the submission's files in its folder, as at home, and can neither write into them nor change
times. Whatever it makes or removes therefore changes the time of the folder, which the grader has set to the
beginning of 1970: one look shows whether the next worker can have the folder as it is, and most can.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.sandbox.confinement.linux import bytes_without_name
from autograder.sandbox.leftovers.tree import contents_of, empty, remove

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

SCRATCH = "scratch-"  # how the names of these folders begin
MOST_ENTRIES = 2000  # files and folders that a worker may make
_MIB = 1 << 20
_GROUP_READS = 0o750
_A_SECOND = 10**9
_A_DAY = 86_400 * _A_SECOND
_FOR_A_COPY = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
)


class ScratchFolder:
    """A folder that one worker may write into.

    Args:
        path: The folder, which is there and empty.
        uid: The user number of the workers, or None for the grader's.
        files: What is copied into it: names and contents.
        data: The folder of the public data, to which a link is laid, or None.
        rules: Makes the Landlock rules of a worker that has this folder, as a descriptor; or None.
    """

    def __init__(
        self,
        path: Path,
        uid: int | None,
        files: Mapping[str, bytes],
        data: Path | None,
        rules: Callable[[Path], int] | None,
    ) -> None:
        self.path, self._uid, self._files, self._data = path, uid, files, data
        self._made = (int(time.time()) - 1) * _A_SECOND  # no file that a worker makes has such a time
        self._fill()
        self._own = contents_of(path, MOST_ENTRIES)
        self.rules = None if rules is None else rules(path)

    @property
    def is_used(self) -> bool:
        """Whether a worker has made or removed something in it."""
        unseen = self._uid is None and any(
            "/" in name for name in self._files
        )  # in a folder that it may write into
        return unseen or self.path.stat().st_mtime_ns != 0

    def renew(self) -> None:
        """Make it as it was for the first worker; no worker may have it.

        Raises:
            OSError: if that cannot be done.
        """
        if self.is_used:
            self._fill(empty(self.path, self._is_intact))

    def excess(self, most_mib: int, pid: int) -> str | None:
        """What a worker has too much of, in words, or None; it is stopped meanwhile, so that nothing is moved on.

        Args:
            most_mib: What all files together may take.
            pid: The worker's number.
        """
        contents = contents_of(self.path, self._own.entries + MOST_ENTRIES)
        held = bytes_without_name(pid, self.path.stat().st_dev)
        if contents.size + held > self._own.size + most_mib * _MIB:
            return f"the program wrote more than {most_mib} MiB into its scratch folder"
        if not contents.counted:
            return f"the program made more than {MOST_ENTRIES:,} files and folders, or folders too deep to look into"
        return None

    def close(self) -> None:
        """Close the rules."""
        if self.rules is not None:
            os.close(self.rules)
            self.rules = None

    def _is_intact(self, name: str, state: os.stat_result) -> bool:
        """Whether `_fill` has put it there: a copy, which no worker can write, or the link, which none can make."""
        if name in self._files:
            return stat.S_ISREG(state.st_mode) and state.st_mtime_ns == self._made
        return self._data is not None and name == self._data.name and stat.S_ISLNK(state.st_mode)

    def _fill(self, intact: Collection[str] = ()) -> None:
        later = time.time_ns() + _A_DAY  # so that no later look at a file changes when it was last looked at
        descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            for name, content in self._files.items():
                if name not in intact:
                    self._around(name, descriptor)
                    self._copy(name, content, descriptor, later)
            if self._data is not None and self._data.name not in intact:
                os.symlink(self._data, self._data.name, dir_fd=descriptor)
            os.utime(descriptor, ns=(later, 0))
        finally:
            os.close(descriptor)

    def _around(self, name: str, around: int) -> None:
        """The folders around a file, of a package, in which a worker of another user can make nothing."""
        parts = name.split("/")[:-1]
        for path in ("/".join(parts[:number]) for number in range(1, len(parts) + 1)):
            with contextlib.suppress(FileExistsError):
                os.mkdir(path, 0o700, dir_fd=around)
                if self._uid is not None:
                    os.chown(path, -1, self._uid, dir_fd=around, follow_symlinks=False)
                    os.chmod(path, _GROUP_READS, dir_fd=around)

    def _copy(self, name: str, content: bytes, around: int, later: int) -> None:
        """A file that the worker can read and remove, and not write."""
        descriptor = os.open(name, _FOR_A_COPY, 0o400, dir_fd=around)
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
            file.write(content)
            file.flush()
            if self._uid is not None:
                os.chown(descriptor, -1, self._uid)
                os.chmod(descriptor, 0o440)  # noqa: PTH101 - a descriptor
            os.utime(descriptor, ns=(later, self._made))


class ScratchFolders:
    """The scratch folders of one submission.

    Args:
        parent: Where they are made.
        uid: The user number of the workers, or None for the grader's.
        files: What each worker finds in its folder.
        data: The folder of the public data, or None.
        rules: Makes the Landlock rules of a worker that has a folder; or None.
    """

    def __init__(
        self,
        parent: Path,
        uid: int | None,
        *,
        files: Mapping[str, bytes],
        data: Path | None,
        rules: Callable[[Path], int] | None,
    ) -> None:
        self._parent, self._uid, self._files, self._data, self._rules = parent, uid, files, data, rules
        self._free: list[ScratchFolder] = []

    @contextlib.contextmanager
    def lent(self) -> Iterator[ScratchFolder]:
        """A folder for one worker, which has ended when the block ends."""
        folder = self._unused() or self._new()
        try:
            yield folder
        finally:
            self._free.append(folder)
            self._renew_last()

    def close(self) -> None:
        """Remove the folders; all workers have ended."""
        while self._free:
            folder = self._free.pop()
            folder.close()
            with contextlib.suppress(OSError):  # it is tried again with the sandbox's own folder
                remove(folder.path)

    def forget(self) -> None:
        """Remove all such folders in the sandbox's folder, whoever has made them; no worker is left."""
        while self._free:
            self._free.pop().close()
        for folder in self._parent.glob(f"{SCRATCH}*"):
            remove(folder)

    def _unused(self) -> ScratchFolder | None:
        """One that is free; where nothing but its user number confines a worker, another could have written there."""
        while self._free:
            if self._renew_last():
                return self._free.pop()
        return None

    def _renew_last(self) -> bool:
        """Renew the folder that was returned last; one that cannot be is removed with the sandbox's own folder."""
        try:
            self._free[-1].renew()
        except OSError:
            self._free.pop().close()
            return False
        return True

    def _new(self) -> ScratchFolder:
        path = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=self._parent))
        if self._uid is not None:
            os.chown(path, self._uid, self._uid)
        return ScratchFolder(path, self._uid, self._files, self._data, self._rules)
