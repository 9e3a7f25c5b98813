"""What docs/side_by_side.md shows of our own screens: read there, and made anew.

`python -m tests.support.side_by_side` writes them anew, with the handout that `autograder build` has made.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from tests.support.real_course import NAME, REPOSITORY
from tests.support.written_slips import SLIPS, screen_of

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = REPOSITORY / "docs" / "side_by_side.md"
# <!-- ours: the slip's id -->, and the block that shows what is said of it.
_SHOWN = re.compile(r"<!-- ours: (\S+) -->\n```text\n(.*?)```", re.DOTALL)
# The title, the table of questions, and what stands below the first question that is wrong.
_AROUND = re.compile(
    r"Homework 3: |(ok|FAIL|wait) +[a-z-]+ +\d+ of |\d+ of \d+ tests passed|Hidden tests |More: "
)


def shown() -> dict[str, str]:
    """By the slip's id, what the document shows."""
    return dict(_SHOWN.findall(DOCUMENT.read_text(encoding="utf-8")))


def told_on(screen: str) -> str:
    """What a first screen says of what is wrong: without the table around it, and one row of each array."""
    lines = [line for line in screen.splitlines() if not _AROUND.match(line)]
    text = "\n".join(lines).strip("\n") + "\n"
    text = re.sub(r"(\n *(?:got|expected): .*)(?:\n +\[[- \d].*)+", r"\1 …", text)
    return re.sub(r"\n{2,}", "\n\n", text)


def told_of(handout: Path, slip: str) -> str:
    """What `python run_tests.py` says of a slip."""
    return told_on(screen_of(handout, SLIPS[slip]))


def write() -> None:
    """Put into the document what is printed now."""
    handout = REPOSITORY / "release" / NAME

    def anew(found: re.Match[str]) -> str:
        return f"<!-- ours: {found[1]} -->\n```text\n{told_of(handout, found[1])}```"

    DOCUMENT.write_text(_SHOWN.sub(anew, DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(write())
