"""Random tests of a student's module show the same at home and in the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from autograder.harness.student.local import LocalStudent
from autograder.model.assignment import Limits
from tests.support.many_kinds import MODULE
from tests.support.random_calls import STEPS, Step, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from autograder.sandbox.sandbox import Sandbox

EACH_WORKER = 200  # examples, so that what one has changed in the module is not there for ever
LIMITS = Limits(
    test_seconds=60,
    total_seconds=3_000,
    cpu_seconds=600,
    memory_mib=2048,
    resident_mib=1024,
    output_kib=64,
    reply_mib=16,
)


class Both:
    """A student at home and one in the sandbox, each made anew after some examples."""

    def __init__(self, folder: Any, submission: Any) -> None:  # noqa: ANN401 - a path, a sandboxed submission
        self._folder, self._submission = folder, submission
        self._open: list[Any] = []
        self._students: tuple[Any, Any] | None = None
        self._count = 0

    def students(self) -> tuple[Any, Any]:
        """The one at home and the one in the sandbox."""
        if self._students is None or self._count >= EACH_WORKER:
            self.close()
            contexts = [LocalStudent(self._folder, ("hw",)), self._submission.worker()]
            self._students = tuple(one.__enter__() for one in contexts)  # type: ignore[assignment]
            self._open = contexts
        self._count += 1
        return self._students

    def close(self) -> None:
        """End both."""
        for one in reversed(self._open):
            one.__exit__(None, None, None)
        self._open, self._students, self._count = [], None, 0


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, make_sandbox: Callable[..., Sandbox]) -> Iterator[Both]:
    """The module on both sides."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "hw.py").write_text(MODULE, encoding="utf-8")
    with make_sandbox(LIMITS).submission({"hw.py": MODULE.encode()}, ("hw",)) as submission:
        made = Both(folder, submission)
        yield made
        made.close()


def compare(both: Both, steps: list[Step]) -> None:
    """Both students show the same."""
    home, away = both.students()
    found = shown(home, steps), shown(away, steps)
    if found[0] != found[1]:
        both.close()  # an example may have changed one of them alone
    assert found[0] == found[1]


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_calls_show_the_same(both: Both, steps: list[Step]) -> None:
    """At home as in the sandbox."""
    compare(both, steps)


@pytest.mark.siege
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_many_calls_show_the_same(both: Both, steps: list[Step]) -> None:
    """The same, for as many examples as find what is rare."""
    compare(both, steps)
