from mlp import MLP, Config, Tanh, ReLU, Softmax, nll, accuracy, read, figure

HIDDEN_LAYERS = 2


def network(params, activation, **more):
    sizes = [w.shape[0] for w in params[::2]] + [params[-2].shape[1]]
    net = MLP(Config(sizes=sizes, activation=activation, **more))
    net.parameters = params
    return net


def my_softmax(x):
    return Softmax.f(x)


def my_relu(x):
    return ReLU.f(x)


def my_relu_derivative(x):
    return ReLU.df(x)


def my_tanh(x):
    return Tanh.f(x)


def my_tanh_derivative(x):
    return Tanh.df(x)


def my_cross_entropy(y_pred, y_true):
    return nll(y_pred, y_true)


def my_accuracy(y_pred, y_true):
    return accuracy(y_pred, y_true)


def my_init_params(sizes):
    return MLP(Config(sizes=sizes)).parameters


def my_forward(x, params, activation):
    return network(params, activation)(x)


def my_gradients(x, y_true, params, activation):
    net = network(params, activation)
    net.forward(x)
    net.backward(y_true)
    return net.gradients


def my_train(x_train, y_train, x_valid, y_valid, params, activation, epochs, rate, batch_size, decay_after):
    net = network(params, activation, epochs=epochs, lr=rate, batch_size=batch_size, decay_after=decay_after)
    net.fit(x_train, y_train, x_valid, y_valid)
    return net.parameters, net.history["train"], net.history["valid"]


def my_plot(train_acc, valid_acc, decay_after):
    figure({"train": train_acc, "valid": valid_acc}, decay_after)


def my_evaluate(file, params, activation):
    x, y = read(file)
    return accuracy(network(params, activation)(x), y)
