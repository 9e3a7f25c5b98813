"""Try several ways to pass a test, one after the other; one that fails leaves nothing behind for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from ..student.proxy import StudentError
from .values import CheckFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Alternative = Callable[[], object]


class HarnessError(Exception):
    """The tests themselves are at fault: they do not load, or a mark or a name is wrong."""

    tests_fault = True  # so that `any_of` does not take it for the student's


class Requests(Protocol):
    """The requests of a test to its student, as far as alternatives need to know of them."""

    def settle(self) -> None:
        """Send the requests that wait, and wait for their answers."""

    def drop(self) -> None:
        """Forget the requests that wait: nobody needs their answers any more."""

    def mark(self) -> Any:  # noqa: ANN401 - whatever `back_to` takes
        """The calls that have been noted so far."""

    def back_to(self, mark: Any) -> None:  # noqa: ANN401 - what `mark` gave
        """Forget the calls that were noted since, so that a diagnosis does not take them for the test's own."""

    def own_name(self, module: str, name: str) -> str:
        """What the student calls a name of a module that tests ask for."""

    def accepted(self, name: str) -> tuple[str, ...]:
        """What a student may call what has this name, the name itself first."""


class NoRequests:
    """Stands where there is no student, as in a check that is made by hand."""

    def settle(self) -> None:
        """Nothing waits."""

    def drop(self) -> None:
        """Nothing waits."""

    def mark(self) -> None:
        """Nothing was called."""

    def back_to(self, mark: None) -> None:
        """Nothing was called."""

    def own_name(self, module: str, name: str) -> str:  # noqa: ARG002 - as where there is a student
        """The name itself."""
        return name

    def accepted(self, name: str) -> tuple[str, ...]:
        """The name alone."""
        return (name,)


class Keeps(Protocol):
    """What a check remembers of a test."""

    def kept(self) -> Any:  # noqa: ANN401 - whatever `restore` takes
        """A copy of it."""

    def restore(self, kept: Any) -> None:  # noqa: ANN401 - what `kept` gave
        """Make it what it was."""


def run_all(alternatives: Sequence[Alternative], requests: Requests) -> None:
    """Run every alternative, so that the reference is recorded in each; one of them has to pass.

    Raises:
        Exception: what the first of them raised, if none passes, or what is the tests' own fault.
    """
    failures = []
    for alternative in alternatives:
        try:
            alternative()
            requests.settle()
        except (CheckFailed, StudentError, AssertionError) as error:  # all else is a slip of the author's
            if _is_of_the_tests(error):
                raise
            requests.drop()
            failures.append(error)
    if failures and len(failures) == len(alternatives):
        raise failures[0]


def run_until_one_passes(alternatives: Sequence[Alternative], requests: Requests, check: Keeps) -> None:
    """Run the alternatives in order until one passes.

    Each begins with what the check and the calls were before the first. A request that waits when an alternative
    fails is dropped: otherwise it would be sent in the next one, which would then fail by the fault of another.

    Raises:
        Exception: what the first of them raised, if none passes; the check then is as the first has left it.
    """
    requests.settle()  # what fails here belongs to the test and not to an alternative
    before, calls = check.kept(), requests.mark()
    first: tuple[Exception, Any, Any] | None = None
    for alternative in alternatives:
        error = _failure(alternative, requests)
        if error is None:
            return
        first = first or (error, check.kept(), requests.mark())
        check.restore(before)
        requests.back_to(calls)
    if first is not None:
        failure, kept, calls = first
        check.restore(kept)
        requests.back_to(calls)
        raise failure


def run_each(alternatives: Mapping[str, Alternative], requests: Requests, check: Keeps) -> frozenset[str]:
    """Run all alternatives, each as if it were the only one; the check then is as the first that passes has left it.

    Returns:
        The names of those that pass.

    Raises:
        Exception: what the first of them raised, if none passes, or what is the tests' own fault.
    """
    requests.settle()
    before, calls = check.kept(), requests.mark()
    passed: dict[str, tuple[Any, Any]] = {}
    for name, alternative in alternatives.items():
        if _failure(alternative, requests) is None:
            passed[name] = check.kept(), requests.mark()
        check.restore(before)
        requests.back_to(calls)
    if not passed:
        run_until_one_passes(tuple(alternatives.values()), requests, check)
    for kept, mark in [*passed.values()][:1]:
        check.restore(kept)
        requests.back_to(mark)
    return frozenset(passed)


def _failure(alternative: Alternative, requests: Requests) -> Exception | None:
    """What an alternative raises; None if it passes. What is the tests' own fault is raised."""
    try:
        alternative()
        requests.settle()
    except Exception as error:
        if _is_of_the_tests(error):
            raise
        requests.drop()
        return error
    return None


def _is_of_the_tests(error: Exception) -> bool:
    """Whether the tests or the grader are at fault, and not what the student's code answered."""
    return bool(getattr(error, "graders_fault", False) or getattr(error, "tests_fault", False))
