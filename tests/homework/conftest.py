"""Homework of many kinds: each folder in assignments/ is built once, and handed in right, wrong and not begun."""

from __future__ import annotations

collect_ignore = ["assignments"]  # tests of the homework, not of the package
