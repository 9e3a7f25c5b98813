"""Find the sizes that a test shows, by the rules that an assignment declares."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from .relations.sizes import Size, SizeRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..student.call_log import Call


@dataclass(frozen=True)
class SizeRule:
    """One size of `[[sizes]]` in assignment.toml, and where a test shows it.

    Calls are named as a test makes them, `sigmoid` or `Linear.forward`; `*` stands for any text, as in `*.forward`.

    Attributes:
        name: The words for it that students read: "the batch size".
        role: What it counts.
        rows_of: Calls; the size is the number of rows of their first argument.
        columns_of: Calls; the size is the number of columns of their first argument.
        arguments: Names of keyword arguments that have this size as their value.
    """

    name: str
    role: SizeRole = SizeRole.OTHER
    rows_of: tuple[str, ...] = ()
    columns_of: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready dictionary."""
        return {**asdict(self), "role": self.role.value}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> SizeRule:
        """Read what `to_json` wrote.

        Raises:
            KeyError, TypeError, ValueError: if it is anything else.
        """
        calls = {key: tuple(values[key]) for key in ("rows_of", "columns_of", "arguments")}
        return cls(name=values["name"], role=SizeRole(values["role"]), **calls)


def sizes_of(calls: Iterable[Call], rules: Sequence[SizeRule]) -> tuple[Size, ...]:
    """The sizes that these calls show; if several calls show a size, the first of them counts.

    A whole number in a keyword argument is a size too; without a rule for it, it has the argument's name.

    Args:
        calls: The test's calls of the student's code, the last call first.
        rules: What the assignment declares.
    """
    found: dict[str, Size] = {}
    for call in calls:
        for size in (*_arguments(call, rules), *_axes(call, rules)):
            found.setdefault(size.name, size)
    return tuple(found.values())


def _arguments(call: Call, rules: Sequence[SizeRule]) -> Iterator[Size]:
    for argument, value in call.keywords.items():
        if type(value) is int and value > 0:
            named = next((rule for rule in rules if argument in rule.arguments), SizeRule(f"`{argument}`"))
            yield Size(named.name, value, named.role)


def _axes(call: Call, rules: Sequence[SizeRule]) -> Iterator[Size]:
    """The rows and columns of the first argument."""
    for rule in rules:
        for axis, patterns in enumerate((rule.rows_of, rule.columns_of)):
            if len(call.shape) > axis and any(fnmatchcase(call.name, pattern) for pattern in patterns):
                yield Size(rule.name, call.shape[axis], rule.role)
