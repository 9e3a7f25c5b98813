"""A bundle belongs to one state of its source folder, and can be read without it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.errors import BadInputError
from autograder.files import tree_hash, write_tree
from autograder.harness.checks.expected import Records
from autograder.model.bundle import BUNDLE_FILE, load_bundle, load_course_bundle
from tests.support.secret import secret_files

if TYPE_CHECKING:
    from pathlib import Path

ASSIGNMENT = """\
name = "toy"
title = "A toy"
modules = ["toy.py"]
seed = 7

[[questions]]
id = "double"
title = "Doubling"
points = 4
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course with one assignment, and a bundle made of it."""
    source, bundle = tmp_path / "source" / "toy", tmp_path / "dist" / "toy" / "bundle"
    for folder in (source, bundle):
        folder.mkdir(parents=True)
        (folder / "assignment.toml").write_text(ASSIGNMENT, encoding="utf-8")
    (bundle / "records.npz").write_bytes(Records({}).to_bytes())
    write_tree(bundle, secret_files(tree_hash(source)))
    return tmp_path


def test_a_bundle_that_fits_its_source_is_loaded(root: Path) -> None:
    """Its hash is that of its files."""
    bundle = load_course_bundle(root, "toy")

    assert bundle.assignment.name == "toy"
    assert bundle.sha256 == tree_hash(root / "dist" / "toy" / "bundle")


def test_a_bundle_of_another_state_of_the_source_is_refused(root: Path) -> None:
    """Nobody is graded by tests that were changed since."""
    (root / "source" / "toy" / "handout.md").write_text("new", encoding="utf-8")

    with pytest.raises(BadInputError, match="has changed since it was made; run `autograder build toy`"):
        load_course_bundle(root, "toy")


def test_a_bundle_without_its_source_is_loaded(root: Path) -> None:
    """A machine that only grades has no source/."""
    shutil.rmtree(root / "source")

    assert load_course_bundle(root, "toy").assignment.name == "toy"


def test_a_missing_bundle_is_answered_with_the_command_that_makes_it(root: Path) -> None:
    """It is not made on the way."""
    shutil.rmtree(root / "dist")

    with pytest.raises(BadInputError, match="there is no such bundle; run `autograder build toy`"):
        load_course_bundle(root, "toy")


@pytest.mark.parametrize("content", ["[]", "{", "{}"])
def test_a_bundle_that_does_not_say_what_it_was_made_from_is_damaged(root: Path, content: str) -> None:
    """It is refused, with what to do."""
    (root / "dist" / "toy" / "bundle" / BUNDLE_FILE).write_text(content, encoding="utf-8")

    with pytest.raises(BadInputError, match=r"the bundle is damaged .* run `autograder build toy`"):
        load_course_bundle(root, "toy")


def test_a_folder_that_is_no_bundle_is_named(tmp_path: Path) -> None:
    """With what it lacks."""
    with pytest.raises(BadInputError, match=r"this is no bundle, for it holds no assignment\.toml"):
        load_bundle(tmp_path)
