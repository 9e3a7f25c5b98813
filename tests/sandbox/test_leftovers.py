"""What is left of a grader that was ended: nothing, or what the next one removes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder.sandbox import folders
from autograder.sandbox.leftovers.abandoned import LOCK, marked_in_use, remove_abandoned
from autograder.sandbox.leftovers.signals import EndingSignals
from autograder.sandbox.leftovers.tree import empty
from autograder.sandbox.sandbox import Sandbox
from tests.support.open_folders import open_to_everybody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A grader in the middle of a test: it says the numbers of its zygote and waits for a function that never returns.
GRADER = """
import os, sys
from autograder.sandbox.leftovers.signals import EndingSignals
from autograder.sandbox.sandbox import Sandbox

sandbox = Sandbox()
with EndingSignals(sandbox.close) as signals:
    with signals.deferred():
        sandbox.begin()
    sandbox.wait_until_ready()
    source = b"def hang():\\n    while True: pass\\n"
    with sandbox.submission({"hw.py": source}, ("hw",)) as held, held.worker() as student:
        student.hw
        print(sandbox._context.zygote._process.pid, flush=True)
        student.hw.hang()
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder, which is empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    open_to_everybody(folder)
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def grader(temporary: Path) -> Iterator[Callable[[], tuple[subprocess.Popen[str], int]]]:
    """Start a grader that hangs; gives it and the number of its zygote."""
    started = []

    def start() -> tuple[subprocess.Popen[str], int]:
        environment = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": os.pathsep.join(sys.path)}
        process = subprocess.Popen(
            [sys.executable, "-c", GRADER], env=environment, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout is not None
        return process, int(process.stdout.readline())

    yield start
    for process in started:
        process.kill()
        process.communicate()


def ended(pid: int, seconds: float = 5.0) -> bool:
    """Whether the process ends within so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            return True
        if state.rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_grader_that_is_asked_to_end_leaves_nothing(
    grader: Callable[[], tuple[subprocess.Popen[str], int]], temporary: Path, number: signal.Signals
) -> None:
    """And its parent sees by what it has ended."""
    process, zygote = grader()
    assert list(temporary.iterdir()) != []

    process.send_signal(number)

    assert process.wait(20) == -number
    assert list(temporary.iterdir()) == []
    assert ended(zygote)


def test_the_folder_of_a_killed_grader_is_removed_by_the_next_and_that_of_a_living_one_is_not(
    grader: Callable[[], tuple[subprocess.Popen[str], int]], temporary: Path
) -> None:
    """SIGKILL gives nobody the time to clean up."""
    killed, zygote = grader()
    (abandoned,) = temporary.iterdir()
    living, _ = grader()
    (in_use,) = set(temporary.iterdir()) - {abandoned}
    killed.kill()
    killed.wait()
    assert ended(zygote)
    assert abandoned.exists()

    with Sandbox():
        during = set(temporary.iterdir())

    assert abandoned not in during
    assert in_use in during
    assert living.poll() is None
    assert set(temporary.iterdir()) == {in_use}


def test_what_is_no_folder_of_a_dead_grader_is_left_alone(tmp_path: Path) -> None:
    """A link, a folder without a lock, a lock that is a link, a file, another name."""
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / LOCK).touch()
    (tmp_path / "autograder-link").symlink_to(victim)
    (tmp_path / "autograder-bare").mkdir()
    (tmp_path / "autograder-linked").mkdir()
    (tmp_path / "autograder-linked" / LOCK).symlink_to(victim / LOCK)
    (tmp_path / "autograder-file").touch()
    dead = tmp_path / "autograder-dead"
    dead.mkdir()
    with marked_in_use(dead):
        remove_abandoned(tmp_path, "autograder-")
        assert dead.exists()
    before = set(tmp_path.iterdir())

    remove_abandoned(tmp_path, "autograder-")

    assert before - set(tmp_path.iterdir()) == {dead}
    assert (victim / LOCK).exists()


def test_a_folder_that_its_grader_removes_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two graders that removed one folder at once stumbled over each other's files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen = []

    def another_grader_begins_first(folder: Path, **keeps: Callable[[str, os.stat_result], bool]) -> None:
        remove_abandoned(tmp_path, "autograder-")
        seen.append(folder.exists())
        empty(folder, **keeps)

    monkeypatch.setattr(folders, "empty", another_grader_begins_first)
    with folders.sandbox_folder(for_other_users=False) as folder:
        (folder / "file").touch()

    assert seen == [True]
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_another_users_folder_is_left_alone(tmp_path: Path) -> None:
    """Everybody may make folders of that name in /tmp."""
    folder = tmp_path / "autograder-theirs"
    folder.mkdir()
    (folder / LOCK).touch()
    os.chown(folder, 65534, 65534)

    remove_abandoned(tmp_path, "autograder-")

    assert folder.exists()


def test_a_signal_that_somebody_handles_is_left_to_them() -> None:
    """A server has its own ways to end."""

    def handler(*_: object) -> None:
        """The caller's."""

    before = signal.signal(signal.SIGTERM, handler)
    try:
        with EndingSignals(lambda: None):
            during = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGHUP)
        after = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGTERM, before)

    assert during[0] is handler
    assert during[1] is not signal.SIG_DFL
    assert after == (handler, signal.SIG_DFL)


def test_a_forked_process_does_not_clean_up_for_its_parent(tmp_path: Path) -> None:
    """It ends by the signal, and the parent's folder stays."""
    kept = tmp_path / "kept"
    kept.mkdir()
    with EndingSignals(lambda: kept.rmdir() if kept.exists() else None):
        child = os.fork()
        if child == 0:
            os.kill(os.getpid(), signal.SIGTERM)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        still_there = kept.exists()

    assert os.waitstatus_to_exitcode(status) == -signal.SIGTERM
    assert still_there
    assert not kept.exists()


def test_a_signal_during_the_start_waits_for_its_end() -> None:
    """What is half made cannot be removed."""
    program = """
import os, signal
from autograder.sandbox.leftovers.signals import EndingSignals
with EndingSignals(lambda: print("closed", flush=True)) as signals:
    with signals.deferred():
        os.kill(os.getpid(), signal.SIGTERM)
        print("made", flush=True)
    print("never")
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.returncode) == ("made\nclosed\n", -signal.SIGTERM)
