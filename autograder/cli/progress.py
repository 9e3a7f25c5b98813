"""Say on stderr how far a long command has come."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def progress_of(what: str, *, each: int = 100) -> Callable[[int, int], None]:
    """Make a function that shows progress; it is called with the number done and the number of all.

    On a terminal it keeps one line up to date; in a file it writes a line from time to time.

    Args:
        what: What is counted, in the plural.
        each: In a file, a line is written after each so many.
    """

    def show(done: int, everything: int) -> None:
        line = f"{done} of {everything} {what}"
        if sys.stderr.isatty():
            print(f"\r{line}", end="\n" if done == everything else "", file=sys.stderr, flush=True)
        elif done == everything or done % each == 0:
            print(line, file=sys.stderr, flush=True)

    return show
