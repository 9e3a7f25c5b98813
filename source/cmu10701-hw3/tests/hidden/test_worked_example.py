"""The network of section 1, through the student's own layers: the document's numbers, stage by stage."""

import numpy as np
import pytest

pytestmark = pytest.mark.question("worked-example")

# alpha and beta as the document prints them: a row for each unit, its bias first.
ALPHA = np.array(
    [[1, 1, 2, -3, 0, 1, -3], [1, 2, 1, 1, 1, 0, 2], [1, 3, 2, 2, 2, 2, 1], [1, 2, 0, 3, 1, -2, 2]], float
)
BETA = np.array([[1, 1, 2, -2, 3], [1, 2, -1, 3, 1], [1, 3, 1, -1, 1]], float)
X, LABEL = np.array([[1.0, 0, 1, 0, 1, 1]]), np.array([2])  # class 3 is number 2, counted from 0


class Run:
    """The 6-4-3 network of section 1, made of the student's own parts, at learning rate 1."""

    def __init__(self, student):
        """Columns of a Linear layer's weights are the document's rows, its biases the first column."""
        lib = student.hw3_lib
        with student.pipeline():
            hidden, output = (lib.Linear((units[:, 1:].T, units[:, :1].T)) for units in (ALPHA, BETA))
            sigmoid, criterion = lib.Sigmoid(), lib.CrossEntropyLoss()
            model = student.hw3_sol.MultiLayerPerceptron([hidden, sigmoid, output])
            optimizer = lib.GradientDescentOptimizer(model, 1.0)
        self.hidden, self.output, self.sigmoid = hidden.value, output.value, sigmoid.value
        self.model, self.criterion, self.optimizer = model.value, criterion.value, optimizer.value

    def forward(self):
        """The loss of the example."""
        return self.criterion.forward(self.model.forward(X), LABEL)

    def step(self):
        """Backward and one update; forward has to have run."""
        self.model.backward(self.criterion)
        self.optimizer.step()


# Forward is worth 3 points and the update 2, as in the course: the sums of the weights here and in the public tests.
FORWARD = pytest.mark.weight(0.35)
UPDATE = pytest.mark.weight(0.4)
PRINTED = {"atol": 5e-5, "rtol": 0.0}  # the document prints four decimals


@FORWARD
def test_a1(student, check):
    """Part 1.3(a): the value of a_1."""
    check.close("a_1", Run(student).hidden.forward(X)[0, 0], expected=-3.0)


@FORWARD
def test_z1(student, check):
    """Part 1.3(b): the value of z_1."""
    run = Run(student)

    check.close("z_1", run.sigmoid.forward(run.hidden.forward(X))[0, 0], expected=0.0474, **PRINTED)


@FORWARD
def test_b2(student, check):
    """Part 1.3(c): the value of b_2."""
    check.close("b_2", Run(student).model.forward(X)[0, 1], expected=4.0945, **PRINTED)


@FORWARD
def test_probability(student, check):
    """Part 1.3(d): the probability of class 2."""
    run = Run(student)
    run.forward()

    check.close("y_hat_2", run.criterion.y_hat[0, 1], expected=0.4799, **PRINTED)


@FORWARD
def test_prediction(student, check):
    """Part 1.3(e): the class that is predicted."""
    check.equal("class", 1 + int(Run(student).model.forward(X).argmax()), expected=2)


@FORWARD
def test_loss(student, check):
    """Part 1.3(f): the loss."""
    check.close("loss", Run(student).forward(), expected=2.6912, **PRINTED)


@FORWARD
def test_regularised_loss(student, check):
    """Part 1.5(b): the loss with L2 regularisation of the weights, lambda 0.01."""
    run = Run(student)
    squares = np.sum(run.hidden.weights**2) + np.sum(run.output.weights**2)

    check.close("regularised loss", run.forward() + 0.01 * squares, expected=3.9712, **PRINTED)


@UPDATE
def test_updated_output_weight(student, check):
    """Part 1.4(a): beta_{2,1} after one step."""
    run = Run(student)
    run.forward()
    run.step()

    check.close("beta_{2,1}", run.output.weights[0, 1], expected=1.9772, **PRINTED)


@UPDATE
def test_updated_output_bias(student, check):
    """Part 1.4(b): beta_{1,0} after one step."""
    run = Run(student)
    run.forward()
    run.step()

    check.close("beta_{1,0}", np.ravel(run.output.biases)[0], expected=0.5477, **PRINTED)


@UPDATE
def test_updated_hidden_weights(student, check):
    """Part 1.4(c): alpha_{3,4} after one step, beside its neighbour alpha_{3,3}."""
    run = Run(student)
    run.forward()
    run.step()

    check.close("alpha_{3,4}", run.hidden.weights[3, 2], expected=2.0, **PRINTED)
    check.true(run.hidden.weights[2, 2] != 2.0, "alpha_{3,3} did not move")


@UPDATE
def test_prediction_after_many_steps(student, check):
    """Part 1.4(d): the class that is predicted after many steps."""
    run = Run(student)
    with student.pipeline():
        for _ in range(20):
            run.forward()
            run.step()

    check.equal("class", 1 + int(run.model.forward(X).argmax()), expected=3)
