"""The real nbgrader with our preprocessor: honest notebooks keep their points, attacks gain nothing.

A small course is made, released, handed in and autograded with nbgrader's own commands.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import autograder
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from tests.support.siege import HIDDEN_MARK, HONEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.support.siege import Siege

pytestmark = [
    pytest.mark.siege,
    pytest.mark.skipif(importlib.util.find_spec("nbgrader") is None, reason="nbgrader is not installed"),
]

OURS = Path(autograder.__file__).parent.parent
NAME = "besieged"
# The two lines of docs/nbgrader.md: the first alone is safe, the second keeps one bad notebook from stopping a class.
SWITCH = 'c.Autograde.autograde_preprocessors = ["autograder.grading.platforms.nbgrader.SandboxedTests"]\n'
TIDY = 'c.Autograde.sanitize_preprocessors = ["autograder.grading.platforms.nbgrader.CellsOfTheCourse"]\n'
POINTS = {
    "public-relu": 1.0,
    "hidden-relu": 3.0,
    "hidden-linear": 6.0,
    "public-mean": 10 / 3,
    "hidden-mean": 20 / 3,
}
POINTS["of-the-instructor"] = 2.0  # a test that stands in the notebook only: nobody but nbgrader could run it
TESTS = {
    "public-relu": "assert np.allclose(ReLU().forward(np.array([[-1.0, 2.0]])), [[0.0, 2.0]])",
    "hidden-relu": "assert np.allclose(ReLU().forward(np.array([[-7.0, 9.0]])), [[0.0, 9.0]])",
    "hidden-linear": "assert np.allclose(Linear(np.eye(2), np.ones((1, 2))).forward(np.ones((1, 2))), 2.0)",
    "public-mean": "assert np.allclose(RunningMean(1).update(np.array([[1.0], [3.0]])), 2.0)",
    "hidden-mean": "mean = RunningMean(1)\nmean.update(np.zeros((1, 1)))\n"
    "assert np.allclose(mean.update(np.ones((1, 1))), 0.5)",
    "of-the-instructor": "assert np.allclose(ReLU().forward(np.array([[5.0]])), [[5.0]])",
}
WRONG = """import numpy as np

class ReLU:
    def forward(self, x): return x - 1

class Linear:
    def __init__(self, weights, biases): pass
    def forward(self, x): return x - 1

class RunningMean:
    def __init__(self, size): pass
    def update(self, rows): return rows[0] - 1
"""
LYING = """
class Liar:
    def __array_function__(self, *arguments): return True
    def __array_ufunc__(self, *arguments, **keywords): return self
    def __array__(self, *arguments, **keywords): raise TypeError
    def __getattr__(self, name): return self
    def __call__(self, *arguments, **keywords): return self
    def __bool__(self): return True
    def all(self): return True

ReLU.forward = Linear.forward = RunningMean.update = lambda *arguments: Liar()
"""
# Each comes after the wrong solution, and before the cells of tests.
ATTACKS = {
    "patched-asserts": "np.allclose = np.testing.assert_allclose = lambda *arguments, **keywords: True",
    "lying-arrays": LYING,
    "input-transformer": "get_ipython().input_transformers_cleanup.append(lambda lines: [])",
    "answering-transformer": "get_ipython().input_transformers_cleanup.append(lambda lines: ['1.0'])",
    "ast-transformer": """
import ast
class Nothing(ast.NodeTransformer):
    def visit_Assert(self, node): return None
get_ipython().ast_transformers.append(Nothing())
""",
    "patched-shell": """
async def nothing(*arguments, **keywords): return False
get_ipython().run_ast_nodes = nothing
""",
    "shadowed-numpy": """
import sys, types
np = types.ModuleType("numpy")
np.testing = np
np.allclose = np.assert_allclose = np.array = np.eye = np.ones = np.zeros = lambda *arguments, **keywords: 1
sys.modules["numpy"] = np
""",
    "skipped-tests": "pass",  # its tests bear the tag `skip-execution`
    "poisoned-config": """
import os
for folder in (".", "..", "../..", "../../..", {course!r}):
    try:
        open(folder + "/nbgrader_config.py", "a").write("\\nraise SystemExit('poisoned')\\n")
    except OSError:
        pass
np.allclose = np.testing.assert_allclose = lambda *arguments, **keywords: True
""",
    "edited-gradebook": """
