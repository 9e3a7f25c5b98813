"""Which files of tests go first, so that processes that share them end together: long ones, and what others wait for.

`pytest --durations=40` shows what has become long since.
"""

from __future__ import annotations

FIRST = (
    "end_to_end/test_diagnosis.py",
    "authoring/test_audit.py",
    "attacks/test_processes.py",
    "end_to_end/test_fairness.py",
)
