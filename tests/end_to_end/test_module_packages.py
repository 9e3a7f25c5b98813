"""Homework in a package: full points at home, in the grade and from a zip, and names with their folder."""

from __future__ import annotations

import json
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release.build import build
from autograder.errors import SourceError, SubmissionRefusedError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.model.assignment import load_assignment
from autograder.model.bundle import load_bundle
from tests.support.home import typed
from tests.support.homework import ASSIGNMENTS
from tests.support.small_course import build_written, without_markers, write_assignment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.model.bundle import Bundle

MODULES = 'modules = ["net/__init__.py", "net/layers.py", "main.py"]'
ASSIGNMENT = f"""\
name = "package"
title = "A package"
{MODULES}
seed = 3

[names]
relu = ["rectify"]

[[questions]]
id = "layers"
title = "Layers"
points = 4
hints = "all"

[[questions]]
id = "main"
title = "Main"
points = 2
hints = "all"
"""
PACKAGE = ASSIGNMENTS / "package"  # the homework whose code this is
INIT, LAYERS, MAIN, OWN_TESTS = (
    (PACKAGE / name).read_text(encoding="utf-8")
    for name in ("net/__init__.py", "net/layers.py", "main.py", "tests/public/test_net.py")
)
RULES = '''

@pytest.mark.question("layers")
def test_rules(student, check, rng):
    """Neither loops."""
    check.close("relu", student.net.layers.relu(rng.uniform(-1, 1, (2, 3))))
    check.source(student.net.layers.relu, forbid=["for"])
    check.source(student.net.Dense, forbid=["while"])
'''
TEST = OWN_TESTS + RULES
FILES = {
    "assignment.toml": ASSIGNMENT,
    "net/__init__.py": INIT,
    "net/layers.py": LAYERS,
    "main.py": MAIN,
    "tests/public/test_net.py": TEST,
    "tests/hidden/test_more.py": OWN_TESTS.replace("(4, 3)", "(5, 3)"),
}
RIGHT = {"net/__init__.py": INIT, "net/layers.py": without_markers(LAYERS), "main.py": without_markers(MAIN)}
HOSTILE = """
import sys
import types


class Fake(types.ModuleType):
    __all__ = []

    def __getattr__(self, name):
        return lambda *args, **kwargs: None


for name in ("net.layers", "net", "main"):
    sys.modules[name] = Fake(name)
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assignment, built."""
    folder = tmp_path_factory.mktemp("package")
    build_written(write_assignment(folder, "package", FILES), folder)
    return folder


@pytest.fixture(scope="module")
def bundle(course: Path) -> Bundle:
    """What it is graded with."""
    return load_bundle(course / "dist" / "package" / "bundle")


def laid(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_right_package_gets_every_point(bundle: Bundle, tmp_path: Path) -> None:
    """From a folder, from one in a folder, and with a function under another name."""
    other = {**RIGHT, "net/layers.py": RIGHT["net/layers.py"].replace("def relu", "def rectify")}
    other["main.py"] = RIGHT["main.py"].replace("relu", "rectify")
    for name, files in (("plain", RIGHT), ("other", other)):
        result = grade(bundle, take_in(laid(tmp_path / name, files), bundle.assignment))
        assert (result.points, result.notes, {one.feedback for one in result.tests}) == (6, (), {""})
    laid(tmp_path / "around" / "hw", {**RIGHT, "net/extra.py": "x = 1\n"})
    result = grade(bundle, take_in(tmp_path / "around", bundle.assignment))

    assert result.points == 6
    assert "Not asked for and left out: net/extra.py." in result.notes


def test_a_file_beside_the_package_does_not_stand_in_for_it(
    bundle: Bundle, course: Path, tmp_path: Path
) -> None:
    """Neither in the grade nor at home."""
    files = {**RIGHT, "net.py": "raise SystemExit\n"}
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "package", home)
    said = typed(laid(home, files), "-v").stdout

    assert grade(bundle, take_in(laid(tmp_path / "hw", files), bundle.assignment)).points == 6
    assert "ok      main" in said or "main" in said
    assert "fail" not in said.lower()


def test_the_zip_of_a_handout_is_taken_in(bundle: Bundle, course: Path, tmp_path: Path) -> None:
    """`run_tests.py --zip` lays the files into their folder."""
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "package", home)
    typed(laid(home, RIGHT), "--zip")
    made = home / "package-submission.zip"
    with zipfile.ZipFile(made) as archive:
        assert sorted(archive.namelist()) == sorted(RIGHT)

    assert grade(bundle, take_in(made, bundle.assignment)).points == 6


OWN = {  # how a student's own module of the package is imported
    "relative": ("net/layers.py", "from .extra import double\n"),
    "from the package": ("net/layers.py", "from . import extra\n"),
    "absolute": ("main.py", "from net.extra import double\n"),
    "by its name": ("main.py", "import net.extra\n"),
}


@pytest.mark.parametrize("how", OWN)
def test_a_students_own_module_of_the_package_is_named_at_home(
    course: Path, tmp_path: Path, how: str
) -> None:
    """It will not be there in the grade; relative imports and those of the package were not looked at."""
    home = tmp_path / "home"
    shutil.copytree(course / "release" / "package", home)
    file, line = OWN[how]
    laid(home, {**RIGHT, "net/extra.py": "def double(x):\n    return 2 * x\n", file: line + RIGHT[file]})

    said = " ".join(typed(home).stdout.split())

    assert (
        f"{file}, line 1 imports net.extra, and net/extra.py will not be there when your files are graded"
        in said
    )
    assert f"Move what you need of it into {file}." in said


