"""The attacks that rest on the layers around a worker once more, by a grader without any privilege.

Such a grader has no other user to run the submissions as, and on an old kernel no Landlock either.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.siege,
    pytest.mark.skipif(
        os.name != "posix" or os.geteuid() != 0, reason="only root can become another user to try it"
    ),
]

UNPRIVILEGED = 65534
SYSTEMS_OWN = ("/usr/bin/python3", "/usr/local/bin/python3")
NEEDED = (
    "numpy",
    "pytest",
    "hypothesis",
    "wheel",
    "nbformat",
)  # of the attacks, and of building their course
APART = "test_nbgrader.py"  # nbgrader, which it needs, keeps files of its own user's


@pytest.fixture
def copy(repository: Path) -> Iterator[Path]:
    """What the other user needs of the repository, where that user can read it."""
    with tempfile.TemporaryDirectory(prefix="siege-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copy(repository / "pyproject.toml", folder)
        shutil.copy(repository / "tests" / "conftest.py", _made(folder / "tests"))
        ignore = shutil.ignore_patterns("__pycache__", Path(__file__).name, APART)
        for part in ("autograder", "tests/attacks", "tests/support"):
            shutil.copytree(repository / part, folder / part, ignore=ignore)
        for path in folder.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield folder


def test_the_walls_hold_for_an_unprivileged_grader(copy: Path) -> None:
    """Without another uid for the workers, Landlock and seccomp hold the same attacks."""
    _besieged(copy)


def test_the_walls_hold_where_namespaces_stand_in_for_landlock(copy: Path) -> None:
    """As on a kernel before 5.13, or one that was built without Landlock."""
    python, path = _interpreter()
    works = "from autograder.sandbox.confinement.probe import namespaces_work as works"
    probe = f"{works}; import sys; sys.exit(not works())"
    if _run(python, f"{copy}:{path}", "-c", probe).returncode:
        pytest.skip("this system gives an unprivileged user no namespaces")
    _besieged(copy, "--without-landlock")


def _besieged(copy: Path, *options: str) -> None:
    python, path = _interpreter()
    arguments = ("-m", "pytest", "-q", "-m", "confined", "-p", "no:cacheprovider", "tests/attacks", *options)

    done = _run(python, f"{copy}:{path}", *arguments, cwd=copy)

    print(done.stdout.splitlines()[-1])  # noqa: T201 - the counts, for whoever asks with -rP
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _run(python: str, path: str, *arguments: str, cwd: Path = Path("/")) -> subprocess.CompletedProcess[str]:
    """Run Python as the unprivileged user."""
    environment = {"PYTHONPATH": path, "PATH": os.defpath, "LANG": "C.UTF-8"}
    command = [python, "-B", *arguments]
    return subprocess.run(
        command,
        env=environment,
        cwd=cwd,
        user=UNPRIVILEGED,
        group=UNPRIVILEGED,
        extra_groups=(),
        capture_output=True,
        text=True,
        check=False,
    )


def _interpreter() -> tuple[str, str]:
    """An interpreter that the unprivileged user can run, and where it finds the packages."""
    installed = sysconfig.get_path("purelib")
    for python in (sys.executable, *SYSTEMS_OWN):
        if _can(python, installed, f"import {', '.join(NEEDED)}"):
            return python, installed
    for python in SYSTEMS_OWN:
        if _can(python, "", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"):
            return _environment(python), ""
    pytest.skip("no interpreter from Python 3.10 up that other users can run")


def _can(python: str, path: str, program: str) -> bool:
    try:
        return _run(python, path, "-c", program).returncode == 0
    except (FileNotFoundError, PermissionError):
        return False


def _environment(python: str) -> str:
    """A virtual environment with the packages; made once, and kept for later runs."""
    versions = (
        f"{platform.platform()} {Path(python).resolve()} {np.__version__} {pytest.__version__} {NEEDED}"
    )
    folder = Path(
        tempfile.gettempdir(), f"autograder-siege-{hashlib.sha256(versions.encode()).hexdigest()[:16]}"
    )
    if not folder.exists():
        making = Path(tempfile.mkdtemp(prefix=f"{folder.name}-"))
        making.chmod(0o755)
        for command in (
            [python, "-m", "venv", str(making)],
            [str(making / "bin" / "python"), "-m", "pip", "install", "--quiet", *NEEDED, "tomli"],
        ):
            if subprocess.run(command, capture_output=True, check=False).returncode:
                shutil.rmtree(making)
                pytest.skip(f"{' '.join(command[1:4])} does not work here")
        try:
            making.rename(folder)
        except OSError:  # another run was faster
            shutil.rmtree(making)
    if folder.stat().st_uid != 0:
        pytest.skip(f"{folder} belongs to someone else")
    return str(folder / "bin" / "python")
