"""Homework of many kinds passes its audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.authoring.audit.audit import audit

if TYPE_CHECKING:
    from tests.support.homework import Homework


@pytest.mark.siege
def test_the_audit_is_content(homework: Homework) -> None:
    """Each mistake is caught by its own question, and each right solution earns everything, under another secret."""
    report = audit(homework.assignment, mutants=False)

    assert (report.failures, report.no_sandbox) == ((), "")
