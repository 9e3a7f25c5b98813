"""An author's own conftest.py and modules beside the tests: who gets them, and that no student can replace them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release.build import build
from autograder.errors import AutograderError, SourceError
from autograder.files import read_tree
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle
from tests.support.home import typed
from tests.support.homework import ASSIGNMENTS, REFERENCE, Homework, build_homework, write_files
from tests.support.once import made_once

if TYPE_CHECKING:
    from pathlib import Path

BESIDE = ("conftest", "course_fixtures", "drawing", "cases", "later", "unusual")
# Each name that stands beside the tests, as a file of a student's that must not be read.
OWN_FILES = {f"{name}.py": b"raise SystemExit('a file of the student was read')\n" for name in BESIDE}
# A solution that looks for them: it leaves its process where it finds one.
LOOKS_FOR_THEM = f"""
import os

for _name in {BESIDE!r}:
    try:
        __import__(_name)
    except ImportError:
        continue
    os._exit(3)
"""


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Homework:
    """The assignment whose tests have fixtures and modules of every kind, built."""
    course = made_once(
        tmp_path_factory, "homework-fixtures", lambda folder: build_homework("fixtures", folder)
    )
    return Homework(course, "fixtures")


def test_students_get_what_public_tests_need_and_nothing_else(homework: Homework) -> None:
    """What hidden tests alone import or ask for is in the bundle, and nowhere in the handout."""
    released, bundle = read_tree(homework.release), read_tree(homework.bundle)

    assert {name for name in released if name.startswith("tests/") and name.endswith(".py")} == {
        "tests/conftest.py",  # ours, for whoever types `pytest`
        "tests/course_fixtures.py",
        "tests/drawing.py",
        "tests/public/cases.py",
        "tests/public/course_fixtures.py",
        "tests/public/test_stack.py",
    }
    assert {
        "tests/conftest.py",
        "tests/later.py",
        "tests/hidden/unusual.py",
        "tests/hidden/conftest.py",
    } <= set(bundle)
    for name, content in released.items():
        for word in (b"pushed_again", b"SHAPES", b"zero_factor"):
            assert word not in content, name


def test_a_student_s_files_of_the_same_names_are_not_read_in_the_grade(
    homework: Homework, tmp_path: Path
) -> None:
    """Nor does a student's code find the author's."""
    files = homework.files_of(REFERENCE)
    files["stack.py"] += LOOKS_FOR_THEM.encode()
    write_files(tmp_path / "hw", {**files, **OWN_FILES})
    bundle = load_bundle(homework.bundle)

    result = grade(bundle, take_in(tmp_path / "hw", bundle.assignment))

    assert (result.points, result.max_points) == (10, 10)


def test_a_student_s_files_of_the_same_names_are_not_read_at_home(homework: Homework, tmp_path: Path) -> None:
    """Beside run_tests.py, and among the tests under names that the handout does not have."""
    home = tmp_path / "home"
    shutil.copytree(homework.release, home)
    write_files(home, {**homework.files_of(REFERENCE), **OWN_FILES})
    write_files(home / "tests", {"hidden/conftest.py": OWN_FILES["conftest.py"]})
    write_files(home / "tests" / "public", {"conftest.py": OWN_FILES["conftest.py"]})

    assert "3 of 3 tests passed" in typed(home).stdout


STACK = "@pytest.fixture\ndef stack("


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "public/cases.py",
            "FACTORS =",
            "from unusual import SHAPES\n\nFACTORS =",
            "cases.py:3: public tests need this file, and `unusual` lies in tests/hidden, which students do not get",
        ),
        (
            "conftest.py",
            STACK,
            f"def pytest_runtest_setup(item):\n    pass\n\n\n{STACK}",
            "`pytest_runtest_setup` is not obeyed: of a conftest.py only the fixtures are read",
        ),
        ("conftest.py", "@pytest.fixture\ndef close(", "def test_close(", "`test_close` would not run"),
        (
            "conftest.py",
            STACK,
            STACK.replace("fixture", 'fixture(name="rng")'),
            "the fixture `rng` is there already; give this one another name",
        ),
        (
            "conftest.py",
            STACK,
            STACK.replace("fixture", 'fixture(scope="module")'),
            "`student` is another one in each test, so `stack` cannot have a `scope`; leave it out",
        ),
        ("hidden/test_stack.py", "from later", "from conftest", "a conftest.py cannot be imported"),
        ("hidden/test_stack.py", "from later", "from latr", "did you mean `later`?"),
        ("hidden/test_stack.py", "zero(student", "zero(stac", "asks for a fixture `stac` that is not there"),
        (
            "conftest.py",
            "import pytest\n",
            "import pytest\n\nNUMBER = 1 / 0\n",
            "tests/conftest.py does not load: ZeroDivisionError",
        ),
    ],
)
def test_what_would_not_work_is_refused_by_the_build(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    """In one sentence, before anything is written."""
    source = tmp_path / "source" / "fixtures"
    shutil.copytree(ASSIGNMENTS / "fixtures", source)
    file = source / "tests" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(AutograderError) as refused:
        build(source, tmp_path)

    assert said in str(refused.value)
    assert not (tmp_path / "release").exists()


def test_two_modules_of_one_name_are_refused(tmp_path: Path) -> None:
    """Tests would get one of them."""
    source = tmp_path / "source" / "fixtures"
    shutil.copytree(ASSIGNMENTS / "fixtures", source)
    (source / "tests" / "hidden" / "drawing.py").write_text('"""Others."""\n', encoding="utf-8")

    with pytest.raises(SourceError, match=r"could get tests/drawing\.py instead; rename this file"):
        build(source, tmp_path)
