"""The courses' own assignments, built for whichever tests need all of one."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.authoring.audit.verdict_cache import CACHE_FOLDER
from autograder.authoring.release.build import build
from autograder.authoring.release.kept_secret import kept_secret
from autograder.model.shared_hints import HINTS
from tests.support.secret import A_SECRET, put_secret

NAME = "cmu10701-hw3"
REPOSITORY = Path(__file__).resolve().parents[2]


def copy_source(root: Path, course: Path = REPOSITORY, name: str = NAME) -> Path:
    """Copy an assignment's source into another course, with the hints that it shares; give its folder there."""
    source = shutil.copytree(course / "source" / name, root / "source" / name)
    shutil.copy(course / "source" / HINTS, source.parent)
    return source


def build_real_course(root: Path, name: str = NAME) -> None:
    """Build an assignment in a course's folder, from a copy of its source.

    Its mistakes are tried on the way, which takes most of the time, unless a build of this repository has tried them
    already; where what that said no longer holds, it is not taken. It holds with the same secret only.
    """
    put_secret(root, name, kept_secret(REPOSITORY, name) or A_SECRET)
    source = copy_source(root, name=name)
    tried = REPOSITORY / "dist" / name / CACHE_FOLDER
    if tried.is_dir():
        shutil.copytree(tried, root / "dist" / name / CACHE_FOLDER)
    build(source, root)
