"""Compare the tests that pytest has collected with those that stand in the files, and look for what they ask for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from autograder.authoring.source.overlooked.parsed import ParsedFile
from autograder.authoring.source.source_text import read_source
from autograder.errors import SourceError
from autograder.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    import pytest

    from autograder.harness.session.chosen_tests import ChosenTest
    from autograder.model.assignment import Limits

_FIXTURES = ("student", "fresh_student", "check", "rng", "data_folder")
_REQUEST = "request"  # pytest's own, which no fixture defines


def refuse_uncollected(tests: Sequence[ChosenTest], folders: Collection[Path]) -> None:
    """Refuse tests that pytest has not collected, or could not run.

    Args:
        tests: The tests of a session.
        folders: Where their files lie.

    Raises:
        SourceError: for the first of them.
    """
    for path in (file for folder in folders for file in sorted(folder.glob("test_*.py"))):
        items = [test.item for test in tests if test.item.path == path.resolve() or test.item.path == path]
        for line, sentence in (*_not_collected(path, items), *_not_runnable(items)):
            raise SourceError(path, line, sentence)


def refuse_long(tests: Sequence[ChosenTest], limits: Limits) -> None:
    """Refuse a test whose own time limit the sandbox would not let it reach.

    Args:
        tests: The tests of a session.
        limits: The assignment's.

    Raises:
        SourceError: for the first of them.
    """
    longest = min(limits.cpu_seconds, limits.total_seconds / 2)
    for test in tests:
        if test.seconds is not None and test.seconds > longest:
            raise SourceError(
                test.item.path,
                (test.item.location[1] or 0) + 1,
                f"the limit of {test.item.name} is {test.seconds:g} s, and no test may have more than {longest:g} s: "
                "`cpu_seconds`, and half of `total_seconds`, under [limits] in assignment.toml",
            )


def _not_collected(path: Path, items: Sequence[pytest.Item]) -> Iterator[tuple[int, str]]:
    file = ParsedFile(path, ast.parse(read_source(path)))
    names = {getattr(item, "originalname", item.name) for item in items}
    for function in file.collected:
        if function.name not in names:
            yield (
                function.lineno,
                f"pytest does not collect `{function.name}`; is it overwritten or deleted further down?",
            )
    if not file.collected and not items:
        yield 0, "there is no test in this file; write `def test_...(student, check)` or delete it"


def _not_runnable(items: Sequence[pytest.Item]) -> Iterator[tuple[int, str]]:
    for item in items:
        line = (item.location[1] or 0) + 1
        for mark in item.iter_markers("skip"):
            empty = "empty parameter set" in str(mark.kwargs.get("reason", ""))
            yield (
                line,
                (
                    f"`{item.name}` has no case, so it would not run; give `parametrize` at least one"
                    if empty
                    else f"`{item.name}` would be skipped, and earn nothing; take the mark or the test out"
                ),
            )
        fixtures: Any = getattr(
            item, "_fixtureinfo", None
        )  # what pytest itself goes by when it runs the test
        if fixtures is None:
            continue
        for name in fixtures.names_closure:
            if name not in fixtures.name2fixturedefs and name != _REQUEST:
                own = [one for one in fixtures.name2fixturedefs if one != name]
                known = did_you_mean(name, {*_FIXTURES, *own}) or f"; there are {', '.join(_FIXTURES)}"
                yield (
                    line,
                    f"`{item.name.partition('[')[0]}` asks for a fixture `{name}` that is not there{known}",
                )