import sqlite3
with sqlite3.connect({course!r} + "/gradebook.db") as connection:
    connection.execute("update grade set manual_score = 0 where 1")
np.allclose = np.testing.assert_allclose = lambda *arguments, **keywords: True
""",
    "reading-cells": """
import glob, sys
def show(self, x):
    print("<script>read()</script>", *(open(path).read() for path in glob.glob("*") if path.endswith("py")))
    print(sys._getframe(0).f_globals, sys._getframe(1).f_globals)
    return x - 1
ReLU.forward = show
raise ValueError("<script>raised()</script>")
""",
    "other-student": """
for name in ("submitted", "autograded"):
    try:
        open({course!r} + "/" + name + "/reference/besieged/besieged.ipynb", "w").write("")
    except OSError:
        pass
np.allclose = np.testing.assert_allclose = lambda *arguments, **keywords: True
""",
}
WINNING = ("patched-asserts", "lying-arrays", "input-transformer", "ast-transformer", "skipped-tests")

BROKEN = {
    "a-no-json": "{",
    "a-no-cells": lambda book: {**book, "cells": []},
    "a-text-for-metadata": lambda book: {
        **book, "cells": [{**cell, "metadata": {"nbgrader": "x"}} for cell in book["cells"]]
    },
    "a-list-for-a-name": lambda book: {
        **book, "cells": [{**cell, "metadata": {"nbgrader": {"grade_id": [1]}}} for cell in book["cells"]]
    },
    "a-no-names": lambda book: {**book, "cells": [{**cell, "metadata": {}} for cell in book["cells"]]},
    "a-old-format": '{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}',
    "a-twice": lambda book: {**book, "cells": book["cells"] * 2},
    "a-texts": lambda book: {
        **book,
        "cells": [{"cell_type": "markdown", "source": "x", "metadata": cell["metadata"]} for cell in book["cells"]],
    },
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Course:
    """An nbgrader course whose assignment was released."""

    root: Path

    def run(self, *arguments: str, code: int | None = 0) -> str:
        """Run a command of nbgrader's, which ends with this code if one is given; what it logs."""
        python_path = os.pathsep.join([str(OURS), os.environ.get("PYTHONPATH", "")])
        path = os.pathsep.join(
            [str(Path(sys.executable).parent), os.environ["PATH"]]
        )  # nbgrader calls alembic by name
        own = {f"JUPYTER_{name}_DIR": str(self.root.parent / name.lower()) for name in ("CONFIG", "RUNTIME")}
        own |= {"IPYTHONDIR": str(self.root.parent / "ipython"), "PATH": path, "PYTHONPATH": python_path}
        environment = {**os.environ, **own, "PYTHONWARNINGS": "ignore"}
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=self.root, env=environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert code in {None, done.returncode}, done.stderr[-3_000:]
        return done.stderr

    def hand_in(self, student: str, code: str, attack: str = "", *, tag: str = "") -> Path:
        """Hand in the released notebook with this code in place of the stubs."""
        notebook = json.loads((self.root / "release" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["metadata"]["nbgrader"]["solution"]:
                cell["source"] = f"{code}\n{attack.replace('{course!r}', repr(str(self.root)))}\n"
            elif tag:
                cell["metadata"]["tags"] = [tag]
        path = self.root / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path

    def points(self) -> dict[str, dict[str, float]]:
        """Student to grade id to points, as nbgrader's own API reads them."""
        script = (
            "import json\nfrom nbgrader.api import Gradebook\n"
            f"with Gradebook('sqlite:///{self.root}/gradebook.db') as book:\n"
            "  print(json.dumps({s.student.id: {g.name: g.score for n in s.notebooks for g in n.grades}"
            f" for s in book.assignment_submissions('{NAME}')}}))"
        )
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True
        )
        points: dict[str, dict[str, float]] = json.loads(done.stdout)
        return points


def the_source(siege: Siege) -> dict[str, Any]:
    """The instructor's notebook: one cell to fill in, and the cells of tests."""
    code = "\n".join(
        (siege.root / "source" / NAME / name).read_text(encoding="utf-8") for name in siege.solution
    )
    cells = [a_cell("solution-layers-all", code, solution=True)]
    for name, source in TESTS.items():
        hidden = f"### BEGIN HIDDEN TESTS\n# {HIDDEN_MARK}\n{source}\n### END HIDDEN TESTS"
        cells.append(a_cell(name, source if name.startswith("public") else hidden, points=POINTS[name]))
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": kernel, "cells": cells}


def a_cell(grade_id: str, source: str, *, solution: bool = False, **points: float) -> dict[str, Any]:
    """A cell as nbgrader's toolbar makes it."""
    own = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": not solution,
        "solution": solution,
        "task": False,
    }
    metadata = {"nbgrader": {**own, "locked": not solution, **points}}
    return {
        "cell_type": "code",
        "source": source,
        "metadata": metadata,
        "outputs": [],
        "execution_count": None,
    }


