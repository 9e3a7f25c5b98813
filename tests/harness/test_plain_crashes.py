"""What is said of lines that stop in plain Python, in files without NumPy: lists, indices, loops and names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.harness.crashes.given import Given
from autograder.harness.crashes.stop import stop_of
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.proxy import StudentError
from autograder.toml import tomllib

CRASHES = tomllib.loads((Path(__file__).parent / "plain_crashes.toml").read_text("utf-8"))["crash"]


def sentence_at(folder: Path, text: str) -> str:
    """What is said of the line at which `f([4, 5, 6], 5)` stops."""
    (folder / "m.py").write_text(text, encoding="utf-8")
    with LocalStudent(folder, ("m",)) as student, pytest.raises(StudentError) as caught:
        student.m.f([4, 5, 6], 5)
    error: Any = caught.value
    found = stop_of(error.type_name, error.message, error.frames, lambda: {"m.py": text}, Given())
    return "" if found is None else found.sentence


@pytest.mark.parametrize("crash", CRASHES, ids=[one["name"] for one in CRASHES])
def test_a_line_of_plain_python_is_told_what_was_wrong_there(tmp_path: Path, crash: dict[str, str]) -> None:
    """Without a word of arrays."""
    found = sentence_at(tmp_path, crash["module"])

    assert found == crash["sentence"]
    assert not {"array", "shape", "NumPy", "np"} & set(found.replace("`", " ").replace(".", " ").split())


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python says which expression failed since 3.11")
def test_of_several_indices_the_one_outside_is_named(tmp_path: Path) -> None:
    """And one that is inside is not."""
    text = "def f(seq, n):\n    return seq[0] + seq[n]\n"

    assert sentence_at(tmp_path, text) == "`seq` is a list of 3: its indices go from 0 to 2, and `n` is 5."
