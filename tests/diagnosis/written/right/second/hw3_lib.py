"""The parts of a neural network, each of which knows its own derivative.

A network is a chain of functions: the output of one is the input of the next, and a loss stands at the
end. The chain rule says how the loss changes with anything inside the chain: multiply the derivatives of
all the links from there to the end. Nobody writes that product down for a whole network. Each link is a
`Module` instead and answers two questions about itself alone:

* `forward(x)`: what comes out when `x` goes in?
* `backward(g)`: if the loss changes by `g` per unit of what came out, how much does it change per unit
  of what went in? And how much per unit of the weights in here?

Forward runs from the first link to the last, backward from the last to the first, handing `g` on. That
is backpropagation, and it is why a module has to remember, in the attributes that are laid out for it,
what its `forward` has seen: the derivative is asked for at that point.

The sections follow the lecture: activations (Sigmoid, ReLU), the linear layer, the loss, the optimizer.

Letters used in the docstrings:
    N             examples in a batch; a batch is an array with one example in each row
    in, out       features that go into a layer, features that come out of it
    C             classes
    X, Z, g, ...  arrays; x[n, i] is feature i of example n
    L[n]          the loss of example n; J = (L[0] + ... + L[N-1]) / N is the loss of the batch

One convention to keep in mind: the `g` that travels backward is NOT divided by N. Row n of it is the
derivative of L[n], not of J. The average over the batch is taken in one place only, where the gradients
of parameters are made: in `Linear.backward`.

NumPy is all that is needed, and all that the autograder has.
"""

from __future__ import annotations

import numpy as np


class Module:
    """A link of the chain. Given: leave it as it is, and inherit from it.

    A module never writes into an array that it was handed: that array belongs to somebody else, who
    still needs it.
    """

    def __call__(self, *inputs: np.ndarray) -> np.ndarray:
        """Make `module(x)` mean `module.forward(x)`."""
        return self.forward(*inputs)

    def forward(self, *inputs: np.ndarray) -> np.ndarray:
        """What comes out for these inputs; remembers what `backward` will need."""
        raise NotImplementedError

    def backward(self, *gradients: np.ndarray) -> np.ndarray:
        """The derivative of the loss with respect to the input of the LAST call of `forward`."""
        raise NotImplementedError


# -------------------------------------------------------------------------------------------------------
# Activations: the same function of one number, applied to each element. They have no parameters.
# -------------------------------------------------------------------------------------------------------


def sigmoid(x: np.ndarray) -> np.ndarray:
    """The logistic function 1 / (1 + exp(-x)) of each element.

    exp(-x) overflows where x is far below zero, and exp(x) where it is far above. Numerator and
    denominator may be multiplied by the same number, which gives a second form of the same function:

        1 / (1 + exp(-x))  =  exp(x) / (1 + exp(x))

    The left form is safe for x >= 0 and the right one for x < 0: in both cases the exponent is -|x|.

    Args:
        x: Any shape.

    Returns:
        Values between 0 and 1, same shape as x. At x = -1000 and x = 1000 too: no overflow, no NaN.
    """
    out = np.empty(np.shape(x))
    pos = x >= 0
    out[pos] = 1.0 / (1.0 + np.exp(-x[pos]))
    ex = np.exp(x[~pos])
    out[~pos] = ex / (1.0 + ex)
    return out


