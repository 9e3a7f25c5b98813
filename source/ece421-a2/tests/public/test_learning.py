"""xavier, learning and the plots, on small data."""

import numpy as np
import pytest
from plots import judge_curves, judge_names
from starting import judge_spread
from training import Task, judge


@pytest.mark.question("xavier")
@pytest.mark.weight(0.4)
def test_xavier(student, check, rng):
    """xavier: normal weights of variance 2 / (units in + units out)."""
    judge_spread(student, check, rng.randint(150, 250), rng.randint(50, 100))


@pytest.mark.question("learning")
@pytest.mark.weight(0.8)
def test_one_step(student, check, rng):
    """learning: the losses of one step from the initial weights."""
    judge(student, check, Task(rng), ["train_loss", "valid_loss"], epoch=2, gamma=0.9, alpha=0.1)


@pytest.mark.question("learning")
@pytest.mark.weight(1)
def test_losses(student, check, rng):
    """learning: both losses, over several epochs of training with momentum."""
    judge(student, check, Task(rng), ["train_loss", "valid_loss"], epoch=6, gamma=0.8, alpha=0.05)


@pytest.mark.question("learning")
@pytest.mark.weight(0.6)
def test_accuracies(student, check, rng):
    """learning: both accuracies, over forty epochs."""
    judge(student, check, Task(rng), ["train_acc", "valid_acc"], epoch=40, gamma=0.9, alpha=0.1)


@pytest.mark.question("plots")
@pytest.mark.weight(0.6)
def test_plots(student, check, rng):
    """plotCurves: both losses and both accuracies, over the epochs."""
    judge_curves(student, check, curves_of(rng))


@pytest.mark.question("plots")
@pytest.mark.weight(0.2)
def test_names_in_the_plots(student, check, rng):
    """plotCurves: names at the axes, and none in a legend that belongs to the other set."""
    judge_names(student, check, curves_of(rng))


def curves_of(rng):
    """Two losses that fall and two accuracies that rise, of six epochs."""
    losses, accuracies = np.sort(rng.uniform(0, 3, (2, 6)))[:, ::-1], np.sort(rng.uniform(0, 1, (2, 6)))
    return [*losses.tolist(), *accuracies.tolist()]
