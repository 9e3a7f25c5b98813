"""ReLU: the basics."""

import pytest


@pytest.mark.question("relu")
def test_forward(student, check, rng):
    """forward: the larger of 0 and x."""
    check.close("Z", student.layers.ReLU().forward(rng.uniform(-1, 1, (3, 2))))


@pytest.mark.question("mean")
def test_first_update(student, check, rng):
    """update: the mean of the first rows."""
    check.close("mean", student.training.RunningMean(2).update(rng.uniform(-1, 1, (3, 2))))
