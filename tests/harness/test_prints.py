"""The standard streams that a student's code has at home."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from autograder.harness.session.prints import Prints

if TYPE_CHECKING:
    from pathlib import Path

DOES = {
    "wraps its buffer": "sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8'); print('ä', flush=True)",
    "detaches it": "sys.stdout = codecs.getwriter('utf-8')(sys.stdout.detach()); print('ä')",
    "closes it": "print('ä'); sys.stdout.close()",
    "replaces it": "print('ä'); sys.stdout = open(os.devnull, 'w')",
    "restores it": "sys.stdout = io.StringIO(); print('x'); sys.stdout = sys.__stdout__; print('ä')",
    "writes bytes": "sys.stdout.buffer.write('ä\\n'.encode()); sys.stdout.flush()",
    "logs": "logging.Logger('a').addHandler(logging.StreamHandler(sys.stdout)); print('ä')",
}
PROGRAM = """
import codecs, io, logging, os, sys
from autograder.harness.session.prints import Prints
prints = Prints()
with prints.kept():
    exec(sys.stdin_text, {**globals()})
print("kept", ascii(prints.text))
"""


@pytest.mark.parametrize("does", DOES)
def test_whatever_code_does_with_its_streams_the_next_print_is_ours(does: str, repository: Path) -> None:
    """What it has printed is kept, and the report appears."""
    program = PROGRAM.replace("sys.stdin_text", repr(DOES[does]))

    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("kept '\\xe4\\n'\n", "")


def test_two_sets_of_streams_within_each_other_are_apart() -> None:
    """A session within a session, as an audit has it."""
    outer, inner = Prints(), Prints()

    with outer.kept():
        sys.stdout.write("outer\n")
        with inner.kept():
            sys.stderr.write("inner\n")
        sys.stdout.write("outer again\n")

    assert (outer.text, inner.text) == ("outer\nouter again\n", "inner\n")
