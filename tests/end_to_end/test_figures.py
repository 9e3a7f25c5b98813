"""Homework that draws with matplotlib: the same at home, in a notebook and in the grade, and nothing for lies."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release.build import build
from autograder.errors import SourceError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle
from tests.support.home import typed
from tests.support.small_course import build_assignment, without_markers, write_assignment

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import SubmissionResult

pytest.importorskip("matplotlib")

ASSIGNMENT = """\
name = "plots"
title = "Plots"
modules = ["plots.py"]
packages = ["numpy", "matplotlib"]
stand_ins = ["nowhere_to_be_had"]
seed = 4

[stub]
comment = "### TYPE HERE"

[[questions]]
id = "curve"
title = "A curve"
points = 3

[[questions]]
id = "bars"
title = "Bars"
points = 2
"""
MODULE = '''\
"""Plots."""

import matplotlib.pyplot as plt


def curve(x, y):
    """A curve with labels."""
    ### BEGIN SOLUTION
    figure, axes = plt.subplots()
    axes.plot(x, y, "--", label="loss")
    axes.set(xlabel="epoch", yscale="log")
    axes.legend()
    plt.show()
    return axes
    ### END SOLUTION


def bars(counts):
    """A bar for each word."""
    ### BEGIN SOLUTION
    plt.figure()
    plt.bar(list(counts), list(counts.values()))
    plt.show()
    ### END SOLUTION
'''
TESTS = '''\
"""Tests of plots."""

import pytest


@pytest.mark.question("curve")
def test_curve(student, check, rng):
    """Numbers, style and words."""
    student.plots.curve(list(range(5)), rng.uniform(1, 9, 5))
    (axes,) = student.figure().axes

    check.equal("number of lines", len(axes.lines))
    check.close("y", axes.lines[0].y)
    check.same("looks", (axes.lines[0].linestyle, axes.xlabel, axes.yscale, axes.legend))


@pytest.mark.question("bars")
def test_bars(student, check):
    """Heights and words."""
    student.plots.bars({"a": 3, "b": 5, "c": 1})
    axes = student.figure().axes[0]

    check.close("heights", [bar.height for bar in axes.bars])
    check.equal("words", axes.xticks)
    check.equal("figures", len(student.figures()))
'''
FILES = {"assignment.toml": ASSIGNMENT, "plots.py": MODULE, "tests/public/test_plots.py": TESTS}
EDITS: dict[str, tuple[tuple[tuple[str, str], ...], set[str]]] = {
    "the reference": ((), set()),
    "another way": (
        (('axes.plot(x, y, "--", label="loss")', 'plt.semilogy(x, y, ls="dashed", label="loss")'),),
        set(),
    ),
    "a window of its own": (
        (("    plt.figure()\n", "    plt.switch_backend('TkAgg')\n    plt.figure()\n"),),
        set(),
    ),
    "a package that is not there": (
        (
            (
                "import matplotlib.pyplot as plt\n",
                "import matplotlib.pyplot as plt\nimport nowhere_to_be_had as no\n",
            ),
        ),
        set(),
    ),
    "the use of a package that is not there": (
        (
            (
                "import matplotlib.pyplot as plt\n",
                "import matplotlib.pyplot as plt\nimport nowhere_to_be_had as no\n",
            ),
            ("    plt.figure()\n", "    no.figure()\n"),
        ),
        {"test_bars"},
    ),
    "no legend": ((("    axes.legend()\n", ""),), {"test_curve"}),
    "closed": (
        (("    plt.show()\n    return axes", "    plt.close('all')\n    return axes"),),
        {"test_curve"},
    ),
    "an exit": ((("    plt.figure()\n", "    raise SystemExit(0)\n"),), {"test_bars"}),
    "axes that say what they do not show": (
        (
            ("    axes.legend()\n", "    axes.get_legend = lambda: axes\n"),
            ('xlabel="epoch", ', ""),
            ("    plt.show()\n    return axes", "    axes.get_xlabel = lambda: 'epoch'\n    return axes"),
        ),
        {"test_curve"},
    ),
}
IN_A_NOTEBOOK = """\
import matplotlib
matplotlib.use("svg")
import matplotlib.pyplot as plt
from pathlib import Path
from harness.handout.notebook import run_question

plt.ion()
plt.plot([1, 2])
{module}
print([float(run_question(Path.cwd(), one, globals())) for one in ("curve", "bars")])
print(len(plt.gca().lines), plt.get_fignums(), matplotlib.get_backend(), plt.isinteractive())
plt.close("all")
print(plt.show.__module__, matplotlib.use.__module__)
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assignment, built."""
    folder = tmp_path_factory.mktemp("plots")
    build_assignment(folder, "plots", FILES)
    return folder


def graded(course: Path, folder: Path, *edits: tuple[str, str]) -> SubmissionResult:
    """A solution with edits, graded in the sandbox."""
    folder.mkdir()
    (folder / "plots.py").write_text(without_markers(MODULE, *edits), encoding="utf-8")
    bundle = load_bundle(course / "dist" / "plots" / "bundle")
    return grade(bundle, take_in(folder, bundle.assignment))


@pytest.mark.parametrize("name", EDITS)
def test_home_and_grade_agree(name: str, course: Path, tmp_path: Path) -> None:
    """Which tests pass, and what is said."""
    edits, failing = EDITS[name]
    result = graded(course, tmp_path / "hw", *edits)
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "plots", home)
    (home / "plots.py").write_text(without_markers(MODULE, *edits), encoding="utf-8")
    shown = typed(home, "-v").stdout

    failed = {one.id.rpartition("::")[2] for one in result.tests if one.status.value != "passed"}
    assert failed == failing
    assert f"{2 - len(failing)} of 2 tests passed" in shown
    for one in result.tests:
        first = one.feedback.splitlines()[:1]
        assert all(" ".join(line.split()).rstrip(".") in " ".join(shown.split()) for line in first)


def test_a_notebook_has_its_own_figures_back(course: Path, tmp_path: Path) -> None:
    """And its backend; the tests see none of its figures."""
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "plots", home)
    with zipfile.ZipFile(home / "harness.zip") as archive:
        archive.extractall(home)
    code = IN_A_NOTEBOOK.format(module=without_markers(MODULE))
    ran = subprocess.run([sys.executable, "-c", code], cwd=home, capture_output=True, text=True, check=False)

    assert ran.stderr == ""
    assert ran.stdout.splitlines()[-3:] == [
        "[3.0, 2.0]",
        "1 [1] svg True",
        "matplotlib.pyplot matplotlib",
    ]


def test_figures_need_matplotlib_among_the_packages(tmp_path: Path) -> None:
    """Else it would not be there in the grade."""
    text = ASSIGNMENT.replace(', "matplotlib"', "")
    tests = TESTS.replace("plots.curve", "plots.other")
    files = {
        **FILES,
        "assignment.toml": text,
        "plots.py": '"""None."""\n',
        "tests/public/test_plots.py": tests,
    }
    source = write_assignment(tmp_path, "plots", files)

    with pytest.raises(SourceError) as refused:
        build(source, tmp_path)

    assert 'test_plots.py:10: `student.figure` is asked for what matplotlib draws; write "matplotlib"' in str(
        refused.value
    )
