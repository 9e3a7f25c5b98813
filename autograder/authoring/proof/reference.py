"""The reference solution and its recorded values, which a build, an audit and a notebook start from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from autograder.harness.checks.expected import RECORDS
from autograder.model.bundle import STUB_FUNCTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.authoring.source.regions import MarkedModule
    from autograder.harness.checks.expected import Records
    from autograder.harness.checks.test_record import TestRecord
    from autograder.harness.reading.stub_functions import StubFunctions
    from autograder.model.assignment import Assignment


@dataclass(frozen=True, kw_only=True)
class Reference:
    """The reference solution, after it has passed its tests."""

    assignment: Assignment
    modules: tuple[MarkedModule, ...]
    records: Records
    passed: tuple[TestRecord, ...]  # the tests as the reference passed them
    confirmed: tuple[TestRecord, ...]  # second runs of public tests, with numbers from the secret
    data_folder: Path | None
    secret: bytes = field(repr=False)
    stubs: StubFunctions  # the functions that students are to write, and the tests that go through them

    def recorded_files(self) -> dict[str, bytes]:
        """The files of a bundle that hold what was recorded."""
        stubs = json.dumps(self.stubs.to_json(), indent=1) + "\n"
        return {RECORDS: self.records.to_bytes(), STUB_FUNCTIONS: stubs.encode()}

    @property
    def weighted(self) -> tuple[TestRecord, ...]:
        """The tests that earn points: only these can catch a mistake, or cost points for one."""
        return tuple(test for test in self.passed if test.weight > 0)
