"""The courses' own assignments, built for whichever tests need all of one."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import autograder
from autograder.authoring.audit.verdict_cache import CACHE_FOLDER
from autograder.authoring.release.build import build
from autograder.authoring.release.kept_secret import kept_secret
from autograder.errors import BadInputError
from autograder.files import read_tree
from autograder.model.bundle import load_course_bundle
from autograder.model.shared_hints import HINTS
from tests.support.secret import A_SECRET, put_secret

NAME = "cmu10701-hw3"
PACKAGE = "autograder/"
REPOSITORY = Path(__file__).resolve().parents[2]


def copy_source(root: Path, course: Path = REPOSITORY, name: str = NAME) -> Path:
    """Copy an assignment's source into another course, with the hints that it shares; give its folder there."""
    source = shutil.copytree(course / "source" / name, root / "source" / name)
    shutil.copy(course / "source" / HINTS, source.parent)
    return source


def build_real_course(root: Path, name: str = NAME) -> None:
    """Build an assignment in a course's folder, from a copy of its source.

    What this repository holds already is copied, if this very package has built it from these very files. Otherwise
    its mistakes are tried on the way, which takes most of the time, unless a build of this repository has tried them
    already; where what that said no longer holds, it is not taken. It holds with the same secret only.
    """
    if is_built(REPOSITORY, name):
        copy_source(root, name=name)
        for place in ("release", "solutions", "dist"):
            shutil.copytree(REPOSITORY / place / name, root / place / name)
        return
    put_secret(root, name, kept_secret(REPOSITORY, name) or A_SECRET)
    source = copy_source(root, name=name)
    tried = REPOSITORY / "dist" / name / CACHE_FOLDER
    if tried.is_dir():
        shutil.copytree(tried, root / "dist" / name / CACHE_FOLDER)
    build(source, root)


def is_built(course: Path, name: str) -> bool:
    """Whether a course's folder holds what the package as it is now makes of the source as it is now.

    The Gradescope zip has a copy of the package that built it.
    """
    packed = course / "dist" / name / f"{name}-gradescope.zip"
    if not all(path.exists() for path in (packed, course / "release" / name, course / "solutions" / name)):
        return False
    try:
        load_course_bundle(course, name)
    except BadInputError:
        return False
    return _packed_package(packed) == read_tree(Path(autograder.__file__).parent)


def _packed_package(packed: Path) -> dict[str, bytes]:
    """The package's files in the wheel of a Gradescope zip, by their paths in the package."""
    with zipfile.ZipFile(packed) as outer:
        (wheel,) = (name for name in outer.namelist() if name.endswith(".whl"))
        with zipfile.ZipFile(io.BytesIO(outer.read(wheel))) as inner:
            return {
                name.removeprefix(PACKAGE): inner.read(name)
                for name in inner.namelist()
                if name.startswith(PACKAGE) and not name.endswith("/")
            }
