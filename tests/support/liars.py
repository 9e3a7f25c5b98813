"""Submissions of the course's assignment without one right formula, each with another way to look right.

A liar is written as the parts in which it differs from the first, which answers zeros of the right shapes.
"""

from __future__ import annotations

PARTS = {
    "head": "import numpy as np\n",
    "sigmoid": """
def sigmoid(x):
    return np.zeros_like(x)
""",
    "activation": """
class Sigmoid(Module):
    def __init__(self):
        self.state = None

    def forward(self, x):
        self.state = x
        return np.zeros_like(x)

    def backward(self, g):
        return np.zeros_like(g)

class ReLU(Sigmoid):
    pass
""",
    "linear": """
class Linear(Module):
    def __init__(self, init_params):
        self.weights, self.biases = (one.copy() for one in init_params)
        self.d_weights, self.d_biases = (np.zeros_like(one) for one in init_params)

    def forward(self, x):
        self.in_x = x
        return np.zeros((len(x), self.weights.shape[1]))

    def backward(self, g):
        return np.zeros((len(g), self.weights.shape[0]))
""",
    "loss": """
class CrossEntropyLoss(Module):
    def forward(self, score, label):
        self.y_hat, self.y_true = np.zeros_like(score), label
        return 0.0

    def backward(self):
        return np.zeros_like(self.y_hat)
""",
    "optimizer": """
class GradientDescentOptimizer:
    def __init__(self, model, learning_rate):
        self.model, self.learning_rate = model, learning_rate

    def step(self):
        pass
""",
    "define": """
def define_network(size_hidden, size_input=784, size_output=10, seed=10701, activation=Sigmoid):
    np.random.seed(seed)
    return MultiLayerPerceptron([None, None, None])
""",
    "train": """
def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    said = {}
    for kind in ("train", "test"):
        said[f"{kind}_loss"] = [0.0] * num_epoch
        said[f"{kind}_accuracy"] = [0.0] * num_epoch
        said[f"yhat_{kind}"] = [0] * len(dataset[f"{kind}_y"])
    return said
""",
}

_MODULE = """
class Module:
    def __call__(self, *inputs):
        return self.forward(*inputs)
"""
_NETWORK = """
from hw3_lib import *
import hw3_lib
import numpy as np
import sys

def init_linear_params(in_size, out_size):
    stdv = 1 / np.sqrt(out_size)
    return np.random.uniform(-stdv, stdv, (in_size, out_size)), np.random.uniform(-stdv, stdv, (1, out_size))

class MultiLayerPerceptron:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, criterion):
        g = criterion.backward()
        for layer in reversed(self.layers):
            g = layer.backward(g)
"""

# Statistics of the network as it came, right in every other respect.
_UNTRAINED = """
def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    {first}
    said, criterion = {{}}, CrossEntropyLoss()
    for kind in ("train", "test"):
        x, y = dataset[f"{{kind}}_x"], dataset[f"{{kind}}_y"]
        scores = model.forward(x)
        labels = np.asarray(scores).argmax(axis=1)
        said[f"{{kind}}_loss"] = [float(np.squeeze(criterion.forward(scores, y)))] * num_epoch
        said[f"{{kind}}_accuracy"] = [float(np.mean(labels == y))] * num_epoch
        said[f"yhat_{{kind}}"] = labels.tolist()
    return said
"""

