"""Which files of tests go first, so that processes that share them end together: long ones, and what others wait for.

`pytest --durations=40` shows what has become long since.
"""

from __future__ import annotations

FIRST = (
    "tests/authoring/test_audit.py",
    "tests/attacks/test_processes.py",
    "tests/test_cli.py",
    "tests/homework/test_homework.py",
    "tests/homework/test_homework_at_home.py",
)
