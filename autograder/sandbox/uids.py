"""User numbers for workers: no two submissions on this machine have the same one at the same time."""

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
    """A user number that is ours for as long as this lasts; None where workers run as the grader's user.

    The claim is a name among the kernel's abstract Unix sockets, which only one process can hold and which goes with
    it, however it ends.

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
