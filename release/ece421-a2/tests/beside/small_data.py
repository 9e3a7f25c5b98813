"""Small data in place of the course's, for a `learning` that takes no arguments and reads the data itself.

This file runs in the same process as the student's code.
"""

import inspect
import sys

import numpy as np


def takes_nothing(starter):
    """Whether the student's `learning` has no arguments, as the document's has none."""
    learning = getattr(starter, "learning", None)
    return callable(learning) and not inspect.signature(learning).parameters


def install(starter, parts, seed):
    """Have the student's `loadData` give these six arrays, and NumPy's random numbers begin anew.

    Figures that the file has drawn when it was imported are closed.
    """
    starter.loadData = lambda *_, **__: tuple(np.array(part) for part in parts)
    np.random.seed(seed)
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
