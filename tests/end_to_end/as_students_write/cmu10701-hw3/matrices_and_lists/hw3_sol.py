import numpy as np
import hw3_lib as L


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
        for k in range(len(self.layers)):
            g = self.layers[len(self.layers) - 1 - k].backward(g)


def define_network(size_hidden, size_input=784, size_output=10, seed=10701, activation=L.Sigmoid):
    np.random.seed(seed)
    layers = []
    prev = size_input
    try:
        todo = list(size_hidden)
    except TypeError:
        todo = [size_hidden]
    while todo:
        nxt = todo.pop(0)
        layers.append(L.Linear(init_linear_params(prev, nxt)))
        layers.append(activation())
        prev = nxt
    layers.append(L.Linear(init_linear_params(prev, size_output)))
    return MultiLayerPerceptron(layers)


def predict(model, x):
    """labels as a list"""
    return [int(np.argmax(row)) for row in np.asarray(model.forward(x))]


def accuracy(a, b):
    hits = 0
    for i in range(len(a)):
        if a[i] == b[i]:
            hits += 1
    return hits * 1.0 / len(a)


def train_network(model, dataset, num_epoch, learning_rate, batch_size, seed=10701):
    train_x, train_y = dataset["train_x"], dataset["train_y"]
    test_x, test_y = dataset["test_x"], dataset["test_y"]
    train_loss = []; test_loss = []
    train_accuracy = []; test_accuracy = []
    np.random.seed(seed)
    optimizer = L.GradientDescentOptimizer(model, learning_rate)
    criterion = L.CrossEntropyLoss()
    nbatches = int(np.ceil(len(train_x) / float(batch_size)))
    for e in range(num_epoch):
        for b in range(nbatches):
            lo = b * batch_size
            hi = min((b + 1) * batch_size, len(train_x))
            criterion.forward(model.forward(train_x[lo:hi, :]), train_y[lo:hi])
            model.backward(criterion)
            optimizer.step()
        train_loss += [criterion.forward(model.forward(train_x), train_y)]
        test_loss += [criterion.forward(model.forward(test_x), test_y)]
        yhat_train = predict(model, train_x)
        yhat_test = predict(model, test_x)
        train_accuracy += [accuracy(yhat_train, train_y)]
        test_accuracy += [accuracy(yhat_test, test_y)]
    return {"train_loss": train_loss, "test_loss": test_loss,
            "train_accuracy": train_accuracy, "test_accuracy": test_accuracy,
            "yhat_train": yhat_train, "yhat_test": yhat_test}


def load_data(folder="training_data_student"):
    out = {}
    for part in ["train", "test"]:
        table = np.genfromtxt(folder + "/" + part + ".csv", delimiter=",")
        out[part + "_x"] = table[:, 0:784]
        out[part + "_y"] = table[:, 784].astype(int)
    return out


if __name__ == "__main__":
    d = load_data()
    m = define_network(256)
    print(train_network(m, d, 2, 0.01, 50)["test_accuracy"])