LIARS: dict[str, dict[str, str]] = {
    "zeros": {},
    "ones": {
        "head": "import numpy as np\nnp.zeros, np.zeros_like = np.ones, np.ones_like\n",
    },
    "echoes": {
        "sigmoid": "def sigmoid(x):\n    return x\n",
        "activation": """
class Sigmoid(Module):
    def forward(self, x):
        self.state = x
        return x

    def backward(self, g):
        return g

class ReLU(Sigmoid):
    pass
""",
        "linear": """
class Linear(Module):
    def __init__(self, init_params):
        self.weights, self.biases = init_params

    def forward(self, x):
        self.in_x = x
        return np.resize(x, (len(x), self.weights.shape[1]))

    def backward(self, g):
        self.d_weights, self.d_biases = self.weights, self.biases
        return np.resize(g, (len(g), self.weights.shape[0]))
""",
        "loss": """
class CrossEntropyLoss(Module):
    def forward(self, score, label):
        self.y_hat, self.y_true = score, label
        return float(np.mean(score))

    def backward(self):
        return self.y_hat
""",
    },
    # Each backward is the true slope of its forward, and each forward is another function than the right one.
    "consistent": {
        "sigmoid": "def sigmoid(x):\n    return 0.5 + np.arctan(x) / np.pi\n",
        "activation": """
class Sigmoid(Module):
    def forward(self, x):
        self.state = x
        return 0.5 + np.arctan(x) / np.pi

    def backward(self, g):
        return g / (1 + self.state ** 2) / np.pi

class ReLU(Module):
    def forward(self, x):
        self.state = x
        return 2 * x

    def backward(self, g):
        return 2 * g
""",
        "linear": """
class Linear(Module):
    def __init__(self, init_params):
        self.weights, self.biases = (one.copy() for one in init_params)

    def forward(self, x):
        self.in_x = x
        return 2 * x @ self.weights + 3 * self.biases

    def backward(self, g):
        self.d_weights = 2 * self.in_x.T @ g / len(g)
        self.d_biases = 3 * g.mean(axis=0, keepdims=True)
        return 2 * g @ self.weights.T
""",
        "loss": """
class CrossEntropyLoss(Module):
    def forward(self, score, label):
        self.y_true = np.eye(score.shape[1])[label]
        self.y_hat = score
        return float(np.mean(np.sum((score - self.y_true) ** 2, axis=1)))

    def backward(self):
        return 2 * (self.y_hat - self.y_true)
""",
        "optimizer": """
class GradientDescentOptimizer:
    def __init__(self, model, learning_rate):
        self.model, self.learning_rate = model, learning_rate

    def step(self):
        for layer in self.model.layers:
            if isinstance(layer, Linear):
                layer.weights = layer.weights + self.learning_rate * layer.d_weights
                layer.biases = layer.biases + self.learning_rate * layer.d_biases
""",
        "train": _UNTRAINED.format(first="pass"),
    },
    "random-numbers": {
        "head": """import numpy as np
_numbers = np.random.RandomState(0)
np.zeros = lambda shape: _numbers.uniform(size=shape)
np.zeros_like = lambda like: _numbers.uniform(size=np.shape(like))
""",
    },
    "counters": {
        "head": """import numpy as np
_count = [0]
def _counted(shape):
    _count[0] += 1
    return np.full(shape, float(_count[0]))
np.zeros, np.zeros_like = _counted, lambda like: _counted(np.shape(like))
""",
    },
    "one-third-and-log-three": {
        "loss": """
class CrossEntropyLoss(Module):
    def forward(self, score, label):
        self.y_hat, self.y_true = np.full(score.shape, 1 / score.shape[1]), label
        return float(np.log(score.shape[1]))

    def backward(self):
        return self.y_hat - np.eye(self.y_hat.shape[1])[self.y_true]
""",
        "optimizer": """
class GradientDescentOptimizer:
    def __init__(self, model, learning_rate):
        self.model, self.learning_rate = model, learning_rate

    def step(self):
        last = self.model.layers[-1]
        if last.biases.shape == (1, 3):
            last.biases = last.biases - (np.full((1, 3), 1 / 3) - [[0, 0, 1]])
""",
    },
    # Everybody can work out the numbers of section 1.
    "the-document-s-numbers": {
        "activation": """
class Sigmoid(Module):
    def forward(self, x):
        self.state = x
        return np.full(x.shape, 0.0474)

    def backward(self, g):
        return g

class ReLU(Sigmoid):
    pass
""",
        "linear": """
class Linear(Module):
    def __init__(self, init_params):
        self.weights, self.biases = (one.copy() for one in init_params)
        self.d_weights = self.d_biases = 0

    def forward(self, x):
        self.in_x = x
        return np.full((len(x), 4), -3.0) if x.shape == (1, 6) else np.array([[0.0, 4.0945, 0.0]])

    def backward(self, g):
        return g
""",
        "loss": """
class CrossEntropyLoss(Module):
    def forward(self, score, label):
        self.y_hat, self.y_true = np.array([[0.4522, 0.4799, 0.0678]]), label
        return 2.6912

    def backward(self):
        return self.y_hat
""",
        "optimizer": """
class GradientDescentOptimizer:
    def __init__(self, model, learning_rate):
        self.model = model

    def step(self):
        hidden, output = self.model.layers[0], self.model.layers[-1]
        hidden.weights[3, 2], hidden.weights[2, 2] = 2.0, 1.0
        output.weights[0, 1], output.biases[0, 0] = 1.9772, 0.5477
""",
    },
    "weights-that-only-shake": {
        "train": _UNTRAINED.format(
            first="""for layer in model.layers:
        for name, value in vars(layer).items():
            if isinstance(value, list):
                setattr(layer, name, [one + 1e-9 for one in value])
            elif isinstance(value, np.ndarray):
                setattr(layer, name, value + 1e-9)"""
        ),
    },
    # It knows the instructor's module, and makes it say that something has moved.
    "stand-ins-that-lie": {
        "train": _UNTRAINED.format(
            first="""beside = next((m for n, m in sys.modules.items() if n.startswith("beside")), None)
    if beside is not None:
        beside.numbers = lambda layer: [np.random.uniform(size=(1, 4)), np.random.uniform(size=(1, 4))]
        beside.kinds = lambda *_: ["Linear", "Sigmoid", "Linear"]"""
        ),
    },
    "perfect-grades": {
        "train": """
def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    for layer in model.layers:
        for name, value in vars(layer).items():
            if isinstance(value, list):
                setattr(layer, name, [one * 0.5 for one in value])
    said = {}
    for kind in ("train", "test"):
        said[f"{kind}_loss"] = [1.0 / (epoch + 1) for epoch in range(num_epoch)]
        said[f"{kind}_accuracy"] = [1.0] * num_epoch
        said[f"yhat_{kind}"] = dataset[f"{kind}_y"].tolist()
    return said
""",
    },
    "classes-for-instances": {
        "define": """
def define_network(size_hidden, size_input=784, size_output=10, seed=10701, activation=Sigmoid):
    np.random.seed(seed)
    first, last = Linear, type("Linear", (Linear,), {})
    first.weights, first.biases = init_linear_params(size_input, size_hidden)
    last.weights, last.biases = init_linear_params(size_hidden, size_output)
    return MultiLayerPerceptron([first, activation, last])
""",
    },
    "another-order": {
        "define": """
def define_network(size_hidden, size_input=784, size_output=10, seed=10701, activation=Sigmoid):
    np.random.seed(seed)
    first = Linear(init_linear_params(size_input, size_hidden))
    return MultiLayerPerceptron([first, Linear(init_linear_params(size_hidden, size_output)), activation()])
""",
    },
    "one-layer-twice": {
        "define": """
def define_network(size_hidden, size_input=784, size_output=10, seed=10701, activation=Sigmoid):
    np.random.seed(seed)
    first = Linear(init_linear_params(size_input, size_hidden))
    return MultiLayerPerceptron([first, activation(), first])
""",
    },
    "raises-everywhere": {
        "head": """import numpy as np
def _raise(*_, **__):
    raise ValueError
np.zeros = np.zeros_like = _raise
""",
    },
    "not-a-number": {
        "head": """import numpy as np
np.zeros = lambda shape: np.full(shape, np.nan)
np.zeros_like = lambda like: np.full(np.shape(like), np.nan)
""",
    },
}


def files_of(liar: str) -> dict[str, bytes]:
    """The two files of a liar."""
    parts = {**PARTS, **LIARS[liar]}
    library = [parts["head"], _MODULE]
    library += [parts[name] for name in ("sigmoid", "activation", "linear", "loss", "optimizer")]
    solution = [_NETWORK, parts["define"], parts["train"]]
    return {"hw3_lib.py": "".join(library).encode(), "hw3_sol.py": "".join(solution).encode()}
