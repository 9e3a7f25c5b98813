"""Build assignments from one reference solution, and grade submissions; no test runs in a process with student code.

Scripts and notebooks of instructors may rely on the names below. Each is imported when it is first used.

>>> from pathlib import Path
>>> from autograder import grade, load_bundle, take_in
>>> bundle = load_bundle(Path("dist/hw1/bundle"))  # doctest: +SKIP
>>> grade(bundle, take_in(Path("submission.zip"), bundle.assignment)).points  # doctest: +SKIP
55.0
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.authoring.audit.audit import audit as audit
    from autograder.authoring.release.build import build as build
    from autograder.grading.grader import grade as grade
    from autograder.grading.grader import grade_each as grade_each
    from autograder.grading.intake.submission import take_in as take_in
    from autograder.model.bundle import load_bundle as load_bundle

DISTRIBUTION = "course-autograder"  # what pip knows this package by: `autograder` on PyPI is another project

# One thread for linear algebra, set before NumPy is loaded: idle BLAS threads take time from the processors that
# students' code runs on, and sums of one thread are the same in every run.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

# Where each name comes from. Folders may move; these names stay.
_EXPORTED = {
    "audit": "autograder.authoring.audit.audit",
    "build": "autograder.authoring.release.build",
    "grade": "autograder.grading.grader",
    "grade_each": "autograder.grading.grader",
    "load_bundle": "autograder.model.bundle",
    "take_in": "autograder.grading.intake.submission",
}
__all__ = ["__version__", "audit", "build", "grade", "grade_each", "load_bundle", "take_in"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a function, or the version
    """Look a name up when it is asked for: sandboxed processes are forked from one that asks for none."""
    if name in _EXPORTED:
        return getattr(import_module(_EXPORTED[name]), name)
    if name == "__version__":
        return _version()
    raise AttributeError(f"module 'autograder' has no attribute {name!r}")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - a worker has no use for it

    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:  # copied somewhere without being installed
        return "0+unknown"
