"""Train the six configurations."""

from mlp import init_params, load_data, split, train

if __name__ == "__main__":
    print(train(*split(*load_data("data/mnist_traindata.hdf5")), init_params([784, 100, 50, 25, 10]))[1:])
