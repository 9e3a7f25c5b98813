"""xavier, learning and the plots: the document's own settings, other sizes, images, more epochs."""

import numpy as np
import pytest
from plots import judge_curves, judge_names
from starting import judge_spread
from training import Task, judge


@pytest.mark.question("xavier")
@pytest.mark.weight(0.3)
@pytest.mark.parametrize(
    ("units_in", "units_out"), [(784, 100), (60, 240)], ids=["images", "more-out-than-in"]
)
def test_xavier(student, check, units_in, units_out):
    """xavier for other layers."""
    judge_spread(student, check, units_in, units_out)


@pytest.mark.question("learning")
@pytest.mark.weight(0.6)
def test_default_settings(student, check, rng):
    """learning without settings: 200 epochs, gamma 0.9, alpha 0.1."""
    judge(student, check, Task(rng, count=3, pixels=4, hidden=4))


@pytest.mark.question("learning")
@pytest.mark.weight(0.6)
def test_other_settings(student, check, rng):
    """learning with another share of the velocity and another rate."""
    judge(student, check, Task(rng, count=12, pixels=7, hidden=6, classes=4), epoch=9, gamma=0.5, alpha=0.03)


@pytest.mark.question("learning")
@pytest.mark.weight(0.6)
def test_without_momentum(student, check, rng):
    """learning with gamma 0 is plain gradient descent."""
    judge(student, check, Task(rng), epoch=5, gamma=0.0, alpha=0.08)


@pytest.mark.question("learning")
@pytest.mark.weight(0.6)
def test_images(student, check, rng):
    """learning takes images (N, height, width) and flattens them."""
    judge(student, check, Task(rng, image=(2, 3)), epoch=4, gamma=0.9, alpha=0.05)


@pytest.mark.question("learning")
@pytest.mark.weight(0.6)
def test_one_class_of_many(student, check, rng):
    """learning where most of the ten classes do not occur in the training set."""
    task = Task(rng, count=5, classes=10)
    task.data = (task.data[0], np.eye(10)[[2, 7, 2, 2, 7]], *task.data[2:])

    judge(student, check, task, epoch=7, gamma=0.9, alpha=0.02)


@pytest.mark.question("learning")
@pytest.mark.weight(0.6)
def test_one_epoch(student, check, rng):
    """learning for a single epoch: the curves have one entry, and it is about the initial weights."""
    judge(student, check, Task(rng), epoch=1, gamma=0.9, alpha=0.1)


@pytest.mark.question("plots")
@pytest.mark.weight(0.9)
def test_plots(student, check, rng):
    """plotCurves with other curves, of more epochs."""
    judge_curves(student, check, more_epochs(rng))


@pytest.mark.question("plots")
@pytest.mark.weight(0.3)
def test_names_in_the_plots(student, check, rng):
    """plotCurves names the axes, and the curves in the legends, of other curves."""
    judge_names(student, check, more_epochs(rng))


def more_epochs(rng):
    """Four curves of 15 epochs, far from each other."""
    return [rng.uniform(low, high, 15).tolist() for low, high in [(0, 3), (1, 4), (0, 0.5), (0.5, 1)]]
