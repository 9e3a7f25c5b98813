"""Load what students often import, in the process that workers are forked from."""

from __future__ import annotations

import importlib
import random
import site

import numpy as np

# Modules that students often import. Each one makes every fork slower; other modules are loaded when they are used.
STANDARD = (
    "abc collections contextlib copy csv dataclasses datetime enum functools heapq inspect io itertools json logging "
    "math numbers operator os pathlib pickle random re string struct textwrap threading time traceback types typing "
    "warnings"
)
PARTS = {  # which a package loads late
    "numpy": ("numpy.linalg", "numpy.random"),
    "matplotlib": ("matplotlib.pyplot",),  # writes a list of the fonts, for which a worker has no folder
}
SEED = 0


def load(packages: list[str]) -> None:
    """Load the packages that student code may import, so that the import in a worker is quick."""
    for name in (
        *STANDARD.split(),
        *packages,
        *(part for package in packages for part in PARTS.get(package, ())),
    ):
        importlib.import_module(name)
    square = np.random.default_rng(SEED).normal(size=(8, 8))
    np.linalg.inv(square @ square)
    # Each worker begins with the same random state, so that a submission that never seeds is graded twice alike.
    random.seed(SEED)
    np.random.seed(SEED)  # noqa: NPY002 - it is the state that students use
    site.setquit()  # defines `exit` and `quit`, which Python lacks without the module site
    site.sethelper()
