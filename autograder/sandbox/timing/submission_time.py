"""What is known about the time of one submission, in a form that can be handed on to another process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.sandbox.timing.budget import TotalBudget
    from autograder.sandbox.timing.hangs import HangLog


@dataclass
class SubmissionTime:
    """The time that a submission has used up, and the functions in which it did."""

    total: TotalBudget
    hangs: HangLog
