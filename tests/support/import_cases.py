"""Files of students that take long or fail when they are imported, and what is to be said of them."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

ADVICE = 'when it is imported; put it under `if __name__ == "__main__":`. It was left out'
SEVERAL = 'when it is imported; put them under `if __name__ == "__main__":`. They were left out'

OPENING = '''\
"""The solution of one student."""

from __future__ import annotations

import time


def double(x):
    return 2 * x


def burn(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return {"loss": [1.0]}


'''
FIRST = OPENING.count("\n") + 1  # the line on which the code of a case begins


@dataclass(frozen=True, kw_only=True)
class ImportCase:
    """One file.

    Attributes:
        code: What stands below the definitions; its first line is FIRST.
        note: The parts of the one note, in order.
        here: Names that the imported file has.
        absent: Names that it lacks.
    """

    code: str
    note: tuple[str, ...]
    here: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole file."""
        return OPENING + textwrap.dedent(self.code)


def _line(number: int) -> str:
    """The line of the case's code that is counted from 0."""
    return f"line {FIRST + number}"


CASES = {
    "a training at the end": ImportCase(
        code="result = burn(60)\nprint(result['loss'][-1])\nlater = 3\n",
        note=(
            "takes more than ",
            f"{_line(0)} runs {ADVICE}, and so was {_line(1)}, which needs",
        ),
        here=("later",),
        absent=("result",),
    ),
    "a loop": ImportCase(
        code="total = 0\nfor _ in range(100):\n    total += burn(0.5)['loss'][0]\nlater = 3\n",
        note=(f"{_line(1)} runs {ADVICE}",),
        here=("later",),
    ),
    "an endless loop": ImportCase(
        code="while True:\n    pass\ndef later(): pass\n",
        note=(f"{_line(0)} runs {ADVICE}",),
        here=("later",),
    ),
    "an endless loop that catches everything": ImportCase(
        code="while True:\n    try:\n        burn(9)\n    except BaseException:\n        pass\nlater = 1\n",
        note=(f" runs {ADVICE}",),
        here=("later",),
    ),
    "a class": ImportCase(
        code="class Net:\n    size = 3\n    table = burn(60)\n    def forward(self): return 4\n",
        note=(f"{_line(2)} runs {ADVICE}",),
        here=("Net",),
    ),
    "several that add up": ImportCase(
        code="".join(f"part_{number} = burn(0.2)\n" for number in range(5)) + "later = 3\n",
        note=("takes 1", f"{FIRST}, {FIRST + 1}, ", f"run {SEVERAL}"),
        here=("later",),
        absent=("part_2",),
    ),
    "an if": ImportCase(
        code="if True:\n    def within(x): return x\n    burn(60)\n    later = within(3)\n",
        note=(f"{_line(2)} runs {ADVICE}",),
        here=("within", "later"),
    ),
    "a try": ImportCase(
        code="try:\n    burn(60)\n    later = 3\nexcept ValueError:\n    later = 4\n",
        note=(f"{_line(1)} runs {ADVICE}",),
        here=("later",),
    ),
    "a with": ImportCase(
        code="import contextlib\nwith contextlib.suppress(ValueError):\n    burn(60)\n    later = 3\n",
        note=(f"{_line(2)} runs {ADVICE}",),
        here=("later",),
    ),
    "a global of what was left out": ImportCase(
        code=(
            "def setup():\n    global STATE\n    STATE = burn(60)\nsetup()\nprint(STATE)\nnext_ = STATE['loss']\n"
            "last = next_\n"
        ),
        note=(
            f"{_line(3)} runs {ADVICE}, and so were lines {FIRST + 4}, {FIRST + 5} and {FIRST + 6}, which",
        ),
        here=("setup",),
        absent=("last",),
    ),
    "sleep": ImportCase(
        code="time.sleep(60)\nlater = 3\n",
        note=("takes more than ", f"{_line(0)} runs {ADVICE}."),
        here=("later",),
    ),
    "a short sleep": ImportCase(
        code="time.sleep(1)\nlater = 3\n",
        note=("takes 1 s to import; ", f"{_line(0)} runs {ADVICE}."),
        here=("later",),
    ),
    "a window that waits": ImportCase(
        code="import threading\nthreading.Event().wait()\n", note=(f"{_line(1)} runs {ADVICE}.",)
    ),
    "what functions use and takes too long": ImportCase(
        code="TABLE = burn(60)\ndef use(): return TABLE\n",
        note=(f"{_line(0)} runs when it is imported. It was left out. A function uses what {_line(0)} sets",),
        here=("use",),
    ),
    "what functions use, and what none does": ImportCase(
        code="TABLE = burn(60)\ndef use(): return TABLE\nburn(60)\n",
        note=(
            f'put {_line(2)} under `if __name__ == "__main__":`. They were left out.',
            f" A function uses what {_line(0)} sets: compute it in the function.",
        ),
        here=("use",),
    ),
    "an exit": ImportCase(
        code="import sys\nsys.exit(1)\ndef later(): pass\n",
        note=(f"{_line(1)} stopped with SystemExit: 1. It was left out; the rest",),
        here=("later",),
    ),
    "a name that is not there": ImportCase(
        code="\n" * 100 + "print(undefined)\nlater = 1\n",
        note=(
            f"{_line(100)} stopped with NameError: name 'undefined' is not defined. It was left out; the rest",
        ),
        here=("later",),
    ),
    "a name that a class needs": ImportCase(
        code="Base = undefined\nclass Net(Base):\n    pass\nlater = 1\n",
        note=(
            f"{_line(0)} stopped with NameError: name 'undefined' is not defined",
            f"and so was {_line(1)}, which needs what is missing; the rest",
        ),
        here=("later",),
        absent=("Net",),
    ),
    "one of several names": ImportCase(
        code="from math import sqrt, no_such_root, pi\nlater = sqrt(pi)\n",
        note=(f"{_line(0)} stopped with ImportError: cannot import name 'no_such_root'",),
        here=("sqrt", "pi", "later"),
    ),
    "a question": ImportCase(
        code="size = input('how many? ')\nprint(size)\nlater = 1\n",
        note=(f"{_line(0)} stopped with EOFError", f"and so was {_line(1)}"),
        here=("later",),
        absent=("size",),
    ),
}

# What is cheap stays, whatever it looks like; nothing is said.
HARMLESS = '''\
\N{BYTE ORDER MARK}"""A docstring."""
from __future__ import annotations

import dataclasses as dc, math
from math import *
from functools import lru_cache

__all__ = ["sigmoid", "Point"]
sigmoid = lambda x: 1 / (1 + exp(-x))
logistic = sigmoid
numbers = (one for one in [1, 2, 3])
SIZE: int = 3
A = 1; B = 2


@lru_cache(maxsize=None)
def cached(x: Undefined) -> Undefined:
    return x


@dc.dataclass
class Point:
    x: int = 3


if __name__ == "__main__":
    while True:
        pass
'''.replace("\n", "\r\n")


def assert_told(notes: tuple[str, ...] | list[str], case: ImportCase) -> None:
    """One note, with these parts in this order."""
    assert len(notes) == 1, notes
    rest = notes[0]
    for part in case.note:
        assert part in rest, notes[0]
        rest = rest.partition(part)[2]
