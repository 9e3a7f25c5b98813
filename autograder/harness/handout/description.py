"""A handout as its own `tests/assignment.json` describes it: what students may know of the assignment."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1  # counted up when an older or newer harness.zip could no longer run a handout as it was made


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
    """What students may know of an assignment; these fields are the keys of `tests/assignment.json`.

    Attributes:
        name: The assignment's name.
        title: Its title.
        modules: The file names that students hand in.
        packages: The packages that the grader has.
        seed: What the random numbers of the tests come from.
        data_folder: The folder of the data set, or None.
        placeholder: The comment that stands where students write.
        shared: The file names of the modules in `tests/` that tests import.
        questions: In the order of the rubric.
        measures: The ids of the numbers that tests report beside the points.
    """

    name: str
    title: str
    modules: tuple[str, ...]
    packages: tuple[str, ...]
    seed: int
    data_folder: str | None
    placeholder: str
    shared: tuple[str, ...]
    questions: tuple[HandoutQuestion, ...]
    measures: tuple[str, ...]

    def to_json(self) -> bytes:
        """The content of `tests/assignment.json`."""
        return (json.dumps({"format": FORMAT, **asdict(self)}, indent=2, ensure_ascii=False) + "\n").encode()


def load_handout(folder: Path) -> Handout:
    """Read `tests/assignment.json`.

    Raises:
        OSError, ValueError, KeyError, TypeError: if it is not as the build wrote it.
    """
    values: dict[str, Any] = json.loads((folder / "tests" / "assignment.json").read_text(encoding="utf-8"))
    if values.pop("format") != FORMAT:
        raise ValueError("it belongs to another version of harness.zip")
    for key in ("modules", "packages", "shared", "measures"):
        values[key] = tuple(values[key])
    values["questions"] = tuple(HandoutQuestion(**question) for question in values["questions"])
    return Handout(**values)
