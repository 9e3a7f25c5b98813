"""One sandbox for all of these tests, and a short way to ask a student's module one thing."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder.model.assignment import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from autograder.sandbox.sandbox import Sandbox
    from autograder.sandbox.submission import SandboxedSubmission

LIMITS = Limits(
    test_seconds=5,
    total_seconds=60,
    cpu_seconds=5,
    memory_mib=1024,
    resident_mib=128,
    output_kib=4,
    reply_mib=4,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, saying why, what needs a sandbox where there can be none."""
    here = Path(__file__).parent  # pytest hands over the items of all folders
    for item in items if sys.platform != "linux" else ():
        if here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="student code can be held on Linux only"))


@pytest.fixture(scope="session")
def make_sandbox() -> Iterator[Callable[..., Sandbox]]:
    """A started sandbox for given limits, the same one for the same limits."""
    from autograder.sandbox.sandbox import Sandbox  # noqa: PLC0415 - Linux only

    made: dict[Limits, Sandbox] = {}
    with contextlib.ExitStack() as stack:

        def make(limits: Limits = LIMITS) -> Sandbox:
            if limits not in made:
                made[limits] = stack.enter_context(Sandbox(limits=limits))
            return made[limits]

        yield make


@pytest.fixture
def submission(make_sandbox: Callable[..., Sandbox]) -> Iterator[Callable[..., SandboxedSubmission]]:
    """Place the text of `hw.py`, and of other files by keyword, in the sandbox."""
    with contextlib.ExitStack() as stack:

        def put(source: str, limits: Limits = LIMITS, **others: str) -> SandboxedSubmission:
            files = {f"{name}.py": text.encode() for name, text in {"hw": source, **others}.items()}
            return stack.enter_context(make_sandbox(limits).submission(files, ("hw", "other", "absent")))

        yield put


@pytest.fixture
def ask(submission: Callable[..., SandboxedSubmission]) -> Callable[..., Any]:
    """The answer of `hw.answer(*arguments)` in a fresh worker."""

    def answer(source: str, *arguments: object, limits: Limits = LIMITS) -> object:
        with submission(source, limits).worker() as student:
            return student.hw.answer(*arguments)

    return answer
