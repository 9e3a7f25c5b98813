"""A class of any size is graded in the memory of its first submissions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.sandbox.sandbox import Sandbox

WARM, MANY = 50, 300
KIB = 1024


def memory(pid: int) -> int:
    """The KiB of memory that the process has to itself."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:"))


def descriptors(pid: int) -> int:
    """How many descriptors the process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux shows this")
def test_memory_and_descriptors_do_not_grow_with_the_submissions(
    make_sandbox: Callable[..., Sandbox],
) -> None:
    """Class 76: neither the zygote's, which was 8 KiB for each submission once, nor the grader's."""
    sandbox = make_sandbox()
    zygote = sandbox._context.zygote._process.pid  # noqa: SLF001 - whose memory it is
    seen = []
    for number in range(MANY + 1):
        source = f"def answer(): return {number}".encode()
        with sandbox.submission({"hw.py": source}, ("hw",)) as held, held.worker() as student:
            assert student.hw.answer() == number
        if number in {WARM, MANY}:
            seen.append([(memory(pid), descriptors(pid)) for pid in (zygote, os.getpid())])

    (zygote_before, grader_before), (zygote_after, grader_after) = seen
    assert zygote_after[0] - zygote_before[0] < (MANY - WARM) // 2  # KiB
    assert grader_after[0] - grader_before[0] < 4 * KIB
    assert (zygote_after[1], grader_after[1]) == (zygote_before[1], grader_before[1])
