"""How often a grading goes to the student's process and back: most of what the sandbox costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle
from autograder.sandbox.connection import Connection
from tests.support.real_course import NAME

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from autograder.model.results import SubmissionResult

MOST = 520  # it takes 511, second runs of public tests among them; 1,513 without the marks `batch`


def test_the_reference_is_graded_in_few_trips(
    built: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The requests of the assignment's tests travel in batches."""
    bundle = load_bundle(built / "dist" / NAME / "bundle")
    trips = tmp_path / "trips"  # a file, because another process makes them
    graded: list[SubmissionResult] = []
    exchange = Connection._exchange  # noqa: SLF001 - one call of it is one trip

    def note() -> None:
        with trips.open("ab") as file:
            file.write(b".")

    monkeypatch.setattr(Connection, "_exchange", lambda *frame: (note(), exchange(*frame))[1])

    grade_each(bundle, [take_in(built / "solutions" / NAME, bundle.assignment)], graded.append)

    assert [one.points for one in graded] == [one.max_points for one in graded]
    assert 0 < trips.stat().st_size <= MOST
