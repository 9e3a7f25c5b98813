"""Folders that are replaced as wholes, or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder.errors import BuildRefusedError
from autograder.files import read_tree, write_tree
from autograder.swap import staging, swap_all

if TYPE_CHECKING:
    from collections.abc import Callable


def test_swapping_replaces_a_folder_whole(tmp_path: Path) -> None:
    """No file of the old one is left, nor anything beside it."""
    write_tree(tmp_path / "out" / "target", {"old": b"1"})
    write_tree(tmp_path / "built", {"new": b"2"})

    swap_all({tmp_path / "out" / "target": tmp_path / "built"})

    assert read_tree(tmp_path) == {"out/target/new": b"2"}


def test_swapping_makes_the_folder_that_was_not_there(tmp_path: Path) -> None:
    """The first build of a course."""
    write_tree(tmp_path / "built", {"new": b"2"})

    swap_all({tmp_path / "out" / "target": tmp_path / "built"})

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
        swap_all({tmp_path / "a": tmp_path / "nowhere"})
    assert read_tree(tmp_path) == {"a/old": b"a"}


def test_what_a_killed_swap_left_is_put_right_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between its two renames, the old folder waits under another name."""
    write_tree(tmp_path / ".a.old", {"old": b"a"})
    write_tree(tmp_path / "built", {"new": b"1"})
    monkeypatch.setattr(Path, "rename", _failing_after(1))

    with pytest.raises(OSError, match="disk"):
        swap_all({tmp_path / "a": tmp_path / "built"})
    monkeypatch.undo()
    assert read_tree(tmp_path / "a") == {"old": b"a"}
    swap_all({tmp_path / "a": tmp_path / "built"})
    assert read_tree(tmp_path) == {"a/new": b"1"}


def test_what_a_killed_clean_up_left_is_cleared_away(tmp_path: Path) -> None:
    """Killed after its renames, the old folder lies beside the new one."""
    write_tree(tmp_path / ".a.old", {"older": b""})
    write_tree(tmp_path / "a", {"old": b"a"})
    write_tree(tmp_path / "built", {"new": b"1"})

    swap_all({tmp_path / "a": tmp_path / "built"})

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
        "import pathlib, sys, time; from autograder.swap import staging\n"
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
