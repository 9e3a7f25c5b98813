"""Recognise the cells of the notebook that students were given: by grade id, or by text if an editor lost the id."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from autograder.model.graded_cells import (
    RELEASED_NOTEBOOK,
    STUBS,
    fingerprint,
    is_ours,
    is_solution,
    is_test,
    source_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ONLY_IN_THE_HANDOUT = "from run_tests import"  # what sets the notebook up and runs its tests at home


class ReleasedNotebook:
    """The cells of the notebook that students were given; none if the bundle has no notebook.

    Args:
        folder: The bundle.
    """

    def __init__(self, folder: Path) -> None:
        self._fingerprints: dict[str, str] = {}  # by grade id
        self._not_to_write: set[str] = set()  # fingerprints of cells that students were to leave as they are
        for cell in _cells(folder / RELEASED_NOTEBOOK):
            grade_id = grade_id_of(cell)
            own = fingerprint(source_of(cell) or "")
            self._fingerprints[grade_id] = own
            if cell["cell_type"] == "code" and not is_solution(grade_id):
                self._not_to_write.add(own)

    def is_graders(self, source: str, grade_id: str) -> bool:
        """Whether the grader has this cell itself, so that it need not run."""
        if is_solution(grade_id):
            return False
        return (
            is_test(grade_id) or _ONLY_IN_THE_HANDOUT in source or fingerprint(source) in self._not_to_write
        )

    def is_edited(self, source: str, grade_id: str) -> bool:
        """Whether a cell of tests is known to differ from what students were given."""
        return is_test(grade_id) and self._fingerprints.get(grade_id, "") not in {"", fingerprint(source)}

    def is_as_given(self, source: str, grade_id: str) -> bool:
        """Whether a cell still has the text that students were given."""
        return self._fingerprints.get(grade_id) == fingerprint(source)

    def solutions(self) -> list[str]:
        """The grade ids of the cells that students write."""
        return list(filter(is_solution, self._fingerprints))


def is_untouched(name: str, module: bytes, folder: Path) -> bool:
    """Whether a module is still the handout's, with nothing written into it.

    Args:
        name: The file's.
        module: What it holds.
        folder: The bundle; if it does not describe the handout's modules, the answer is no.
    """
    try:
        stubs = json.loads((folder / STUBS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    given: str | None = stubs.get(name)
    return fingerprint(module.decode("utf-8-sig", "replace")) == given


def grade_id_of(cell: Mapping[str, Any]) -> str:
    """A cell's grade id, if it is one that the build gives, or ""."""
    found = table_of(table_of(cell, "metadata"), "nbgrader").get("grade_id")
    return found if isinstance(found, str) and is_ours(found) else ""


def table_of(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The table at this key, or an empty table if there is none."""
    found = table.get(key)
    return found if isinstance(found, dict) else {}


def _cells(path: Path) -> list[dict[str, Any]]:
    try:
        cells: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except FileNotFoundError:
        return []
    return cells
