"""What the README shows of a run is what that run prints."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.audit.verdict_cache import CACHE_FOLDER
from autograder.files import read_tree, write_zip
from tests.support.real_course import NAME, REPOSITORY, copy_source

if TYPE_CHECKING:
    from pathlib import Path

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def block_after(words: str, language: str) -> str:
    """The first block of code in this language that stands below these words of the README."""
    found = re.search(rf"^```{language}\n(.*?)^```$", README.partition(words)[2], re.DOTALL | re.MULTILINE)
    assert found, f"the README has no {language} block below {words!r}"
    return found[1]


def test_the_script_prints_what_the_readme_says(built: Path, tmp_path: Path) -> None:
    """With the reference solution handed in."""
    modules = {
        name: body for name, body in read_tree(built / "solutions" / NAME).items() if name.startswith("hw3_")
    }
    write_zip(tmp_path / "submission.zip", modules)
    shutil.copytree(built / "dist" / NAME / "bundle", tmp_path / "dist" / NAME / "bundle")

    ran = subprocess.run(
        [sys.executable, "-c", block_after("From a script", "python")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.stderr, ran.returncode) == ("", 0)
    assert ran.stdout == block_after("With the reference solution in", "text")


@pytest.mark.siege
def test_the_demo_prints_the_lines_that_the_readme_shows(built: Path, tmp_path: Path) -> None:
    """All of them, in their order; the README leaves lines out."""
    copy_source(tmp_path, built)
    tried = f"dist/{NAME}/{CACHE_FOLDER}"
    shutil.copytree(built / tried, tmp_path / tried)

    ran = subprocess.run(
        [sys.executable, "-m", "autograder", "demo", NAME],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    printed = iter(ran.stdout.splitlines())
    shown = block_after("$ make demo", "text").splitlines()
    assert ran.returncode == 0, ran.stderr
    assert [line for line in shown if line not in printed] == [], ran.stdout
