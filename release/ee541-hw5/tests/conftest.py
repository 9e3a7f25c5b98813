"""Tell whoever types `pytest` what to run instead: these tests need what `python run_tests.py` gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SENTENCE = (
    "The tests of the assignment do not run by `pytest`: type `python run_tests.py` in the handout's folder."
)


class NoTests(pytest.File):
    """A file of which pytest runs nothing."""

    def collect(self) -> Iterator[pytest.Item]:
        """No tests."""
        yield from ()


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.File:
    """Leave every file below this folder to `run_tests.py`."""
    file: pytest.File = NoTests.from_parent(parent, path=module_path)
    return file


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it once, at the end."""
    terminalreporter.write_line(SENTENCE)