@dataclass(frozen=True, kw_only=True)
class Graded:
    """A course in which all was handed in and autograded."""

    course: Course
    handed_in: Mapping[str, Path]
    points: Mapping[str, Mapping[str, float]]  # student -> grade id -> points


@pytest.fixture(scope="module")
def make_course(siege: Siege, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Course]:
    """A course of its own, with or without our preprocessor."""
    template = Course(root=tmp_path_factory.mktemp("course"))
    (template.root / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    source = template.root / "source" / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text(json.dumps(the_source(siege)), encoding="utf-8")
    template.run("generate_assignment", NAME)

    def make(*, safe: bool, tidy: bool = False) -> Course:
        course = Course(root=tmp_path_factory.mktemp("safe" if safe else "plain") / "course")
        shutil.copytree(template.root, course.root)
        if safe:
            with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
                config.write(SWITCH + (TIDY if tidy else ""))
                config.write(f"c.SandboxedTests.bundle = {str(siege.bundle)!r}\n")
        return course

    return make


@pytest.fixture(scope="module")
def graded(siege: Siege, make_course: Callable[..., Course]) -> Graded:
    """A course with our preprocessor, in which all was handed in and autograded at once."""
    course = make_course(safe=True)
    handed_in = {
        "reference": course.hand_in("reference", "\n".join(siege.solution.values())),
        "half": course.hand_in("half", "\n".join(HONEST.values())),
        "wrong": course.hand_in("wrong", WRONG),
    }
    for name, attack in ATTACKS.items():
        tag = "skip-execution" if name == "skipped-tests" else ""
        handed_in[name] = course.hand_in(name, WRONG, attack, tag=tag)
    with timed("with the sandbox", len(handed_in)):
        course.run("autograde", NAME)
    return Graded(course=course, handed_in=handed_in, points=course.points())


@contextlib.contextmanager
def timed(how: str, notebooks: int) -> Iterator[None]:
    """Print what a notebook takes; seen with `pytest -s`. Processor time depends less on what else runs."""
    started, used = time.monotonic(), os.times()
    yield
    wall, now = time.monotonic() - started, os.times()
    used_up = now.children_user + now.children_system - used.children_user - used.children_system
    print(f"{how}: {wall / notebooks:.2f} s a notebook, {used_up / notebooks:.2f} s of a processor")  # noqa: T201 - with -s it shows what the figures are


def edit(path: Path) -> None:
    """Points raised, a test deleted, another one twice, outputs faked."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    faked = {
        "output_type": "execute_result",
        "execution_count": 1,
        "metadata": {},
        "data": {"text/plain": "3"},
    }
    for cell in notebook["cells"]:
        cell["outputs"] = [faked]
    notebook["cells"][1]["metadata"]["nbgrader"]["points"] = 1000
    notebook["cells"][2]["metadata"]["nbgrader"].update(grade=False, solution=True, locked=False)
    notebook["cells"][5] = notebook["cells"][4]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def stamps(root: Path) -> dict[Path, bytes]:
    """What lies in a course's folder, but for what autograding writes."""
    kept = (root / "source", root / "release", root / "submitted")
    files = [path for folder in kept for path in folder.rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in (*files, root / "nbgrader_config.py")}


def test_honest_points_are_those_of_autograder_grade(siege: Siege, graded: Graded) -> None:
    """Question by question, as nbgrader's gradebook has them."""
    for student in ("reference", "half", "wrong"):
        result = grade(siege.loaded, take_in(graded.handed_in[student], siege.loaded.assignment))
        found = graded.points[student]

        for question in result.questions:
            own = [points for name, points in found.items() if name.split("-", 1)[1] == question.id]
            assert sum(own) == pytest.approx(question.points, abs=1e-5)
        assert sum(found.values()) == pytest.approx(result.points, abs=1e-5)
        assert found["of-the-instructor"] == 0
    assert sum(graded.points["reference"].values()) == pytest.approx(20)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_earns_nothing(graded: Graded, name: str) -> None:
    """Not a point in any cell."""
    assert graded.points[name] == dict.fromkeys(POINTS, 0)


def test_attacks_win_under_nbgrader_s_own_execution(make_course: Callable[..., Course]) -> None:
    """They are attacks: all points for a solution that is wrong throughout, which alone earns none."""
    course = make_course(safe=False)
    course.hand_in("wrong", WRONG)
    for name in WINNING:
        course.hand_in(name, WRONG, ATTACKS[name], tag="skip-execution" if name == "skipped-tests" else "")

    with timed("with nbgrader's own execution", len(WINNING) + 1):
        course.run("autograde", NAME)

    points = course.points()
    assert sum(points["wrong"].values()) == 0
    assert {name: sum(points[name].values()) for name in WINNING} == pytest.approx(dict.fromkeys(WINNING, 22))


def test_nothing_in_the_course_is_changed(siege: Siege, make_course: Callable[..., Course]) -> None:
    """By the attacks that try: configuration, gradebook, and another student's folders stand as before."""
    course = make_course(safe=True)
    course.hand_in("reference", "\n".join(siege.solution.values()))
    course.run("autograde", NAME)
    autograded = course.root / "autograded" / "reference" / NAME / f"{NAME}.ipynb"
    for name in ("poisoned-config", "edited-gradebook", "other-student"):
        course.hand_in(name, WRONG, ATTACKS[name])
    before, own = stamps(course.root), autograded.read_bytes()

    course.run("autograde", NAME)

    assert "poisoned" not in (course.root / "nbgrader_config.py").read_text(encoding="utf-8")
    assert stamps(course.root) == before
    assert autograded.read_bytes() == own
    assert sum(course.points()["reference"].values()) == pytest.approx(20)


def test_a_worker_sees_no_test_and_a_page_runs_nothing(graded: Graded) -> None:
    """All that student code can find is shown in the feedback of a public test, as text."""
    course = graded.course
    course.run("generate_feedback", NAME, "--student=reading-cells")
    folder = course.root / "feedback" / "reading-cells" / NAME
    page = (folder / f"{NAME}.html").read_text(encoding="utf-8")

    assert HIDDEN_MARK not in page
    assert "&lt;script&gt;read()" in page  # the text of the cells was read, and printed
    assert "ValueError: &lt;script&gt;raised()" in page
    assert "<script>read()" not in page
    assert "<script>raised()" not in page


def test_a_broken_notebook_costs_no_one_else(siege: Siege, make_course: Callable[..., Course]) -> None:
    """Whatever is wrong with it; the others of the class are graded."""
    course = make_course(safe=True, tidy=True)
    edit(course.hand_in("edited", WRONG))
    for name, content in BROKEN.items():
        path = course.hand_in(name, WRONG)
        notebook = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(
            content if isinstance(content, str) else json.dumps(content(notebook)), encoding="utf-8"
        )
    course.hand_in("reference", "\n".join(siege.solution.values()))

    course.run("autograde", NAME, code=None)

    points = course.points()
    assert sum(points["reference"].values()) == pytest.approx(20)
    assert all(sum(points[name].values()) == 0 for name in (*BROKEN, "edited"))


def test_feedback_shows_no_hidden_test(graded: Graded) -> None:
    """But what may be said of it; and autograding a second time finds the tests again."""
    course = graded.course
    course.run("generate_feedback", NAME, "--student=half")
    page = (course.root / "feedback" / "half" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    shown = re.sub(r"<[^>]+>", "", page)

    assert HIDDEN_MARK not in page
    assert "-7.0" not in shown
    assert "Hidden tests. What they found stands below." in shown
    assert "This hidden test did not pass." in shown
    assert "ReLU().forward(np.array([[-1.0, 2.0]])), [[0.0, 2.0]]" in shown

    course.run("autograde", NAME, "--student=half", "--force")

    assert course.points() == graded.points
