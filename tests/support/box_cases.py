"""What is graded in Gradescope's box: the reference, and files that hang or take all the memory they get."""

from __future__ import annotations

import ast
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.box import Ran, run
from tests.support.gradescope_image import environment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.support.box import Box

LONGEST = 8 * 60.0  # seconds; Gradescope ends a grader after ten minutes
FORWARD = "return np.maximum(x, 0.0)"  # of ReLU, where the faults of one function are put
HANG = "while True: pass"
SLEEP = "__import__('time').sleep(1e6)"
BOMB = "held = []\n{indent}while True: held.append(np.ones(1 << 20))"
SLOW_BOMB = "import time; held = []\n{indent}while True: held.append(b'1' * (1 << 20)); time.sleep(0.01)"
THREADS = (
    "import threading; held = []\n"
    "{indent}def take():\n"
    "{indent}    while True: held.append(np.ones(1 << 17))\n"
    "{indent}threads = [threading.Thread(target=take) for _ in range(200)]\n"
    "{indent}[one.start() for one in threads]; [one.join() for one in threads]"
)


@dataclass(frozen=True, kw_only=True)
class Graded:
    """A submission that was graded in the box."""

    ran: Ran
    results: dict[str, Any]

    @property
    def outputs(self) -> set[str]:
        """What the student reads under the tests that failed."""
        return {test["output"] for test in self.results["tests"] if test["status"] == "failed"}

    def points(self, question: str) -> float:
        """The points of a question."""
        return round(sum(test["score"] for test in self.results["tests"] if test["tags"] == [question]), 4)


def cases(solution: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The submissions by what they are."""
    library = solution["hw3_lib.py"]
    top = library.index("class Module")
    return {
        "reference": dict(solution),
        "endless loop in one function": {**solution, "hw3_lib.py": in_relu(library, HANG)},
        "endless loops everywhere": {name: everywhere(text, HANG) for name, text in solution.items()},
        "sleep everywhere": {name: everywhere(text, SLEEP) for name, text in solution.items()},
        "memory bomb in one function": {**solution, "hw3_lib.py": in_relu(library, BOMB)},
        "memory bomb at import": {
            **solution,
            "hw3_lib.py": f"{library[:top]}{BOMB.format(indent='')}\n\n\n{library[top:]}",
        },
        "memory that grows slowly": {**solution, "hw3_lib.py": in_relu(library, SLOW_BOMB)},
        "threads that take memory": {**solution, "hw3_lib.py": in_relu(library, THREADS)},
    }


def in_relu(library: str, fault: str) -> str:
    """The library with this in place of what ReLU computes."""
    assert library.count(FORWARD) == 1, f"{FORWARD!r} is not the reference's text any more"
    return library.replace(FORWARD, fault.format(indent=" " * 8))


def everywhere(text: str, fault: str) -> str:
    """The module with this in place of each function's body."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.body = ast.parse(fault).body
    return ast.unparse(tree)


def grade_in(box: Box, image: Path, files: Mapping[str, str]) -> Graded:
    """Hand the files in and run run_autograder in the box, as Gradescope does."""
    for name in ("submission", "results"):
        shutil.rmtree(image / name, ignore_errors=True)
        (image / name).mkdir()
    for name, text in files.items():
        (image / "submission" / name).write_text(text, encoding="utf-8")
    (image / "submission_metadata.json").write_text("{}", encoding="utf-8")
    ran = run(box, ["bash", image / "run_autograder"], environment(), timeout=600)
    text = (image / "results" / "results.json").read_text(encoding="utf-8")
    return Graded(ran=ran, results=json.loads(text))
