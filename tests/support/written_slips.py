"""Wrong solutions by people who had the handout alone, and what their authors read at home.

`python -m tests.support.written_slips` runs the public tests on each fourth of them and writes anew what they say;
whoever commits that has read it, and found true what is new in it. With `all` it prints what is said of all of them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.real_course import NAME, REPOSITORY

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Mapping

WRITTEN = Path(__file__).parents[1] / "diagnosis" / "written"
_SAID = WRITTEN / "said.json"
SLIPS: dict[str, dict[str, Any]] = {
    one["id"]: one for one in tomllib.loads((WRITTEN / "slips.toml").read_text(encoding="utf-8"))["slips"]
}
CHECKED = list(SLIPS)[::4]  # they take two seconds each
FILES = ("hw3_lib.py", "hw3_sol.py")


def read_said() -> dict[str, list[str]]:
    """By the slip's id, the reasons that its author reads at home, each of which a person has read and found true."""
    found: dict[str, list[str]] = json.loads(_SAID.read_text(encoding="utf-8"))
    return found


def texts_of(slip: Mapping[str, Any]) -> dict[str, str]:
    """The files of a slip: a right solution with its edits."""
    texts = {name: (WRITTEN / "right" / slip["of"] / name).read_text(encoding="utf-8") for name in FILES}
    for edit in slip["edits"]:
        if texts[edit["file"]].count(edit["replace"]) != 1:
            raise ValueError(f"{slip['id']}: {edit['replace']!r} does not stand exactly once")
        texts[edit["file"]] = texts[edit["file"]].replace(edit["replace"], edit["with"])
    return texts


def screen_of(handout: Path, slip: Mapping[str, Any]) -> str:
    """What `python run_tests.py` prints for a slip, in a copy of the handout."""
    with tempfile.TemporaryDirectory(prefix="slip-") as temporary:
        folder = Path(shutil.copytree(handout, Path(temporary) / "handout"))
        for name, text in texts_of(slip).items():
            (folder / name).write_text(text, encoding="utf-8")
        ran = subprocess.run(
            [sys.executable, "run_tests.py"],
            cwd=folder,
            env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    return ran.stdout + ran.stderr


def said_on(screen: str) -> list[str]:
    """The reasons on a screen, in one line each: why a value is wrong, and what a crash says of its line."""
    lines = screen.splitlines()
    found = []
    for number, line in enumerate(lines):
        if re.match(r" +why: ", line):
            found.append(_paragraph(lines, number, " " * 12))
        elif re.match(r" +stopped in ", line):
            found.append(_paragraph(lines, number, " " * 6))
        elif " does not import: " in line:
            found.append(line)
    return found


def _paragraph(lines: list[str], first: int, indent: str) -> str:
    """The line and those below it that are indented so far, without what the interpreter says in its own words."""
    taken = [lines[first].strip()]
    for line in lines[first + 1 :]:
        if not line.startswith(indent) or re.match(
            r" *(\w+(Error|Exception)\b|\S+ more tests? stopped)", line
        ):
            break
        taken.append(line.strip())
    return " ".join(taken)


def main(which: str = "") -> None:
    """Write what is said now, or print it."""
    handout = REPOSITORY / "release" / NAME
    said = {}
    for id_ in SLIPS if which == "all" else CHECKED:
        said[id_] = said_on(screen_of(handout, SLIPS[id_]))
        sys.stdout.write("\n    ".join([id_, *said[id_]]) + "\n")
    if which != "all":
        _SAID.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
