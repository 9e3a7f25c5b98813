"""Throw strange answers at what examines, compares, prints and explains them: each is judged, in little time.

python benchmarks/fuzz_diagnosis.py [seconds] [seed]

The answers and the right values are of every kind of number and of many shapes, with NaN, infinity, the smallest and
the largest numbers. A check may fail by a finding; any other exception, and a check or a remark that takes long, ends
the run with the two arrays. Remarks are called without the guard that catches their exceptions in a session.
"""

from __future__ import annotations

import random
import sys
import time
import warnings
from typing import TYPE_CHECKING

import numpy as np

from autograder.harness.checks.check import Check, CheckFailed
from autograder.harness.checks.expected import Records
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord
from autograder.harness.checks.values import Finding, short
from autograder.harness.diagnosis.known_mistakes import KnownMistake, KnownMistakes
from autograder.harness.diagnosis.mistake_signature import MistakeSignature
from autograder.harness.diagnosis.relations.find import find_relations
from autograder.harness.diagnosis.relations.sizes import Size

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_SECONDS = 3.0  # for one of them, on a busy machine
KINDS = "? i1 u1 i8 u8 f2 f4 f8".split()  # noqa: SIM905 - a list of words
SPECIAL = (
    *(0.0, -0.0, 1.0, -1.0, 0.5, 1 / 3, 5e-324, -5e-324, 1e-310, 1e308, -1e308, 1e100, 1e-100, 1e99),
    *(float("nan"), float("inf"), -float("inf"), 2.0**53, 2.0**63, 1e16, 1 + 1e-12),
)
SHAPES: tuple[tuple[int, ...], ...] = (
    *((), (1,), (2,), (3,), (4,), (7,), (12,), (64,), (65,), (0,), (3, 0), (1, 1), (1, 3), (3, 1)),
    *((3, 3), (2, 3), (3, 2), (4, 3), (2, 2, 2), (5, 4, 1), (1,) * 31, (2,) * 5),
)
LARGE: tuple[tuple[int, ...], ...] = (
    *((2,) * 17, (6,) * 6, (300, 300), (100_000,), (1, 30_000), (30_000, 1), (700, 12)),
)
WORDS = ("", "a", "cat", "x" * 3_000, "\u202e\x1b[1m", "\U0001f600")


def shape_of(choose: random.Random) -> tuple[int, ...]:
    """A shape, large now and then."""
    return choose.choice(LARGE if choose.random() < 1 / 16 else SHAPES)


def array(rng: np.random.Generator, choose: random.Random, shape: tuple[int, ...]) -> np.ndarray:
    """An array of this shape, of any kind of number and of strange ones."""
    values: np.ndarray
    match choose.randrange(5):
        case 0:
            values = rng.choice(SPECIAL, size=shape)
        case 1:
            values = rng.integers(-3, 4, size=shape).astype(float)
        case 2:
            values = np.full(shape, choose.choice(SPECIAL))
        case 3:
            values = np.zeros(shape)
            if values.size:
                values.flat[choose.randrange(values.size)] = choose.choice(SPECIAL)
        case _:
            values = rng.normal(size=shape) * 10.0 ** choose.randint(-310, 300)
    return np.asarray(values).astype(choose.choice(KINDS))


def answer_to(expected: np.ndarray, rng: np.random.Generator, choose: random.Random) -> object:
    """An answer, often one that has to do with the right value."""
    match choose.randrange(10):
        case 0:
            return [choose.choice(WORDS) for _ in range(choose.randrange(40))]
        case 1:
            return array(rng, choose, shape_of(choose)).tolist()
        case 2 | 3:
            return array(rng, choose, shape_of(choose))
        case 4:
            return array(rng, choose, expected.shape)
        case 5 | 6:
            changed = expected.astype(float) * choose.choice(SPECIAL) + choose.choice(SPECIAL)
            return np.asarray(changed).astype(choose.choice(("f8", "f4", "f2")))
        case 7:
            return np.array(expected.T)
        case 8 if expected.ndim:
            return rng.permutation(expected)
        case _:
            near = np.array(expected, dtype=float)
            if near.size:
                near.flat[choose.randrange(near.size)] = choose.choice(SPECIAL)
            return near


class Trial:
    """One answer, and all that is done with it in a session."""

    def __init__(self, seed: float) -> None:
        choose = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
        rng = np.random.default_rng(abs(hash(seed)))
        self.expected = array(rng, choose, shape_of(choose))
        self.answer = answer_to(self.expected, rng, choose)
        self.other = array(rng, choose, self.expected.shape)
        self.sizes = [Size("the batch size", choose.choice((0, 1, 2, 3, 7, 12)))]
        self.atol, self.rtol = choose.choice((0.0, 1e-8, 1.0)), choose.choice((0.0, 1e-7))

    def steps(self) -> dict[str, Callable[[], object]]:
        """What is done with it, by name."""
        return {
            "close": lambda: self._check().close(
                "x", self.answer, expected=self.expected, also=[self.other], atol=self.atol, rtol=self.rtol
            ),
            "equal": lambda: self._check().equal("x", self.answer, expected=self.expected),
            "measure": lambda: self._check().measure("m", self.answer),  # type: ignore[arg-type]  # as a student may
            "short": lambda: short(np.asarray(self.answer)),
            "relations": self._relations,
            "suspects": self._suspects,
        }

    def _check(self) -> Check:
        return Check("public/t.py::t", Records({}), ("m",))

    def _relations(self) -> object:
        if not isinstance(self.answer, np.ndarray):
            return ()
        given = {"a": self.other, "b": self.expected + 1}
        return find_relations(
            self.answer,
            self.expected,
            name="x",
            sizes=self.sizes,
            inputs=given,
            atol=self.atol,
            rtol=self.rtol,
        )

    def _suspects(self) -> object:
        if not isinstance(self.answer, np.ndarray):
            return None
        values = (self.other, self.expected, np.asarray("word"))
        signatures = tuple(
            MistakeSignature((f"m{n}",), "x", "value", "", one) for n, one in enumerate(values)
        )
        known = KnownMistakes(
            [KnownMistake(f"m{number}", "q", "hint") for number in range(len(values))],
            {"public/t.py::t": signatures},
        )
        record = TestRecord(
            id="public/t.py::t",
            question="q",
            weight=1,
            title="t",
            status=Status.FAILED,
            finding=Finding("value", "wrong"),
            check="x",
            wrong=self.answer,
        )
        return known.with_suspects(record)


def fault_of(step: Callable[[], object]) -> str:
    """What is wrong with a step; "" if it ends in little time, with a finding or without."""
    began = time.process_time()
    try:
        step()
    except CheckFailed:
        pass
    except BaseException as error:  # noqa: BLE001 - this is what is looked for
        return f"{type(error).__name__}: {error}"
    seconds = time.process_time() - began
    return f"{seconds:.1f} s" if seconds > MOST_SECONDS else ""


def main(seconds: float = 20, seed: float = 1) -> int:
    """Run, and print what came of it; 1 if a step did anything that it must not."""
    warnings.simplefilter("ignore")
    end = time.monotonic() + seconds
    count = 0
    while time.monotonic() < end:
        number = seed + count
        trial = Trial(number)
        for name, step in trial.steps().items():
            fault = fault_of(step)
            if fault:
                print(f"{name}: {fault}\nanswer: {trial.answer!r:.500}\nexpected: {trial.expected!r:.500}")
                print(f"seed: {number:g}")
                return 1
        count += 1
    print(
        f"{count:,} strange answers in {seconds:g} s (seeds from {seed:g}): each was judged, in little time"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:])))
