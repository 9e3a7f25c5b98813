"""The besieged course itself: what an honest submission earns, so that the attacks are measured against something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.siege import Aftermath

pytestmark = pytest.mark.confined

FULL = {"relu": 4.0, "linear": 6.0, "mean": 10.0}


def test_the_reference_earns_everything(attack: Callable[..., Aftermath]) -> None:
    """Without an attack nothing is lost: the walls do not cost points."""
    aftermath = attack({}, earned=FULL)

    assert aftermath.attack.points == 20
