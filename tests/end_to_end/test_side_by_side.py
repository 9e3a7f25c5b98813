"""What docs/side_by_side.md says that students read: our part is printed again, the others' is as recorded.

`python -m tests.support.side_by_side` writes our part anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.real_course import NAME
from tests.support.side_by_side import DOCUMENT, shown, told_of
from tests.support.written_slips import SLIPS

if TYPE_CHECKING:
    from pathlib import Path

OTHERS = ("pytest", "otter", "check50")


def test_ten_slips_stand_side_by_side() -> None:
    """Each with what we say and what the three others say."""
    _, *sections = DOCUMENT.read_text(encoding="utf-8").split("\n## Slip ")

    assert len(shown()) == len(sections) == 10
    assert shown().keys() <= SLIPS.keys()
    for section in sections:
        assert [f"\n{other}:\n" in section for other in OTHERS] == [True] * 3


@pytest.mark.siege
@pytest.mark.parametrize("slip", shown())
def test_our_part_is_what_is_printed(built: Path, slip: str) -> None:
    """To the letter."""
    assert told_of(built / "release" / NAME, slip) == shown()[slip]
