"""The functions that students are to write, and which of them each test goes through when the reference runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ..checks.confirm import test_of
from ..checks.folders import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class StubFunction:
    """A function of a stub in whose body students are to write.

    Attributes:
        file: The name of its file.
        name: Its name, with its class: `Linear.backward`.
        body: The stub's body without docstring and comments, as source text.
        question: The question that judges it, or "" if no test calls it.
    """

    file: str
    name: str
    body: str
    question: str = ""

    @property
    def short(self) -> str:
        """The name without its class."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True)
class Entry:
    """Which of these functions a test goes through, by their numbers.

    Attributes:
        direct: Those that the test itself calls before its first check.
        through: Those that other functions of the files call before that.
        later: Those that are first called after that, perhaps for another reading of the question alone.
    """

    direct: tuple[int, ...] = ()
    through: tuple[int, ...] = ()
    later: tuple[int, ...] = ()

    @classmethod
    def from_json(cls, value: Mapping[str, Iterable[int]]) -> Entry:
        """From what JSON made of it."""
        return cls(tuple(value["direct"]), tuple(value["through"]), tuple(value["later"]))


@dataclass(frozen=True)
class StubFunctions:
    """The functions that students are to write.

    Attributes:
        functions: In the order in which they stand in the files.
        entries: By test id, which of them the test goes through.
    """

    functions: tuple[StubFunction, ...] = ()
    entries: Mapping[str, Entry] = field(default_factory=dict)

    def entry(self, test: str) -> Entry:
        """What this test, or this second run of a test, goes through."""
        return self.entries.get(test_of(test), Entry())

    def in_order(self, questions: Iterable[str]) -> tuple[str, ...]:
        """The questions in the order in which their functions stand in the files; then those that have none."""
        first = list(dict.fromkeys(one.question for one in self.functions))
        return tuple(sorted(questions, key=lambda one: first.index(one) if one in first else len(first)))

    def of_public(self) -> StubFunctions:
        """What students may know: nothing about hidden tests."""
        public = {test: one for test, one in self.entries.items() if test.startswith(f"{PUBLIC}/")}
        return StubFunctions(self.functions, public)

    def to_json(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> StubFunctions:
        """From what `to_json` gives.

        Raises:
            ValueError, KeyError, TypeError, AttributeError: if it is something else.
        """
        return cls(
            tuple(StubFunction(**one) for one in value["functions"]),
            {test: Entry.from_json(one) for test, one in value["entries"].items()},
        )
