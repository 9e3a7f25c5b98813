"""Class 64: files that are cheap to send and dear to read, because reading them takes the square of their size."""

from __future__ import annotations

import contextlib
import json
import struct
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from autograder.errors import SubmissionRefusedError
from autograder.grading.intake.submission import take_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.siege import Aftermath, Siege

SECONDS = 30  # of processor time, on a slow machine; what is quadratic takes minutes

ZIPS: dict[str, tuple[str, bytes, bytes]] = {  # a name, extra field and comment of each entry
    "long paths": ("a/" * 1990 + "{}", b"", b""),
    "accents": ("e" + "\N{COMBINING ACUTE ACCENT}" * 2000 + "{}", b"", b""),
    "extra fields": ("x{}", struct.pack("<HH", 0x5455, 0) * 300, b""),
    "comments": ("x{}", b"", b"c" * 30_000),
}
FORMS = {
    "dotted keys": "\n".join(f"{'.'.join('a' * 30)}.k{number} = 1" for number in range(500)),
    "nested tables": "a = " + "{b = " * 900 + "1" + "}" * 900,
    "many tables": "[[a]]\n" * 9000,
    "deep header": "[" + ".".join("a" * 9000) + "]\n",
}


@pytest.mark.parametrize("kind", ZIPS)
def test_a_zip_that_is_dear_to_read(siege: Siege, tmp_path: Path, kind: str) -> None:
    """Its files are read, or it is refused, in little time."""
    name, extra, comment = ZIPS[kind]
    path = tmp_path / "submission.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in siege.solution.items():
            archive.writestr(file, text)
        for number in range(1900):
            entry = zipfile.ZipInfo(name.format(number))
            entry.extra, entry.comment = extra, comment
            archive.writestr(entry, b"")

    before = time.process_time()
    with contextlib.suppress(SubmissionRefusedError):
        assert set(take_in(path, siege.loaded.assignment).files) == set(siege.solution)
    assert time.process_time() - before < SECONDS


def test_a_notebook_of_brackets_is_refused_at_once(siege: Siege, tmp_path: Path) -> None:
    """JSON in JSON, as deep as the file is long."""
    path = tmp_path / "deep.ipynb"
    path.write_text('{"nbformat": 4, "cells": [' + "[" * 240_000 + "]" * 240_000 + "]}", encoding="utf-8")

    before = time.process_time()
    with pytest.raises(SubmissionRefusedError):
        take_in(path, siege.loaded.assignment)
    assert time.process_time() - before < SECONDS


def test_a_notebook_of_many_lines_is_read(siege: Siege, tmp_path: Path) -> None:
    """A source may be a list of lines."""
    path = tmp_path / "long.ipynb"
    cell = {"cell_type": "code", "metadata": {}, "source": ["x = 1\n"] * 200_000}
    path.write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell]}), encoding="utf-8")

    before = time.process_time()
    take_in(path, siege.loaded.assignment)
    assert time.process_time() - before < SECONDS


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_that_is_dear_to_read(siege: Siege, attack: Callable[..., Aftermath], kind: str) -> None:
    """It costs its own reading, and no point of the code beside it."""
    aftermath = attack(
        {**siege.solution, "answers.toml": FORMS[kind]}, earned={"linear": 6.0, "relu": 4.0, "mean": 10.0}
    )

    assert aftermath.attack.points == aftermath.attack.max_points
    assert aftermath.attack.grader_seconds < SECONDS
