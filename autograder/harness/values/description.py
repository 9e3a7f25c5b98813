"""Describe values as trees of plain data, so that they can be compared, recorded and shown.

A student's object stays in the student's process. What can be compared of it is described there: the member of an
enumeration by its name, an object of a dataclass by its fields. A student's process loads this module, so it imports
NumPy and the standard library alone.
"""

from __future__ import annotations

import dataclasses
from enum import Enum
from typing import Any, NamedTuple

MOST_FIELDS = 1_000
_MEMBER, _RECORD, _OBJECT = "member", "record", "object"


class Member(NamedTuple):
    """A member of an enumeration.

    Attributes:
        kind: The name of the enumeration.
        name: Its own name.
    """

    kind: str
    name: str


class Record(NamedTuple):
    """An object of a dataclass.

    Attributes:
        kind: The name of the class.
        fields: Its fields, by name, in the order of the class.
    """

    kind: str
    fields: dict[str, Any]


class Other(NamedTuple):
    """An object of which nothing can be compared.

    Attributes:
        kind: The name of its class.
    """

    kind: str


def describe(value: object) -> tuple[str, ...] | tuple[str, str, dict[str, Any]]:
    """What can be compared of a student's object, as plain data; called in the student's process."""
    kind = type(value)
    if issubclass(kind, Enum):
        return (_MEMBER, kind.__name__, str(value.name))  # type: ignore[attr-defined]  # it is a member
    fields = getattr(kind, "__dataclass_fields__", None)
    if type(fields) is dict and not isinstance(value, type):
        names = [one.name for one in dataclasses.fields(value) if one.compare][:MOST_FIELDS]  # type: ignore[arg-type]
        return (_RECORD, kind.__name__, {name: getattr(value, name) for name in names})
    return (_OBJECT, kind.__name__)


def read_description(answer: object) -> Member | Record | Other | None:
    """What `describe` gave in a process that may be hostile; None if it is nothing of the kind."""
    if (
        type(answer) is not tuple
        or len(answer) < len("ab")
        or not all(type(one) is str for one in answer[:2])
    ):
        return None
    tag, kind, *rest = answer
    content = rest[0] if len(rest) == 1 else None
    if tag == _MEMBER and type(content) is str:
        return Member(kind, content)
    if tag == _RECORD and type(content) is dict and all(type(one) is str for one in content):
        return Record(kind, content)
    return Other(kind) if tag == _OBJECT and not rest else None
