"""The network of section 1, which the tests of the worked example share."""

import numpy as np

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
        self.hidden, self.output = (lib.Linear((units[:, 1:].T, units[:, :1].T)) for units in (ALPHA, BETA))
        self.sigmoid, self.criterion = lib.Sigmoid(), lib.CrossEntropyLoss()
        self.model = student.hw3_sol.MultiLayerPerceptron([self.hidden, self.sigmoid, self.output])
        self.optimizer = lib.GradientDescentOptimizer(self.model, 1.0)

    def forward(self):
        """The loss of the example."""
        return self.criterion.forward(self.model.forward(X), LABEL)

    def step(self):
        """Backward and one update; forward has to have run."""
        self.model.backward(self.criterion)
        self.optimizer.step()