class Sigmoid(Module):
    """Squashes each element into the interval from 0 to 1."""

    def __init__(self) -> None:
        """Nothing to set up but the place for what `backward` needs."""
        self.state: np.ndarray | None = None  # what forward keeps for backward; keep the name

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Sigmoid of each element (z from a, in the notation of the written part).

        Args:
            x: (N, in).

        Returns:
            (N, in).
        """
        z = sigmoid(x)
        self.state = z
        return z

    def backward(self, g: np.ndarray) -> np.ndarray:
        """The derivative of the loss with respect to the input.

        With s = 1 / (1 + e) and e = exp(-x), whose derivative is -e:

            ds/dx  =  e / (1 + e)^2  =  1 / (1 + e)  times  e / (1 + e)

        The first factor is s itself and the second is what s lacks to 1. So the derivative can be had
        from the OUTPUT of forward, and no exponential has to be computed again. Element i of a row of
        the input moves only element i of that row of the output; the chain rule therefore multiplies
        element by element.

        Args:
            g: (N, in), the derivative of the loss with respect to the output of the last forward.

        Returns:
            (N, in).
        """
        ds = self.state - self.state**2
        return np.multiply(g, ds)


class ReLU(Module):
    """Lets what is positive through and stops the rest."""

    def __init__(self) -> None:
        """Nothing to set up but the place for what `backward` needs."""
        self.state: np.ndarray | None = None  # what forward keeps for backward; keep the name

    def forward(self, x: np.ndarray) -> np.ndarray:
        """The larger of 0 and x, for each element.

        Args:
            x: (N, in). Left as it is.

        Returns:
            (N, in).
        """
        self.state = np.where(x > 0, 1.0, 0.0)
        return np.where(x > 0, x, 0.0)

    def backward(self, g: np.ndarray) -> np.ndarray:
        """The derivative of the loss with respect to the input.

        To the right of 0 the output is the input: slope 1. To the left the output stays 0: slope 0. At 0
        itself the function has a corner and no derivative; any slope between 0 and 1 is a subderivative
        there, and this assignment takes 0. The slope multiplies g element by element.

        Args:
            g: (N, in), the derivative of the loss with respect to the output of the last forward.

        Returns:
            (N, in).
        """
        return np.multiply(self.state, g)


# -------------------------------------------------------------------------------------------------------
# The linear layer: where the parameters are.
# -------------------------------------------------------------------------------------------------------


class Linear(Module):
    """Z = X W + b: each output is a weighted sum of all inputs, plus a bias."""

    def __init__(self, init_params: tuple[np.ndarray, np.ndarray]) -> None:
        """Copy the initial parameters, so that training changes nobody else's arrays.

        Args:
            init_params: The pair (weights, biases), of shapes (in, out) and (1, out); see
                `init_linear_params`.
        """
        weights, biases = init_params
        # The autograder reads these five names, and sets the first four: keep them.
        self.weights = weights.copy()  # (in, out)
        self.biases = biases.copy()  # (1, out)
        self.d_weights: np.ndarray | None = None  # (in, out), set by backward
        self.d_biases: np.ndarray | None = None  # (1, out), set by backward
        self.in_x: np.ndarray | None = None  # (N, in), the input of the last forward

    def forward(self, x: np.ndarray) -> np.ndarray:
        """Z = X W + b (a from x, or b from z, in the notation of the written part).

        One matrix product serves the whole batch: z[n, j] = sum over i of x[n, i] w[i, j], plus b[0, j].
        The biases have one row, which NumPy's broadcasting adds to each of the N rows.

        Args:
            x: (N, in).

        Returns:
            (N, out).
        """
        self.in_x = x.copy()
        z = np.dot(x, self.weights)
        z = z + self.biases
        return z

    def backward(self, g: np.ndarray) -> np.ndarray:
        """Set `d_weights` and `d_biases`; return the derivative of the loss with respect to the input.

        Write z[n, j] = sum over i of x[n, i] w[i, j], plus b[0, j], and ask what each letter on the
        right moves.

        * The weight w[i, j] moves z[n, j] of every example n, by x[n, i] each. The loss of the batch is
          the average over examples, so the derivatives of the examples are averaged:

              dJ/dw[i, j]  =  1/N  sum over n of  x[n, i] g[n, j]

        * The bias b[0, j] moves z[n, j] of every example n, by 1 each:

              dJ/db[0, j]  =  1/N  sum over n of  g[n, j]

        * The input x[n, i] moves all outputs j of its own example, by w[i, j] each. Other examples do
          not feel it, so there is nothing to average:

              dL[n]/dx[n, i]  =  sum over j of  g[n, j] w[i, j]

        A sum over an index that stands in two factors is a matrix product, with a transpose where the
        index is not already last in the left factor and first in the right one. Let the shapes tell
        which. No loop is needed.

        Args:
            g: (N, out); row n is the derivative of L[n] with respect to row n of the output.

        Returns:
            (N, in). Besides, `d_weights` (in, out) and `d_biases` (1, out) are set to AVERAGES over the
            batch.
        """
        # dJ/dW and dJ/db are averages over the batch
        N = g.shape[0]
        self.d_weights = np.dot(self.in_x.T, g) / N
        self.d_biases = np.sum(g, axis=0, keepdims=True) / N
        dx = np.dot(g, self.weights.T)
        return dx


# -------------------------------------------------------------------------------------------------------
# The loss: the end of the chain.
# -------------------------------------------------------------------------------------------------------


class CrossEntropyLoss(Module):
    """Softmax and cross-entropy in one module, because together they have a simple and safe derivative."""

    def __init__(self) -> None:
        """Nothing to set up but the places for what `backward` needs."""
        # The autograder reads these two names: keep them.
        self.y_hat: np.ndarray | None = None  # (N, C), the softmax of the scores; each row sums to 1
        self.y_true: np.ndarray | None = None  # (N, C), the labels one-hot: a single 1 in each row

    def forward(self, score: np.ndarray, label: np.ndarray) -> float:
        """The mean cross-entropy of the batch.

        Softmax turns a row of scores s into probabilities p[k] = exp(s[k]) / sum over l of exp(s[l]);
        the loss of an example of class c is -log p[c].

        Two things go wrong if that is typed as it stands. exp(1000) overflows: but taking the same
        number m off all scores of a row changes no probability, as exp(-m) cancels, and with m the row's
        largest score no exponent is above 0. And log(0) is minus infinity, where p[c] is too small for a
        float: so take the logarithm on paper,

            log p[c]  =  (s[c] - m)  -  log(sum over l of exp(s[l] - m))

        where the sum is at least 1, because one of its terms is exp(0).

        Args:
            score: (N, C), any finite numbers. Left as it is.
            label: (N,), integers from 0 to C - 1.

        Returns:
            One number: the average over the batch of -log p[c].
        """
        N, C = score.shape
        m = np.max(score, axis=1, keepdims=True)
        shifted = score - m
        exps = np.exp(shifted)
        total = np.sum(exps, axis=1, keepdims=True)
        self.y_hat = exps / total
        self.y_true = np.zeros((N, C))
        self.y_true[np.arange(N), label] = 1
        log_p = shifted - np.log(total)
        loss = -np.sum(self.y_true * log_p) / N
        return loss

    def backward(self) -> np.ndarray:
        """The derivative of each example's loss with respect to its scores.

        For one example of class c, with the logarithm written out as in forward:

            L  =  -s[c]  +  log(sum over l of exp(s[l]))

        The derivative of the first term with respect to s[k] is -1 where k is c, and 0 elsewhere: it is
        minus the one-hot label. The derivative of the second term is exp(s[k]) divided by the sum: that
        is the probability p[k]. What is left is prediction minus truth: nothing is divided, so nothing
        can overflow.

        Returns:
            (N, C). Not divided by N: `Linear.backward` takes the average.
        """
        grad = self.y_hat.copy()
        grad = grad - self.y_true
        return grad


# -------------------------------------------------------------------------------------------------------
# The optimizer: what to do with the gradients.
# -------------------------------------------------------------------------------------------------------


class GradientDescentOptimizer:
    """Moves each parameter a small step against its gradient: the direction in which the loss falls."""

    def __init__(self, model: object, learning_rate: float) -> None:
        """Remember whom to move and how far.

        Args:
            model: Anything with a list `layers` of modules, such as a `MultiLayerPerceptron`.
            learning_rate: How far to go per unit of gradient.
        """
        self.model = model
        self.learning_rate = learning_rate

    def step(self) -> None:
        """Update weights and biases of every `Linear` in `model.layers`, from the gradients it holds.

        To first order, a change d of the parameters changes the loss by the inner product of the
        gradient with d. Among all d of one length that is most negative for the d that points opposite
        to the gradient: hence

            new value  =  old value  minus  learning rate times gradient

        The gradients are those that the last `backward` left in `d_weights` and `d_biases`. Modules
        without parameters are passed over.
        """
        for layer in self.model.layers:
            if isinstance(layer, Linear):
                lr = self.learning_rate
                layer.weights = layer.weights - lr * layer.d_weights
                layer.biases = layer.biases - lr * layer.d_biases
