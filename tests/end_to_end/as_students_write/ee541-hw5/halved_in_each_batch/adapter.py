from mlp import NeuralNetwork, plot, test

HIDDEN_LAYERS = 1


def _nn(params, activation, *args):
    sizes = [len(w) for w in params[::2]] + [params[-1].shape[1]]
    nn = NeuralNetwork(sizes, activation, *args)
    nn.W = [w for w in params[::2]]
    nn.b = [b for b in params[1::2]]
    return nn


def _list(W, b):
    return [p for pair in zip(W, b) for p in pair]


def my_softmax(x):
    return NeuralNetwork.softmax(x)


def my_relu(x):
    return NeuralNetwork.relu(x)


def my_relu_derivative(x):
    return NeuralNetwork.relu_derivative(x)


def my_tanh(x):
    return NeuralNetwork.tanh(x)


def my_tanh_derivative(x):
    return NeuralNetwork.tanh_derivative(x)


def my_cross_entropy(y_pred, y_true):
    return NeuralNetwork.loss(y_pred, y_true)


def my_accuracy(y_pred, y_true):
    # the class has no accuracy of predictions
    return (y_pred.argmax(axis=1) == y_true.argmax(axis=1)).sum() / len(y_pred)


def my_init_params(sizes):
    nn = NeuralNetwork(sizes)
    return _list(nn.W, nn.b)


def my_forward(x, params, activation):
    return _nn(params, activation).forward(x)


def my_gradients(x, y_true, params, activation):
    nn = _nn(params, activation)
    nn.forward(x)
    nn.backward(y_true)
    return _list(nn.dW, nn.db)


def my_train(x_train, y_train, x_valid, y_valid, params, activation, epochs, rate, batch_size, decay_after):
    nn = _nn(params, activation, rate, batch_size, epochs, decay_after)
    train_acc, val_acc = nn.train(x_train, y_train, x_valid, y_valid)
    return _list(nn.W, nn.b), train_acc, val_acc


def my_plot(train_acc, valid_acc, decay_after):
    plot(train_acc, valid_acc, decay_after)


def my_evaluate(file, params, activation):
    return test(file, _nn(params, activation))
