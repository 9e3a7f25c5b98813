"""Load what students often import, in the process that workers are forked from."""

from __future__ import annotations

import importlib
import random
import site
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

# Modules that students often import. Each one makes every fork slower; other modules are loaded when they are used.
STANDARD = (
    "abc collections contextlib copy csv dataclasses datetime enum functools heapq inspect io itertools json logging "
    "math numbers operator os pathlib pickle random re string struct textwrap threading time traceback types typing "
    "warnings"
)
_PARTS = {  # which a package loads late
    "matplotlib": ("matplotlib.pyplot",),  # writes a list of the fonts, for which a worker has no folder
}
SEED = 0
_NOT_BY_A_STAR = (
    "f2py"  # builds extensions with a compiler, and takes as long to load as all the rest of NumPy
)


def loaded_with(packages: Iterable[str]) -> tuple[str, ...]:
    """The packages, and then those of their parts that take long to load."""
    names = tuple(packages)
    return (*names, *(part for name in names for part in _PARTS.get(name, ())))


def load(packages: list[str]) -> None:
    """Load the packages that student code may import, so that the import in a worker is quick."""
    for name in (*STANDARD.split(), *loaded_with(packages)):
        importlib.import_module(name)
    _load_all_that_a_star_imports()
    square = np.random.default_rng(SEED).normal(size=(8, 8))
    np.linalg.inv(square @ square)
    # Each worker begins with the same random state, so that a submission that never seeds is graded twice alike.
    random.seed(SEED)
    np.random.seed(SEED)  # noqa: NPY002 - it is the state that students use
    site.setquit()  # defines `exit` and `quit`, which Python lacks without the module site
    site.sethelper()


def _load_all_that_a_star_imports() -> None:
    """Load the parts of NumPy that `from numpy import *` would load in each worker anew, in half a second."""
    names: list[str] = np.__all__
    if _NOT_BY_A_STAR in names:
        names.remove(_NOT_BY_A_STAR)
    for name in names:
        getattr(np, name, None)
