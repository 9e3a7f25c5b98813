"""A clone of this repository in which nothing was built: what stands in release/ runs as it is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

NAME = "cmu10701-hw3"
NEEDED = (f"release/{NAME}", f"solutions/{NAME}", "autograder/harness")
CELLS = """
import json, sys
names = {"__name__": "__main__"}
for cell in json.load(open(sys.argv[1], encoding="utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        exec("".join(cell["source"]), names)
"""


@pytest.fixture
def clone(repository: Path, tmp_path: Path) -> Path:
    """The files that git keeps, or would keep with the next commit."""
    if shutil.which("git") is None or not (repository / ".git").exists():
        pytest.skip("needs git, and a clone to look at")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *NEEDED],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in listed.split("\0"):
        if name and (repository / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(repository / name, tmp_path / name)
    return tmp_path


def test_the_handout_runs_with_the_repository_s_harness(clone: Path) -> None:
    """Red with the stubs, green with the solution, and without the packed harness, which git does not keep."""
    folder = clone / "release" / NAME
    command = [sys.executable, "-B", "run_tests.py"]

    stub = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    for name in json.loads((folder / "tests" / "assignment.json").read_text(encoding="utf-8"))["modules"]:
        shutil.copy(clone / "solutions" / NAME / name, folder / name)
    solved = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

    assert not (folder / "harness.zip").exists()
    assert (stub.returncode, stub.stderr, solved.returncode, solved.stderr) == (1, "", 0, "")
    assert re.search(r"^0 of \d+ tests passed", stub.stdout, re.MULTILINE)
    assert re.search(r"^(\d+) of \1 tests passed", solved.stdout, re.MULTILINE)


def test_the_repository_s_harness_comes_before_an_older_packed_one(clone: Path) -> None:
    """A clone in which something was built, and which was brought up to date since."""
    folder = clone / "release" / NAME
    (folder / "harness.zip").write_bytes(b"an older one")

    ran = subprocess.run(
        [sys.executable, "-B", "run_tests.py"], cwd=folder, capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stderr) == (1, "")
    assert re.search(r"^0 of \d+ tests passed", ran.stdout, re.MULTILINE)


def test_the_notebook_runs_with_the_repository_s_harness(clone: Path) -> None:
    """Cell by cell."""
    folder = clone / "release" / NAME

    ran = subprocess.run(
        [sys.executable, "-B", "-c", CELLS, f"{NAME}.ipynb"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert "Everything is in place." in ran.stdout
    assert "0 of 2 public points" in ran.stdout
