"""The expected values: what each check got when the reference solution ran, kept as plain arrays."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECORDS = "records.npz"  # the file's name, in a handout and in a bundle


def record_key(test_id: str, name: str) -> str:
    """The key under which the value of check `name` of test `test_id` is kept."""
    return f"{test_id}|{name}"


class Records:
    """Expected values by test and check; written as an `.npz` archive, and read without pickle."""

    def __init__(self, values: Mapping[str, np.ndarray]) -> None:
        self.values = dict(values)

    @classmethod
    def load(cls, path: Path) -> Records:
        """Read a file that holds what `to_bytes` gave.

        Raises:
            OSError: if it cannot be read.
            ValueError: if it is damaged or holds anything but plain arrays.
        """
        return cls.from_bytes(path.read_bytes(), path.name)

    @classmethod
    def from_bytes(cls, content: bytes, name: str) -> Records:
        """Read what `to_bytes` gave.

        Args:
            content: The bytes.
            name: Their name in an error's message.

        Raises:
            ValueError: if they are damaged or hold anything but plain arrays.
        """
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as archive:
                return cls({key: archive[key] for key in archive.files})
        except (EOFError, zipfile.BadZipFile, AttributeError, TypeError) as error:
            # The last two come from a file with a single array in place of an archive.
            raise ValueError(f"{name} is cut off or damaged") from error

    def to_bytes(self, folders: tuple[str, ...] | None = None) -> bytes:
        """The values as a file's content; with `folders`, only those of tests in these folders.

        The same values give the same bytes: keys are sorted, and the archive contains no time.
        """
        chosen = {
            key: self.values[key]
            for key in sorted(self.values)
            if folders is None or key.split("/", 1)[0] in folders
        }
        stream = io.BytesIO()
        np.savez(stream, **chosen)  # type: ignore[arg-type]  # numpy's stub takes the keys for options
        return stream.getvalue()

    def get(self, test_id: str, name: str) -> np.ndarray | None:
        """The expected value, or None if the reference did not reach this check."""
        return self.values.get(record_key(test_id, name))
