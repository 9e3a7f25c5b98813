"""The public tests of cmu10701-hw3 as a course would write them without autograder: `write.py` turns them into three.

They stand here as plain pytest takes them; the inputs and the expected arrays are those of the reference solution.
"""

import hw3_lib
import hw3_sol
import numpy as np
from numpy.testing import assert_allclose

A = np.array([[0.3, 1.3, 0.6], [0.3, -0.5, 0.9]])
G_A = np.array([[0.1, 0.9, -0.9], [-0.8, -1.0, 0.7]])
X = np.array([[-0.1, 0.1, -1.0], [0.2, 0.2, 0.2], [0.9, 0.4, -0.3], [-0.1, 0.4, -0.9], [0.3, 0.3, -0.6]])
G = np.array([[-0.7, -0.4], [-0.3, 0.1], [-0.1, 1.0], [-0.8, -0.6], [-0.7, 0.3]])
SCORES = np.array(
    [[-1.0, -0.1, -1.0], [-1.4, -1.6, 0.6], [-1.4, -1.2, -0.5], [1.3, -1.6, 1.4], [-1.6, 1.9, -0.1]]
)
LABELS = np.array([0, 2, 1, 1, 2])


def linear_layer() -> hw3_lib.Linear:
    """A layer with three inputs and two outputs."""
    weights = np.array([[-0.8, 0.3], [-0.7, 0.9], [0.0, -0.2]])
    return hw3_lib.Linear((weights, np.array([[-0.5, 0.5]])))


def trained() -> dict[str, list]:
    """What train_network says of a small network."""
    weights = np.array([[0.9, 0.3, -0.2], [0.2, -1.0, -0.4], [0.3, -0.4, 0.2]])
    model = hw3_sol.MultiLayerPerceptron([hw3_lib.Linear((weights, np.array([[-0.1, -0.7, -0.4]])))])
    first_half = [[-0.7, -0.3, -1.7], [0.8, 0.3, -0.9], [0.1, -1.6, 0.3], [1.7, -0.7, 0.7]]
    second_half = [[-1.5, 0.9, -0.8], [-1.3, 0.3, -1.9], [1.3, -2.0, 0.7], [-0.9, 0.9, 1.8]]
    dataset = {
        "train_x": np.array(first_half + second_half),
        "train_y": np.array([1, 0, 2, 0, 1, 1, 0, 2]),
        "test_x": np.array([[-1.0, 0.3, 0.4], [0.3, -1.1, 1.8], [-0.2, 1.4, 0.8], [-0.8, 1.3, -0.4]]),
        "test_y": np.array([2, 2, 1, 1]),
    }
    return hw3_sol.train_network(model, dataset, num_epoch=3, learning_rate=0.5, batch_size=4)


def test_sigmoid_forward() -> None:
    """Sigmoid: forward."""
    expected = [[0.574443, 0.785835, 0.645656], [0.574443, 0.377541, 0.71095]]

    assert_allclose(hw3_lib.Sigmoid().forward(A), expected, atol=1e-5)


def test_sigmoid_backward() -> None:
    """Sigmoid: backward."""
    layer = hw3_lib.Sigmoid()
    layer.forward(A)
    expected = [[0.024446, 0.151469, -0.205906], [-0.195567, -0.235004, 0.14385]]

    assert_allclose(layer.backward(G_A), expected, atol=1e-5)


def test_relu_forward() -> None:
    """ReLU: forward."""
    assert_allclose(hw3_lib.ReLU().forward(A), [[0.3, 1.3, 0.6], [0.3, 0.0, 0.9]], atol=1e-5)


def test_relu_backward() -> None:
    """ReLU: backward."""
    layer = hw3_lib.ReLU()
    layer.forward(A)

    assert_allclose(layer.backward(G_A), [[0.1, 0.9, -0.9], [-0.8, 0.0, 0.7]], atol=1e-5)


def test_linear_forward() -> None:
    """Linear: forward."""
    expected = [[-0.49, 0.76], [-0.8, 0.7], [-1.5, 1.19], [-0.7, 1.01], [-0.95, 0.98]]

    assert_allclose(linear_layer().forward(X), expected, atol=1e-5)


def test_linear_d_weights() -> None:
    """Linear: backward sets d_weights."""
    layer = linear_layer()
    layer.forward(X)
    layer.backward(G)

    assert_allclose(layer.d_weights, [[-0.042, 0.222], [-0.14, 0.046], [0.362, 0.096]], atol=1e-5)


