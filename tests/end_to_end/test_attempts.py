"""What the benchmark of a public class reads from the archive of the data set; the archive here is made up."""

from __future__ import annotations

import io
import runpy
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

from tests.support.attempts import lay_out, read_attempts

if TYPE_CHECKING:
    from pathlib import Path

ARCHIVE = {
    "data/question_1/ans/input_001.txt": "search(42, [1, 5])",
    "data/question_1/ans/output_001.txt": "2",
    "data/question_1/ans/input_002.txt": "search(42, [1, 5])",
    "data/question_1/ans/output_002.txt": "2",
    "data/question_1/ans/input_003.txt": "search(1, (1, 5))\n",
    "data/question_1/ans/output_003.txt": "0\n",
    "data/question_1/ans/input_004.txt": "search(3, ())",
    "data/question_1/ans/output_004.txt": "0",
    "data/question_1/code/correct/b.py": "def search(x, seq):\n    return 0\n",
    "data/question_1/code/wrong/a.py": "def search(x, seq):\n    return 1\n",
    "data/question_1/code/fail/c.py": "def search(x, seq):\n    return 2\n",
    "data/question_1/code/reference/reference.py": "def search(x, seq):\n    return 3\n",
    "data/question_2/ans/input_001.txt": "unique_day('1', dates)",
    "data/question_2/ans/output_001.txt": "True",
    "data/question_2/code/global.py": "dates = (('May', '1'),)\n\n",
    "data/question_2/code/wrong/d.py": "def unique_day(day, dates):\n    return 1\n",
}


def archive() -> zipfile.ZipFile:
    """A data set of three attempts."""
    made = zipfile.ZipFile(io.BytesIO(), "w")
    for name, text in ARCHIVE.items():
        made.writestr(name, text)
    return made


def test_attempts_are_those_that_the_data_set_judges() -> None:
    """Neither the reference nor what its authors could not use; with what the question gives in front."""
    found = {one.name: one for one in read_attempts(archive())}

    assert {name: (one.module, one.right) for name, one in found.items()} == {
        "a.py": ("search.py", False),
        "b.py": ("search.py", True),
        "d.py": ("birthdays.py", False),
    }
    assert found["a.py"].code == b"def search(x, seq):\n    return 1\n"
    assert found["d.py"].code.startswith(b"dates = (('May', '1'),)\n\n\ndef unique_day")


def test_each_third_call_of_a_function_is_hidden_and_none_stands_twice(tmp_path: Path) -> None:
    """Calls and answers become plain data, names of the question's constants their values."""
    source = lay_out(archive(), tmp_path)

    public = runpy.run_path(str(source / "tests" / "public" / "public_cases.py"))["CASES"]
    hidden = runpy.run_path(str(source / "tests" / "hidden" / "hidden_cases.py"))["CASES"]
    assert public == {
        "search": {"001": ((42, [1, 5]), 2), "003": ((1, (1, 5)), 0)},
        "unique_day": {"001": (("1", (("May", "1"),)), True)},
    }
    assert hidden == {"search": {"004": ((3, ()), 0)}}


def test_the_benchmark_says_that_it_needs_the_data(repository: Path) -> None:
    """`make bench` runs every script without arguments."""
    command = [sys.executable, "benchmarks/attempts.py"]
    ran = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)

    assert ran.stdout.startswith("skipped: there is no data set; give data.zip of")
