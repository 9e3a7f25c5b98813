"""Refuse a reference that sleeps longer than a test may take, when it is about to, and not after it has slept."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, SupportsIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextlib.contextmanager
def sleep_within(seconds: float) -> Iterator[Callable[[], None]]:
    """Within the block, `time.sleep` raises a TimeoutError where all sleeps together would be longer than this.

    The block gets a function that begins to count anew, for the next test.
    """
    sleep, slept = time.sleep, 0.0

    def begin() -> None:
        nonlocal slept
        slept = 0.0

    def counted(duration: float | SupportsIndex, /) -> None:
        nonlocal slept
        slept += float(duration)
        if slept > seconds:
            raise TimeoutError(
                f"it sleeps for {slept:g} s, and `test_seconds` in assignment.toml is {seconds:g}"
            )
        sleep(duration)

    time.sleep = counted
    try:
        yield begin
    finally:
        time.sleep = sleep
