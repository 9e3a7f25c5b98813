"""The network: other depths, steps of training, and what must not change."""

import pytest
from networks import Drawn, close_gradients, judge, pair

pytestmark = [pytest.mark.question("model"), pytest.mark.batch, pytest.mark.uses()]

SIZES = pytest.mark.parametrize("sizes", [(5, 3), (3, 7, 4, 6, 5)], ids=["one-layer", "four-layers"])


@pytest.mark.weight(0.6)
@SIZES
def test_backward(student, fresh_student, check, rng, sizes):
    """backward through other numbers of layers: what comes back to each of them, and the loss."""
    drawn = Drawn(rng, sizes, rows=5)

    def verdict(net):
        loss = net.model.backward(drawn.Y, net.after_forward(drawn))
        close_gradients(check, net)
        check.close(f"what backward returns{net.words}", loss)

    judge(student, fresh_student, check, drawn, verdict)


@pytest.mark.weight(0.6)
def test_one_example(student, fresh_student, check, rng):
    """A batch of one example, through five layers."""
    drawn = Drawn(rng, (3, 7, 4, 4, 5, 4), rows=1)

    def verdict(net):
        Y_hat, loss = pair(check, net.model.predict(drawn.X, drawn.Y))
        check.close(f"Y_hat{net.words}", Y_hat)
        check.close(f"loss{net.words}", loss)

    judge(student, fresh_student, check, drawn, verdict)


@pytest.mark.weight(0.6)
def test_backward_changes_no_parameters(student, fresh_student, check, rng):
    """backward leaves the parameters as they were."""
    drawn = Drawn(rng)

    def verdict(net):
        loss = net.model.backward(drawn.Y, net.after_forward(drawn))
        unchanged(check, net, drawn)
        check.close(f"what backward returns{net.words}", loss)

    judge(student, fresh_student, check, drawn, verdict)


@pytest.mark.weight(0.6)
def test_predict_changes_no_parameters(student, fresh_student, check, rng):
    """predict leaves the parameters as they were."""
    drawn = Drawn(rng)

    def verdict(net):
        check.close(f"Y_hat{net.words}", pair(check, net.model.predict(drawn.X, drawn.Y))[0])
        unchanged(check, net, drawn)
        check.close(f"Y_hat afterwards{net.words}", net.model.forward(drawn.X))

    judge(student, fresh_student, check, drawn, verdict)


def unchanged(check, net, drawn):
    """The parameters of the layers are those that the test has set."""
    for (name, weights), expected in zip(net.parameters().items(), drawn.weights):
        check.close(f"{name}{net.words}", weights, expected=expected)


@pytest.mark.weight(0.4)
def test_predict_is_about_its_own_batch(student, fresh_student, check, rng):
    """A second predict is about the second batch."""
    drawn, other = Drawn(rng), Drawn(rng)

    def verdict(net):
        net.model.predict(drawn.X, drawn.Y)
        Y_hat, loss = pair(check, net.model.predict(other.X, other.Y))
        check.close(f"Y_hat{net.words}", Y_hat)
        check.close(f"loss{net.words}", loss)

    judge(student, fresh_student, check, drawn, verdict)


@pytest.mark.weight(0.8)
def test_predict_between_steps(student, fresh_student, check, rng):
    """What predict does in between does not come into the next backward."""
    drawn, other = Drawn(rng), Drawn(rng)

    def verdict(net):
        net.model.predict(other.X, other.Y)
        loss = net.model.backward(drawn.Y, net.after_forward(drawn))
        check.close(f"what backward returns{net.words}", loss)
        close_gradients(check, net)

    judge(student, fresh_student, check, drawn, verdict)
