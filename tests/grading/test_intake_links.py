"""Class 77: no link is followed while a submission is read: not at the top, not below it, not in a race."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder.errors import SubmissionRefusedError
from autograder.grading.intake import folder as folder_module
from autograder.grading.intake import handed_in as handed_in_module
from autograder.grading.intake.folder import DEEPEST, folder_entries
from autograder.grading.intake.handed_in import handed_in
from autograder.grading.intake.submission import take_in
from tests.support.intake import an_assignment

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.grading.intake.folder import Tree
    from autograder.model.assignment import Assignment

MINE, THEIRS = b"# mine\n", b"# of another student\n"
NAMES = ("hw3_lib.py", "hw3_sol.py")
AT_FDCWD, RENAME_EXCHANGE = -100, 2

by_descriptor = pytest.mark.skipif(not folder_module.BY_DESCRIPTOR, reason="this system opens files by paths")


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """An assignment of two modules."""
    return an_assignment(tmp_path)


@pytest.fixture(params=["descriptors", "paths"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Linux, and as on a system without descriptors of folders."""
    if request.param == "paths":
        monkeypatch.setattr(handed_in_module, "BY_DESCRIPTOR", False)
    elif not folder_module.BY_DESCRIPTOR:
        pytest.skip("this system opens files by paths")


def folder_with(folder: Path, content: bytes) -> Path:
    """A folder with both modules."""
    folder.mkdir(parents=True)
    for name in NAMES:
        (folder / name).write_bytes(content)
    return folder


def exchange(one: Path, other: Path) -> None:
    """Exchange two entries of a folder in one step, as renameat2 does."""
    done = ctypes.CDLL(None, use_errno=True).renameat2(
        AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE
    )
    if done:
        pytest.skip(f"this file system exchanges nothing: {os.strerror(ctypes.get_errno())}")


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize("name", ["jane", "jane.zip", "hw3_lib.py", "hw3.ipynb"])
def test_a_submission_that_is_a_link_is_refused(tmp_path: Path, assignment: Assignment, name: str) -> None:
    """Whatever it leads to: another student's folder, a zip, a module, a notebook, or nothing."""
    other = folder_with(tmp_path / "other", THEIRS)
    for target in (other, other / "hw3_lib.py", tmp_path / "nowhere"):
        link = tmp_path / name
        link.unlink(missing_ok=True)
        link.symlink_to(target)

        with pytest.raises(SubmissionRefusedError, match="is a link, which may lead anywhere; hand in"):
            take_in(link, assignment)


