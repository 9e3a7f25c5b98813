"""The one list of what student code must not be able to read: `doctor`, `grade`, `build` and the sandbox go by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DIST = "dist"
# In the folder of a course: what is written by hand and made from it, then what students have handed in, and what an
# nbgrader course keeps of them. `release/` is what students get.
PRIVATE = (
    "source",
    "solutions",
    DIST,
    "submissions",
    "submitted",
    "autograded",
    "feedback",
    "gradebook.db",
)


def private_paths(course: Path) -> tuple[Path, ...]:
    """What is private in the folder of a course, as far as it exists."""
    return tuple(course / name for name in PRIVATE if (course / name).exists())


def course_above(here: Path) -> Path | None:
    """The nearest folder, from this one upwards, that holds a course; None if there is none."""
    for folder in (here, *here.parents):
        if (folder / "source").is_dir():
            return folder
    return None


def private_beside(bundle: Path) -> tuple[Path, ...]:
    """A bundle and, if it lies in the `dist/` of a course, all that is private there."""
    bundle = bundle.resolve()
    in_course = len(bundle.parents) > 2 and bundle.parents[1].name == DIST  # noqa: PLR2004 - the course holds dist/NAME/bundle
    return (bundle, *(private_paths(bundle.parents[2]) if in_course else ()))


def close_to_others(folder: Path) -> None:
    """Take all rights of other users to a folder away, and those of its group.

    Raises:
        OSError: if the folder is another user's.
    """
    folder.chmod(folder.stat().st_mode & 0o700)
