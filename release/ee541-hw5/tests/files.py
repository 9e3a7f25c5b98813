"""Small files in the form of the course's, and the accuracy on one of them."""

import io

import h5py
import numpy as np
from networks import hidden_layers, networks


def hdf5(x, y):
    """The content of a file with the keys xdata and ydata."""
    content = io.BytesIO()
    with h5py.File(content, "w", track_order=False) as file:
        file.create_dataset("xdata", data=x.astype(np.float32))
        file.create_dataset("ydata", data=y)
    return content.getvalue()


# What there is of each image of a test file: one of two kinds and its label.
KINDS = {"a": (0, 0), "b": (1, 1), "A": (0, 1), "B": (1, 0), "-": (0, 2)}


def test_set(rng, images):
    """Images from 0 to 1, labels, and networks that tell the two kinds from each other.

    Args:
        rng: Draws.
        images: A letter for each: `a` and `b` are the two kinds with the labels 0 and 1, which a network tells right,
            `A` and `B` are the same with the other label, `-` has the label 2.
    """
    kinds, labels = np.array([KINDS[letter] for letter in images]).T
    x = np.where(kinds[:, None] == np.array([[0, 1, 0, 1]]), 0.9, 0.1)
    x += rng.uniform(-0.05, 0.05, x.shape)
    return x, np.eye(3)[labels], {depth: sorting(params) for depth, params in networks(rng, 4, 5, 3).items()}


def sorting(params):
    """A network that tells bright first pixels from bright second ones.

    Its first unit does, in each hidden layer; the second is always larger, so that a hidden layer's largest unit says
    nothing. With pixels near 0 the first one is always on.
    """
    found = [np.zeros_like(one) for one in params]
    found[0][[0, 2], 0], found[0][[1, 3], 0], found[1][0, 0] = 2.0, -2.0, 1.0
    for w in found[2:-2:2]:
        w[0, 0] = 3.0
    for b in found[1:-2:2]:
        b[0, 1:3] = 9.0, -9.0
    found[-2][0, :2] = 2.0, -2.0
    found[-1][0] = 0.0, 0.1, -9.0
    return found


def judge_evaluate(student, check, rng, name, images):
    """The accuracy on a test file, as a share or a percentage."""
    x, y, nets = test_set(rng, images)
    student.write_file(name, hdf5(x, y))
    got = student.adapter.my_evaluate(name, nets[hidden_layers(student, check)], "tanh")
    right = (images.count("a") + images.count("b")) / len(images)
    check.any_of(
        reading="accuracies",
        shares=lambda: check.close("the accuracy", got, expected=right),
        percentages=lambda: check.close("the accuracy, read as a percentage", got, expected=100 * right),
    )
