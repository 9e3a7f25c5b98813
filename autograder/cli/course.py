"""Find the course that a command is run in, and its assignments and bundles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.source.overlooked.figures import HANDOUT
from autograder.authoring.source.overlooked.folders_of_tests import entries
from autograder.authoring.source.overlooked.source_folder import refuse_near_names
from autograder.errors import BadInputError, SourceError
from autograder.model.bundle import BUNDLE_FILE, load_bundle, load_course_bundle
from autograder.model.private_folders import course_above, private_paths
from autograder.text import did_you_mean

if TYPE_CHECKING:
    from autograder.model.bundle import Bundle

ASSIGNMENT = "assignment.toml"


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
    return sorted(path.parent.name for path in (root / "source").glob(f"*/{ASSIGNMENT}"))


def refuse_nameless(root: Path) -> None:
    """Refuse a folder of source/ that is an assignment's and has no assignment.toml: it would not be built.

    Raises:
        SourceError: naming the folder, or the file whose name is nearly that one.
    """
    for folder in entries(root / "source"):
        if folder.is_dir() and not (folder / ASSIGNMENT).exists():
            refuse_near_names(folder)
            if any((folder / name).exists() for name in (HANDOUT, "tests")):
                raise SourceError(
                    folder, 0, f"there is no {ASSIGNMENT} in this folder, so nothing is built of it"
                )


def source_folder(root: Path, name: str) -> Path:
    """The source folder of an assignment, given by its name or by its path.

    Raises:
        BadInputError: naming those that there are, if it is none of them.
    """
    folder = root / "source" / name.strip("/").removeprefix("source/")
    if not (folder / ASSIGNMENT).is_file():
        if folder.is_dir():
            refuse_near_names(folder)
        known = assignment_names(root)
        there = did_you_mean(name, known) or f"; there are {', '.join(known) or 'none'}"
        raise BadInputError(f"{name}: there is no such assignment in {root / 'source'}{there}")
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
