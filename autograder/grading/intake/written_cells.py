"""Find the written answers in a notebook's cells, which are recognised by their grade ids."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from autograder.grading.intake.released_notebook import grade_id_of
from autograder.model.graded_cells import is_written, source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from autograder.grading.intake.released_notebook import ReleasedNotebook


def written_cells(cells: Iterable[Mapping[str, Any]], released: ReleasedNotebook) -> bytes:
    """What students wrote over the placeholders, as JSON: the text of each answer by the grade id of its cell.

    Where a grade id stands twice, the last cell that was filled in counts, as with code.

    Returns:
        b"" if no cell of the notebook is one for a written answer.
    """
    found: dict[str, str] = {}
    for cell in cells:
        grade_id, text = grade_id_of(cell), source_of(cell)
        if is_written(grade_id) and text is not None:
            own = "" if released.is_as_given(text, grade_id) else text.strip()
            found[grade_id] = own or found.get(grade_id, "")
    return json.dumps(found).encode() if found else b""
