"""Modules that tests share: found by the tests while they are collected, and by nobody else."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from autograder.harness.session.session import HarnessError, Tests, run_tests
from autograder.harness.session.shared import shared_files
from autograder.harness.student.local import LocalStudent

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.harness.checks.test_record import TestRecord

SHARED = '''\
"""What the tests of doubling share."""

from counting import TWO


def doubled(student, number):
    """The answer, and what it has to be."""
    return student.lib.double(number), TWO * number
'''
TEST = '''\
"""Doubling."""

import pytest
from training import doubled

pytestmark = pytest.mark.question("double")


def test_double(student, check):
    """Twice the number."""
    got, expected = doubled(student, 3)
    check.equal("y", got, expected=expected)
'''


@pytest.fixture
def tests(tmp_path: Path) -> Tests:
    """One test, which imports a module that imports another."""
    folder = tmp_path / "tests"
    for kind in ("public", "hidden"):
        (folder / kind).mkdir(parents=True)
        (folder / kind / "test_double.py").write_text(TEST, encoding="utf-8")
    (folder / "training.py").write_text(SHARED, encoding="utf-8")
    (folder / "counting.py").write_text("TWO = 2\n", encoding="utf-8")
    folders = {kind: folder / kind for kind in ("public", "hidden")}
    return Tests(folders=folders, seed=1, questions=("double",), shared=shared_files(folder))


def run(tests: Tests, home: Path, library: str) -> list[TestRecord]:
    """Take a student with this library through the tests."""
    home.mkdir(exist_ok=True)
    (home / "lib.py").write_text(library, encoding="utf-8")
    return run_tests(tests, None, lambda: LocalStudent(home, ("lib",)))


def test_public_and_hidden_tests_import_what_they_share(tests: Tests, tmp_path: Path) -> None:
    """By its plain name, and it imports the next one in the same way."""
    ran = run(tests, tmp_path / "home", "def double(x): return 2 * x\n")

    assert [record.finding for record in ran] == [None, None]


def test_a_student_s_code_does_not_find_what_tests_share(tests: Tests, tmp_path: Path) -> None:
    """It would not in the grade either."""
    ran = run(tests, tmp_path / "home", "import training\n\ndef double(x): return 2 * x\n")

    sentences = [record.finding.sentence if record.finding else "" for record in ran]
    assert all("No module named 'training'" in sentence for sentence in sentences)


def test_a_student_s_file_of_the_same_name_is_the_student_s(tests: Tests, tmp_path: Path) -> None:
    """For the student's code; the tests still get their own."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "training.py").write_text("HALF = 0.5\n", encoding="utf-8")

    ran = run(tests, tmp_path / "home", "from training import HALF\n\ndef double(x): return int(x / HALF)\n")

    assert [record.finding for record in ran] == [None, None]


def test_a_module_of_that_name_from_before_is_put_aside_and_comes_back(
    tests: Tests, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a notebook that has imported a file of the student's own."""
    other = ModuleType("training")
    monkeypatch.setitem(sys.modules, "training", other)

    ran = run(tests, tmp_path / "home", "def double(x): return 2 * x\n")

    assert [record.finding for record in ran] == [None, None]
    assert sys.modules["training"] is other
    assert "counting" not in sys.modules


def test_nothing_is_left_behind(tests: Tests, tmp_path: Path) -> None:
    """No finder, and none of the modules."""
    before = list(sys.meta_path), set(sys.modules)

    run(tests, tmp_path / "home", "def double(x): return 2 * x\n")

    assert sys.meta_path == before[0]
    assert not {"training", "counting"} & (set(sys.modules) - before[1])


def test_a_shared_module_that_is_missing_is_named(tests: Tests, tmp_path: Path) -> None:
    """With the file that asks for it."""
    without = Tests(folders=tests.folders, seed=1, questions=("double",))

    with pytest.raises(HarnessError, match=r"test_double\.py does not load: .*No module named 'training'"):
        run(without, tmp_path / "home", "def double(x): return 2 * x\n")
