"""Pictures of what students draw, for staff: PNG files that no student's code can turn into something else."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from autograder.cli.main import main
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.grading.pictures import Pictures, file_name, is_picture
from autograder.model.bundle import load_bundle
from tests.support.small_course import build_assignment, without_markers

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.bundle import Bundle
    from autograder.model.results import SubmissionResult

ASSIGNMENT = """\
name = "draw"
title = "Draw"
modules = ["m.py"]
packages = ["numpy", "matplotlib"]
seed = 3

[[questions]]
id = "draw"
title = "Curves"
points = 2

[[questions]]
id = "top"
title = "The largest"
points = 1
"""
MODULE = '''\
"""Draw."""

import matplotlib.pyplot as plt


def draw(numbers):
    """The numbers as a line, and in a second figure their squares."""
    ### BEGIN SOLUTION
    plt.plot(numbers, label="numbers")
    plt.title("Numbers")
    plt.figure()
    plt.plot([one * one for one in numbers])
    ### END SOLUTION


def top(numbers):
    """The largest."""
    ### BEGIN SOLUTION
    return max(numbers)
    ### END SOLUTION
'''
TESTS = '''\
"""Tests of what is drawn."""

import pytest


@pytest.mark.question("draw")
@pytest.mark.parametrize("numbers", [[1, 2, 4], [3, 1, 2]])
def test_draw(student, check, numbers):
    """Both lines."""
    student.m.draw(numbers)
    check.same("lines", [one.axes[0].lines[0].y for one in student.figures()])


@pytest.mark.question("top")
def test_top(student, check):
    """A number."""
    check.equal("top", student.m.top([3, 5, 4]))
'''
FILES = {"assignment.toml": ASSIGNMENT, "m.py": MODULE, "tests/public/test_draw.py": TESTS}
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 640, 480)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """What it is graded with."""
    return load_bundle(build_assignment(tmp_path_factory.mktemp("draw"), "draw", FILES))


def graded(bundle: Bundle, folder: Path, text: str, pictures: Path | None) -> SubmissionResult:
    """A submission, graded."""
    folder.mkdir()
    (folder / "m.py").write_text(text, encoding="utf-8")
    return grade(bundle, take_in(folder, bundle.assignment), pictures=pictures)


def test_staff_see_what_was_drawn(
    bundle: Bundle, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file for each figure of each test that asks for figures, and no other file."""
    monkeypatch.chdir(bundle.assignment.folder.parents[2])
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "m.py").write_text(without_markers(MODULE), encoding="utf-8")

    assert main(["grade", "draw", str(tmp_path / "ann"), "--pictures", str(tmp_path / "seen")]) == 0

    assert "3 of 3 points" in capsys.readouterr().out
    found = sorted(tmp_path.glob("seen/**/*.*"))
    assert [path.relative_to(tmp_path / "seen").as_posix() for path in found] == [
        f"ann/public-test_draw-test_draw-numbers{case}-{number}.png" for case in (0, 1) for number in (1, 2)
    ]
    assert all(is_picture(path.read_bytes()) for path in found)
    assert len({path.read_bytes() for path in found}) == len(found)


def test_without_the_option_nothing_is_written(bundle: Bundle, tmp_path: Path) -> None:
    """And the points are the same."""
    result = graded(bundle, tmp_path / "hw", without_markers(MODULE), None)

    assert result.points == 3
    assert [path.name for path in tmp_path.iterdir()] == ["hw"]


@pytest.mark.siege
@pytest.mark.parametrize(
    ("hostile", "points"),
    [
        ("def savefig(self, file, **about):\n    file.write(b'#!/bin/sh')\nFigure.savefig = savefig", 3),
        ("def savefig(self, file, **about):\n    file.write(PNG)\nFigure.savefig = savefig", 3),
        ("def savefig(self, file, **about):\n    while True: pass\nFigure.savefig = savefig", 3),
        ("def savefig(self, file, **about):\n    import os; os._exit(0)\nFigure.savefig = savefig", 3),
        ("def savefig(self, file, **about):\n    raise SystemExit(1)\nFigure.savefig = savefig", 3),
        ("Figure.get_size_inches = lambda self: (1e-9, float('nan'))", 3),
    ],
)
def test_what_is_no_picture_is_not_kept_and_costs_nothing(
    bundle: Bundle, tmp_path: Path, hostile: str, points: float
) -> None:
    """Whatever drawing does, the tests were judged before."""
    wide = struct.pack(">II", 60_000, 60_000)
    text = (
        f"{without_markers(MODULE)}\n\nfrom matplotlib.figure import Figure\n"
        f"PNG = {PNG[:16] + wide!r}\n{hostile}\n"
    )

    result = graded(bundle, tmp_path / "hw", text, tmp_path / "seen")

    assert result.points == points
    assert not (tmp_path / "seen").exists() or all(
        is_picture(path.read_bytes()) for path in (tmp_path / "seen").glob("*/*")
    )


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (PNG, True),
        (PNG[:-1], False),
        (b"GIF89a" + PNG, False),
        (PNG[:16] + struct.pack(">II", 0, 480), False),
        (PNG[:16] + struct.pack(">II", 640, 1_201), False),
        (PNG + bytes(1_000_000), False),
        (bytearray(PNG), False),
        ("PNG", False),
        (None, False),
    ],
)
def test_only_a_picture_is_kept(tmp_path: Path, content: object, kept: bool) -> None:  # noqa: FBT001 - a column of the table
    """Of what a worker may send."""
    pictures = Pictures(tmp_path / "seen")

    pictures.keep("public/test_a.py::test_b[0]", [content])
    pictures.keep("public/test_a.py::test_b[0]", content)

    assert [path.name for path in tmp_path.glob("seen/*")] == ["public-test_a-test_b-0-1.png"] * kept


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("public/test_a.py::test_b", "public-test_a-test_b"),
        ("..", "unnamed"),
        ("a/../b", "a-..-b"),
        ("ann 2.zip", "ann-2.zip"),
    ],
)
def test_a_name_is_that_of_one_file(name: str, file: str) -> None:
    """No part of it leads elsewhere."""
    assert file_name(name) == file
