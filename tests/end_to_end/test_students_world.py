"""What students do beside their mathematics costs no points, and what is refused is told alike everywhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release.build import build
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle
from tests.support.once import made_once

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import SubmissionResult

SOURCE = {
    "assignment.toml": """name = "tiny"
title = "Tiny"
modules = ["toy.py"]
packages = ["numpy"]
seed = 1

[[questions]]
id = "double"
title = "Double"
points = 4

[[questions]]
id = "words"
title = "Words"
points = 6
""",
    "handout.md": "# Tiny\n\nWrite `double`, `have` and `first`.\n",
    "toy.py": '''"""Three functions."""

import importlib.util

import numpy as np


def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return np.add(x, x)
    ### END SOLUTION


def have(name):
    """Whether a package is installed."""
    ### BEGIN SOLUTION
    return importlib.util.find_spec(name) is not None
    ### END SOLUTION


def first(words):
    """Any of the words."""
    ### BEGIN SOLUTION
    return sorted(words)[0]
    ### END SOLUTION
''',
    "tests/public/test_toy.py": '''"""Public."""

import pytest


@pytest.mark.question("double")
def test_double(student, check, rng):
    """double gives twice its argument."""
    check.close("double", student.toy.double(rng.uniform(-1, 1, 3)))


@pytest.mark.question("words")
def test_first(student, check):
    """first gives one of the words."""
    check.true(student.toy.first(["to", "be", "or", "not"]) in {"to", "be", "or", "not"}, "one of them")


@pytest.mark.question("words")
def test_have(student, check):
    """have knows what is installed."""
    check.true(student.toy.have("nosuchthing") is False, "not installed")
''',
    "tests/hidden/test_toy_more.py": '''"""Hidden."""

import pytest


@pytest.mark.question("double")
@pytest.mark.parametrize("rows", [1, 2])
def test_double_table(student, check, rng, rows):
    """double takes tables."""
    check.close("double", student.toy.double(rng.uniform(-1, 1, (rows, 2))))


@pytest.mark.question("words")
def test_same(student, check):
    """Some of the words in their order."""
    check.equal("first", student.toy.first(["a", "b"]))
''',
}
RIGHT = SOURCE["toy.py"]
AT_IMPORT = """
import asyncio, getpass, logging, os, sys, tempfile
from multiprocessing import Lock

sys.stdout.reconfigure(encoding="utf-8")
logging.basicConfig(filename="train.log")
os.makedirs("out", exist_ok=True)
asyncio.run(asyncio.sleep(0))
LOCK, USER, FILE = Lock(), getpass.getuser(), tempfile.TemporaryFile()
SAVED = np.save("out/best.npy", np.arange(3.0))
"""
IN_A_CALL = """
def double(x):
    from numpy.random import default_rng
    weights = [default_rng().normal(size=3) for _ in range(3)]
    assert not os.path.exists("best.npz")
    np.savez("best.npz", *weights)
    logging.warning("saved")
    with LOCK, open("out/log.txt", "a") as log:
        print(x, file=log)
    os.remove("best.npz")
    return 2 * x
"""
SUBMISSIONS = {
    "right": RIGHT,
    "beside": RIGHT.replace("import importlib.util\n", "import importlib.util\n", 1) + AT_IMPORT + IN_A_CALL,
    "star": RIGHT.replace("import numpy as np", "import numpy as np\nfrom numpy import *"),
    "refused": RIGHT.replace(
        "return np.add(x, x)",
        "import subprocess\n    return subprocess.check_output(['echo', '1']) and 2 * x",
    ),
    "hash": RIGHT.replace("    return sorted", "    print('hash:', hash('word'))\n    return sorted"),
    "refused at import": RIGHT + "\nimport os\nRESULT = os.system('clear')\n",
    "warns": RIGHT.replace("return np.add(x, x)", "print(__file__)\n    np.log(np.zeros(1))\n    return x"),
    "by luck": RIGHT.replace("sorted(words)", "list(set(words))"),
}
REFUSED_CALL = "subprocess.check_output is refused while your code is graded"
REFUSED_IMPORT = "os.system is refused while your code is graded"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course, built."""

    def make(folder: Path) -> None:
        for name, text in SOURCE.items():
            path = folder / "source" / "tiny" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        build(folder / "source" / "tiny", folder)

    return made_once(tmp_path_factory, "tiny-course", make)


