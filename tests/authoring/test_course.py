"""`autograder nbgrader`: into a course, new or not, and over nothing that is the instructor's."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from autograder import cli
from autograder.files import read_tree

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def course(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a course that is not there yet; the current one is that of the sources."""
    monkeypatch.chdir(built)
    return built / "course"


def put(course: Path) -> int:
    """Run the command."""
    return cli.main(["nbgrader", "toy", "--course", str(course)])


def test_a_new_course_gets_the_assignment_s_folder(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And the report says what to do next, and how to have the handout's own placeholders."""
    code = put(course)

    files = {name: text for name, text in read_tree(course).items() if not name.startswith("dist/")}
    printed = capsys.readouterr().out
    assert code == 0
    assert files.keys() == {
        "source/.toy.autograder.json",
        "source/toy/harness.zip",
        "source/toy/run_tests.py",
        "source/toy/tests/assignment.json",
        "source/toy/tests/given.json",
        "source/toy/tests/conftest.py",
        "source/toy/tests/public/test_scale.py",
        "source/toy/tests/pytest.ini",
        "source/toy/tests/records.npz",
        "source/toy/toy.ipynb",
        "source/toy/toy_given.py",
    }
    assert "nbgrader generate_assignment toy" in printed
    assert 'c.ClearSolutions.code_stub = {"python": "### TYPE HERE\\npass"}' in printed
    assert (
        'c.Autograde.autograde_preprocessors = ["autograder.grading.platforms.nbgrader.SandboxedTests"]'
        in printed
    )


def test_the_bundle_lies_beside_what_nbgrader_gives_out(course: Path, built: Path) -> None:
    """Where autograding looks for it, and where other users of the machine do not."""
    (course / "dist").mkdir(parents=True)  # the instructor's, for all to read

    put(course)

    assert read_tree(course / "dist" / "toy" / "bundle") == read_tree(built / "dist" / "toy" / "bundle")
    assert (course / "dist" / "toy").stat().st_mode & 0o007 == 0
    assert not [name for name in read_tree(course / "source") if "hidden" in name]


def test_a_second_time_changes_nothing(course: Path) -> None:
    """The command may be run again and again."""
    put(course)
    before = read_tree(course)

    assert put(course) == 0
    assert read_tree(course) == before


def test_what_is_the_instructor_s_is_left_alone(course: Path) -> None:
    """Configuration, gradebook, other assignments, and files of another name in the same one."""
    own = {
        "nbgrader_config.py": "c = get_config()",
        "gradebook.db": "rows",
        "source/other/other.ipynb": "{}",
        "source/toy/notes.md": "mine",
    }
    for name, text in own.items():
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text, encoding="utf-8")

    assert put(course) == 0
    assert {name: read_tree(course)[name].decode() for name in own} == own


def test_a_notebook_that_was_edited_in_the_course_is_not_overwritten(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, exit code 2, and nothing written."""
    put(course)
    notebook = course / "source" / "toy" / "toy.ipynb"
    notebook.write_text("{}", encoding="utf-8")
    before = read_tree(course)
    capsys.readouterr()

    code = put(course)

    said = capsys.readouterr().err
    assert code == 2
    assert said.count("\n") == 1
    assert "toy.ipynb would be overwritten" in said
    assert read_tree(course) == before


def test_a_file_of_ours_from_before_is_replaced_or_goes(course: Path, built: Path) -> None:
    """When the assignment was built anew in between."""
    put(course)
    dist = built / "dist" / "toy" / "nbgrader"
    (dist / "toy_given.py").unlink()
    (dist / "toy.ipynb").write_text("{}", encoding="utf-8")

    assert put(course) == 0
    assert not (course / "source" / "toy" / "toy_given.py").exists()
    assert (course / "source" / "toy" / "toy.ipynb").read_text(encoding="utf-8") == "{}"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("", "autograder's own sources are here"),
        ("source/toy/toy_lib.py", "this is a file"),
    ],
)
def test_a_place_that_is_no_course_is_refused(
    course: Path, place: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sources' own folder above all, which would be overwritten."""
    code = put(course.parent / place)

    assert code == 2
    assert said in capsys.readouterr().err


def test_an_assignment_without_a_notebook_is_refused(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And where to read why."""
    shutil.rmtree(course.parent / "dist" / "toy" / "nbgrader")

    code = put(course)

    assert code == 2
    assert "this assignment has no notebook" in capsys.readouterr().err
