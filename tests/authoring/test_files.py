"""Folders as wholes."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder.errors import BuildRefusedError
from autograder.files import read_tree, staging, swap_all, swap_in, tree_hash, write_tree, write_zip

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_hash_of_a_tree_depends_on_names_and_contents_only(tmp_path: Path) -> None:
    """Not on times, order of writing, caches or editors' leavings."""
    write_tree(tmp_path / "a", {"x.py": b"1", "sub/y.py": b"2"})
    write_tree(tmp_path / "b", {"sub/y.py": b"2", "x.py": b"1", "sub/__pycache__/y.pyc": b"3", ".DS_Store": b"4"})
    os.utime(tmp_path / "b" / "x.py", (0, 0))

    assert tree_hash(tmp_path / "a") == tree_hash(tmp_path / "b")


@pytest.mark.parametrize(
    "other",
    [{"x": b"1", "y": b"3"}, {"x": b"1"}, {"x": b"1", "z": b"2"}, {"x": b"", "y": b"12"}, {"d/x": b"1", "y": b"2"}],
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


def test_swapping_replaces_a_folder_whole(tmp_path: Path) -> None:
    """No file of the old one is left, nor anything beside it."""
    write_tree(tmp_path / "out" / "target", {"old": b"1"})
    write_tree(tmp_path / "built", {"new": b"2"})

    swap_in(tmp_path / "built", tmp_path / "out" / "target")

    assert read_tree(tmp_path) == {"out/target/new": b"2"}


def test_swapping_makes_the_folder_that_was_not_there(tmp_path: Path) -> None:
    """The first build of a course."""
    write_tree(tmp_path / "built", {"new": b"2"})

    swap_in(tmp_path / "built", tmp_path / "out" / "target")

    assert read_tree(tmp_path) == {"out/target/new": b"2"}


@pytest.mark.parametrize("failing", range(1, 5))
@pytest.mark.parametrize("error", [OSError("disk"), KeyboardInterrupt()])
def test_when_a_rename_fails_all_targets_stand_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int, error: BaseException
) -> None:
    """Whichever rename it is, of whichever target."""
    write_tree(tmp_path / "a", {"old": b"a"})
    write_tree(tmp_path / "b", {"old": b"b"})
    write_tree(tmp_path / "built", {"a/new": b"1", "b/new": b"2"})
    before, rename, calls = read_tree(tmp_path), Path.rename, []

    def fail(path: Path, target: Path) -> Path:
        calls.append(path)
        if len(calls) == failing:
            raise error
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)

    with pytest.raises(type(error)):
        swap_all({tmp_path / "a": tmp_path / "built" / "a", tmp_path / "b": tmp_path / "built" / "b"})
    assert read_tree(tmp_path) == before


def test_nothing_is_touched_where_a_built_folder_is_missing(tmp_path: Path) -> None:
    """A mistake of the caller's must not cost the targets."""
    write_tree(tmp_path / "a", {"old": b"a"})

    with pytest.raises(FileNotFoundError):
        swap_in(tmp_path / "nowhere", tmp_path / "a")
    assert read_tree(tmp_path) == {"a/old": b"a"}


def test_what_a_killed_swap_left_is_put_right_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between its two renames, the old folder waits under another name."""
    write_tree(tmp_path / ".a.old", {"old": b"a"})
    write_tree(tmp_path / "built", {"new": b"1"})
    monkeypatch.setattr(Path, "rename", _failing_after(1))

    with pytest.raises(OSError, match="disk"):
        swap_in(tmp_path / "built", tmp_path / "a")
    monkeypatch.undo()
    assert read_tree(tmp_path / "a") == {"old": b"a"}
    swap_in(tmp_path / "built", tmp_path / "a")
    assert read_tree(tmp_path) == {"a/new": b"1"}


def test_what_a_killed_clean_up_left_is_cleared_away(tmp_path: Path) -> None:
    """Killed after its renames, the old folder lies beside the new one."""
    write_tree(tmp_path / ".a.old", {"older": b""})
    write_tree(tmp_path / "a", {"old": b"a"})
    write_tree(tmp_path / "built", {"new": b"1"})

    swap_in(tmp_path / "built", tmp_path / "a")

    assert read_tree(tmp_path) == {"a/new": b"1"}


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
def test_staging_leaves_nothing_behind(tmp_path: Path, error: BaseException) -> None:
    """However the work in it ends."""

    def work() -> None:
        with staging(tmp_path / "dist" / ".toy.building") as folder:
            write_tree(folder, {"half/written": b""})
            raise error

    with pytest.raises(type(error)):
        work()
    assert list(tmp_path.iterdir()) == []


def test_staging_starts_empty_after_a_killed_build(tmp_path: Path) -> None:
    """A lock dies with its process, so what it held is known to be nobody's."""
    code = (
        "import pathlib, sys, time; from autograder.files import staging\n"
        "with staging(pathlib.Path(sys.argv[1])) as folder:\n"
        "    (folder / 'half').mkdir(); (folder / 'half' / 'x').touch(); (folder / 'y').touch()\n"
        "    print('ready', flush=True); time.sleep(60)\n"
    )
    place = tmp_path / "place"
    with subprocess.Popen([sys.executable, "-c", code, str(place)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(BuildRefusedError, match="another build"), staging(place):
            pass
        other.kill()

    left = sorted(path.name for path in place.iterdir())
    with staging(place) as folder:
        found = list(folder.iterdir())

    assert left == ["half", "y"]
    assert found == []


def _failing_after(count: int) -> Callable[[Path, Path], Path]:
    """A `Path.rename` that fails after so many calls."""
    rename, left = Path.rename, iter(range(count))

    def fail(path: Path, target: Path) -> Path:
        if next(left, None) is None:
            raise OSError("disk")
        return rename(path, target)

    return fail