def test_a_notebook_cannot_stand_in_for_a_package(bundle: Bundle, tmp_path: Path) -> None:
    """It is refused with what to hand in."""
    cell = {"cell_type": "code", "source": RIGHT["main.py"], "metadata": {}, "outputs": []}
    notebook = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (tmp_path / "main.ipynb").write_text(notebook, encoding="utf-8")

    with pytest.raises(SubmissionRefusedError, match=r"net/__init__\.py"):
        take_in(tmp_path / "main.ipynb", bundle.assignment)


def test_a_message_names_the_file_with_its_folder(bundle: Bundle, tmp_path: Path) -> None:
    """Of a crash, of what is not begun, and of a rule."""
    text = RIGHT["net/layers.py"]
    cases = {
        "crash": (text.replace("return np.maximum(x, 0)", "return x + missing"), "net/layers.py, line 20"),
        "stub": (text.replace("return np.maximum(x, 0)", "pass"), "net/layers.py, line 20"),
        "rule": (
            text.replace("return np.maximum(x, 0)", "return np.array([np.maximum(row, 0) for row in x])"),
            "`relu` uses `for` (net/layers.py, line 20)",
        ),
        "syntax": (text.replace("return np.maximum(x, 0)", "return np.maximum(x"), "net/layers.py"),
    }
    for name, (layers, words) in cases.items():
        folder = laid(tmp_path / name, {**RIGHT, "net/layers.py": layers})
        result = grade(bundle, take_in(folder, bundle.assignment))
        said = " ".join([*result.notes, *(one.feedback for one in result.tests)])

        assert words in " ".join(said.split()), (name, said)
        assert result.points < 6


def test_the_stub_and_a_missing_file_earn_nothing_for_it(
    bundle: Bundle, course: Path, tmp_path: Path
) -> None:
    """And the missing file is named."""
    stub = {name: (course / "release" / "package" / name).read_text(encoding="utf-8") for name in RIGHT}
    missing = {name: text for name, text in RIGHT.items() if name != "net/layers.py"}
    first = grade(bundle, take_in(laid(tmp_path / "stub", stub), bundle.assignment))
    second = grade(bundle, take_in(laid(tmp_path / "missing", missing), bundle.assignment))

    assert (first.points, second.points) == (0, 0)
    assert "net/layers.py is missing: the tests that need it fail." in second.notes


def test_a_package_that_replaces_modules_gains_nothing(bundle: Bundle, tmp_path: Path) -> None:
    """What stands in for a module is asked in its place, and knows no answer."""
    for name, text in (("init", HOSTILE), ("both", INIT + HOSTILE)):
        folder = laid(tmp_path / name, {**RIGHT, "net/__init__.py": text})
        assert grade(bundle, take_in(folder, bundle.assignment)).points <= 2


def test_files_that_lie_flat_are_refused_with_what_to_do(bundle: Bundle, tmp_path: Path) -> None:
    """They may be of any package."""
    flat = {"__init__.py": INIT, "layers.py": RIGHT["net/layers.py"]}
    with pytest.raises(SubmissionRefusedError) as refused:
        take_in(laid(tmp_path, flat), bundle.assignment)

    assert "put the files of the package into their folder, net/" in str(refused.value)


def test_names_that_only_differ_in_their_case_are_refused(bundle: Bundle, tmp_path: Path) -> None:
    """In folders, too."""
    folder = laid(tmp_path, {**RIGHT, "Net/layers.py": "x = 1\n"})
    with pytest.raises(SubmissionRefusedError) as refused:
        take_in(folder, bundle.assignment)

    assert "net/layers.py" in str(refused.value)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ('modules = ["net/../x.py"]', "holds 'net/../x.py', which is not a plain module name"),
        ('modules = ["/net/x.py"]', "holds '/net/x.py', which is not a plain module name"),
        ('modules = ["net/layers.py"]', "net/layers.py belongs to a package: name net/__init__.py"),
        (
            'modules = ["net/__init__.py", "net.py"]',
            "net/__init__.py and net.py would be imported by one name",
        ),
        (
            'modules = ["net/__init__.py", "net/a.py", "Net/__init__.py", "Net/b.py"]',
            "names a file twice",
        ),
        (
            'modules = ["net/__init__.py", "Net.py"]',
            "`net` and `Net` are one name where letters have no case",
        ),
    ],
)
def test_a_slip_in_the_names_is_refused_with_its_line(tmp_path: Path, entry: str, sentence: str) -> None:
    """One sentence each."""
    source = write_assignment(tmp_path, "package", {"assignment.toml": ASSIGNMENT.replace(MODULES, entry)})
    with pytest.raises(SourceError) as refused:
        load_assignment(source)

    assert sentence in str(refused.value)
    assert "assignment.toml:3:" in str(refused.value)


def test_a_package_makes_no_notebook_and_the_build_says_so(course: Path, tmp_path: Path) -> None:
    """The rest of the handout is there."""
    release = course / "release" / "package"
    assert (release / "net" / "layers.py").is_file()
    assert not (release / "package.ipynb").exists()

    source = write_assignment(tmp_path, "package", {**FILES, "net/layers.py": "x = 1\n"})
    with pytest.raises(SourceError) as refused:
        build(source, tmp_path)
    assert "there is nothing to solve" in str(refused.value)
