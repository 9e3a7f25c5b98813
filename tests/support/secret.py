"""Secrets for tests: one that is always the same, and as many more as a test asks for."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from autograder.files import write_tree
from autograder.model.bundle import BUNDLE_FILE
from autograder.model.secret import SECRET, secret_file, secret_hash

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def secret_number(number: int) -> bytes:
    """One of many secrets."""
    return hashlib.sha256(f"secret {number}".encode()).digest()


A_SECRET = secret_number(0)


def put_secret(root: Path, name: str, secret: bytes = A_SECRET) -> Path:
    """Lay a secret where the next build of this assignment looks for one; its file."""
    folder = root / "dist" / name / "bundle"
    write_tree(folder, {SECRET: secret_file(secret)})
    return folder / SECRET


def secret_files(source_hash: str = "", secret: bytes = A_SECRET) -> Mapping[str, bytes]:
    """The files of a bundle that name its source and its secret."""
    made_with = {"source": source_hash, "secret_sha256": secret_hash(secret)}
    return {BUNDLE_FILE: json.dumps(made_with).encode(), SECRET: secret_file(secret)}
