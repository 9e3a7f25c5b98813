from mlp import *

HIDDEN_LAYERS = 3


def to_dict(params):
    P = {}
    for l in range(len(params) // 2):
        P[f'W{l+1}'], P[f'b{l+1}'] = params[2 * l], params[2 * l + 1]
    return P


def my_softmax(x): return softmax(x)
def my_relu(x): return relu(x)
def my_relu_derivative(x): return d_relu(x)
def my_tanh(x): return tanh(x)
def my_tanh_derivative(x): return d_tanh(x)
def my_cross_entropy(y_pred, y_true): return compute_loss(y_pred, y_true)
def my_accuracy(y_pred, y_true): return np.mean(y_pred.argmax(1) == y_true.argmax(1))
def my_init_params(sizes): return list(init(sizes).values())
def my_forward(x, params, activation): return feed_forward(x, to_dict(params), activation)[0]


def my_gradients(x, y_true, params, activation):
    P = to_dict(params)
    _, cache = feed_forward(x, P, activation)
    grads = back_propagate(y_true, P, cache, activation)
    return [grads['d' + key] for key in P]


def my_train(x_train, y_train, x_valid, y_valid, params, activation, epochs, rate, batch_size, decay_after):
    P, h = fit(x_train, y_train, x_valid, y_valid, to_dict(params), activation, rate, epochs, batch_size, decay_after)
    return list(P.values()), h['accuracy'], h['val_accuracy']


def my_plot(train_acc, valid_acc, decay_after):
    plot_history({'accuracy': train_acc, 'val_accuracy': valid_acc}, decay_after, 'curves')


def my_evaluate(file, params, activation):
    f = h5py.File(file, 'r')
    return my_accuracy(my_forward(f['xdata'][()], params, activation), f['ydata'][()])
