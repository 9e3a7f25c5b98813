"""Write and build a small assignment from a few texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release import build as release
from autograder.authoring.release.build import build
from tests.support.toy import fake_wheel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def without_markers(module: str, *edits: tuple[str, str]) -> str:
    """The module of a reference without its markers, and with edits.

    Raises:
        ValueError: if what an edit replaces does not stand there exactly once.
    """
    text = "".join(line for line in module.splitlines(keepends=True) if "### " not in line)
    for old, new in edits:
        if text.count(old) != 1:
            raise ValueError(f"{old!r} stands {text.count(old)} times in the reference")
        text = text.replace(old, new)
    return text


def write_assignment(course: Path, name: str, files: Mapping[str, str]) -> Path:
    """The folder of an assignment in a course's folder, with a handout of one line."""
    folder = course / "source" / name
    for path, text in {"handout.md": "# Homework\n\nWrite it.\n", **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def build_written(source: Path, course: Path) -> None:
    """Build an assignment that was written, without packing the package itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "pack_wheel", fake_wheel)
        build(source, course)


def build_assignment(course: Path, name: str, files: Mapping[str, str]) -> Path:
    """The bundle of an assignment that was written and built."""
    build_written(write_assignment(course, name, files), course)
    return course / "dist" / name / "bundle"
