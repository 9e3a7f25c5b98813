"""Folders as wholes."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from autograder.files import read_tree, tree_hash, write_tree, write_zip

if TYPE_CHECKING:
    from pathlib import Path


def test_the_hash_of_a_tree_depends_on_names_and_contents_only(tmp_path: Path) -> None:
    """Not on times, order of writing, caches or editors' leavings."""
    write_tree(tmp_path / "a", {"x.py": b"1", "sub/y.py": b"2"})
    write_tree(
        tmp_path / "b", {"sub/y.py": b"2", "x.py": b"1", "sub/__pycache__/y.pyc": b"3", ".DS_Store": b"4"}
    )
    os.utime(tmp_path / "b" / "x.py", (0, 0))

    assert tree_hash(tmp_path / "a") == tree_hash(tmp_path / "b")


@pytest.mark.parametrize(
    "other",
    [
        {"x": b"1", "y": b"3"},
        {"x": b"1"},
        {"x": b"1", "z": b"2"},
        {"x": b"", "y": b"12"},
        {"d/x": b"1", "y": b"2"},
    ],
)
def test_trees_that_differ_have_different_hashes(tmp_path: Path, other: dict[str, bytes]) -> None:
    """In a content, a missing file, a name, a boundary or a folder."""
    write_tree(tmp_path / "a", {"x": b"1", "y": b"2"})
    write_tree(tmp_path / "b", other)

    assert tree_hash(tmp_path / "a") != tree_hash(tmp_path / "b")


def test_a_tree_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    """With POSIX paths, sorted."""
    files = {"b/c.txt": b"2", "a.txt": b"1\r\n"}
    write_tree(tmp_path / "tree", files)

    read = read_tree(tmp_path / "tree")

    assert read == files
    assert list(read) == ["a.txt", "b/c.txt"]


def test_a_zip_has_the_same_bytes_whenever_and_in_whatever_order_it_is_written(tmp_path: Path) -> None:
    """The entries are sorted and carry a fixed time."""
    files = {"b.sh": b"#!", "a/c.txt": b"text" * 100}
    write_zip(tmp_path / "1.zip", files, frozenset({"b.sh"}))
    write_zip(tmp_path / "2.zip", dict(reversed(files.items())), frozenset({"b.sh"}))

    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert archive.namelist() == ["a/c.txt", "b.sh"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_unzip_gives_scripts_the_right_to_run(tmp_path: Path) -> None:
    """Gradescope unpacks the zip and executes its scripts."""
    write_zip(tmp_path / "1.zip", {"run": b"#!", "data": b""}, frozenset({"run"}))

    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
    assert modes == {"data": 0o100644, "run": 0o100755}
