"""Read the marks of the collected tests: what each belongs to, and what it is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..checks.check import HarnessError
from ..checks.confirm import confirmed_id, test_of
from ..checks.folders import PUBLIC
from .needed_first import needed_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pytest

    from .students import Tests


LEAST_SECONDS = 0.1  # of a test's own limit: to start the modules alone takes some of it
MARKS = (  # with what each is for, as pytest lists them
    "question(id): the question whose points the test shares",
    "weight(number): the test's share, 1 unless said; 0 shows it without points",
    "uses(*questions): other questions whose code the test goes through; `builds_on` unless said",
    "needs(*questions): other questions that have to be passed before the test counts",
    "limit(seconds=number): the processor time of the student's code in it; that of the assignment unless said",
    "batch: requests of the test wait until an answer is needed, and travel together",
    "without(*files): files of the data set that are not there for the student's code in the test",
)


@dataclass(frozen=True)
class ChosenTest:
    """A test that students go through.

    Attributes:
        item: The test as pytest has collected it.
        id: The folder, file and function, `hidden/test_linear.py::test_forward`.
        question: The question that it belongs to.
        weight: Its share of the question's points, relative to the question's other tests.
        uses: The other questions whose code it goes through.
        needs: The other questions that have to be passed before it counts.
        seconds: The processor time that the student's code may use in it; None for that of the assignment.
        without: The files of the data set that are not there in it.
    """

    item: pytest.Item
    id: str
    question: str
    weight: float
    uses: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    seconds: float | None = None
    without: tuple[str, ...] = ()

    @property
    def test(self) -> str:
        """The id of the test; of a second run, the id of the public test that runs again."""
        return test_of(self.id)

    @property
    def is_second_run(self) -> bool:
        """Whether a public test runs again, with numbers from the secret."""
        return self.test != self.id

    @property
    def title(self) -> str:
        """The docstring's first line, with the case of a parametrized test."""
        doc: str | None = getattr(getattr(self.item, "function", None), "__doc__", None)
        if not doc or not doc.strip():
            return self.item.name
        case = getattr(self.item, "callspec", None)
        return doc.strip().splitlines()[0] + (f" [{case.id}]" if case is not None else "")


def chosen_tests(items: Iterable[pytest.Item], tests: Tests) -> tuple[ChosenTest, ...]:
    """The tests that run, in pytest's order or that of their questions: all, or those of one question.

    Where there is a secret, public tests that draw on `rng` and have weight run twice. Their second runs come after
    all runs whose prints are shown, because what a submission learns of secret numbers must not get into prints.

    Raises:
        HarnessError: with file and line, if a mark is missing or wrong.
    """
    names = {path: name for name, folder in tests.folders.items() for path in (folder, folder.resolve())}
    chosen = (_chosen(item, names, tests) for item in items)
    everything = needed_first(chosen)
    own = tuple(test for test in everything if tests.only in {None, test.question})
    if tests.order:
        own = tuple(sorted(own, key=lambda test: tests.order.index(test.question)))
    return own if tests.secret is None else _with_second_runs(own)


def _with_second_runs(tests: tuple[ChosenTest, ...]) -> tuple[ChosenTest, ...]:
    public = [test for test in tests if test.id.startswith(f"{PUBLIC}/")]
    others = [test for test in tests if not test.id.startswith(f"{PUBLIC}/")]
    again = [
        replace(test, id=confirmed_id(test.id)) for test in public if test.weight > 0 and _draws(test.item)
    ]
    return (*public, *again, *others)


def _draws(item: pytest.Item) -> bool:
    """Whether the test, or a fixture of its file, asks for random numbers."""
    return "rng" in getattr(item, "fixturenames", ())


def _chosen(item: pytest.Item, names: Mapping[Path, str], tests: Tests) -> ChosenTest:
    mark = item.get_closest_marker("question")
    position = f"{item.path}:{(item.location[1] or 0) + 1}"
    if mark is None or len(mark.args) != 1 or mark.args[0] not in tests.questions:
        known = ", ".join(tests.questions)
        raise HarnessError(f"{position}: {item.name} needs @pytest.mark.question(id) with one of {known}")
    question: str = mark.args[0]
    return ChosenTest(
        item,
        _id_of(item, names),
        question,
        weight=0.0 if question in tests.manual else _weight(item, position),
        uses=_uses(item, question, position, tests),
        needs=_needs(item, question, position, tests),
        seconds=_seconds(item, position),
        without=_without(item, position, tests.data_folder),
    )


def _uses(item: pytest.Item, question: str, position: str, tests: Tests) -> tuple[str, ...]:
    mark = item.get_closest_marker("uses")
    uses = tests.builds_on.get(question, ()) if mark is None else mark.args
    return _others(item, "uses", uses, question, position, tests)


def _needs(item: pytest.Item, question: str, position: str, tests: Tests) -> tuple[str, ...]:
    named = [other for mark in item.iter_markers("needs") for other in mark.args]
    for other in named:
        if other in tests.manual:
            raise HarnessError(
                f"{position}: {item.name} needs {other!r}, which is graded by hand, so that it is not passed before"
            )
    return _others(item, "needs", dict.fromkeys(named), question, position, tests)


def _others(
    item: pytest.Item, mark: str, others: Iterable[str], question: str, position: str, tests: Tests
) -> tuple[str, ...]:
    """The questions that a mark names, which have to be others than the test's own."""
    for other in others:
        if other not in tests.questions or other == question:
            known = ", ".join(one for one in tests.questions if one != question)
            raise HarnessError(
                f"{position}: {item.name} {mark} {other!r}, which is no other question; there are {known}"
            )
    return tuple(others)


def _weight(item: pytest.Item, position: str) -> float:
    mark = item.get_closest_marker("weight")
    weight = mark.args[0] if mark is not None and mark.args else 1
    if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 <= weight < math.inf:
        raise HarnessError(
            f"{position}: the weight of {item.name} has to be a number from 0 up, and is {weight!r}"
        )
    return float(weight)


def _seconds(item: pytest.Item, position: str) -> float | None:
    mark = item.get_closest_marker("limit")
    if mark is None:
        return None
    seconds: Any = mark.kwargs.get("seconds")
    if mark.args or set(mark.kwargs) != {"seconds"} or not is_limit(seconds):
        raise HarnessError(
            f"{position}: the limit of {item.name} has to be written as @pytest.mark.limit(seconds=3), with a number "
            f"from {LEAST_SECONDS:g} up"
        )
    return float(seconds)


def _without(item: pytest.Item, position: str, data_folder: Path | None) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name for mark in item.iter_markers("without") for name in mark.args))
    for name in names:
        if data_folder is None or (data_folder.is_dir() and not (data_folder / name).is_file()):
            raise HarnessError(
                f"{position}: {item.name} is without {name!r}, which is no file of the data set"
            )
    return names


def is_limit(seconds: object) -> bool:
    """Whether a test may have this time limit, as far as the harness is concerned."""
    return (
        isinstance(seconds, (int, float))
        and not isinstance(seconds, bool)
        and LEAST_SECONDS <= seconds < math.inf
    )


def _id_of(item: pytest.Item, names: Mapping[Path, str]) -> str:
    function = item.nodeid.split("::", 1)[1]
    folder = names.get(item.path.parent)
    if folder is None:
        raise HarnessError(f"{item.path} lies outside the folders of tests")
    return f"{folder}/{item.path.name}::{function}"
