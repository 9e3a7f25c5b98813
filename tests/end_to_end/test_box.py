"""Gradescope's smallest container: whatever is handed in, a true results.json is there within eight minutes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.box import MEMORY_MIB, small_box
from tests.support.box_cases import LONGEST, cases, grade_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.support.box_cases import Graded

pytestmark = [
    pytest.mark.siege,
    pytest.mark.skipif(sys.platform != "linux", reason="Gradescope runs Linux, and so does the sandbox"),
]

IN_RELU = (
    pytest.param("endless loop in one function", marks=pytest.mark.long),
    "memory bomb in one function",
    pytest.param("threads that take memory", marks=pytest.mark.long),
)
EVERYWHERE = (pytest.param("endless loops everywhere", marks=pytest.mark.long),)


def graded_in_box(image: Path, solution: Mapping[str, str], case: str) -> Graded:
    """Grade a case in the box; it has to end in time and within the memory, by itself."""
    with small_box() as box:
        graded = grade_in(box, image, cases(solution)[case])
    ran = graded.ran
    figures = f"{ran.seconds:.0f} s, {ran.held_mib:.0f} MiB touched, {ran.peak_mib:.0f} with files"
    sys.stdout.write(f"{case}: {figures}\n")
    assert ran.code == 0, ran.output
    assert ran.seconds < LONGEST
    assert ran.held_mib < MEMORY_MIB
    assert ran.kills == 0
    assert sum(test["max_score"] for test in graded.results["tests"]) == pytest.approx(55)
    return graded


def test_the_reference_earns_everything_in_the_box(image: Path, solution: Mapping[str, str]) -> None:
    """Half a processor is enough for it."""
    assert graded_in_box(image, solution, "reference").results["score"] == 55


@pytest.mark.parametrize("case", IN_RELU)
def test_a_fault_of_one_function_ends_in_the_box(image: Path, solution: Mapping[str, str], case: str) -> None:
    """And the student reads what it was."""
    graded = graded_in_box(image, solution, case)

    assert graded.points("relu") < 5
    said = " ".join(graded.outputs)
    assert ("too much memory" in said) == ("memory" in case)
    assert ("too long" in said) == ("loop" in case)


@pytest.mark.parametrize("case", EVERYWHERE)
def test_a_file_that_is_wrong_everywhere_ends_in_the_box(
    image: Path, solution: Mapping[str, str], case: str
) -> None:
    """With no points and a results.json that says why."""
    assert graded_in_box(image, solution, case).results["score"] == 0


def test_a_memory_bomb_at_import_is_left_out_in_the_box(image: Path, solution: Mapping[str, str]) -> None:
    """What ends the process when the file is imported costs no points, and is named."""
    graded = graded_in_box(image, solution, "memory bomb at import")

    assert graded.results["score"] == 55
    assert "line" in graded.results["output"]
