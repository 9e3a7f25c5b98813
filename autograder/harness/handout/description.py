"""A handout as its own `tests/assignment.json` describes it: what students may know of the assignment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class HandoutQuestion:
    """One question as students know it.

    Attributes:
        id: What `-q` takes.
        title: Its title.
        points: Its points in the course.
        public_points: The part of them that the public tests hold.
    """

    id: str
    title: str
    points: float
    public_points: float


@dataclass(frozen=True)
class Handout:
    """The handout's `tests/assignment.json`, which the build writes."""

    name: str
    title: str
    modules: tuple[str, ...]
    packages: tuple[str, ...]
    seed: int
    data_folder: str | None
    placeholder: str
    questions: tuple[HandoutQuestion, ...]
    measures: tuple[str, ...]


def load_handout(folder: Path) -> Handout:
    """Read `tests/assignment.json`.

    Raises:
        OSError, ValueError, KeyError, TypeError: if it is not as the build wrote it.
    """
    values = json.loads((folder / "tests" / "assignment.json").read_text(encoding="utf-8"))
    return Handout(
        name=values["name"],
        title=values["title"],
        modules=tuple(values["modules"]),
        packages=tuple(values["packages"]),
        seed=values["seed"],
        data_folder=values["data_folder"],
        placeholder=values["placeholder"],
        questions=tuple(HandoutQuestion(**question) for question in values["questions"]),
        measures=tuple(values.get("measures", ())),
    )
