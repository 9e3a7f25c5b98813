"""Homework of many kinds earns from its Gradescope zip what it earns by `autograder grade`."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.gradescope_image import environment, unzip
from tests.support.homework import (
    HOMEWORK,
    REFERENCE,
    STUB,
    Homework,
    build_homework,
    grade_homework,
    read_graded,
    write_files,
)
from tests.support.once import made_once

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def root(image: Path) -> Iterator[Path]:
    """/autograder without its source/, beside an image whose Python it shares."""
    with tempfile.TemporaryDirectory(prefix="gradescope-") as top:
        Path(top).chmod(0o755)
        (Path(top) / "venv").symlink_to(image / "venv")
        yield Path(top)


@pytest.mark.siege
@pytest.mark.parametrize("name", HOMEWORK)
def test_the_zip_grades_as_the_bundle_does(
    root: Path, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The reference, the stub, what is right otherwise and each mistake: the same points."""
    course = made_once(tmp_path_factory, f"homework-{name}", lambda folder: build_homework(name, folder))
    homework = Homework(course, name)
    missing = set(homework.assignment.packages) - {"numpy"}
    if missing:
        pytest.skip(f"{', '.join(missing)} would have to be fetched into the image")
    graded = made_once(
        tmp_path_factory, f"homework-{name}-graded", lambda folder: grade_homework(homework, folder)
    )
    unzip(course / "dist" / name / f"{name}-gradescope.zip", root / "source")
    shutil.copy(root / "source" / "run_autograder", root)

    expected = {which: result.points for which, result in read_graded(graded, "files").items()}
    found = {which: _run(root, homework.files_of(which))["score"] for which in expected}

    assert found == pytest.approx(expected, abs=0.01)
    assert found[REFERENCE] > found[STUB] == 0


def _run(root: Path, files: dict[str, bytes]) -> dict[str, Any]:
    """What run_autograder writes for these files."""
    for folder in ("submission", "results"):
        shutil.rmtree(root / folder, ignore_errors=True)
        (root / folder).mkdir()
    write_files(root / "submission", files)
    subprocess.run(["bash", root / "run_autograder"], cwd="/", env=environment(), check=True, timeout=200)
    results: dict[str, Any] = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    return results
