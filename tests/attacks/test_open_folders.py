"""Class 78: what nobody listed lies open where no Landlock holds files: solutions, tests, others' work."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder.cli import main
from autograder.sandbox.confinement.probe import Plan, choose, probe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.siege import Siege

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="only root runs workers as other users, whom modes have to keep out",
)


@pytest.fixture
def course(siege: Siege, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the course in a folder that all may enter, on a machine without Landlock and namespaces."""
    plan = replace(choose(probe(), (), allow_weak=True), landlock=0, namespaces=False, first_uid=210_000)
    choose_so: Callable[..., Plan] = lambda *_, **__: plan  # noqa: E731 - it stands for a function of ours
    monkeypatch.setattr("autograder.sandbox.sandbox.choose", choose_so)
    monkeypatch.setattr("autograder.sandbox.doctor.choose", choose_so)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        root = Path(folder) / "course"
        shutil.copytree(siege.root, root)
        Path(folder).chmod(0o755)
        for path in (root, *root.iterdir()):
            path.chmod(0o755)
        (root / "jane").mkdir(mode=0o700)
        shutil.copyfile(root / "solutions" / "besieged" / "layers.py", root / "jane" / "layers.py")
        monkeypatch.chdir(root)
        yield root


def close(*folders: Path) -> None:
    """As the printed command does."""
    for folder in folders:
        folder.chmod(0o700)


@pytest.mark.parametrize("left", ["source", "solutions", "dist", "jane"])
def test_grading_refuses_where_one_of_them_lies_open(
    course: Path, capsys: pytest.CaptureFixture[str], left: str
) -> None:
    """And prints the command that closes it: a course with dist/ closed alone gave its solutions away."""
    close(*(course / name for name in ("source", "solutions", "dist", "jane") if name != left))
    (course / "jane").chmod(0o755 if left == "jane" else 0o700)

    code = main(["grade", "besieged", "jane"])

    said = capsys.readouterr().err
    assert code == 1
    assert f"`chmod go= {course / left}" in said
    for name in {"source", "solutions", "jane"} - {left}:
        assert str(course / name) not in said


def test_grading_goes_on_once_all_are_closed(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the modes alone, and no word of them."""
    close(*(course / name for name in ("source", "solutions", "dist", "jane")))

    assert main(["grade", "besieged", "jane"]) == 0
    assert "chmod" not in capsys.readouterr().err


def test_the_doctor_names_the_same_folders(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one command, before anybody grades."""
    main(["doctor"])

    said = capsys.readouterr().out
    assert f"chmod go= {course / 'source'} {course / 'solutions'} {course / 'dist'}" in said
