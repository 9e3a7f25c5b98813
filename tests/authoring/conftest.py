"""A small assignment to build, written into a fresh folder for every test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release import build as release
from autograder.authoring.release.build import build
from tests.support.once import made_once
from tests.support.quick_builds import build_without_trying
from tests.support.secret import put_secret
from tests.support.toy import fake_wheel, write_source

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The source folder of a sound assignment; tests spoil what they are about."""
    return write_source(tmp_path / "course")


@pytest.fixture
def root(source: Path) -> Path:
    """Where release/, solutions/ and dist/ go."""
    return source.parents[1]


@pytest.fixture
def without_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds without packing the wheel."""
    monkeypatch.setattr(release, "pack_wheel", fake_wheel)


@pytest.fixture
def quick(without_wheel: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - its effect is what is wanted
    """Builds that neither pack the wheel nor run what was made: test_trial.py and test_notebook.py are about that."""
    build_without_trying(monkeypatch)


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose one assignment was built; for `built` to copy."""

    def make(course: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(release, "pack_wheel", fake_wheel)
            source = write_source(course)
            put_secret(course, source.name)
            build(source, course)

    return made_once(tmp_path_factory, "toy-course", make)


@pytest.fixture
def built(root: Path, built_once: Path, quick: None) -> Path:  # noqa: ARG001 - its effect is what is wanted
    """The course's folder after a build of the sound assignment."""
    for name in ("release", "solutions", "dist"):
        shutil.copytree(built_once / name, root / name)
    return root
