"""Put the tests of a question that others need before the tests that need it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from ..checks.check import HarnessError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pytest


class Needing(Protocol):
    """A test, as far as its questions are concerned."""

    @property
    def item(self) -> pytest.Item:
        """The test as pytest has collected it."""

    @property
    def question(self) -> str:
        """The question that it belongs to."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The other questions that have to be passed before it counts."""


N = TypeVar("N", bound=Needing)


def needed_first(tests: Iterable[N]) -> tuple[N, ...]:
    """The tests in this order, except that those which need a question come after all tests of that question.

    Raises:
        HarnessError: with file and line, if questions need each other, so that none of them could be passed.
    """
    given = tuple(tests)
    needs: dict[str, dict[str, N]] = {}
    for test in given:
        needs.setdefault(test.question, {}).update(dict.fromkeys(test.needs, test))
    ranks: dict[str, int] = {}
    for question in needs:
        _rank(question, needs, ranks, [])
    return tuple(sorted(given, key=lambda test: ranks[test.question]))


def _rank(
    question: str, needs: Mapping[str, Mapping[str, Needing]], ranks: dict[str, int], above: list[str]
) -> int:
    """How many questions stand one upon the other below this one."""
    if question in ranks:
        return ranks[question]
    if question in above:
        circle = [*above[above.index(question) :], question]
        item = needs[circle[-2]][question].item
        raise HarnessError(
            f"{item.path}:{(item.location[1] or 0) + 1}: the questions {' -> '.join(circle)} need each other, so "
            "that none of them could be passed; take one `needs` out"
        )
    own = [_rank(other, needs, ranks, [*above, question]) + 1 for other in needs.get(question, ())]
    ranks[question] = max(own, default=0)
    return ranks[question]
