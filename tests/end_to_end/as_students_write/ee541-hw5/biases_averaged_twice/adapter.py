import h5py
import mlp

HIDDEN_LAYERS = 3


def fill(params):
    net = mlp.make([2] * (len(params) // 2 + 1))
    for i, layer in enumerate(net):
        layer["w"], layer["b"] = params[2 * i], params[2 * i + 1]
    return net


def flat(net, w="w", b="b"):
    return [layer[k] for layer in net for k in (w, b)]


def my_softmax(x):
    return mlp.act(x, "softmax")


def my_relu(x):
    return mlp.act(x, "relu")


def my_relu_derivative(x):
    return mlp.act_prime(x, "relu")


def my_tanh(x):
    return mlp.act(x, "tanh")


def my_tanh_derivative(x):
    return mlp.act_prime(x, "tanh")


def my_cross_entropy(y_pred, y_true):
    return mlp.ce(y_pred, y_true)


def my_accuracy(y_pred, y_true):
    return mlp.acc(y_pred, y_true)


def my_init_params(sizes):
    return flat(mlp.make(sizes))


def my_forward(x, params, activation):
    return mlp.run_forward(fill(params), x, activation)


def my_gradients(x, y_true, params, activation):
    net = fill(params)
    mlp.run_forward(net, x, activation)
    mlp.run_backward(net, y_true, activation)
    return flat(net, "dw", "db")


def my_train(x_train, y_train, x_valid, y_valid, params, activation, epochs, rate, batch_size, decay_after):
    net = fill(params)
    hist = mlp.train(net, x_train, y_train, x_valid, y_valid, activation, rate, epochs, batch_size, decay_after, 0.9)
    return flat(net), hist["train"], hist["val"]


def my_plot(train_acc, valid_acc, decay_after):
    mlp.curves({"train": train_acc, "val": valid_acc})


def my_evaluate(file, params, activation):
    with h5py.File(file, "r") as f:
        return mlp.acc(my_forward(f["xdata"][:], params, activation), f["ydata"][:])
