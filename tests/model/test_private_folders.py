"""One list says what student code must not read, for every command."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from autograder.cli.course import private_here
from autograder.model.private_folders import (
    PRIVATE,
    close_to_others,
    course_above,
    private_beside,
    private_paths,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with everything that there can be, in an nbgrader course too."""
    for name in (*PRIVATE, "release"):
        (tmp_path / name).touch() if "." in name else (tmp_path / name).mkdir()
    (tmp_path / "dist" / "hw" / "bundle").mkdir(parents=True)
    return tmp_path


def test_everything_but_what_students_get_is_private(course: Path) -> None:
    """Also what is made from the source, and what other students have handed in."""
    private = {path.name for path in private_paths(course)}

    assert private == {path.name for path in course.iterdir()} - {"release"}
    assert {"source", "solutions", "dist", "submitted"} <= private


def test_only_what_exists_is_listed(tmp_path: Path) -> None:
    """A command to close a folder that is not there would fail."""
    (tmp_path / "source").mkdir()

    assert private_paths(tmp_path) == (tmp_path / "source",)


def test_a_bundle_in_a_course_brings_the_whole_course_with_it(course: Path) -> None:
    """So `grade` looks at the folders that `doctor` looks at."""
    bundle = course / "dist" / "hw" / "bundle"

    assert private_beside(bundle) == (bundle.resolve(), *private_paths(course.resolve()))
    assert course_above(bundle) == course
    assert private_here(bundle) == private_paths(course)


def test_a_bundle_elsewhere_is_private_alone(tmp_path: Path) -> None:
    """As on Gradescope, or copied to another machine."""
    bundle = tmp_path / "autograder" / "source" / "bundle"
    bundle.mkdir(parents=True)

    assert private_beside(bundle) == (bundle.resolve(),)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_closed_folder_keeps_its_owners_rights(tmp_path: Path) -> None:
    """And nobody else's."""
    folder = tmp_path / "dist"
    folder.mkdir()
    folder.chmod(0o775)

    close_to_others(folder)

    assert folder.stat().st_mode & 0o777 == 0o700
