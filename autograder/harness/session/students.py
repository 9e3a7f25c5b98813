"""The input of a session: the tests of an assignment, and the students who go through them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..crashes.given import Given

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable, Collection, Container, Iterable, Mapping
    from pathlib import Path

    from ..checks.test_record import TestRecord
    from ..diagnosis.known_mistakes import KnownMistakes
    from ..diagnosis.size_rules import SizeRule


def _ignore(_: object) -> None:
    """Do nothing with what is reported."""


@dataclass(frozen=True)
class Student:
    """One student of a session.

    Attributes:
        open: Gives new module proxies for one test, and closes them afterwards.
        record: Receives the record of each test as it ends.
        prints: What the student's code printed during the test that just ended.
        only: The ids of the runs of tests (a test that runs twice has two), or None for all.
        begins: Is given the id of each test that begins.
        limit: Is given each test's own time limit before it begins; None for the assignment's.
        without: Is given the files of the data set that are not there in a test, before it begins.
        turn: Is given the question of each test before it begins, and the questions of this test and all later ones.
        again: Whether the test that just ended did so by chance and deserves another try; asked if it did not pass.
        judged: Receives the record of each test as soon as it has its verdict, before its remarks are looked for.
        remarks: Whether to look for remarks: anything that is said of a test beside its verdict.
        fresh: Gives the same modules once more, while those of `open` are in use; None if `open` can do that.
        sources: Gives the text of the student's files, by name, to say at which line of them a test has stopped.
    """

    open: Callable[[], contextlib.AbstractContextManager[Any]]
    record: Callable[[TestRecord], None]
    prints: Callable[[], str] = str
    only: Container[str] | None = None
    begins: Callable[[str], None] = _ignore
    limit: Callable[[float | None], None] = _ignore
    without: Callable[[tuple[str, ...]], None] = _ignore
    turn: Callable[[str, Collection[str]], None] = lambda _question, _unfinished: None
    again: Callable[[], bool] = lambda: False
    judged: Callable[[TestRecord], None] = _ignore
    remarks: bool = True
    fresh: Callable[[], contextlib.AbstractContextManager[Any]] | None = None
    sources: Callable[[], Mapping[str, str]] = dict


@dataclass(frozen=True)
class Tests:
    """The tests of an assignment.

    Attributes:
        folders: Folder name (`public`, `hidden`) to the folder itself.
        seed: The assignment's seed, for the random numbers of public tests.
        questions: The ids that a `question` mark may name.
        shared: The modules that the tests may import by name, `training.py` for `from training import train`.
        data_folder: The public data set, or None.
        only: The one question to run, or None for all.
        known: What the catalogued mistakes make of these tests, or None.
        measures: The ids of the measures that a test may report.
        sizes: Where the tests show the sizes that a diagnosis may name.
        explain: Whether to look for relations between a wrong value and the right one.
        order: The questions in the order in which their tests run; () to run tests as they were found.
        manual: The questions that people grade: their tests have no points.
        builds_on: By question, the questions that its tests need if they do not say otherwise.
        secret: The assignment's secret, for the random numbers of hidden tests and of second runs of public tests;
            None where neither of them runs, as at home.
        seeds: By test id, seeds that were made from the secret, where the secret itself is not here.
        given: The lines of the students' files that are the handout's own.
    """

    __test__ = False  # not a test class, whatever pytest reads into the name

    folders: Mapping[str, Path]
    seed: int
    questions: tuple[str, ...]
    shared: tuple[Path, ...] = ()
    data_folder: Path | None = None
    only: str | None = None
    known: KnownMistakes | None = None
    measures: tuple[str, ...] = ()
    sizes: tuple[SizeRule, ...] = ()
    explain: bool = False
    order: tuple[str, ...] = ()
    manual: tuple[str, ...] = ()
    builds_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    secret: bytes | None = field(default=None, repr=False)
    seeds: Mapping[str, str] = field(default_factory=dict, repr=False)
    given: Given = field(default_factory=Given)

    def paths_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The paths of files of the data set in a student's folder, by their names in the data set."""
        return () if self.data_folder is None else tuple(f"{self.data_folder.name}/{name}" for name in names)


class StoppedError(KeyboardInterrupt):
    """The user has stopped the tests; its cause is what went on at that moment.

    Args:
        title: The title of the test that ran.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
