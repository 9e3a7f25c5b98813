"""One grading process for submissions that come one at a time: the same results, and none spoils the next."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.errors import BadInputError, SandboxError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import Submission, digest
from autograder.grading.platforms import service as service_module
from autograder.grading.platforms.service import GradingService
from tests.support.siege import HONEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.support.siege import Siege

HOSTILE = """
import os, signal
class ReLU:
    def forward(self, x):
        os.kill(os.getppid(), signal.SIGKILL)
        os._exit(0)
"""


@pytest.fixture
def service() -> Iterator[GradingService]:
    """A service, which ends with the test."""
    made = GradingService()
    yield made
    made.close()


def handed_in(files: Mapping[str, str]) -> Submission:
    """A submission with these files."""
    content = {name: text.encode() for name, text in files.items()}
    return Submission(name="ann", files=content, notes=(), sha256=digest(content))


def process_of(service: GradingService) -> int:
    """The number of its process."""
    process = service._process  # noqa: SLF001 - what is watched here
    assert process is not None
    return process.pid


def test_results_are_those_of_a_grading_each(siege: Siege, service: GradingService) -> None:
    """In one process for all, a hostile submission among them."""
    hostile = dict.fromkeys(HONEST, HOSTILE)
    seen = set()
    for files in (siege.solution, hostile, HONEST, siege.solution):
        result = service.grade(siege.bundle, handed_in(files), allow_weak=False)
        alone = grade(siege.loaded, handed_in(files))
        assert [(one.id, one.points) for one in result.questions] == [
            (one.id, one.points) for one in alone.questions
        ]
        assert [(one.id, one.feedback) for one in result.tests] == [
            (one.id, one.feedback) for one in alone.tests
        ]
        seen.add(process_of(service))

    assert len(seen) == 1


def test_a_bundle_that_was_built_again_is_read_again(
    siege: Siege, service: GradingService, tmp_path: Path
) -> None:
    """A server that runs for weeks must not grade with last week's tests."""
    bundle = shutil.copytree(siege.bundle, tmp_path / "bundle")
    service.grade(bundle, handed_in(HONEST), allow_weak=False)
    first = process_of(service)
    test = next((bundle / "tests" / "public").glob("test_*.py"))
    os.utime(test, ns=(1, 1))

    service.grade(bundle, handed_in(HONEST), allow_weak=False)

    assert process_of(service) != first


def test_a_process_that_has_ended_is_started_again(siege: Siege, service: GradingService) -> None:
    """It ends by itself when nothing comes for a while."""
    first = service.grade(siege.bundle, handed_in(HONEST), allow_weak=False)
    before = process_of(service)
    process = service._process  # noqa: SLF001 - as if a minute had passed
    assert process is not None
    process.kill()
    process.wait()

    second = service.grade(siege.bundle, handed_in(HONEST), allow_weak=False)

    assert process_of(service) != before
    assert second.points == first.points


def test_a_fault_comes_as_the_sentence_it_is_and_the_next_is_graded(
    siege: Siege, service: GradingService, tmp_path: Path
) -> None:
    """A bundle that is damaged, or whose tests do not load."""
    damaged = shutil.copytree(siege.bundle, tmp_path / "damaged")
    (damaged / "records.npz").write_bytes(b"no")
    broken = shutil.copytree(siege.bundle, tmp_path / "broken")
    next((broken / "tests" / "public").glob("test_*.py")).write_text("def test_(:\n", encoding="utf-8")

    with pytest.raises(BadInputError, match="autograder build"):
        service.grade(damaged, handed_in(HONEST), allow_weak=False)
    with pytest.raises(BadInputError, match="does not load"):
        service.grade(broken, handed_in(HONEST), allow_weak=False)
    assert service.grade(siege.bundle, handed_in(HONEST), allow_weak=False).points > 0


def test_what_ends_the_process_twice_is_said(
    siege: Siege, service: GradingService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not tried for ever."""
    monkeypatch.setattr(service_module, "_START", "raise SystemExit(3)")

    with pytest.raises(SandboxError, match="the grading process has ended"):
        service.grade(siege.bundle, handed_in(HONEST), allow_weak=False)


def test_nothing_of_the_current_folder_is_imported(
    siege: Siege, service: GradingService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An nbgrader course is a folder that many write into."""
    (tmp_path / "numpy.py").write_text("raise SystemExit('shadowed')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))

    assert service.grade(siege.bundle, handed_in(HONEST), allow_weak=False).points > 0
