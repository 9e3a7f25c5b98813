"""Folders that every user of the machine may enter: without that, permissions would hold what a wall should."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ENTER_AND_LIST = 0o005


def open_to_everybody(folder: Path) -> None:
    """Let every user into a temporary folder, and into those above it that pytest has closed."""
    for path in (folder, *folder.parents):
        if path.stat().st_mode & ENTER_AND_LIST != ENTER_AND_LIST:
            path.chmod(0o755)
