"""A grader that is ended while a submission hangs leaves no folder and no process, whatever started it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.support.open_folders import open_to_everybody
from tests.support.siege import folder_of, processes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.siege import Siege

HANGING = {"layers.py": "class ReLU:\n    def forward(self, x):\n        while True: pass\n"}
PATIENCE = 90.0  # seconds


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """The system's temporary folder of the grader, which is empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    open_to_everybody(folder)
    return folder


def by_command(siege: Siege, folder: Path) -> list[str]:
    """`autograder grade`."""
    handed_in = folder_of(folder / "student", siege, HANGING, alone=True)
    return [sys.executable, "-m", "autograder", "grade", str(siege.bundle), str(handed_in)]


def on_gradescope(siege: Siege, folder: Path) -> list[str]:
    """What `run_autograder` starts."""
    root = folder / "autograder"
    shutil.copytree(siege.bundle, root / "source" / "bundle")
    folder_of(root / "submission", siege, HANGING, alone=True)
    return [sys.executable, "-m", "autograder.grading.platforms.gradescope", str(root)]


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("how", [by_command, on_gradescope])
def test_nothing_is_left(
    siege: Siege,
    tmp_path: Path,
    temporary: Path,
    how: Callable[[Siege, Path], list[str]],
    number: signal.Signals,
) -> None:
    """Workers, judge, zygote and folder; and the parent sees by what the grader has ended."""
    command = how(siege, tmp_path)
    before = processes()
    environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as grader:
        wait_for(lambda: any(temporary.glob("autograder-*/submission-*/layers.py")))
        time.sleep(0.5)  # it is in the midst of the tests

        grader.send_signal(number)
        code = grader.wait(PATIENCE)

    assert code == -number
    assert list(temporary.iterdir()) == []
    wait_for(lambda: processes() <= before)
