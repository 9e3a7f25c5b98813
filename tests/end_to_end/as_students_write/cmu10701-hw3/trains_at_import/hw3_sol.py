import os
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from hw3_lib import CrossEntropyLoss, GradientDescentOptimizer, Linear, Module, Sigmoid, ReLU


def init_linear_params(in_size, out_size):
    stdv = 1 / np.sqrt(out_size)
    weights = np.random.uniform(-stdv, stdv, (in_size, out_size))
    biases = np.random.uniform(-stdv, stdv, (1, out_size))
    return weights, biases


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


def define_network(size_hidden, size_input=784, size_output=10, seed=10701, activation=Sigmoid):
    np.random.seed(seed)  # given: keep this line first
    ### TYPE HERE AND REMOVE `pass` below ###
    if isinstance(size_hidden, (list, tuple)) and len(size_hidden) == 2:
        l1 = Linear(init_linear_params(size_input, size_hidden[0]))
        l2 = Linear(init_linear_params(size_hidden[0], size_hidden[1]))
        l3 = Linear(init_linear_params(size_hidden[1], size_output))
        return MultiLayerPerceptron([l1, activation(), l2, activation(), l3])
    if isinstance(size_hidden, (list, tuple)):
        size_hidden, = size_hidden
    l1 = Linear(init_linear_params(size_input, size_hidden))
    a1 = activation()
    l2 = Linear(init_linear_params(size_hidden, size_output))
    return MultiLayerPerceptron([l1, a1, l2])


def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    train_x, train_y = dataset["train_x"], dataset["train_y"]
    test_x, test_y = dataset["test_x"], dataset["test_y"]
    history = {"train_loss": [], "test_loss": [], "train_accuracy": [], "test_accuracy": []}

    np.random.seed(seed)
    optimizer = GradientDescentOptimizer(model, learning_rate)
    criterion = CrossEntropyLoss()

    for _ in range(num_epoch):
        for start in range(0, len(train_x), batch_size):
            batch = slice(start, start + batch_size)
            # The loss that this returns is dropped: it belongs to a model that is about to change.
            criterion.forward(model.forward(train_x[batch]), train_y[batch])
            model.backward(criterion)
            optimizer.step()

        train_loss, yhat_train = None, None
        ### TYPE HERE AND REMOVE `pass` below ###
        s = model.forward(train_x)
        train_loss, yhat_train = criterion.forward(s, train_y), s.argmax(1)

        test_loss, yhat_test = None, None
        ### TYPE HERE AND REMOVE `pass` below ###
        s = model.forward(test_x)
        test_loss, yhat_test = criterion.forward(s, test_y), s.argmax(1)

        if any(one is None for one in (train_loss, yhat_train, test_loss, yhat_test)):
            raise NotImplementedError(
                "train_network has no statistics yet: write them in the two places above"
            )

        history["train_loss"].append(float(np.squeeze(train_loss)))
        history["test_loss"].append(float(np.squeeze(test_loss)))
        history["train_accuracy"].append(float(np.mean(yhat_train == train_y)))
        history["test_accuracy"].append(float(np.mean(yhat_test == test_y)))
        print(_, history["train_loss"][-1], history["test_loss"][-1])

    return {**history, "yhat_train": yhat_train.tolist(), "yhat_test": yhat_test.tolist()}


def load_data(folder="training_data_student"):
    train = pd.read_csv(os.path.join(folder, "train.csv"), header=None).values
    test = pd.read_csv(os.path.join(folder, "test.csv"), header=None).values
    return {
        "train_x": train[:, :-1],
        "train_y": train[:, -1].astype(int),
        "test_x": test[:, :-1],
        "test_y": test[:, -1].astype(int),
    }


# fake data so that I can test without the csv
fake = np.random.rand(3000, 784)
dataset = {"train_x": fake, "train_y": np.random.randint(0, 10, 3000),
           "test_x": fake[:1000], "test_y": np.random.randint(0, 10, 1000)}
fig, ax = plt.subplots(2, 2, figsize=(12, 8))
for k, (lr, act) in enumerate([(0.01, Sigmoid), (0.001, Sigmoid), (0.01, ReLU), (0.01, ReLU)]):
    net = define_network(256, activation=act)
    r = train_network(net, dataset, 200, lr, 10)
    ax.flat[k].plot(r["train_loss"])
    ax.flat[k].plot(r["test_loss"])
plt.savefig("curves.png")
plt.show()
dataset = load_data()
RESULT_A = train_network(define_network(256), dataset, 50, 0.01, 50)
print("final", RESULT_A["train_accuracy"][-1], RESULT_A["test_accuracy"][-1])
