"""Show described values in at most some lines, as Python prints them."""

from __future__ import annotations

import reprlib
from typing import Any

from .description import Member, Other, Record

_LONGEST_SHOWN = 200
_SHOWN = reprlib.Repr()
_SHOWN.maxlist = _SHOWN.maxtuple = _SHOWN.maxset = _SHOWN.maxfrozenset = _SHOWN.maxdict = 12
_SHOWN.maxstring = _SHOWN.maxother = _LONGEST_SHOWN
_SHOWN.maxlevel = 4


def shown(value: object) -> str:
    """A value in at most some lines, as Python prints it."""
    return _SHOWN.repr(_printable(value))


def _printable(value: Any) -> Any:  # noqa: ANN401 - of any kind
    return _Printed(value) if isinstance(value, (Member, Record, Other)) else value


class _Printed:
    """Prints as Python prints the object that a description stands for."""

    def __init__(self, value: Member | Record | Other) -> None:
        self._value = value

    def __repr__(self) -> str:
        value = self._value
        if isinstance(value, Member):
            return f"{value.kind}.{value.name}"
        if isinstance(value, Record):
            return f"{value.kind}({', '.join(f'{name}={shown(one)}' for name, one in value.fields.items())})"
        return f"<a {value.kind}>"
