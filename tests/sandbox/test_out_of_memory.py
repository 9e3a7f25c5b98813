"""Where the machine's memory runs out, the kernel ends the worker that took it, and the student reads so."""

from __future__ import annotations

import os
import sys

import pytest

from autograder.harness.student.plain import Fault
from autograder.model.assignment import Limits
from autograder.sandbox.exit_status import ExitStatus, MemoryKills, fault_of
from tests.support.box import run, small_box

KILLED = 9  # the status of a process that SIGKILL has ended
# Limits that the box cannot keep: the kernel has to choose a process.
GRADER = """
from autograder.harness.student.proxy import StudentError
from autograder.model.assignment import Limits
from autograder.sandbox.sandbox import Sandbox

source = b'''
def take():
    held = []
    while True: held.append(b"1" * (1 << 20))

def answer():
    return 5
'''
limits = Limits(memory_mib=8192, resident_mib=8192)
with Sandbox(limits=limits) as sandbox, sandbox.submission({"hw.py": source}, ("hw",)) as held:
    for _ in range(2):
        with held.worker() as student:
            try:
                student.hw.take()
            except StudentError as error:
                print(error.fault.value)
        with held.worker() as student:
            print(student.hw.answer())
"""


def test_the_worker_is_ended_and_the_grader_goes_on() -> None:
    """Twice, and an honest request after each."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with small_box(memory_mib=192, processors=2.0) as box:
        if not box.kind.startswith("cgroup"):
            pytest.skip("only a cgroup makes memory run out for one test alone")
        ran = run(box, [sys.executable, "-c", GRADER], environment, timeout=120)

    assert ran.output.splitlines() == [Fault.MEMORY.value, "5"] * 2
    assert (ran.code, ran.kills) == (0, 2)


def test_a_worker_that_kills_itself_has_not_used_too_much_memory() -> None:
    """A student can force the signal, and not that the kernel counts it."""
    kills = MemoryKills()
    status = ExitStatus(status=KILLED, cpu_seconds=0.1, peak_mib=20.0, memory_ran_out=kills.more())

    fault, sentence = fault_of(status, Limits(), killed=False)

    assert fault is Fault.EXITED
    assert "SIGKILL" in sentence
