"""Compare what a build would write with what is on disk."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from autograder.files import read_tree

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from pathlib import Path

_RELATIVE = 1e-9
_SMALLEST = (
    1e-15  # below this a value is rounding error, different from one linear algebra library to the next
)


@dataclass(frozen=True, kw_only=True)
class Drift:
    """One file that differs from what the build would write."""

    path: str  # from the repository's root, "release/cmu10701-hw3/README.md"
    what: str  # missing, extra or different

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.path}: {self.what}"


def drift(
    built: Mapping[str, bytes],
    folder: Path,
    label: str,
    data_folder: str | None,
    *,
    may_lack: Container[str] = (),
) -> tuple[Drift, ...]:
    """How a folder on disk differs from a tree; line ends and the data set do not count, records count by value.

    Args:
        built: What the build would write.
        folder: What is there.
        label: The folder's path for the report.
        data_folder: The name of the data set's folder in both, or None.
        may_lack: The names of files that may be missing, because git does not keep them.
    """
    there = read_tree(folder) if folder.is_dir() else {}
    found = []
    for name in sorted({*built, *there}):
        if data_folder is not None and name.split("/")[0] == data_folder:
            continue
        what = _difference(name, built.get(name), there.get(name))
        if what and not (what == "missing" and name in may_lack):
            found.append(Drift(path=f"{label}/{name}", what=what))
    return tuple(found)


def _difference(name: str, built: bytes | None, there: bytes | None) -> str:
    if built is None:
        return "extra"
    if there is None:
        return "missing"
    if name.endswith(".npz"):
        return "" if _same_values(built, there) else "different"
    return "" if built.replace(b"\r\n", b"\n") == there.replace(b"\r\n", b"\n") else "different"


def _same_values(built: bytes, there: bytes) -> bool:
    """Whether two archives hold the same arrays, up to the rounding of another machine."""
    ours = _arrays(built)
    try:
        theirs = _arrays(there)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return False
    return ours.keys() == theirs.keys() and all(_close(ours[key], theirs[key]) for key in ours)


def _arrays(content: bytes) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        return {key: archive[key] for key in archive.files}


def _close(ours: np.ndarray, theirs: np.ndarray) -> bool:
    if ours.shape != theirs.shape or ours.dtype.kind != theirs.dtype.kind:
        return False
    if ours.dtype.kind not in "fc":
        return np.array_equal(ours, theirs)
    largest = np.max(np.abs(ours[np.isfinite(ours)]), initial=0.0)
    floor = max(_RELATIVE * float(largest), _SMALLEST)
    return np.allclose(theirs, ours, rtol=_RELATIVE, atol=floor, equal_nan=True)
