"""The network: forward, backward and predict.

`judge`, in tests/networks.py, makes the network. It consists of stand-in parts, so that a fault in your layers or
your loss costs nothing here.
"""

import numpy as np
import pytest
from networks import Drawn, close_gradients, judge, pair

pytestmark = [pytest.mark.question("model"), pytest.mark.batch, pytest.mark.uses()]


@pytest.mark.weight(0.8)
def test_forward(student, fresh_student, check, rng):
    """forward runs through all layers, from the first to the last."""
    drawn = Drawn(rng)

    judge(
        student,
        fresh_student,
        check,
        drawn,
        lambda net: check.close(f"Y_hat{net.words}", net.model.forward(drawn.X)),
    )


@pytest.mark.weight(0.5)
def test_backward_returns_the_loss(student, fresh_student, check, rng):
    """backward returns the loss, one number."""
    drawn = Drawn(rng)

    def verdict(net):
        loss = net.model.backward(drawn.Y, net.after_forward(drawn))
        check.close(f"what backward returns{net.words}", loss)

    judge(student, fresh_student, check, drawn, verdict)


@pytest.mark.weight(1)
def test_backward_runs_through_all_layers(student, fresh_student, check, rng):
    """backward hands the derivative from the loss to the last layer, and on from layer to layer."""
    drawn = Drawn(rng)

    def verdict(net):
        net.model.backward(drawn.Y, net.after_forward(drawn))
        close_gradients(check, net)

    judge(student, fresh_student, check, drawn, verdict)


@pytest.mark.weight(0.5)
def test_predict(student, fresh_student, check, rng):
    """predict returns the pair of predictions and loss."""
    drawn = Drawn(rng)

    def verdict(net):
        Y_hat, loss = pair(check, net.model.predict(drawn.X, drawn.Y))
        check.close(f"loss{net.words}", loss)
        check.close(f"Y_hat{net.words}", Y_hat)

    judge(student, fresh_student, check, drawn, verdict)


@pytest.mark.weight(0)
@pytest.mark.uses("softmax", "fully-connected", "cross-entropy")
def test_training(student, check, rng):
    """A network of your own parts learns to tell three clouds of points apart (no points: a sign that all fits)."""
    labels = np.eye(3)[np.arange(60) % 3]
    points = labels @ np.array([[2.0, 0, 0, 1], [0, 2, 0, -1], [0, 0, 2, 0]]) + rng.normal(0, 0.3, (60, 4))
    layers = [{"n_out": 8, "activation": "tanh"}, {"n_out": 3, "activation": "softmax"}]
    model = student.model.NeuralNetworkModel(
        "cross_entropy", layers, {"lr": 0.1, "momentum_hyperparameter": 0.9}, seed=0
    )
    model.train(student.beside.parts.Flowers(points, labels), 30)
    Y_hat = model.predict(points, labels)[0]

    right = np.mean(np.argmax(Y_hat, axis=1) == np.argmax(labels, axis=1))
    check.true(right > 0.95, "after 30 epochs more than 95 % of these points should be in the right class")
