"""Every file of tests runs: pytest leaves folders out by their names, and says nothing of it."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.order import FIRST

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


@pytest.mark.parametrize("name", FIRST)
def test_what_goes_first_is_there(repository: Path, name: str) -> None:
    """A file that has another name by now would go last, unseen."""
    assert (repository / name).is_file()


def test_the_siege_and_the_tests_of_every_day_are_all_tests(repository: Path) -> None:
    """`make test`, `make siege` and `make long` choose by two marks, each what the others leave."""
    makefile = (repository / "Makefile").read_text(encoding="utf-8")

    chosen = re.findall(r'\)/pytest -m ("[^"]+"|\w+)', makefile)
    assert chosen == ['"not siege"', '"siege and not long"', "long", "hypothesis"]


def test_what_tests_share_stands_where_they_can_import_it(repository: Path) -> None:
    """In tests/support: pytest loads a conftest by itself, and an import of one works by luck alone."""
    importing = re.compile(r"^\s*(from|import) .*\bconftest\b", re.MULTILINE)
    paths = (repository / "tests").rglob("*.py")

    assert [path.name for path in paths if importing.search(path.read_text(encoding="utf-8"))] == []
