"""Two figures."""

import matplotlib.pyplot as plt


def curve(losses):
    """The losses against their number from 0, on a logarithmic axis, with labels at both axes."""
    ### BEGIN SOLUTION
    _, axes = plt.subplots()
    axes.plot(range(len(losses)), losses)
    axes.set(xlabel="epoch", ylabel="loss", yscale="log")
    plt.show()
    ### END SOLUTION


def bars(counts):
    """A bar for each word, in the order of the words."""
    ### BEGIN SOLUTION
    words = sorted(counts)
    _, axes = plt.subplots()
    axes.bar(words, [counts[word] for word in words])
    plt.show()
    ### END SOLUTION
