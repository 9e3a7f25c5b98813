"""The course's own numbers, from the course's own digits: what the built handout and solution give on real MNIST.

It trains for 50 epochs twice, side by side: about 30 s on two cores, after a build that tries every mistake on them.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.release.build import build
from tests.support.real_course import copy_source

pytestmark = pytest.mark.siege

NAME = "cmu10701-hw3"
DATA = "training_data_student"
SHA256 = {
    "train.csv": "646802b5f16886753d4ba72c3e309741ecef49f565688de0ad1c085fff3375b2",
    "test.csv": "97ff45e4ba1e738b512e8f738d4581bc01d5e74fc577c2bf2723a355a4e05108",
}
ACCURACIES = {
    "d": ("0.9083", "0.8760"),
    "e": ("0.9067", "0.8630"),
}  # run -> on the training set, on the test set
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="session")
def digits(repository: Path) -> Path:
    """The folder with MNIST and the course's row numbers."""
    folder = Path(os.environ.get("AUTOGRADER_DATA") or repository.parent / "shared" / "data")
    if not (folder / "mnist").is_dir():
        pytest.skip(
            f"real MNIST is not in {folder / 'mnist'}; set AUTOGRADER_DATA to the folder that holds mnist/"
        )
    return folder


@pytest.fixture(scope="session")
def course(digits: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course's folder, built with `--data`."""
    root = tmp_path_factory.mktemp("real")
    build(copy_source(root), root, digits)
    return root


def test_the_release_carries_the_course_s_own_digits(course: Path) -> None:
    """Byte for byte, and so does the bundle that grading reads."""
    folders = [course / "release" / NAME / DATA, course / "dist" / NAME / "bundle" / DATA]

    found = [
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
        for folder in folders
    ]

    assert found == [SHA256, SHA256]


def test_the_solution_reaches_the_accuracies_of_the_handout(course: Path, tmp_path: Path) -> None:
    """Runs (d) and (e) of section 5.6, to the last digit, each with its learning curves."""
    shutil.copytree(course / "release" / NAME / DATA, tmp_path / DATA)
    for path in (course / "solutions" / NAME).glob("*.py"):
        shutil.copy(path, tmp_path)
    # One thread each: two processes with threads of their own would only wait for each other.
    environment = {
        **os.environ,
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MPLCONFIGDIR": str(tmp_path),
    }

    with contextlib.ExitStack() as stack:
        processes = {
            run: subprocess.Popen(
                [sys.executable, "experiments.py", "--runs", run],
                cwd=tmp_path,
                env=environment,
                stdout=subprocess.PIPE,
                encoding="utf-8",
            )
            for run in ACCURACIES
        }
        for process in processes.values():
            stack.enter_context(process)
            stack.callback(process.kill)
        printed = {run: process.communicate(timeout=900)[0] for run, process in processes.items()}

    assert [process.returncode for process in processes.values()] == [0, 0]
    for run, accuracies in ACCURACIES.items():
        row = re.search(rf"^{run}\b.* (\d\.\d{{4}}) +(\d\.\d{{4}}) +[\d.]+$", printed[run], re.MULTILINE)
        assert row, printed[run]
        assert row.groups() == accuracies
        curves = (tmp_path / "curves" / f"run_{run}.png").read_bytes()
        assert curves.startswith(PNG)
        assert len(curves) > 10_000
