"""An autograded-assignment scaffold whose hidden tests never share a process with student code."""

import os
from importlib.metadata import PackageNotFoundError, version

# One thread for linear algebra, before NumPy is loaded: idle BLAS threads spin on the cores that students' code runs
# on, and sums of one thread are the same in every run.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

try:
    __version__ = version("autograder")
except PackageNotFoundError:  # copied somewhere without being installed
    __version__ = "0+unknown"
