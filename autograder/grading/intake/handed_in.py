"""Open the file or folder that was handed in, and list its entries."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING

from autograder.errors import BadInputError, SubmissionRefusedError
from autograder.grading.intake.archive import LARGEST_ARCHIVE, zip_entries
from autograder.grading.intake.archive_entries import Entry, EntryKind
from autograder.grading.intake.folder import BY_DESCRIPTOR, DescriptorTree, PathTree, folder_entries
from autograder.grading.intake.opening import open_unlinked, read_open

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ALONE = (".py", ".ipynb")  # files that may be handed in without a zip or a folder


@contextlib.contextmanager
def handed_in(path: Path, name: str) -> Iterator[list[Entry]]:
    """The entries of what was handed in; they can be read within the block.

    Args:
        path: A zip, a folder, a module or a notebook.
        name: Its name in messages.

    Raises:
        SubmissionRefusedError: with the sentence for the student.
        BadInputError: if there is no such file or folder.
    """
    if path.is_symlink():  # said here in words; below, the system itself refuses a link
        raise _link(name)
    if not BY_DESCRIPTOR and path.is_dir():
        yield folder_entries(PathTree(path))
        return
    descriptor = _opened(path, name)
    try:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            yield folder_entries(DescriptorTree(descriptor))
        else:
            yield _entries_of_file(path, name, descriptor)
    finally:
        os.close(descriptor)


def _opened(path: Path, name: str) -> int:
    try:
        return open_unlinked(path)
    except FileNotFoundError:
        raise BadInputError(f"{path}: there is no such file or folder") from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _link(name) from None
        raise SubmissionRefusedError(f"{name} cannot be read ({error.strerror or error})") from None


def _link(name: str) -> SubmissionRefusedError:
    return SubmissionRefusedError(
        f"{name} is a link, which may lead anywhere; hand in the file or the folder itself"
    )


def _entries_of_file(path: Path, name: str, descriptor: int) -> list[Entry]:
    """The one entry of a module or a notebook, or the entries of a zip."""

    def read(limit: int) -> bytes:
        try:
            return read_open(os.dup(descriptor), limit)
        except OSError as error:
            raise SubmissionRefusedError(f"{name} cannot be read ({error.strerror or error})") from None

    if path.suffix.lower() in _ALONE:
        return [Entry(parts=(path.name,), kind=EntryKind.FILE, read=read)]
    return zip_entries(read(LARGEST_ARCHIVE), name)
