"""Find the course that a command is run in, and its assignments and bundles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import BadInputError
from autograder.model.bundle import BUNDLE_FILE, load_bundle, load_course_bundle
from autograder.model.private_folders import course_above, private_paths

if TYPE_CHECKING:
    from autograder.model.bundle import Bundle


def course_root() -> Path:
    """The nearest folder, from the current one upwards, that holds source/.

    Raises:
        BadInputError: if there is none.
    """
    here = Path.cwd()
    course = course_above(here)
    if course is None:
        raise BadInputError(
            f"{here}: neither this folder nor one above it holds source/; change to your course's folder"
        )
    return course


def assignment_names(root: Path) -> list[str]:
    """The assignments of a course, sorted."""
    return sorted(path.parent.name for path in (root / "source").glob("*/assignment.toml"))


def source_folder(root: Path, name: str) -> Path:
    """The source folder of an assignment, given by its name or by its path.

    Raises:
        BadInputError: naming those that there are, if it is none of them.
    """
    folder = root / "source" / name.strip("/").removeprefix("source/")
    if not (folder / "assignment.toml").is_file():
        known = ", ".join(assignment_names(root)) or "none"
        raise BadInputError(f"{name}: there is no such assignment in {root / 'source'}; there are {known}")
    return folder


def bundle_named(name: str) -> Bundle:
    """Load the bundle that a command line names: by its folder, or by an assignment of the current course.

    Raises:
        BadInputError: if there is none, or its assignment's source folder has changed since it was made.
    """
    if (Path(name) / BUNDLE_FILE).is_file():
        return load_bundle(Path(name))
    root = course_root()
    return load_course_bundle(root, source_folder(root, name).name)


def private_here(here: Path) -> tuple[Path, ...]:
    """What students must not be able to read of the course that lies here or above; nothing if there is none."""
    course = course_above(here)
    return () if course is None else private_paths(course)
