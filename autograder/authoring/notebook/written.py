"""Make the notebook's cells for written answers: the question as text, and below it a cell to write into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.authoring.notebook.nbgrader import WRITTEN_STUB
from autograder.authoring.source.answer_form import how_to_answer
from autograder.harness.answers.kinds import AnswerKind, letters
from autograder.model.graded_cells import CellKind, grade_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from autograder.model.answers import AnswerKey
    from autograder.model.assignment import Question

HEADING = """\
## Written answers

Write your answers over the placeholders, {placeholder}.
They are handed in with this notebook and count {points:g} points{apart}."""
_BY_A_PERSON = "a person reads what you write in words"
_CHECKED = "numbers, letters and shapes are compared when the notebook is graded"


def written_heading(keys: Sequence[AnswerKey]) -> str:
    """The text above the cells: where to write, and who reads it."""
    prose = [key for key in keys if key.kind is AnswerKind.PROSE]
    by = [_BY_A_PERSON] * bool(prose) + [_CHECKED] * (len(prose) < len(keys))
    points = sum(key.points for key in keys)
    return HEADING.format(placeholder=f"`{WRITTEN_STUB}`", points=points, apart=f"; {', and '.join(by)}")


def heading_of(question: Question) -> tuple[str, str, dict[str, object] | None]:
    """The cell above a question's tests: its id, the source, and what nbgrader is to know of it.

    What a person grades is a task in nbgrader's words. Of a cell to write into, nbgrader would give no points, and
    ask nobody, where the student has left it as it was.
    """
    heading = f"### {question.title} ({question.points:g} points)"
    if not question.manual:
        return f"question-{question.id}", heading, None
    about = {"grade": False, "solution": False, "locked": True, "task": True, "points": question.points}
    text = f"{heading}\n\nA person grades this by what stands in your cells."
    return grade_id(CellKind.MANUAL, question.id), text, dict[str, object](about)


def written_cells(key: AnswerKey) -> Iterator[tuple[str, str, dict[str, object] | None]]:
    """The two cells of a question: the id, the source, and for the second what nbgrader is to know of it."""
    points = f"{key.points:g} {'point' if key.points == 1 else 'points'}"
    options = "".join(
        f"\n* {letter}. {option}" for letter, option in zip(letters(key.options), key.options, strict=True)
    )
    parts = [f"**{key.id}** ({points})", f"{key.question}", options.strip("\n"), how_to_answer(key)]
    id_ = grade_id(CellKind.WRITTEN, key.id)
    yield f"about-{id_}", "\n\n".join(part for part in parts if part), None
    yield id_, WRITTEN_STUB, {"grade": True, "solution": True, "locked": False, "points": key.points}
