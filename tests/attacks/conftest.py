"""A small course under siege: grade a hostile submission between two honest ones, and look at everything after it."""

from __future__ import annotations

import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder.grading.intake.submission import take_in
from autograder.sandbox.confinement import landlock, linux
from tests.support.once import made_once
from tests.support.siege import OPENING, Graders, assert_held, build_course, folder_of, opened, processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.support.siege import Aftermath, Siege

CAP_SYS_ADMIN = 21
collect_ignore = ["course", "course_of_sums"]  # tests of the courses, not of the package


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the siege be run as on a kernel without Landlock, where namespaces have to hold."""
    parser.addoption("--without-landlock", action="store_true", help="hide Landlock from the sandbox")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks how the kernel refuses rests on the layers around a worker."""
    for item in items:
        if "denied" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.confined)


def pytest_configure(config: pytest.Config) -> None:
    """Hide it before any sandbox is started."""
    if config.getoption("--without-landlock", default=False):
        landlock.abi = lambda: 0


@pytest.fixture
def denied(request: pytest.FixtureRequest) -> frozenset[str]:
    """How the kernel refuses: in a root folder of one's own other paths, and other processes, do not exist.

    A grader that may hide /proc does so.
    """
    elsewhere = {"FileNotFoundError", "OSError", "ProcessLookupError"}
    hidden = request.config.getoption("--without-landlock", default=False)
    without_proc = {"FileNotFoundError"} if linux.effective_capabilities() >> CAP_SYS_ADMIN & 1 else ()
    return frozenset({"PermissionError", *without_proc, *(elsewhere if hidden else ())})


@pytest.fixture(scope="session")
def siege(tmp_path_factory: pytest.TempPathFactory) -> Siege:
    """The course, built once."""
    linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)  # what a submission leaves behind falls to us
    return opened(made_once(tmp_path_factory, "siege", build_course))


@pytest.fixture(scope="module")
def graders(request: pytest.FixtureRequest) -> Iterator[Graders]:
    """The processes that grade the attacks of a module."""
    graders = Graders(with_landlock=not request.config.getoption("--without-landlock", default=False))
    yield graders
    graders.close()


@pytest.fixture
def attack(siege: Siege, graders: Graders, tmp_path: Path) -> Callable[..., Aftermath]:
    """Grade an attack between two honest submissions, and hold the result against what ATTACKS asks of every class.

    The function takes the attacker's files (text or bytes by name; the reference solution's where one is not given,
    unless `alone`), or a `Path` to hand in as it is, and the most points that the attack may honestly earn by
    question. It returns the aftermath, after these have been asserted: no unearned point, the honest submissions'
    points kept, nothing hidden in what the attacker can read, no process left, no file changed.
    """

    def run(
        files: Mapping[str, str | bytes] | Path,
        *,
        earned: Mapping[str, float] | None = None,
        alone: bool = False,
    ) -> Aftermath:
        folder = tmp_path / str(time.monotonic_ns()) / "attack"
        handed_in = files if isinstance(files, Path) else folder_of(folder, siege, files, alone=alone)
        submission = take_in(handed_in, siege.loaded.assignment)
        graders.pid(siege)  # has started now, if it had not
        before = processes()
        started = time.monotonic()
        aftermath = graders.grade_between(siege, submission)
        aftermath.seconds = time.monotonic() - started
        assert_held(siege, aftermath, earned or {}, before)
        return aftermath

    return run


@pytest.fixture
def hostile(attack: Callable[..., Aftermath]) -> Callable[..., Aftermath]:
    """Grade a `layers.py` that is wrong and hostile, beside an honest `training.py`, which keeps all its points.

    The code finds `attempt(name, action)`, which lists an attempt with its outcome among the aftermath's `tried`.
    """

    def run(code: str, files: Mapping[str, str | bytes] | None = None) -> Aftermath:
        aftermath = attack(
            {"layers.py": OPENING + textwrap.dedent(code), **(files or {})}, earned={"mean": 10.0}
        )
        assert aftermath.points("mean") == 10
        return aftermath

    return run
