"""train on small data, the plot, and the accuracy on a test file."""

import numpy as np
import pytest
from files import judge_evaluate
from networks import labels
from plots import judge_marks, judge_plot
from training import (
    Settings,
    Task,
    judge_accuracies,
    judge_parameters,
    judge_without_test_set,
    two_kinds,
)


@pytest.mark.question("training")
@pytest.mark.weight(0.6)
def test_one_step(student, check, rng):
    """train: one epoch of one batch is one step against the average gradient."""
    task = Task(rng, rng.uniform(-1, 1, (6, 4)), labels(rng, 6, 3))
    judge_parameters(student, check, task, Settings(epochs=1))


@pytest.mark.question("training")
@pytest.mark.weight(0.6)
def test_some_epochs(student, check, rng):
    """train: five epochs of one batch, with ReLU."""
    task = Task(rng, rng.uniform(0.1, 1, (6, 4)), labels(rng, 6, 3), relu=True)
    judge_parameters(student, check, task, Settings("relu", epochs=5, rate=0.3))


@pytest.mark.question("training")
@pytest.mark.weight(0.8)
def test_accuracies(student, check, rng):
    """train: the accuracies on the training set and the validation set, after each epoch."""
    judge_accuracies(student, check, two_kinds(rng), Settings(epochs=6, rate=0.5, batch_size=8))


@pytest.mark.question("decay")
@pytest.mark.weight(0.6)
def test_halved_once(student, check, rng):
    """train: the rate is halved after the second epoch, with ReLU."""
    task = Task(rng, rng.uniform(0.1, 1, (6, 4)), labels(rng, 6, 3), relu=True)
    settings = Settings("relu", epochs=5, rate=0.2, decay_after=(2, 50))
    judge_parameters(student, check, task, settings, late=True)


@pytest.mark.question("decay")
@pytest.mark.weight(0.6)
def test_halved_twice(student, check, rng):
    """train: the rate is halved after the second and again after the fourth epoch, with tanh."""
    task = Task(rng, rng.uniform(-1, 1, (6, 4)), labels(rng, 6, 3))
    judge_parameters(student, check, task, Settings(epochs=7, rate=0.4, decay_after=(2, 4)), late=True)


@pytest.mark.question("plots")
@pytest.mark.weight(0.4)
def test_plot(student, check, rng):
    """plot_accuracies: both accuracies over the epochs."""
    train_acc, valid_acc = np.sort(rng.uniform(0.3, 1, (2, 8)))
    judge_plot(student, check, train_acc.tolist(), valid_acc.tolist(), (3, 6))


@pytest.mark.question("plots")
@pytest.mark.weight(0.4)
def test_marks(student, check, rng):
    """plot_accuracies: the epochs of decay marked, and no others."""
    train_acc, valid_acc = np.sort(rng.uniform(0.3, 1, (2, 12)))
    judge_marks(student, check, train_acc.tolist(), valid_acc.tolist(), (3, 8))


@pytest.mark.question("test-set")
@pytest.mark.weight(0.5)
@pytest.mark.without("mnist_testdata.hdf5")
def test_training_without_test_set(student, check, rng):
    """train: it runs where there is no test set."""
    judge_without_test_set(student, check, two_kinds(rng), Settings(epochs=2, rate=0.5, batch_size=8))


@pytest.mark.question("test-set")
@pytest.mark.weight(0.3)
def test_evaluate(student, check, rng):
    """evaluate: the accuracy on the images of a test file."""
    judge_evaluate(student, check, rng, "small_test.hdf5", "a-B-baaaba-a")
