"""train: the last batch smaller, each example once, other settings; the document's own epochs of decay; the plot."""

import numpy as np
import pytest
from files import judge_evaluate
from networks import labels
from plots import judge_marks, judge_plot
from training import (
    Settings,
    Task,
    alike,
    judge_accuracies,
    judge_each_example,
    judge_parameters,
    judge_two_batches,
    judge_without_test_set,
    two_kinds,
)


@pytest.mark.question("training")
@pytest.mark.weight(0.6)
@pytest.mark.parametrize("batch_size", [4, 3], ids=["half-a-batch", "one-left"])
def test_smaller_last_batch(student, check, rng, batch_size):
    """train where the last batch of an epoch is smaller than the others."""
    x, y = alike(rng, 10)
    judge_parameters(student, check, Task(rng, x, y), Settings(epochs=2, rate=0.1, batch_size=batch_size))


@pytest.mark.question("training")
@pytest.mark.weight(0.3)
def test_a_step_takes_its_own_batch(student, check, rng):
    """train: two batches of one example each, in either order."""
    x = rng.uniform(0.5, 1, (2, 4)) * np.array([[1.0, -1.0, 1.0, 1.0], [-1.0, 1.0, 1.0, -1.0]])
    task = Task(rng, x, np.eye(3)[[0, 1]])
    judge_two_batches(student, check, task, Settings(epochs=1, rate=0.8, batch_size=1))


@pytest.mark.question("training")
@pytest.mark.weight(0.3)
def test_each_example(student, check, rng):
    """train: each example counts once in an epoch, in whatever order."""
    x = np.eye(6) * rng.uniform(0.7, 1, 6)
    task = Task(rng, x, labels(rng, 6, 3))
    judge_each_example(student, check, task, Settings(epochs=1, rate=1e-3, batch_size=2))


@pytest.mark.question("training")
@pytest.mark.weight(0.6)
def test_other_sizes(student, check, rng):
    """train with ten classes and another rate; a batch that is larger than the training set."""
    task = Task(rng, rng.uniform(0.1, 1, (11, 7)), labels(rng, 11, 10), hidden=6, relu=True)
    judge_parameters(student, check, task, Settings("relu", epochs=4, rate=0.15, batch_size=11))


@pytest.mark.question("training")
@pytest.mark.weight(0.6)
def test_accuracies(student, check, rng):
    """train: both accuracies of more epochs and examples."""
    judge_accuracies(student, check, two_kinds(rng, 12), Settings(epochs=9, rate=0.5, batch_size=12))


@pytest.mark.question("decay")
@pytest.mark.weight(0.3)
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_never_within_an_epoch(student, check, rng, activation):
    """train: where an epoch has several batches, all of them have one rate."""
    x, y = alike(rng, 8)
    settings = Settings(activation, epochs=4, rate=0.1, batch_size=2, decay_after=(1, 2))
    judge_parameters(student, check, Task(rng, x, y, relu=activation == "relu"), settings, late=True)


@pytest.mark.question("decay")
@pytest.mark.weight(0.6)
def test_document(student, check, rng):
    """train: 50 epochs, halved after 20 and 40."""
    task = Task(rng, rng.uniform(-1, 1, (4, 4)), labels(rng, 4, 3))
    settings = Settings(epochs=50, rate=0.02, batch_size=4, decay_after=(20, 40))
    judge_parameters(student, check, task, settings, late=True)


@pytest.mark.question("decay")
@pytest.mark.weight(0.6)
def test_long_after(student, check, rng):
    """train with ReLU: the rate stays at a quarter after the second halving."""
    task = Task(rng, rng.uniform(0.1, 1, (6, 4)), labels(rng, 6, 3), relu=True)
    settings = Settings("relu", epochs=12, rate=0.15, decay_after=(1, 3))
    judge_parameters(student, check, task, settings, late=True)


@pytest.mark.question("plots")
@pytest.mark.weight(0.6)
def test_plot(student, check, rng):
    """plot_accuracies with other curves, of more epochs."""
    train_acc, valid_acc = rng.uniform(0.6, 1, 15), rng.uniform(0.2, 0.5, 15)
    judge_plot(student, check, train_acc.tolist(), valid_acc.tolist(), (5, 10))


@pytest.mark.question("plots")
@pytest.mark.weight(0.6)
def test_marks(student, check, rng):
    """plot_accuracies marks both epochs of decay, and no others."""
    train_acc, valid_acc = rng.uniform(0.6, 1, 20), rng.uniform(0.2, 0.5, 20)
    judge_marks(student, check, train_acc.tolist(), valid_acc.tolist(), (4, 13))


@pytest.mark.question("test-set")
@pytest.mark.weight(0.7)
@pytest.mark.without("mnist_testdata.hdf5")
def test_training_without_test_set(student, check, rng):
    """train with ReLU, through both epochs of decay, where there is no test set."""
    settings = Settings("relu", epochs=4, rate=0.1, batch_size=4, decay_after=(1, 3))
    judge_without_test_set(student, check, two_kinds(rng), settings)


@pytest.mark.question("test-set")
@pytest.mark.weight(0.25)
@pytest.mark.parametrize("images", ["a-bBa-b-aB-bA-abab-a", "abaAba-bBab-a-a-"], ids=["twenty", "sixteen"])
def test_evaluate(student, check, rng, images):
    """evaluate: the accuracy on larger test files of another name."""
    judge_evaluate(student, check, rng, "another_test.hdf5", images)
