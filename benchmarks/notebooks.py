"""What autograding a notebook takes in a real nbgrader course: as nbgrader does it, and with students' cells held.

python benchmarks/notebooks.py [notebooks] [rounds]

Each course is autograded with one notebook and with many; the difference, a notebook, is what is printed, since
nbgrader's own start takes some seconds. The least that nbgrader can do is to autograde without executing anything.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.authoring.release.build import build
from autograder.authoring.release.course import put_into_course
from autograder.model.shared_hints import HINTS

ROOT = Path(__file__).resolve().parent.parent
COURSES = {  # the assignment's folder, and how large it is
    "besieged": (ROOT / "tests" / "attacks" / "course", "a small notebook"),
    "cmu10701-hw3": (ROOT / "source" / "cmu10701-hw3", "134 tests"),
}
OURS = 'c.Autograde.autograde_preprocessors = ["autograder.grading.platforms.nbgrader.SandboxedTests"]\n'
HOW = {
    "nbgrader's own execution": ("", []),
    "in the sandbox": (OURS, []),
    "nothing executed": ("", ["--no-execute"]),
}


def main(notebooks: int, rounds: int) -> None:
    """Print a table for each course."""
    for name, (source, size) in COURSES.items():
        with tempfile.TemporaryDirectory() as temporary:
            course = make_course(name, source, Path(temporary), notebooks)
            found: dict[str, list[float]] = {how: [] for how in HOW}
            for _ in range(rounds):
                for how, (config, words) in HOW.items():
                    one = seconds(course, name, config, [*words, "--student", "s0"])
                    found[how].append((seconds(course, name, config, words) - one) / (notebooks - 1))
        print(f"{name} ({size}), {notebooks} notebooks, {rounds} rounds, medians a notebook")
        theirs = statistics.median(found["nbgrader's own execution"])
        for how, times in found.items():
            print(f"  {how:26} {statistics.median(times):6.2f} s  {statistics.median(times) / theirs:5.2f}")


def make_course(name: str, source: Path, root: Path, notebooks: int) -> Path:
    """A course in which the reference solution was handed in that many times."""
    place = root / "source" / name
    shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__"))
    shared = source.parent / HINTS
    if shared.is_file():
        shutil.copy(shared, place.parent)
    build(place, root)
    course = root / "course"
    put_into_course(name, root, course)
    (course / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    nbgrader(course, "generate_assignment", name)
    notebook = solved(*(course / folder / name / f"{name}.ipynb" for folder in ("source", "release")))
    for number in range(notebooks):
        target = course / "submitted" / f"s{number}" / name / f"{name}.ipynb"
        target.parent.mkdir(parents=True)
        target.write_text(notebook, encoding="utf-8")
    return course


def solved(source: Path, released: Path) -> str:
    """The released notebook with the reference solution in it."""
    right = {
        grade_id(cell): cell["source"] for cell in json.loads(source.read_text(encoding="utf-8"))["cells"]
    }
    notebook = json.loads(released.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = right[grade_id(cell)]
    return json.dumps(notebook)


def grade_id(cell: dict[str, dict[str, dict[str, str]]]) -> str:
    """The id that nbgrader knows a cell by."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def seconds(course: Path, name: str, config: str, words: list[str]) -> float:
    """Seconds that `nbgrader autograde` takes."""
    (course / "nbgrader_config.py").write_text(f"c = get_config()\n{config}", encoding="utf-8")
    shutil.rmtree(course / "autograded", ignore_errors=True)
    start = time.perf_counter()
    nbgrader(course, "autograde", name, "--create", "--force", *words)
    return time.perf_counter() - start


def nbgrader(course: Path, *words: str) -> None:
    """Run a command of nbgrader's."""
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # it calls alembic by its name
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "nbgrader", *words],
        cwd=course,
        env={**os.environ, "PATH": tools},
        check=True,
        capture_output=True,
    )


if __name__ == "__main__":
    main(*(int(word) for word in (*sys.argv[1:], *("11", "3")[len(sys.argv) - 1 :])))
