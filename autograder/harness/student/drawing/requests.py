"""What a test asks of the figures that a student's code has drawn: `student.figure()`, `student.figures()`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .artists import ALL, CURRENT, GIVEN
from .bounds import (
    MOST_ARTISTS,
    MOST_AXES,
    MOST_FIGURES,
    MOST_LETTERS,
    MOST_NUMBERS,
    FiguresRefusedError,
)
from .figures import NO_ANSWER, Figure, figures_of

if TYPE_CHECKING:
    from ..proxy import StudentError

# What is said of each word with which figures are refused.
_REFUSED = {
    "none": "no figure is there: your code has drawn none, or has closed it before it was shown or saved",
    "no figure": "this is neither a figure of matplotlib's nor a part of one",
    "no numbers": "a figure of your code's holds something else than numbers where it draws numbers",
    "no text": "a figure of your code's holds something else than text where it writes text",
    "unreadable": "a figure of your code's cannot be read: a part of it is not what matplotlib made",
    "figures": f"your code has more than {MOST_FIGURES} figures open; close those that are done",
    "axes": f"your code's figures have more than {MOST_AXES} axes",
    "artists": f"your code's figures have more than {MOST_ARTISTS:,} lines, points, bars and texts",
    "numbers": f"your code's figures draw more than {MOST_NUMBERS:,} numbers",
    "letters": f"your code's figures hold more than {MOST_LETTERS:,} letters",
    NO_ANSWER: "it is not an answer to the request",
}


class FigureRequests:
    """The requests; each student says how one gets to the student's process."""

    def figure(self, drawn: object = None) -> Figure:
        """The figure that was drawn last, or that of what a function has returned, as plain data.

        It is matplotlib's current one, or the last that was shown, or saved and closed.

        Args:
            drawn: A figure, axes, a line or the like that the student's code has returned.

        Raises:
            StudentError: if there is none, or what is given belongs to none, or it is too large.
        """
        which = CURRENT if drawn is None else GIVEN
        found = self._figures(which, *(() if drawn is None else (drawn,)))
        if len(found) != 1:
            raise self._refused(_REFUSED[NO_ANSWER])
        return found[0]

    def figures(self) -> list[Figure]:
        """All figures: those that were shown, or saved and closed, and then those that are open.

        Each in the order of their creation. Of more than 50 that are done, the last ones are given.

        Raises:
            StudentError: if they are too many or too large.
        """
        return self._figures(ALL)

    def _figures(self, which: str, *drawn: object) -> list[Figure]:
        answer = self._request_program("figures", which, *drawn)
        word = answer.get("refused") if type(answer) is dict else None
        if type(word) is str and word in _REFUSED:
            raise self._refused(_REFUSED[word])
        try:
            return figures_of(answer)
        except FiguresRefusedError as refused:
            raise self._refused(_REFUSED[str(refused)]) from None

    def _request_program(self, verb: str, *operands: Any) -> Any:  # noqa: ANN401 - plain data, as it travels
        """The answer of the student's process."""
        raise NotImplementedError

    def _refused(self, why: str) -> StudentError:
        """The fault that says so."""
        raise NotImplementedError
