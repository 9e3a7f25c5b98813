"""CrossEntropyLoss: more shapes, large scores, finite differences."""

import numpy as np
import pytest

pytestmark = pytest.mark.question("cross-entropy")

SHAPES = pytest.mark.parametrize(
    ("rows", "classes"), [(20, 10), (1, 4), (5, 5), (8, 2)], ids=["digits", "one-example", "square", "two-classes"]
)


@pytest.mark.weight(0.4)
@SHAPES
def test_forward(student, check, rng, rows, classes):
    """The loss, in other shapes."""
    loss = student.hw3_lib.CrossEntropyLoss()

    check.close("loss", loss.forward(rng.uniform(-5, 5, (rows, classes)), rng.randint(0, classes, rows)))


@pytest.mark.weight(0.4)
@SHAPES
def test_backward(student, check, rng, rows, classes):
    """The gradient, in other shapes."""
    loss = student.hw3_lib.CrossEntropyLoss()
    loss.forward(rng.uniform(-5, 5, (rows, classes)), rng.randint(0, classes, rows))

    check.close("the gradient", loss.backward())


@pytest.mark.weight(0.5)
def test_probabilities(student, check, rng):
    """forward keeps the softmax of the scores in the attribute y_hat."""
    loss = student.hw3_lib.CrossEntropyLoss()
    loss.forward(rng.uniform(-5, 5, (6, 4)), rng.randint(0, 4, 6))

    check.close("y_hat", loss.y_hat)


@pytest.mark.weight(0.2)
def test_labels(student, check, rng):
    """forward keeps the labels in the attribute y_true, one-hot or as they came."""
    loss, labels = student.hw3_lib.CrossEntropyLoss(), rng.randint(0, 4, 6)
    loss.forward(rng.uniform(-5, 5, (6, 4)), labels)

    kept = loss.y_true
    if getattr(getattr(kept, "dtype", None), "kind", "") == "b":
        kept = kept.astype(float)  # True is a single 1 as well
    check.close("y_true", kept, expected=np.eye(4)[labels], also=[labels])


@pytest.mark.weight(0.4)
def test_large_scores(student, check, rng):
    """Scores about 1000, -1000 and 0 in one batch: the loss is finite and right."""
    loss = student.hw3_lib.CrossEntropyLoss()
    score = rng.uniform(-2, 2, (3, 4)) + np.array([[1000.0], [-1000.0], [0.0]])

    check.close("loss", loss.forward(score, rng.randint(0, 4, 3)))


@pytest.mark.weight(0.2)
def test_improbable_label(student, check):
    """Where the true class has probability 0 in floats, the loss is large but finite."""
    loss = student.hw3_lib.CrossEntropyLoss()

    check.close("loss", loss.forward(np.array([[1000.0, -1000.0, 0.0]]), np.array([1])))


@pytest.mark.weight(0.3)
def test_gradient_at_large_scores(student, check, rng):
    """Scores of 1000 and -1000 in one row: the gradient is finite and right."""
    loss = student.hw3_lib.CrossEntropyLoss()
    loss.forward(rng.permutation([1000.0, -1000.0, 0.0, 999.0, -998.0, 3.0]).reshape(2, 3), np.array([2, 0]))

    check.close("the gradient", loss.backward())


@pytest.mark.weight(0.2)
def test_batch_without_every_class(student, check, rng):
    """Where some classes do not occur in the batch, the gradient has a column for each nevertheless."""
    loss = student.hw3_lib.CrossEntropyLoss()
    loss.forward(rng.uniform(-2, 2, (3, 5)), np.array([1, 0, 1]))

    check.close("the gradient", loss.backward())


@pytest.mark.weight(0.3)
def test_backward_by_finite_differences(student, check, rng):
    """backward is the slope of the summed loss of the batch."""
    score, labels = rng.uniform(-2, 2, (3, 4)), rng.randint(0, 4, 3)
    loss = student.hw3_lib.CrossEntropyLoss()
    loss.forward(score, labels)

    other = student.hw3_lib.CrossEntropyLoss()

    def mean(at):
        return other.forward(at, labels)

    check.gradient("the gradient", loss.backward(), mean, score, then=lambda z: 3 * z, pipeline=student.pipeline)


@pytest.mark.weight(0.4)
def test_backward_belongs_to_the_last_forward(student, check, rng):
    """After two calls of forward, backward is about the second."""
    loss = student.hw3_lib.CrossEntropyLoss()
    loss.forward(rng.uniform(-2, 2, (3, 4)), rng.randint(0, 4, 3))
    loss.forward(rng.uniform(-2, 2, (3, 4)), rng.randint(0, 4, 3))

    check.close("the gradient", loss.backward())


@pytest.mark.weight(0.3)
def test_loss_is_a_mean(student, check, rng):
    """The same examples twice have the same loss as once."""
    loss = student.hw3_lib.CrossEntropyLoss()
    score, labels = rng.uniform(-2, 2, (4, 3)), rng.randint(0, 3, 4)
    once = loss.forward(score, labels)

    check.close("loss", once)
    check.close("loss of the doubled batch", loss.forward(np.vstack([score, score]), np.tile(labels, 2)))