@by_descriptor
def test_the_system_refuses_a_link_that_came_after_the_look(
    tmp_path: Path, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look at the top is for the sentence alone."""
    (tmp_path / "link").symlink_to(folder_with(tmp_path / "other", THEIRS))
    monkeypatch.setattr(Path, "is_symlink", lambda _self: False)

    with pytest.raises(SubmissionRefusedError, match="is a link"):
        take_in(tmp_path / "link", assignment)


@pytest.mark.skipif(sys.platform != "linux", reason="renameat2 is Linux's")
def test_a_folder_that_is_exchanged_for_a_link_gives_nothing_away(
    tmp_path: Path, assignment: Assignment
) -> None:
    """A student whose folder is read where it lies exchanges `inner` for a link to another's, again and again."""
    theirs = folder_with(tmp_path / "other", THEIRS)
    mine = folder_with(tmp_path / "mine" / "inner", MINE).parent
    for number in range(300):
        (mine / f"z{number}").touch()
    (mine / "link").symlink_to(theirs)
    exchange(mine / "inner", mine / "link")
    done = threading.Event()

    def flip() -> None:
        while not done.wait(0.0005):
            exchange(mine / "inner", mine / "link")

    flipping = threading.Thread(target=flip)
    flipping.start()
    try:
        found = {content for _ in range(60) for content in contents(mine, assignment)}
    finally:
        done.set()
        flipping.join()

    assert THEIRS not in found
    assert MINE in found, "the race was never won by the folder either"


def contents(folder: Path, assignment: Assignment) -> set[bytes]:
    """What was read of the folder; nothing if it was refused."""
    try:
        return set(take_in(folder, assignment).files.values())
    except SubmissionRefusedError:
        return set()


def descriptors() -> int:
    """How many are open in this process."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def to_link(path: Path) -> None:
    """A link to another student's file of the name."""
    path.symlink_to(path.parents[1] / "other" / "hw3_lib.py")


@pytest.mark.usefixtures("either_way")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no FIFOs")
@pytest.mark.parametrize("put", [to_link, os.mkfifo, Path.mkdir], ids=["link", "fifo", "folder"])
def test_a_file_that_is_exchanged_after_it_was_listed_is_refused(
    tmp_path: Path, put: Callable[[Path], None]
) -> None:
    """And nobody waits for a FIFO."""
    folder_with(tmp_path / "other", THEIRS)
    mine = folder_with(tmp_path / "mine", MINE)

    with handed_in(mine, "mine") as entries:
        (mine / "hw3_lib.py").unlink()
        put(mine / "hw3_lib.py")

        with pytest.raises(SubmissionRefusedError, match=r"hw3_lib\.py cannot be read"):
            entries[0].read(1_000)
        assert entries[1].read(1_000) == MINE


@pytest.mark.usefixtures("either_way")
def test_a_folder_that_is_exchanged_after_it_was_listed_is_not_entered(tmp_path: Path) -> None:
    """By a link, which is not followed."""
    theirs = folder_with(tmp_path / "other", THEIRS)
    mine = folder_with(tmp_path / "mine" / "inner", MINE)

    with handed_in(mine.parent, "mine") as entries:
        mine.rename(tmp_path / "moved")
        mine.symlink_to(theirs)
        files = [entry for entry in entries if entry.parts[-1] in NAMES]

        for entry in files:
            with pytest.raises(SubmissionRefusedError, match="cannot be read"):
                entry.read(1_000)
    assert len(files) == 2


@by_descriptor
def test_a_folder_that_was_opened_stays_the_same_one(tmp_path: Path) -> None:
    """The folder of another student takes the name of one that is being read."""
    theirs = folder_with(tmp_path / "other", THEIRS)
    mine = folder_with(tmp_path / "mine", MINE)

    with handed_in(mine, "mine") as entries:
        mine.rename(tmp_path / "moved")
        theirs.rename(mine)

        assert {entry.read(1_000) for entry in entries} == {MINE}


@pytest.mark.usefixtures("either_way")
def test_a_backslash_in_a_name_on_disk_is_part_of_the_name(tmp_path: Path) -> None:
    """It separates folders only in the path by which the entry is called."""
    if os.sep == "\\":
        pytest.skip("a backslash cannot be in a name here")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "hw3\\hw3_lib.py").write_bytes(MINE)

    with handed_in(tmp_path / "mine", "mine") as entries:
        assert [(entry.parts, entry.read(99)) for entry in entries] == [(("hw3", "hw3_lib.py"), MINE)]


@by_descriptor
@pytest.mark.skipif(sys.platform != "linux", reason="counts descriptors in /proc")
def test_no_descriptor_is_left_and_few_are_open_at_a_time(tmp_path: Path, assignment: Assignment) -> None:
    """With 1,900 files in 400 folders, some of them deep."""
    mine = folder_with(tmp_path / "mine", MINE)
    for number in range(375):
        folder = mine.joinpath(*["d"] * (number % 30), f"folder{number}")
        folder.mkdir(parents=True)
        for name in range(3):
            (folder / f"{name}").touch()
    open_before = descriptors()
    most = open_before

    with handed_in(mine, "mine") as entries:
        for entry in entries:
            if entry.parts[-1] in NAMES:
                entry.read(99)
            most = max(most, descriptors())

    assert take_in(mine, assignment).files == dict.fromkeys(NAMES, MINE)
    assert len(entries) > 1_000
    assert descriptors() == open_before
    assert most <= open_before + 4


def test_folders_are_looked_into_only_so_deep() -> None:
    """A chain of 2,000 folders, each opened from the top, would take minutes."""
    asked: list[tuple[str, ...]] = []

    class Chain:
        """A folder in a folder in a folder."""

        def children(self, folder: tuple[str, ...]) -> list[tuple[str, folder_module.EntryKind]]:
            asked.append(folder)
            return [("d", folder_module.EntryKind.FOLDER)]

        def read(self, file: tuple[str, ...], limit: int) -> bytes:
            raise AssertionError((file, limit))

    tree: Tree = Chain()
    folder_entries(tree)

    assert max(map(len, asked)) == DEEPEST