@pytest.fixture(scope="module")
def graded(course: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[SubmissionResult]]:
    """Each submission graded twice, in two sessions."""
    bundle, handed_in = load_bundle(course / "dist" / "tiny" / "bundle"), []
    for name, text in SUBMISSIONS.items():
        folder = tmp_path_factory.mktemp("submissions") / name
        folder.mkdir()
        (folder / "toy.py").write_text(text, encoding="utf-8")
        handed_in.append(take_in(folder, bundle.assignment))
    results: dict[str, list[SubmissionResult]] = {name: [] for name in SUBMISSIONS}
    for _ in range(2):
        grade_each(bundle, handed_in, lambda result: results[result.submission].append(result))
    return results


def run_at_home(course: Path, folder: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What `python run_tests.py` says of a submission."""
    if not folder.exists():
        shutil.unpack_archive(course / "dist" / "tiny" / "tiny-student.zip", folder.parent / "zip")
        (folder.parent / "zip" / "tiny").rename(folder)
    (folder / "toy.py").write_text(SUBMISSIONS[name], encoding="utf-8")
    environment = {key: text for key, text in os.environ.items() if key != "PYTHONHASHSEED"}
    return subprocess.run(
        [sys.executable, "run_tests.py", *arguments],
        cwd=folder,
        env={**environment, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("name", ["right", "beside", "star"])
def test_what_works_at_home_keeps_its_points_and_is_told_nothing(
    graded: dict[str, list[SubmissionResult]], name: str
) -> None:
    """Streams, logs, folders, temporary files, locks, event loops, saved weights, star imports."""
    for result in graded[name]:
        assert (result.points, result.notes, result.mistakes) == (10, (), ())
        assert [test.feedback for test in result.tests if test.feedback and test.status != "passed"] == []


def test_a_verdict_does_not_depend_on_the_hash_seed(graded: dict[str, list[SubmissionResult]]) -> None:
    """The first of a set of words is the same in each grading."""
    one, other = graded["by luck"]

    assert one.points == other.points


def test_what_works_at_home_is_what_works_in_the_grade(course: Path, tmp_path: Path) -> None:
    """All of it in one file: its tests pass and the zip is made."""
    ran = run_at_home(course, tmp_path / "home", "beside")
    packed = run_at_home(course, tmp_path / "home", "beside", "--zip")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert packed.returncode == 0
    assert "Note" not in ran.stdout + packed.stdout


def test_luck_is_the_same_at_home_each_time(course: Path, tmp_path: Path) -> None:
    """Although Python is started without a hash seed."""
    said = {run_at_home(course, tmp_path / "home", "hash", "-q", "words").stdout for _ in range(2)}

    assert len(said) == 1


def test_a_refused_call_is_named_in_the_same_sentence_everywhere(
    graded: dict[str, list[SubmissionResult]], course: Path, tmp_path: Path
) -> None:
    """With its line, in a call; the other question keeps its points."""
    result = graded["refused"][0]
    public = next(test for test in result.tests if "test_double" in test.id and "public" in test.id)
    at_home = run_at_home(course, tmp_path / "home", "refused")

    for said in (public.feedback, at_home.stdout):
        assert REFUSED_CALL in " ".join(said.split())
        assert "toy.py, line 12" in said
    assert (result.points, at_home.returncode) == (6, 1)


def test_a_call_that_is_refused_at_import_is_left_out_and_named_everywhere(
    graded: dict[str, list[SubmissionResult]], course: Path, tmp_path: Path
) -> None:
    """One note with its line, and no points lost."""
    result = graded["refused at import"][0]
    at_home = run_at_home(course, tmp_path / "home", "refused at import")
    packed = run_at_home(course, tmp_path / "home", "refused at import", "--zip")

    assert result.points == 10
    for said in (" ".join(result.notes), at_home.stdout, packed.stdout):
        assert REFUSED_IMPORT in " ".join(said.split())
    assert (at_home.returncode, packed.returncode) == (0, 0)


def test_what_is_printed_names_a_file_and_not_the_sandbox_s_folders(
    graded: dict[str, list[SubmissionResult]],
) -> None:
    """Nobody can look into these, and their names differ from one grading to the next."""
    first, second = ([test.feedback for test in one.tests] for one in graded["warns"])

    assert first == second
    assert "printed:  toy.py\n" in first[0]
    assert re.search(r"^ +toy\.py:\d+: RuntimeWarning: divide by zero", first[0], re.MULTILINE)
