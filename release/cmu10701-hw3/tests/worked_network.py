"""The network of section 1, which the tests of the worked example share."""

import numpy as np

# alpha and beta as the document prints them: a row for each unit, its bias first.
ALPHA = np.array(
    [[1, 1, 2, -3, 0, 1, -3], [1, 2, 1, 1, 1, 0, 2], [1, 3, 2, 2, 2, 2, 1], [1, 2, 0, 3, 1, -2, 2]], float
)
BETA = np.array([[1, 1, 2, -2, 3], [1, 2, -1, 3, 1], [1, 3, 1, -1, 1]], float)
X, LABEL = np.array([[1.0, 0, 1, 0, 1, 1]]), np.array([2])  # class 3 is number 2, counted from 0


class Run:
    """A 6-4-3 network made of the student's own parts, at learning rate 1; each part is made when it is needed.

    With `rng` its numbers are random, otherwise they are those of section 1.
    """

    def __init__(self, student, rng=None):
        """Columns of a Linear layer's weights are the document's rows, its biases the first column."""
        self.student, self.lib = student, student.hw3_lib
        self.alpha, self.beta, self.x, self.label = ALPHA, BETA, X, LABEL
        if rng is not None:
            self.alpha, self.beta = rng.uniform(-2, 2, (4, 7)), rng.uniform(-2, 2, (3, 5))
            self.x, self.label = rng.uniform(-1, 1, (1, 6)), rng.randint(0, 3, 1)
        self.hidden = self.lib.Linear((self.alpha[:, 1:].T, self.alpha[:, :1].T))
        self.sigmoid = self.output = self.criterion = None

    def a(self):
        """What the hidden layer gives."""
        return self.hidden.forward(self.x)

    def z(self):
        """What the activation gives."""
        if self.sigmoid is None:
            self.sigmoid = self.lib.Sigmoid()
        return self.sigmoid.forward(self.a())

    def scores(self):
        """What the output layer gives."""
        if self.output is None:
            self.output = self.lib.Linear((self.beta[:, 1:].T, self.beta[:, :1].T))
        return self.output.forward(self.z())

    def loss(self):
        """The loss of the example."""
        if self.criterion is None:
            self.criterion = self.lib.CrossEntropyLoss()
        return self.criterion.forward(self.scores(), self.label)

    def steps(self, count):
        """So many times forward, backward and an update."""
        self.loss()
        model = self.student.beside.stand_ins.Chain([self.hidden, self.sigmoid, self.output])
        optimizer = self.lib.GradientDescentOptimizer(model, 1.0)
        for _ in range(count):
            self.loss()
            self.hidden.backward(self.sigmoid.backward(self.output.backward(self.criterion.backward())))
            optimizer.step()
