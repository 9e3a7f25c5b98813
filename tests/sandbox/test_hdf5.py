"""HDF5 files: h5py reads and writes them at home and in the sandbox, where no file can be locked."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from autograder.model.assignment import Limits
from autograder.sandbox.sandbox import Sandbox
from tests.support.both_sides import BothSides

if TYPE_CHECKING:
    from pathlib import Path

h5py = pytest.importorskip("h5py", reason="HDF5 files need h5py")

TESTS = '''
import io

import h5py
import numpy as np
import pytest

pytestmark = pytest.mark.question("q")


def content(x):
    """A file with one key."""
    file = io.BytesIO()
    with h5py.File(file, "w") as opened:
        opened["xdata"] = x
    return file.getvalue()


def test_read(student, check):
    """The numbers of a file."""
    student.write_file("small.hdf5", content(np.arange(1, 13, dtype=np.float32).reshape(3, 4)))
    check.close("numbers", student.m.read("small.hdf5"))


def test_written(student, check):
    """A file that the code has written itself."""
    check.close("numbers", student.m.write_and_read(np.linspace(1, 2, 5)))


def test_no_hdf5(student, check):
    """A file that is none, and one that is not there, are an OSError."""
    student.write_file("small.hdf5", b"no such thing")
    check.raises("a text", "OSError", student.m.read, "small.hdf5")
    check.raises("no file", "OSError", student.m.read, "nowhere.hdf5")
    student.write_file("other.hdf5", content(np.ones(3)))
    check.close("numbers", student.m.read("other.hdf5"))
'''
M = """
import h5py
import numpy as np


def read(file):
    with h5py.File(file, "r") as opened:
        return np.asarray(opened["xdata"])


def write_and_read(x):
    with h5py.File("own.hdf5", "w") as opened:
        opened.create_dataset("xdata", data=x, compression="gzip")
    return read("own.hdf5")
"""
LIMITS = Limits(test_seconds=5, total_seconds=60, cpu_seconds=10, memory_mib=1024, resident_mib=256)


def test_h5py_works_on_both_sides(tmp_path: Path) -> None:
    """Files that the test lays there, files that the code writes, and files that are none."""
    with Sandbox(packages=("numpy", "h5py"), limits=LIMITS) as sandbox:
        both = BothSides(tmp_path, TESTS, sandbox, {"m": M})
        home, grade = both.at_home(m=M), both.in_the_sandbox(m=M)

    assert home == grade
    assert {status for status, _ in grade.values()} == {"passed"}


def test_the_bytes_of_a_file_are_the_same_each_time() -> None:
    """No time stands in them, so that a data set does not change from build to build."""

    def made() -> bytes:
        file = io.BytesIO()
        with h5py.File(file, "w", libver="v110") as opened:
            opened.create_dataset("xdata", data=[1.0, 2.0], track_times=False)
        return file.getvalue()

    assert made() == made()
