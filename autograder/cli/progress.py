"""Say on stderr how far a long command has come."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def progress_of(what: str, *, each: int = 100) -> Callable[[int, int], None]:
    """A function that is told how many are done and how many there are.

    Where a person looks on it keeps one line up to date; in a file it writes a line now and then.

    Args:
        what: What is counted, in the plural.
        each: How many are done between two lines of a file.
    """

    def show(done: int, everything: int) -> None:
        line = f"{done} of {everything} {what}"
        if sys.stderr.isatty():
            print(f"\r{line}", end="\n" if done == everything else "", file=sys.stderr, flush=True)
        elif done == everything or done % each == 0:
            print(line, file=sys.stderr, flush=True)

    return show
