"""Tell once at which line several tests have stopped: the first of them shows it, the others name the first."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ..checks.folders import PUBLIC
from ..checks.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..checks.test_record import TestRecord
    from ..crashes.stop import Stop

    Key = tuple[str, int, str]

_NAMED = 2  # other tests that the first one names


class Stops:
    """The lines at which tests of one student have stopped.

    Args:
        records: The student's tests, in the order in which they are shown.
    """

    def __init__(self, records: Iterable[TestRecord]) -> None:
        self._groups: dict[Key, list[TestRecord]] = {}
        for record in records:
            if record.status is Status.FAILED and record.stop is not None and record.folder == PUBLIC:
                self._groups.setdefault(_key(record.stop), []).append(record)

    def lines(self, record: TestRecord) -> list[str]:
        """What is shown of the line at which a public test stopped; [] if it stopped at none.

        The source line is indented by four blanks.
        """
        if record.stop is None:
            return []
        group = self._groups.get(_key(record.stop), [])
        if not group or group[0].id == record.id:
            return [*_first(record.stop), *_others(group[1:])]
        if not record.stop.line:
            return [f"Stops in the same way as the test `{_title(group[0])}`."]
        return [f"Stops at the same line as the test `{_title(group[0])}` ({record.stop.where})."]

    def hidden_line(self, record: TestRecord) -> str:
        """The public test of the same question that stops where a hidden one does; "" if none does.

        Students know the line of the public test already, or what its call asks for, so this tells only that the
        hidden one has no other.
        """
        if record.stop is None:
            return ""
        same = [one for one in self._groups.get(_key(record.stop), ()) if one.question == record.question]
        where = "at the same line" if record.stop.line else "in the same way"
        return f"It stops {where} as the test `{_title(same[0])}`." if same else ""


def _key(stop: Stop) -> Key:
    return (stop.file, stop.line, "" if stop.line else stop.sentence)


def _first(stop: Stop) -> list[str]:
    if not stop.line:
        return list(filter(None, (f"your code raised an exception: {stop.python}", stop.sentence)))
    inside = f", in `{stop.function}`" if stop.function else ""
    return list(
        filter(None, (f"stopped in {stop.where}{inside}:", f"    {stop.text}", stop.sentence, stop.python))
    )


def _others(group: Sequence[TestRecord]) -> list[str]:
    """One line that names the other tests."""
    counts = Counter(re.sub(r"\.?( \[[^\]]*\])?$", "", one.title) for one in group)
    if not counts:
        return []
    named = [f"{title} ({count} tests)" if count > 1 else title for title, count in counts.items()][:_NAMED]
    left = sum(list(counts.values())[_NAMED:])
    if len(counts) == 1:
        named = list(counts)  # which is all of them
    more = f" and {left} more" if left else ""
    number = "One more test" if len(group) == 1 else f"{len(group)} more tests"
    return [f"{number} stopped there: {'; '.join(named)}{more}."]


def _title(record: TestRecord) -> str:
    return record.title.rstrip(".")
