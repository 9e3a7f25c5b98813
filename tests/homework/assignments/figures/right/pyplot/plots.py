"""Two figures, by pyplot alone."""

import numpy as np
from matplotlib import pyplot


def curve(losses):
    pyplot.figure(figsize=(4, 3))
    pyplot.semilogy(np.arange(len(losses)), np.array(losses), "o-")
    pyplot.xlabel("epoch")
    pyplot.ylabel("loss")
    pyplot.title("Losses")


def bars(counts):
    pyplot.figure()
    pairs = sorted(counts.items())
    pyplot.bar([word for word, _ in pairs], [count for _, count in pairs], color="grey")
