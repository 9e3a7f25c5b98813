"""The names that an assignment accepts in place of its own: `[names]` of `assignment.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .lookup import Spelled, Way


@dataclass(frozen=True)
class Spellings:
    """The other spellings of names of the reference.

    Attributes:
        names: By the asked-for name, `computeLayer` or `Linear.forward`, what is accepted in its place.
    """

    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def spelled(self, name: str) -> Spelled:
        """A name that a test asks an object for, with what it may also be called there."""
        ways = tuple(self._ways(name))
        return (name, ways) if ways else name

    def others(self, name: str) -> tuple[str, ...]:
        """All that a name may also be called, on whatever object."""
        return tuple(spelling for _, spellings in self._ways(name) for spelling in spellings)

    def asked(self, own: str) -> str:
        """The name that the tests use for what a student calls `relu` or `Layer.apply`."""
        if not self.names or own in self.names:
            return own
        owner, dot, name = own.rpartition(".")
        kind = self._asked(owner) if owner else ""
        for full, spellings in self.names.items():
            if name in spellings and full.rpartition(".")[0] == kind:
                return full
        return f"{kind}{dot}{name}"

    def candidates(self, asked: str) -> tuple[str, ...]:
        """What a name of the reference may be called in full, the asked-for spelling first."""
        owner, dot, short = asked.rpartition(".")
        kinds = (owner, *self.names.get(owner, ())) if owner else ("",)
        return tuple(f"{kind}{dot}{name}" for kind in kinds for name in (short, *self.names.get(asked, ())))

    def described(self, answer: object) -> object:
        """What a student's process says of an object, with the names that the tests use for its class and fields."""
        if not self.names or type(answer) is not tuple or not all(type(one) is str for one in answer[:2]):
            return answer
        tag, kind, *rest = answer
        content = rest[0] if rest else None
        if type(content) is str:
            rest = [self._attribute(kind, content)]
        elif type(content) is dict and all(type(name) is str for name in content):
            rest = [{self._attribute(kind, name): value for name, value in content.items()}]
        return (tag, self._asked(kind), *rest)

    def _attribute(self, kind: str, name: str) -> str:
        return self.asked(f"{kind}.{name}").rpartition(".")[2]

    def _ways(self, name: str) -> Iterator[Way]:
        for full, spellings in self.names.items():
            owner, _, short = full.rpartition(".")
            if short == name:
                yield (owner, *self.names.get(owner, ())) if owner else (), spellings

    def _asked(self, own: str) -> str:
        """The asked-for name of a class."""
        return next((full for full, spellings in self.names.items() if own in spellings), own)
