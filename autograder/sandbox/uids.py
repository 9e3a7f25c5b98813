"""Choose user numbers for workers, so that no two submissions on this machine have the same one at a time."""

from __future__ import annotations

import secrets
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from autograder.errors import SandboxError
from autograder.sandbox.confinement.probe import UID_COUNT

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def claimed_uid(first_uid: int | None) -> Iterator[int | None]:
    """Claim a user number for the time of the block; None if workers run as the grader's user.

    The claim is the name of an abstract Unix socket. Only one process can have it, and the kernel removes it when
    that process ends, in whatever way.

    Raises:
        SandboxError: if all are taken.
    """
    if first_uid is None:
        yield None
        return
    start = secrets.randbelow(UID_COUNT)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as claim:
        for index in range(UID_COUNT):
            uid = first_uid + (start + index) % UID_COUNT
            try:
                claim.bind(f"\0autograder-worker-{uid}")
            except OSError:
                continue
            yield uid
            return
    raise SandboxError(
        f"all {UID_COUNT} user numbers for workers are in use; is there a grader that was never ended?"
    )
