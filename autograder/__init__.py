"""An autograded-assignment scaffold whose hidden tests never share a process with student code."""

import os

DISTRIBUTION = "course-autograder"  # what pip knows this package by: `autograder` on PyPI is another project

# One thread for linear algebra, before NumPy is loaded: idle BLAS threads spin on the cores that students' code runs
# on, and sums of one thread are the same in every run.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")


def __getattr__(name: str) -> str:
    """`__version__`, looked up when it is asked for: sandboxed processes are forked from one that never does."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - the reason stands above

    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:  # copied somewhere without being installed
        return "0+unknown"
