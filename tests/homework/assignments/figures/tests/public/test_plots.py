"""Small figures."""

import pytest


@pytest.mark.question("curve")
def test_figure(student, check):
    """Numbers, labels and the kind of the axis."""
    student.plots.curve([8.0, 4.0, 2.0])
    (axes,) = student.figure().axes
    check.close("losses", axes.lines[0].y)
    check.same("labels and axis", [axes.xlabel, axes.ylabel, axes.yscale])


@pytest.mark.question("bars")
def test_figures(student, check):
    """One figure, with a bar for each word."""
    student.plots.bars({"b": 3, "a": 5})
    check.equal("figures", len(student.figures()))
    axes = student.figures()[0].axes[0]
    check.close("heights", [bar.height for bar in axes.bars])
    check.equal("words", axes.xticks)
