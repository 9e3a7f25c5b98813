"""Class 47: files that attack the worker which measures their import; it knows no test and decides no point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.siege import HONEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.siege import Aftermath

MOST = {
    "linear": 6.0,
    "relu": 4.0,
    "mean": 10.0,
}  # what the attacked file's own functions may earn is asserted below
FORGED = r"""
import os, struct, time
body = b"".join([b"forged"])
os.write(3, b"AGF1" + (len(body)).to_bytes(8, "little") + body)
time.sleep(60)
"""
FINDS_THE_MEASUREMENT = r"""
import gc, time
for one in gc.get_objects():
    if type(one).__name__ == "Measurement":
        one._steps.clear()
        one.run = lambda most, limit: ([("x", 10**30, -1, float("nan"), 1, 2, 3, 4, b"")] * 10**6, float("inf"))
    if type(one).__name__ == "Stopwatch":
        one._limit = float("inf")
time.sleep(60)
"""
LATER_OTHERWISE = r"""
import time
if time.process_time() * 1e9 % 2 > 1:
    raise ValueError("now and then")
"""
IGNORES_SIGNALS = r"""
import signal
signal.setitimer(signal.ITIMER_REAL, 0)
signal.setitimer(signal.ITIMER_VIRTUAL, 0)
for number in (signal.SIGALRM, signal.SIGVTALRM):
    signal.signal(number, signal.SIG_IGN)
while True: pass
"""
FILES = {
    "forged": FORGED,
    "finds-the-measurement": FINDS_THE_MEASUREMENT,
    "later-otherwise": LATER_OTHERWISE,
    "ignores-signals": IGNORES_SIGNALS,
    "blocks-signals": (
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass\n"
    ),
    "dies": "import os\nos.abort()\n" * 20,
    "many-statements": "x = 1\n" * 90_000 + "while True: pass\n",
    "too-many-statements": "x = 1\n" * 150_000 + "raise ValueError\n",
    "all-fail": "x = undefined\n" * 30_000,
    "all-hang": "while True: pass\n" * 200,
    "one-huge": f"x = [{'1,' * 300_000}]\nwhile True: pass\n",
    "deep": "".join("    " * depth + "if True:\n" for depth in range(95))
    + "    " * 95
    + "while True: pass\n",
    "long-elif": "if 0: pass\n" + "elif 0: pass\n" * 900 + "else:\n    while True: pass\n",
    "deep-expression": "x = " + "-" * 5_000 + "1\n" + "y = " + "1+" * 20_000 + "1\nwhile True: pass\n",
    "long-error": "raise ValueError('x' * 10**8)\n",
    "hostile-error": ("class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E\n"),
}


@pytest.mark.parametrize("name", FILES)
def test_the_worker_that_measures_is_attacked(attack: Callable[..., Aftermath], name: str) -> None:
    """It ends in time, earns no more than the file's functions are worth, and leaves the other file its points."""
    aftermath = attack({"layers.py": HONEST["layers.py"] + FILES[name]}, earned=MOST)

    for question in ("linear", "relu"):
        honest = next(one.points for one in aftermath.before.questions if one.id == question)
        assert aftermath.points(question) <= honest
    assert aftermath.points("mean") == 10
    assert aftermath.attack.seconds < 180  # six times the total, also where the machine is busy
    assert all(len(note) < 1_000 for note in aftermath.attack.notes)
