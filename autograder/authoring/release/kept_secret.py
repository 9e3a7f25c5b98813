"""Find the secret that an earlier build has made, so that a build keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.model.secret import SECRET, read_secret
from autograder.swap import standing_at

if TYPE_CHECKING:
    from pathlib import Path


def kept_secret(root: Path, name: str) -> bytes | None:
    """The secret of an assignment, from its bundle; None before the first build.

    Args:
        root: The folder that holds dist/.
        name: The assignment's.

    Raises:
        BadInputError: if it is there, and cannot be read or is damaged.
    """
    file = standing_at(root / "dist" / name) / "bundle" / SECRET
    return read_secret(file) if file.exists() or file.is_symlink() else None
