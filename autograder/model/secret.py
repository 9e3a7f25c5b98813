"""The secret of an assignment: the numbers of its hidden tests are drawn with it, so nobody can compute them at home.

The first build makes it, and later builds keep it. It lies in the bundle, and in nothing that students get.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import TYPE_CHECKING

from autograder.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "secret"  # the file's name, in a bundle  # noqa: S105 - no password
_BYTES = 32


def new_secret() -> bytes:
    """A secret that nobody can guess."""
    return secrets.token_bytes(_BYTES)


def stand_in(name: str) -> bytes:
    """What stands for the secret where nobody is graded with it; everyone can compute it."""
    return hashlib.sha256(f"no secret of {name}".encode()).digest()


def secret_file(secret: bytes) -> bytes:
    """The content of the file that keeps a secret."""
    return f"{secret.hex()}\n".encode()


def secret_hash(secret: bytes) -> str:
    """The hash that names a secret without giving it away."""
    return hashlib.sha256(secret).hexdigest()


def read_secret(path: Path) -> bytes:
    """Read the file that `secret_file` gave.

    Raises:
        BadInputError: if it cannot be read, or is damaged.
    """
    try:
        text = path.read_bytes().strip()
    except OSError as error:
        raise BadInputError(f"{path}: the secret of the hidden tests cannot be read: {error}") from error
    if not re.fullmatch(rb"[0-9a-f]{%d}" % (2 * _BYTES), text):
        raise BadInputError(
            f"{path}: the secret of the hidden tests is damaged, for it has to be {2 * _BYTES} hexadecimal digits; "
            "put a copy of it back, or delete the file, and the next `autograder build` makes a new one"
        )
    return bytes.fromhex(text.decode())
