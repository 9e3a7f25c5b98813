"""The network of section 1, through your own layers: what has to hold whatever the numbers are.

The numbers themselves are asked for in the written part, and are graded by the hidden tests.
"""

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


# Forward is worth 3 points and the update 2, as in the course: the sums of the weights here and in the hidden tests.
# What is compared is always a difference that has to be 0: the values themselves would be answers.
@pytest.mark.weight(0.55)
def test_forward(student, check):
    """Part 1.3: three probabilities that sum to 1, and a loss that is minus the logarithm of the third."""
    run = Run(student)
    loss = run.forward()

    check.close("sum of the probabilities", np.sum(run.criterion.y_hat), expected=1.0)
    check.close("loss + log(y_hat_3)", loss + np.log(run.criterion.y_hat[0, 2]), expected=0.0)


@pytest.mark.weight(0.4)
def test_update(student, check):
    """Part 1.4: the step moves the output's biases by what truth and prediction differ, as the learning rate is 1."""
    run = Run(student)
    run.forward()
    y_hat = run.criterion.y_hat
    run.step()

    check.close("sum of the probabilities", np.sum(y_hat), expected=1.0)
    moved = np.ravel(run.output.biases) - BETA[:, 0]
    check.close("move of the biases + y_hat - y", moved + y_hat[0] - [0, 0, 1], expected=[0.0, 0.0, 0.0])
