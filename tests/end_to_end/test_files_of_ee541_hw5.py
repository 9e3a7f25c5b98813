"""What students read of ee541-hw5's files: a data file that is missing or wrong, and the experiments."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

h5py = pytest.importorskip("h5py", reason="the files are HDF5")
pytest.importorskip("matplotlib", reason="the course draws plots")

ROOT = Path(__file__).resolve().parents[2]
SOLUTION = ROOT / "solutions" / "ee541-hw5"


@pytest.fixture(scope="module")
def load_data() -> Callable[[str], Any]:
    """The function that students are given."""
    spec = importlib.util.spec_from_file_location("mlp_of_ee541_hw5", SOLUTION / "mlp.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function: Callable[[str], Any] = module.load_data
    return function


def laid(file: Path, **arrays: np.ndarray) -> str:
    """A file with these keys."""
    with h5py.File(file, "w") as opened:
        for name, array in arrays.items():
            opened[name] = array
    return str(file)


def test_a_right_file_is_read(load_data: Callable[[str], Any], tmp_path: Path) -> None:
    """Images and one-hot labels."""
    x, y = load_data(
        laid(tmp_path / "a.hdf5", xdata=np.ones((3, 784), np.float32), ydata=np.eye(10)[[1, 0, 9]])
    )

    assert x.shape == (3, 784)
    assert y.argmax(axis=1).tolist() == [1, 0, 9]


def test_what_is_wrong_with_a_file_is_said_in_a_sentence(
    load_data: Callable[[str], Any], tmp_path: Path
) -> None:
    """Missing, no HDF5, other keys, whole numbers in place of one-hot rows."""
    x = np.ones((3, 784), np.float32)
    (tmp_path / "text.hdf5").write_text("no such thing", encoding="utf-8")
    integers = laid(tmp_path / "integers.hdf5", xdata=x, ydata=np.array([1, 0, 9]))
    columns = laid(tmp_path / "columns.hdf5", xdata=x, ydata=np.array([[1], [0], [9]]))
    keys = laid(tmp_path / "keys.hdf5", images=x)

    with pytest.raises(FileNotFoundError, match=r"no\.hdf5: there is no such file"):
        load_data(str(tmp_path / "no.hdf5"))
    with pytest.raises(ValueError, match=r"text\.hdf5: this is no HDF5 file"):
        load_data(str(tmp_path / "text.hdf5"))
    with pytest.raises(ValueError, match="the keys xdata and ydata should be in it"):
        load_data(keys)
    for file in (integers, columns):
        with pytest.raises(ValueError, match="ydata should have a one-hot row for each image"):
            load_data(file)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What `python experiments.py` says in a folder with the solution."""
    for name in ("mlp.py", "experiments.py"):
        shutil.copyfile(SOLUTION / name, folder / name)
    return subprocess.run(
        [sys.executable, "experiments.py", *words], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_experiments_draw_and_test_once(tmp_path: Path) -> None:
    """A plot for each run, one that compares them, a table, and the accuracy on the test set last."""
    random = np.random.RandomState(0)
    labels = random.randint(0, 10, 120)
    x = random.uniform(0, 0.5, (120, 784)) + 0.5 * random.uniform(0, 1, (10, 784))[labels]
    (tmp_path / "data").mkdir()
    laid(tmp_path / "data" / "mnist_traindata.hdf5", xdata=x[:90], ydata=np.eye(10)[labels[:90]])
    laid(tmp_path / "data" / "mnist_testdata.hdf5", xdata=x[90:], ydata=np.eye(10)[labels[90:]])

    ran = run(tmp_path, "--epochs", "3", "--runs", "tanh-0.5", "relu-0.5")

    assert ran.returncode == 0, ran.stderr
    assert {path.name for path in (tmp_path / "plots").iterdir()} == {
        "all.png",
        "tanh-0.5.png",
        "relu-0.5.png",
    }
    assert "75 images to train on, 15 to validate with" in ran.stdout
    assert "of the test images right" in ran.stdout.splitlines()[-1]
    assert "tanh-0.5: 3 epochs, about" in ran.stderr


def test_the_experiments_without_data_end_in_a_sentence(tmp_path: Path) -> None:
    """And in no traceback."""
    ran = run(tmp_path)

    assert ran.returncode == 1
    assert "there is no such file" in ran.stderr
    assert "Traceback" not in ran.stderr
