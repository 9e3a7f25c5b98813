"""List a zip's entries without trusting its numbers, and unpack only the entries that are asked for, into memory.

A zip bomb is harmless here: an entry that nobody reads is never unpacked, and an entry that is read is unpacked up to
a limit and no further, whatever size its header claims.
"""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from functools import partial
from typing import TYPE_CHECKING

from autograder.errors import SubmissionRefusedError
from autograder.grading.intake.archive_entries import MOST_ENTRIES, Entry, EntryKind, path_parts
from autograder.text import safe_line

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_ARCHIVE = 64 * 2**20  # bytes
_ENCRYPTED = 0x1
_LISTED = b"PK\x01\x02"  # opens each entry of a zip's directory
_EXTRA_LENGTH = 30  # bytes behind that, the length of the entry's extra fields
LARGEST_EXTRA = 2**20  # bytes of all extra fields; usual tools write a few dozen for each entry

# What `zipfile` raises on damaged bytes; NotImplementedError is a RuntimeError, UnicodeError a ValueError.
_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ValueError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    EOFError,
    OSError,
)


def zip_entries(content: bytes, shown: str) -> list[Entry]:
    """The entries of a zip, in its own order; `shown` is its name in the messages.

    Raises:
        SubmissionRefusedError: if it is not a zip, is damaged or too large, or has a path that leads out of it.
    """
    if len(content) > LARGEST_ARCHIVE:
        raise SubmissionRefusedError(
            f"{shown} is larger than {LARGEST_ARCHIVE // 2**20} MiB; zip only the files that are asked for"
        )
    # Counted before `zipfile` makes an object of each; ten times as many, because entries of an inner zip count too.
    if content.count(_LISTED) > 10 * MOST_ENTRIES:
        raise _too_many(shown)
    if sum(_extra_lengths(content)) > LARGEST_EXTRA:
        raise SubmissionRefusedError(
            f"{shown} says unusually much about its files; zip them with the system's own tool"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGE:
        raise SubmissionRefusedError(_no_zip(content, shown)) from None
    if len(archive.infolist()) > MOST_ENTRIES:
        raise _too_many(shown)
    return [entry for info in archive.infolist() for entry in _entry(archive, info, shown)]


def _extra_lengths(content: bytes) -> Iterator[int]:
    """The lengths of what the directory says of each entry beside its name; `zipfile` needs the square of each."""
    start = content.find(_LISTED)
    while start >= 0:
        yield int.from_bytes(content[start + _EXTRA_LENGTH : start + _EXTRA_LENGTH + 2], "little")
        start = content.find(_LISTED, start + 1)


def _too_many(shown: str) -> SubmissionRefusedError:
    return SubmissionRefusedError(
        f"{shown} holds more than {MOST_ENTRIES:,} files; zip only the files that are asked for"
    )


def _no_zip(content: bytes, shown: str) -> str:
    if content.startswith(b"PK"):
        return f"{shown} is a damaged or incomplete zip file; zip the files again and hand in the new file"
    return f"{shown} is not a zip file; hand in the files zipped, or the .py file itself"


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str) -> list[Entry]:
    # `orig_filename` is the name as written: `filename` has been cut at a NUL and had its separators changed.
    parts = path_parts(info.orig_filename)
    read = partial(_read, archive, info, shown)
    return [Entry(parts=parts, kind=_kind(info), read=read)] if parts else []


def _kind(info: zipfile.ZipInfo) -> EntryKind:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.orig_filename.endswith(("/", "\\")) or kind == stat.S_IFDIR:
        return EntryKind.FOLDER
    return EntryKind.FILE if kind in {0, stat.S_IFREG} else EntryKind.OTHER


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str, limit: int) -> bytes:
    name = safe_line(info.orig_filename)
    if info.flag_bits & _ENCRYPTED:
        raise SubmissionRefusedError(f"{name} in {shown} is encrypted; zip the files without a password")
    # Bzip2 and LZMA may ask for gigabytes of memory before a byte comes out, and no usual tool writes them.
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise SubmissionRefusedError(
            f"{name} in {shown} is compressed in an unusual way; zip the files with the system's own tool"
        )
    try:
        with archive.open(info) as member:
            return member.read(limit + 1)
    except _DAMAGE:
        raise SubmissionRefusedError(
            f"{name} in {shown} is damaged; zip the files again and hand in the new file"
        ) from None