def test_linear_d_biases() -> None:
    """Linear: backward sets d_biases."""
    layer = linear_layer()
    layer.forward(X)
    layer.backward(G)

    assert np.shape(layer.d_biases) == (1, 2)
    assert_allclose(layer.d_biases, [[-0.52, 0.08]], atol=1e-5)


def test_linear_gradient_of_input() -> None:
    """Linear: backward returns the gradient of the input."""
    layer = linear_layer()
    layer.forward(X)
    expected = [
        [0.44, 0.13, 0.08],
        [0.27, 0.3, -0.02],
        [0.38, 0.97, -0.2],
        [0.46, 0.02, 0.12],
        [0.65, 0.76, -0.06],
    ]

    assert_allclose(layer.backward(G), expected, atol=1e-5)


def test_cross_entropy_forward() -> None:
    """CrossEntropyLoss: forward."""
    assert_allclose(hw3_lib.CrossEntropyLoss().forward(SCORES, LABELS), 1.7764, atol=1e-5)


def test_cross_entropy_backward() -> None:
    """CrossEntropyLoss: backward."""
    loss = hw3_lib.CrossEntropyLoss()
    loss.forward(SCORES, LABELS)
    expected = [
        [-0.775765, 0.55153, 0.224235],
        [0.108604, 0.088917, -0.197521],
        [0.213629, -0.739073, 0.525443],
        [0.462921, -0.974529, 0.511607],
        [0.025909, 0.857977, -0.883885],
    ]

    assert_allclose(loss.backward(), expected, atol=1e-5)


def test_optimizer_step() -> None:
    """GradientDescentOptimizer: step."""
    layer = linear_layer()
    layer.d_weights = np.array([[1.0, 0.2], [0.5, -0.9], [-0.4, -0.8]])
    layer.d_biases = np.array([[-0.4, -0.8]])
    hw3_lib.GradientDescentOptimizer(hw3_sol.MultiLayerPerceptron([layer]), 0.1).step()

    assert_allclose(layer.weights, [[-0.9, 0.28], [-0.75, 0.99], [0.04, -0.12]], atol=1e-5)
    assert_allclose(layer.biases, [[-0.46, 0.58]], atol=1e-5)


def test_define_network() -> None:
    """define_network with one hidden layer."""
    model = hw3_sol.define_network(2, size_input=3, size_output=2)
    expected = [[-0.105953, 0.042433], [-0.232051, 0.081404], [-0.176876, 0.066734]]

    assert [type(layer).__name__ for layer in model.layers] == ["Linear", "Sigmoid", "Linear"]
    assert_allclose(model.forward(X[:3]), expected, atol=1e-5)


def test_train_loss() -> None:
    """train_network: the losses of the training set."""
    assert_allclose(trained()["train_loss"], [0.423792, 0.312433, 0.258455], atol=1e-5)


def test_test_loss() -> None:
    """train_network: the losses of the test set."""
    assert_allclose(trained()["test_loss"], [1.28033, 1.118098, 1.024573], atol=1e-5)


def test_train_accuracy() -> None:
    """train_network: both accuracies."""
    history = trained()

    assert_allclose(history["train_accuracy"], [1.0, 1.0, 1.0], atol=1e-5)
    assert_allclose(history["test_accuracy"], [0.5, 0.75, 0.75], atol=1e-5)


def test_train_labels() -> None:
    """train_network: the predicted labels."""
    history = trained()

    assert history["yhat_train"] == [1, 0, 2, 0, 1, 1, 0, 2]
    assert history["yhat_test"] == [2, 2, 0, 1]


def test_worked_example() -> None:
    """One step of a network with a hidden layer."""
    hidden = hw3_lib.Linear((np.array([[0.1, -0.2], [0.3, 0.4]]), np.array([[0.5, -0.6]])))
    output = hw3_lib.Linear((np.array([[0.7, -0.8, 0.9], [-0.1, 0.2, -0.3]]), np.array([[0.4, 0.5, -0.6]])))
    model = hw3_sol.MultiLayerPerceptron([hidden, hw3_lib.Sigmoid(), output])
    criterion = hw3_lib.CrossEntropyLoss()
    loss = criterion.forward(model.forward(np.array([[1.0, -1.0]])), np.array([2]))

    assert_allclose(loss, 1.570342, atol=1e-5)
    assert_allclose(criterion.y_hat, [[0.527854, 0.264172, 0.207974]], atol=1e-5)
    model.backward(criterion)
    hw3_lib.GradientDescentOptimizer(model, 1.0).step()
    assert_allclose(
        output.weights, [[0.396778, -0.951751, 1.354973], [-0.222185, 0.138851, -0.116666]], atol=1e-5
    )
    assert_allclose(hidden.biases, [[0.635592, -0.642278]], atol=1e-5)
