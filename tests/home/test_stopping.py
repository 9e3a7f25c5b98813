"""What a student sees of a run that is stopped, cut off, or spoilt by the student's own code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from autograder.harness.handout.own_terminal import ended_in_words
from tests.support.home import surroundings, typed

if TYPE_CHECKING:
    from pathlib import Path

CATCHES_ALL = """\
open("began", "w").close()
    while True:
        try:
            while True:
                x = x + 0
        except BaseException:
            pass
"""
LOOPS = {  # what is in the file, how often Ctrl-C is pressed, and what is said
    "in a function": (
        ("return np.mean(x)", 'open("began", "w").close()\n    while True:\n        x = x + 0'),
        1,
        "Stopped in the test `mean gives the mean.`, while your code was in mean (toy.py, line 1",
    ),
    "that catches everything": (
        ("return np.mean(x)", CATCHES_ALL),
        2,
        "Stopped in the test `mean gives the mean.`, while your code was in mean (toy.py, line 1",
    ),
    "at import": (
        ("TWO\n\n", 'TWO\n\nopen("began", "w").close()\nwhile True:\n    pass\n\n'),
        1,
        "Stopped while toy.py was imported (line ",
    ),
}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to one process")
@pytest.mark.parametrize("name", LOOPS)
def test_ctrl_c_says_where_it_came_and_no_untrue_totals(handout: Path, name: str) -> None:
    """Whatever the student's code makes of the exception."""
    (old, new), times, words = LOOPS[name]
    file = handout / "toy.py"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "run_tests.py"],
        cwd=handout,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - a job in the background ignores it
    ) as process:
        wait_for(handout / "began")
        for _ in range(times):
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)

    assert (process.returncode, stderr) == (130, "")
    assert words in stdout
    assert "of 10 points" not in stdout


def wait_for(file: Path) -> None:
    """Until the student's code has begun."""
    deadline = time.monotonic() + 60
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def test_output_appears_as_each_question_ends(handout: Path) -> None:
    """Also where nobody watches a terminal."""
    change = 'import time; open("began", "w").close(); time.sleep(60)'
    file = handout / "toy.py"
    file.write_text(file.read_text(encoding="utf-8").replace("return np.mean(x)", change), encoding="utf-8")
    command = [sys.executable, "run_tests.py"]
    with subprocess.Popen(
        command, cwd=handout, env=surroundings(), stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        wait_for(handout / "began")
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        process.kill()

    assert lines == [
        "Tiny\n",
        "\n",
        "ok    double  1 of 1    2 of 2 points\n",
    ]


def test_a_reader_that_goes_away_ends_the_run_quietly(handout: Path) -> None:
    """As `| head` does."""
    with subprocess.Popen(
        [sys.executable, "run_tests.py"],
        cwd=handout,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        stderr = process.stderr.read()

    assert stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no disk that is always full")  # noqa: PTH110 - a path as it is
@pytest.mark.parametrize("arguments", [(), ("--zip",)], ids=["run", "zip"])
def test_a_full_disk_below_the_output_is_told_in_one_sentence(
    handout: Path, arguments: tuple[str, ...]
) -> None:
    """On stderr, which may lead elsewhere."""
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123 - a path as it is
        ran = subprocess.run(
            [sys.executable, "run_tests.py", *arguments],
            cwd=handout,
            env=surroundings(),
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )

    assert (ran.returncode, ran.stderr) == (2, "The tests cannot go on: the disk is full; make room on it.\n")


def test_a_fault_of_ours_is_no_full_disk() -> None:
    """Its traceback is what whoever mends it needs."""

    def fail() -> int:
        raise FileNotFoundError(2, "No such file")

    with pytest.raises(FileNotFoundError):
        ended_in_words(fail)


SPOILERS = {
    "turns the output elsewhere": "import os\nos.dup2(os.open(os.devnull, os.O_WRONLY), 1)\n",
    "closes the output": "import os\nos.close(1)\n",
    "takes Ctrl-C": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n",
    "starts a thread that never ends": (
        "import threading\nthreading.Thread(target=threading.Event().wait, args=(1000,)).start()\n"
    ),
    "has an argument parser": "import argparse\nargparse.ArgumentParser().parse_args()\n",
}


@pytest.mark.parametrize("name", SPOILERS)
def test_the_report_is_printed_whatever_a_file_does(handout: Path, name: str) -> None:
    """And the run comes to its end."""
    file = handout / "toy.py"
    file.write_text(SPOILERS[name] + file.read_text(encoding="utf-8"), encoding="utf-8")

    ran = typed(handout, "-q", "double")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "1 of 1 tests passed" in ran.stdout
    assert "Note" not in ran.stdout


def test_a_call_that_ends_the_process_costs_its_own_test(handout: Path) -> None:
    """The line is named, and the other tests run."""
    file = handout / "toy.py"
    change = "import os; os._exit(0)"
    file.write_text(file.read_text(encoding="utf-8").replace("return TWO * x", change), encoding="utf-8")

    ran = typed(handout)

    assert ran.returncode == 1
    assert "stopped in toy.py, line 10" in ran.stdout
    assert "SystemExit: 0" in ran.stdout
    assert "1 of 2 tests passed" in ran.stdout


def test_the_file_is_tested_and_not_a_folder_of_its_name(handout: Path) -> None:
    """Python itself would import the folder, and pytest what is in the folders around its files."""
    (handout / "toy").mkdir()
    (handout / "toy" / "__init__.py").write_text("raise RuntimeError('the folder')\n", encoding="utf-8")
    (handout / "__init__.py").write_text("raise RuntimeError('around it')\n", encoding="utf-8")

    ran = typed(handout)

    assert (ran.returncode, ran.stderr) == (0, "")
