"""Run the public tests under other tools on slips of students, to see what a student reads there.

`python -m tests.peers.write FOLDER TOOL BIN [SLIP ...]` makes a folder for each slip, with the student's files and
the tests as TOOL (pytest, otter or check50) takes them, runs the tool that is installed in BIN, and keeps its screen
in FOLDER/SLIP.TOOL.txt. docs/side_by_side.md quotes these.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.support.side_by_side import shown
from tests.support.written_slips import SLIPS, texts_of

TESTS = Path(__file__).with_name("public_tests.py").read_text(encoding="utf-8")
HEAD, *CASES = re.split(r"(?=^def test_)", TESTS, flags=re.MULTILINE)
QUESTIONS = {
    "sigmoid": "sigmoid",
    "relu": "relu",
    "linear": "linear",
    "cross-entropy": "cross_entropy",
    "optimizer": "optimizer",
    "train-network": "define|train|test_loss",
    "worked-example": "worked",
}
OTTER_SCRIPT = """\
import hw3_lib
import hw3_sol
import otter

grader = otter.Notebook()
print(grader.check_all())
"""
CHECK50_CONFIG = """\
check50:
  checks: __init__.py
  files:
    - !exclude "*"
    - !require hw3_lib.py
    - !require hw3_sol.py
"""
CHECK50_HEAD = """\
import importlib
import sys

import check50
import numpy as np

sys.path.insert(0, "")


def lib():
    return importlib.import_module("hw3_lib")


def sol():
    return importlib.import_module("hw3_sol")


def assert_allclose(actual, expected, atol):
    if np.shape(actual) != np.shape(expected) or not np.allclose(actual, expected, atol=atol):
        raise check50.Mismatch(str(np.array(expected)), str(actual))


def assert_equal(actual, expected):
    if actual != expected:
        raise check50.Mismatch(str(expected), str(actual))


"""
COMMANDS = {
    "pytest": ["python", "-m", "pytest", "test_hw3.py"],
    "otter": ["python", "check.py"],
    "check50": ["check50", "--dev", "checks"],
}


def files_for(tool: str) -> dict[str, str]:
    """The files that a course would put beside the student's, by their paths."""
    if tool == "pytest":
        return {"test_hw3.py": TESTS}
    if tool == "otter":
        return {"check.py": OTTER_SCRIPT, **{f"tests/{name}.py": for_otter(name) for name in QUESTIONS}}
    own = CHECK50_HEAD + HEAD.partition("import assert_allclose\n")[2]
    text = own + "".join("@check50.check()\n" + case for case in CASES)
    text = re.sub(r" -> .*(?=:\n)", "", text).replace("hw3_lib.", "lib().").replace("hw3_sol.", "sol().")
    text = re.sub(r"assert (.+) == (.+)", r"assert_equal(\1, \2)", text)
    return {"checks/.cs50.yml": CHECK50_CONFIG, "checks/__init__.py": text}


def for_otter(question: str) -> str:
    """The test file of a question, in otter's form that shows exceptions."""
    cases = [case for case in CASES if re.match(f"def test_({QUESTIONS[question]})", case)]
    about = (
        f'from otter.test_files import test_case\n\nOK_FORMAT = False\nname = "{question}"\npoints = 5\n\n'
    )
    named = [
        re.sub(r'(?=def )(?s:(.*?"""(.*?)"""))', r'@test_case(name="\2")\n\1', case, count=1)
        for case in cases
    ]
    return HEAD + about + "".join(named)


def screen_of(tool: str, programs: Path, slip: str, folder: Path) -> str:
    """What the tool prints of a slip."""
    for path, text in {**texts_of(SLIPS[slip]), **files_for(tool)}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    command, *arguments = COMMANDS[tool]
    ran = subprocess.run(
        [programs / command, *arguments],
        cwd=folder,
        env={"PATH": f"{programs.resolve()}:/usr/bin:/bin", "COLUMNS": "80", "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return re.sub(r"\x1b\[\d*m", "", ran.stdout)  # the colours are for a terminal


def main(out: str, tool: str, programs: str, *slips: str) -> None:
    """Write the screens."""
    for slip in slips or shown():
        folder = Path(out) / f"{slip}.{tool}"
        screen = screen_of(tool, Path(programs), slip, folder)
        folder.with_name(folder.name + ".txt").write_text(screen, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
