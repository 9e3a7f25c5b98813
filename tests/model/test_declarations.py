"""What `assignment.toml` declares beside its questions is read, and a slip is refused with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.errors import SourceError
from autograder.harness.diagnosis.relations.sizes import SizeRole
from autograder.harness.diagnosis.size_rules import SizeRule
from autograder.model.assignment import Assignment, load_assignment
from autograder.model.measures import Measure, Order

if TYPE_CHECKING:
    from pathlib import Path

ASSIGNMENT = """\
name = "toy"
title = "A toy assignment"
modules = ["toy_lib.py"]
seed = 7

[[questions]]
id = "scale"
title = "Scaling"
points = 4
"""
MEASURE = """
[[measures]]
id = "loss"
title = "loss on the test set"
order = "ascending"
digits = 3
"""
SIZE = """
[[sizes]]
name = "the batch size"
role = "batch"
rows_of = ["*.forward", "sigmoid"]
arguments = ["mini_batch_size"]
"""


def read(folder: Path, more: str) -> Assignment:
    """The toy assignment with more tables at its end."""
    (folder / "assignment.toml").write_text(ASSIGNMENT + more, encoding="utf-8")
    return load_assignment(folder)


def test_a_measure_has_a_title_an_order_and_digits(tmp_path: Path) -> None:
    """Nothing of it is read out of its name."""
    (measure,) = read(tmp_path, MEASURE).measures

    assert measure == Measure(id="loss", title="loss on the test set", order=Order.ASCENDING, digits=3)


def test_an_assignment_need_not_measure_anything(tmp_path: Path) -> None:
    """A leaderboard is the exception."""
    assert read(tmp_path, "").measures == ()


@pytest.mark.parametrize(
    ("right", "wrong", "line", "words"),
    [
        ('id = "loss"', 'id = "the loss"', 12, "`id` has to be made of letters"),
        ('title = "loss on the test set"', 'title = " "', 13, "`title` is empty"),
        ('title = "loss on the test set"\n', "", 11, "`title` is missing"),
        (
            'order = "ascending"',
            'order = "asc"',
            14,
            "`order` has to be one of ascending, descending, and is 'asc'",
        ),
        ('order = "ascending"\n', "", 11, "`order` is missing"),
        ("digits = 3", "digits = 7", 15, "`digits` has to be from 0 to 6, and is 7"),
        ("digits = 3", "digits = -1", 15, "`digits` has to be from 0 to 6, and is -1"),
        ("digits = 3", "decimals = 3", 11, "`digits` is missing"),
        ("digits = 3", "digits = 3\nunit = 1", 16, "`unit` is not a key of this table"),
        ("digits = 3", f"digits = 3\n{MEASURE}", 18, "the measure `loss` stands twice"),
    ],
)
def test_a_slip_in_a_measure_is_refused_with_its_line(
    tmp_path: Path, right: str, wrong: str, line: int, words: str
) -> None:
    """A misspelt key or word is never ignored."""
    with pytest.raises(SourceError) as refused:
        read(tmp_path, MEASURE.replace(right, wrong))

    assert str(refused.value).startswith(f"{tmp_path / 'assignment.toml'}:{line}: {words}")


def test_a_size_has_a_name_a_role_and_places(tmp_path: Path) -> None:
    """Of functions as of methods."""
    (size,) = read(tmp_path, SIZE).sizes

    assert size == SizeRule(
        "the batch size", SizeRole.BATCH, rows_of=("*.forward", "sigmoid"), arguments=("mini_batch_size",)
    )


def test_a_size_need_not_count_anything_of_note(tmp_path: Path) -> None:
    """Most sizes are only divided by."""
    (size,) = read(tmp_path, SIZE.replace('role = "batch"\n', "")).sizes

    assert size.role is SizeRole.OTHER


@pytest.mark.parametrize(
    ("right", "wrong", "line", "words"),
    [
        ('name = "the batch size"', 'name = ""', 12, "`name` is empty"),
        ('name = "the batch size"\n', "", 11, "`name` is missing"),
        (
            'role = "batch"',
            'role = "epoch"',
            13,
            "`role` has to be one of batch, epochs, other, and is 'epoch'",
        ),
        ('["*.forward", "sigmoid"]', '"*.forward"', 14, "`rows_of` has to be a list"),
        (
            '["*.forward", "sigmoid"]',
            '["sigmoid", 1]',
            14,
            "`rows_of` has to be a list of strings, and holds 1",
        ),
        ("rows_of", "row_of", 14, "`row_of` is not a key of this table"),
        (SIZE, f"{SIZE}{SIZE}", 18, "the size `the batch size` stands twice"),
        (SIZE, '\n[[sizes]]\nname = "n"\n', 12, "say where tests show this size"),
    ],
)
def test_a_slip_in_a_size_is_refused_with_its_line(
    tmp_path: Path, right: str, wrong: str, line: int, words: str
) -> None:
    """A size that no test shows would be silent for ever."""
    with pytest.raises(SourceError) as refused:
        read(tmp_path, SIZE.replace(right, wrong))

    assert str(refused.value).startswith(f"{tmp_path / 'assignment.toml'}:{line}: {words}")


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0.912345, 0.912), (123.456, 123.5), (98_764.0, 98_760.0), (-0.000123456, 0.0), (1e300, 1e300)],
)
def test_a_measure_is_shown_with_few_digits_wherever_its_point_stands(number: float, shown: float) -> None:
    """Class 73: in the digits before the decimal point a submission could write a hidden input."""
    measure = Measure(id="loss", title="loss", order=Order.ASCENDING, digits=3)

    assert measure.shown(number) == shown


def test_labels_written_into_a_measure_cannot_be_read_from_the_leaderboard() -> None:
    """Class 73: 25 labels of two bits each fit into one number, and only the first few bits of it are shown."""
    labels = np.random.RandomState(7).randint(0, 4, 25)
    number = sum(int(label) << 2 * place for place, label in enumerate(labels))

    shown = int(Measure(id="n", title="n", order=Order.ASCENDING, digits=0).shown(float(number)))

    read = [shown >> 2 * place & 3 for place in range(25)]
    assert read[:18] != labels[:18].tolist()
    assert abs(shown - number) > 2**34
