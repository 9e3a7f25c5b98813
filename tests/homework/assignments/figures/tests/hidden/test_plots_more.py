"""Other numbers."""

import pytest


@pytest.mark.question("curve")
def test_curve(student, check, rng):
    """As many losses as there are."""
    student.plots.curve(list(rng.uniform(0.1, 9, 6)))
    line = student.figure().axes[0].lines[0]
    check.close("numbers", line.x)
    check.close("losses", line.y)


@pytest.mark.question("bars")
def test_bars(student, check, rng):
    """Words in their order."""
    student.plots.bars({word: rng.integer(1, 9) for word in "dacb"})
    check.close("heights", [bar.height for bar in student.figure().axes[0].bars])
