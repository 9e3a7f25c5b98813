"""The names of a notebook's cells, by which the build and grading mean the same cell.

A released notebook has four kinds: `solution-<module>-<name>` holds what a student writes, `public-<question>` and
`hidden-<question>` hold tests, and `written-<key>` a written answer.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RELEASED = "cells.json"  # in a bundle: grade id -> fingerprint of each code cell, as students get it
_OURS = re.compile(r"(solution|public|hidden|written)-[A-Za-z0-9_-]+")


def is_ours(grade_id: str) -> bool:
    """Whether a grade id is one that the build gives."""
    return _OURS.fullmatch(grade_id) is not None


def is_solution(grade_id: str) -> bool:
    """Whether a grade id names a cell that a student writes."""
    return is_ours(grade_id) and grade_id.startswith("solution-")


def is_test(grade_id: str) -> bool:
    """Whether a grade id names a cell of tests."""
    return is_ours(grade_id) and grade_id.startswith(("public-", "hidden-"))


def fingerprint(source: str) -> str:
    """The same for two cells that differ in nothing but blanks at line ends."""
    lines = "\n".join(line.rstrip() for line in source.splitlines()).strip()
    return hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest()


def released_cells(folder: Path) -> Mapping[str, str]:
    """Grade id to fingerprint of an assignment's released code cells; empty where no notebook was released."""
    try:
        found = json.loads((folder / RELEASED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
