"""What a worker does first after the fork: nothing that it could leave a mark on is shared with another worker."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from autograder.sandbox.child import worker
from autograder.sandbox.confinement import linux

if TYPE_CHECKING:
    from collections.abc import Mapping

RULES = 4  # the Landlock rules of a worker; closed before student code runs
OPEN_FILES = 256  # few, so that a kernel without close_range can close them all quickly
_OOM_SCORE = "self/oom_score_adj"
_FIRST_TO_GO = b"1000"


def set_up(passed: list[int], environment: Mapping[str, str], proc: int) -> None:
    """Take the descriptors that came with the request, and what else belongs to this process alone.

    Args:
        passed: The channel, the prints and, where there are any, the Landlock rules.
        environment: Set here and not in the zygote, whose memory would grow with each submission.
        proc: The folder /proc, which may be hidden; closed with all other descriptors.
    """
    os.setsid()
    _be_first_to_go(proc)
    _take_descriptors(*passed)
    os.environ.update(environment)


def _take_descriptors(connection: int, output: int, rules: int | None = None) -> None:
    # Opened here, because the flags and the position of an inherited descriptor are the same in all processes that
    # have it: one worker could write a few bits there, and a later one read them.
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(connection, worker.RPC)
    if rules is None:
        os.closerange(worker.RPC + 1, OPEN_FILES)
    else:
        os.dup2(rules, RULES)
        os.closerange(RULES + 1, OPEN_FILES)


def _be_first_to_go(proc: int) -> None:
    """Where memory runs out, let the kernel end this process and neither the grader nor the zygote."""
    try:
        # An undumpable process may write to its own files in /proc only if it is root's. It holds nothing yet.
        linux.prctl(linux.PR_SET_DUMPABLE, 1)
        score = os.open(_OOM_SCORE, os.O_WRONLY, dir_fd=proc)
        os.write(score, _FIRST_TO_GO)
        os.close(score)
    except OSError:  # a system without that file
        return
    finally:
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
