"""Which modules are taken out of the process before a student's code is imported anew."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import pytest

from autograder.harness.student.local import LocalStudent

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder, and a module of others that has been imported from elsewhere."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "common_to_both.py").write_text("place = 'elsewhere'\n", encoding="utf-8")
    student = tmp_path / "student"
    student.mkdir()
    (student / "m.py").write_text(
        "import common_to_both\n\n\ndef f():\n    return common_to_both.place\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(str(elsewhere))
    monkeypatch.delitem(sys.modules, "common_to_both", raising=False)
    importlib.import_module("common_to_both")
    return student


def answer(folder: Path) -> object:
    """What `f` gives."""
    with LocalStudent(folder, ("m",)) as student:
        return student.m.f()


def test_a_module_of_others_stays(folder: Path) -> None:
    """It is the same one in each test."""
    before = sys.modules["common_to_both"]

    assert [answer(folder), answer(folder)] == ["elsewhere", "elsewhere"]
    assert sys.modules["common_to_both"] is before


def test_a_module_of_the_folder_is_forgotten_though_one_of_others_had_its_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody has imported the folder's own between two tests, and it was edited since."""
    answer(folder)
    del sys.modules["common_to_both"]
    own = folder / "common_to_both.py"
    own.write_text("place = 'the folder'\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    before = importlib.import_module("common_to_both").place
    own.write_text("place = 'the folder, edited'\n", encoding="utf-8")

    assert (before, answer(folder)) == ("the folder", "the folder, edited")
