"""Throw damaged frames at the decoder, for as long as asked: it reads them or refuses them, and does nothing else.

python benchmarks/fuzz.py [seconds] [seed]

The tests do the same for a moment; this is the longer run. Frames of every kind of value are cut, doubled, spliced
and changed, counts and lengths above all. Anything but a value or a ProtocolError ends the run with the frame.
"""

from __future__ import annotations

import random
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING

import numpy as np

from autograder.errors import ProtocolError
from autograder.harness.student.plain import DTYPES
from autograder.sandbox.wire.decode import decode
from autograder.sandbox.wire.encode import encode
from autograder.sandbox.wire.protocol import Handle

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_MEMORY = 64 << 20  # a frame of a kilobyte must not make the grader take more
SPECIAL = (0, 1, 0x7F, 0x80, 0xFF)


def values() -> Iterator[object]:
    """A value of every kind that travels."""
    yield from (
        None,
        True,
        0,
        -1,
        1 << 62,
        1 << 900,
        1.5,
        float("nan"),
        2j,
        "word",
        "\u202e\x1b[1m",
        b"bytes",
        object(),
    )
    for dtype in DTYPES:
        yield np.zeros((2, 3), dtype)
        yield dtype.type(1)
    yield [1, (2.0, [None, {"a": np.ones(3), 5: "b"}], object()), {}]
    yield (7, "values", [{"loss": [0.5, 0.25], "yhat": list(range(20))}], [])


def damaged(frames: list[bytes], rng: random.Random) -> bytes:
    """One frame with up to a few faults."""
    body = bytearray(rng.choice(frames))
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(body) + 1)
        match rng.randrange(6):
            case 0:
                del body[place:]
            case 1:
                body[place : place + 1] = bytes([rng.choice(SPECIAL)])
            case 2:
                body[place:place] = rng.choice(frames)[: rng.randint(1, 40)]
            case 3:
                body[place : place + 8] = rng.choice(SPECIAL).to_bytes(1, "little") * 8
            case 4:
                body[place : place + 1] = bytes([rng.randrange(256)])
            case _:
                body[place:place] = body[place // 2 : place]
    return bytes(body)


def main(seconds: float = 20, seed: float = 1) -> int:
    """Run, and print what came of it; 1 if a frame did anything else."""
    rng = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    frames = [b"".join(encode(value, lambda _: Handle(1, "T", "f g"))) for value in values()]
    read = refused = 0
    end = time.monotonic() + seconds
    tracemalloc.start()
    while time.monotonic() < end:
        body = damaged(frames, rng)
        tracemalloc.reset_peak()
        try:
            decode(body, lambda handle: handle)
            read += 1
        except ProtocolError:
            refused += 1
        except BaseException as error:  # noqa: BLE001 - this is what is looked for
            print(f"{type(error).__name__}: {error}\nframe: {body.hex()}\nseed: {seed}")
            return 1
        if tracemalloc.get_traced_memory()[1] > MOST_MEMORY:
            print(f"more than {MOST_MEMORY >> 20} MiB\nframe: {body.hex()}\nseed: {seed}")
            return 1
    print(
        f"{read + refused:,} damaged frames in {seconds:g} s: {refused:,} refused, {read:,} read, nothing else"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:])))
