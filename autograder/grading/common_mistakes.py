"""Count the known mistakes of a class: how many submissions made each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograder.harness.diagnosis.known_mistakes import KnownMistakes
    from autograder.model.results import SubmissionResult


@dataclass(frozen=True, kw_only=True)
class CommonMistake:
    """A known mistake, and how many of a class made it."""

    id: str
    question: str
    hint: str
    made: int
    graded: int  # submissions in all

    def __str__(self) -> str:
        """One line for the staff: `37 % (7 of 19): Your d_weights is the sum ...`."""
        return f"{self.made / self.graded:.0%} ({self.made} of {self.graded}) {self.question}: {self.hint}"


def common_mistakes(
    results: Iterable[SubmissionResult], known: KnownMistakes | None
) -> tuple[CommonMistake, ...]:
    """The known mistakes of a class, the most frequent first; equally frequent ones in the catalogue's order.

    Args:
        results: The graded submissions.
        known: The assignment's catalogue, or None where it has none.
    """
    graded = list(results)
    made = Counter(mistake for result in graded for mistake in set(result.mistakes))
    catalogue = known.mistakes.values() if known is not None else ()
    found = [mistake for mistake in catalogue if made[mistake.id]]
    return tuple(
        CommonMistake(
            id=mistake.id,
            question=mistake.question,
            hint=mistake.hint,
            made=made[mistake.id],
            graded=len(graded),
        )
        for mistake in sorted(found, key=lambda mistake: -made[mistake.id])
    )
