"""Modules that an assignment's tests share: in all that runs tests, and refused where a name means two things."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release.build import build
from autograder.authoring.source.for_students import BesideTests, parsed
from autograder.errors import BuildRefusedError, SourceError
from autograder.files import read_tree
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle

if TYPE_CHECKING:
    from autograder.model.results import SubmissionResult

pytestmark = pytest.mark.usefixtures("quick")

SHARED = '''\
"""What the tests of scaling share."""


def scaled(student, x):
    """The student's answer."""
    return student.toy_lib.scale(x)
'''


@pytest.fixture
def sharing(source: Path) -> Path:
    """The source folder of the assignment, whose tests of scaling share a module."""
    (source / "tests" / "asking.py").write_text(SHARED, encoding="utf-8")
    for name in ("public/test_scale.py", "hidden/test_scale_hidden.py"):
        path = source / "tests" / name
        text = path.read_text(encoding="utf-8").replace(
            "import pytest\n", "import pytest\nfrom asking import scaled\n"
        )
        path.write_text(text.replace("student.toy_lib.scale(", "scaled(student, "), encoding="utf-8")
    return source


def test_handout_notebook_and_bundle_hold_what_tests_share(sharing: Path, root: Path) -> None:
    """The build ran all of them already: the tests, and the notebook with its hidden tests."""
    build(sharing, root)

    files = read_tree(root)
    for folder in ("release/toy", "dist/toy/bundle", "dist/toy/nbgrader"):
        assert files[f"{folder}/tests/asking.py"] == SHARED.encode()


def test_the_handout_runs_and_the_grader_grades_with_it(sharing: Path, root: Path) -> None:
    """The solution earns everything in both."""
    build(sharing, root)
    folder = root / "release" / "toy"
    shutil.copy(root / "solutions" / "toy" / "toy_lib.py", folder)
    bundle = load_bundle(root / "dist" / "toy" / "bundle")
    results: list[SubmissionResult] = []

    ran = subprocess.run(
        [sys.executable, "-B", "run_tests.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    grade_each(bundle, [take_in(folder / "toy_lib.py", bundle.assignment)], results.append, allow_weak=True)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert [result.points for result in results] == [10.0]


def test_a_solution_in_what_tests_share_is_refused(sharing: Path, root: Path) -> None:
    """It goes to students as it is."""
    path = sharing / "tests" / "asking.py"
    path.write_text(SHARED + "\n\n# scaled = FACTOR * x + 1.0\n", encoding="utf-8")

    with pytest.raises(BuildRefusedError, match=r"toy_lib\.py:11 stands in release/tests/asking\.py:9"):
        build(sharing, root)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("toy_lib.py", "could get a module that students hand in instead"),
        ("Toy_Given.py", "could get a file that students are given instead"),
        ("numpy.py", "could get an installed package instead"),
        ("random.py", "could get a module of Python's own instead"),
        ("harness.py", "could get what the build puts beside it instead"),
        ("test_more.py", "would not be run: put tests into tests/public or tests/hidden"),
        ("course_fixtures.py", "could get what the build puts beside it instead"),
        ("__init__.py", "folders of tests are no packages"),
        ("my-helpers.py", "give it a plain name"),
    ],
)
def test_a_name_that_means_something_else_is_refused(
    source: Path, root: Path, name: str, reason: str
) -> None:
    """With the file, and nothing is written."""
    path = source / "tests" / name
    path.write_text('"""Shared."""\n', encoding="utf-8")

    with pytest.raises(SourceError) as caught:
        build(source, root)

    assert str(caught.value).startswith(f"{path}: ")
    assert reason in str(caught.value)
    assert not (root / "release").exists()


def test_a_test_needs_what_the_modules_that_it_imports_need() -> None:
    """In the notebook, its cell stands below the code that they ask for; each of them counts once."""
    own = "from one import ask\nimport numpy\n"
    texts = {
        "tests/one.py": "import two\n\ndef ask(student): return student.lib.first\n",
        "tests/two.py": "from one import ask\n",
        "tests/three.py": "X = 1\n",
    }
    beside = BesideTests.of(parsed(Path(name), text) for name, text in texts.items())

    needed = beside.needed_by([parsed(Path("tests/hidden/test_own.py"), own)])

    assert [file.path.name for file in needed] == ["test_own.py", "one.py", "two.py"]


def test_a_test_needs_the_fixtures_that_it_asks_for_and_that_are_for_it() -> None:
    """A conftest.py of another folder is not for it."""
    fixture = "import pytest\n\n@pytest.fixture\ndef layer(student): return student.lib.Layer()\n"
    names = ("tests/conftest.py", "tests/public/conftest.py", "tests/hidden/conftest.py")
    beside = BesideTests.of(parsed(Path(name), fixture) for name in names)

    asks = beside.needed_by([parsed(Path("tests/public/test_a.py"), "def test_a(layer): ...\n")])
    does_not = beside.needed_by([parsed(Path("tests/public/test_b.py"), "def test_b(student): ...\n")])

    assert [str(file.path) for file in asks[1:]] == ["tests/conftest.py", "tests/public/conftest.py"]
    assert len(does_not) == 1
