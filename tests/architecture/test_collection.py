"""Every file of tests runs: pytest leaves folders out by their names, and says nothing of it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def test_pytest_collects_every_file_of_tests(repository: Path) -> None:
    """All `test_*.py` below tests/, save those that belong to an assignment of a test's own."""
    tests = repository / "tests"
    assignments = {path.parent for path in tests.rglob("assignment.toml")}
    on_disk = {
        path.relative_to(repository).as_posix()
        for path in tests.rglob("test_*.py")
        if assignments.isdisjoint(path.parents)
    }

    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    )

    collected = {line.partition("::")[0] for line in listed.stdout.splitlines() if "::" in line}
    assert collected == on_disk
