"""The content of each folder that a build makes, as relative path to content; nothing is written here."""

from __future__ import annotations

from importlib.metadata import packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING

import autograder
from autograder.authoring.proof.bundle_layout import data_tree, joined
from autograder.authoring.source.assignment_files import python_files
from autograder.authoring.source.handout_text import HandoutForm, handout_in
from autograder.files import zip_bytes
from autograder.harness.checks.folders import PUBLIC
from autograder.harness.handout.description import Handout, HandoutAnswer, HandoutQuestion
from autograder.harness.session.shared import CONFTEST, HANDOUT_FIXTURES
from autograder.harness.student.beside import BESIDE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.authoring.source.assignment_files import AssignmentFiles
    from autograder.harness.reading.stub_functions import StubFunctions
    from autograder.model.assignment import Assignment

    Files = Mapping[str, bytes]

HARNESS = "harness.zip"  # in a handout: the code that runs the tests
_HARNESS_FOLDER = Path(autograder.__file__).parent / "harness"
_SHIPPED = Path(__file__).parent / "shipped"
_OLDEST = {"numpy": "numpy>=1.22", "pytest": "pytest>=7"}  # what the harness runs on
_INI = b"""\
# With this file pytest finds conftest.py, which says what to run instead, in the folders below, too.
[pytest]
"""
_SOLUTION_README = """\
# {title}: the reference solution

`autograder build {name}` made this folder from `source/{name}/`; change it there.
These are the files of the handout with everything in place that students are asked to write.

To see them at work, copy them over those of an unpacked handout and run `python run_tests.py` there.
"""


def release_tree(
    assignment: Assignment,
    files: AssignmentFiles,
    records: Files,
    public_points: Mapping[str, float],
    stubs: StubFunctions,
    notebook: bytes | None = None,
) -> Files:
    """The handout.

    Args:
        assignment: The assignment.
        files: Its files.
        records: The recorded files of the public tests: expected values, and the values of known mistakes.
        public_points: Question id to the part of its points that the public tests have.
        stubs: The functions that students are to write, and the public tests that go through them.
        notebook: The handout as a notebook, if there is one.
    """
    tests = {
        **{f"tests/public/{in_handout(name)}": content for name, content in files.public.items()},
        **{f"tests/{in_handout(name)}": content for name, content in files.shared.items()},
        **{f"tests/{BESIDE}/{name}": content for name, content in files.beside.items()},
        "tests/assignment.json": _description(assignment, files, public_points, stubs),
        "tests/conftest.py": shipped("plain_pytest.py"),
        "tests/pytest.ini": _INI,
        **{f"tests/{name}": content for name, content in records.items()},
    }
    loose = {
        "README.md": handout_in(HandoutForm.FILES, files.handout.decode()).encode(),
        HARNESS: packed_harness(),
        "run_tests.py": shipped("run_tests.py"),
        "requirements.txt": requirements(assignment),
    }
    form = {} if files.answer_form is None else {"answers.toml": files.answer_form}
    modules = {name: text.encode() for name, text in files.stubs.items()}
    own = {} if notebook is None else {f"{assignment.name}.ipynb": notebook}
    return joined(
        assignment, modules, files.given, tests, loose, form, own, files.figures, data_tree(assignment, files)
    )


def nbgrader_tree(assignment: Assignment, files: AssignmentFiles, release: Files, notebook: bytes) -> Files:
    """The assignment's folder in an nbgrader course: its source notebook, and the files that the notebook needs.

    nbgrader gives students all other files unchanged, so these are taken from the release.
    """
    data = () if assignment.data is None else (f"{assignment.data.folder}/",)
    needed = (HARNESS, "run_tests.py", "tests/", *data)
    beside = {name: content for name, content in release.items() if name.startswith(needed)}
    return {**beside, **files.given, **files.figures, f"{assignment.name}.ipynb": notebook}


def in_handout(name: str) -> str:
    """What a file of tests is called in a handout, where pytest would obey a conftest.py."""
    return HANDOUT_FIXTURES if name == CONFTEST else name


def packed_harness() -> bytes:
    """The harness as one zip, the same bytes on every machine."""
    files = {f"harness/{name}": path.read_bytes() for name, path in python_files(_HARNESS_FOLDER).items()}
    return zip_bytes(files, compressed=False)


def solution_tree(assignment: Assignment, files: AssignmentFiles) -> Files:
    """The solution that staff publish after the deadline."""
    readme = _SOLUTION_README.format(title=assignment.title, name=assignment.name).encode()
    modules = {name: text.encode() for name, text in files.solutions.items()}
    return joined(assignment, modules, files.given, {"README.md": readme})


def requirements(assignment: Assignment) -> bytes:
    """The packages to install for this assignment, as pip reads them."""
    more = [_distribution(package) for package in assignment.packages if package not in _OLDEST]
    return "".join(f"{line}\n" for line in dict.fromkeys([*_OLDEST.values(), *more])).encode()


def shipped(name: str) -> bytes:
    """A file of the package that is handed out unchanged."""
    return (_SHIPPED / name).read_bytes()


def without_data(assignment: Assignment, files: Files) -> dict[str, bytes]:
    """The files of a tree, without those in its data folder."""
    data = assignment.data
    return {
        name: content for name, content in files.items() if data is None or name.split("/")[0] != data.folder
    }


def _description(
    assignment: Assignment,
    files: AssignmentFiles,
    public_points: Mapping[str, float],
    stubs: StubFunctions,
) -> bytes:
    """`tests/assignment.json`: what the harness needs in a handout, with nothing about hidden tests."""
    handout = Handout(
        name=assignment.name,
        title=assignment.title,
        modules=assignment.modules,
        packages=assignment.packages,
        seed=assignment.seed,
        data_folder=None if assignment.data is None else assignment.data.folder,
        placeholder=assignment.stub.comment,
        shared=(
            *map(in_handout, files.shared),
            *(f"{PUBLIC}/{in_handout(name)}" for name in files.public if not name.startswith("test_")),
        ),
        questions=tuple(
            HandoutQuestion(
                question.id,
                question.title,
                0 if question.manual else question.points,
                round(public_points[question.id], 6),
                question.builds_on,
                question.points if question.manual else 0,
            )
            for question in assignment.questions
        ),
        measures=tuple(measure.id for measure in assignment.measures),
        sizes=assignment.sizes,
        test_seconds=assignment.limits.test_seconds,
        beside=assignment.beside,
        given=assignment.given,
        answers=tuple(HandoutAnswer(key.id, key.kind, key.options) for key in files.answer_keys),
        stubs=stubs,
        stand_ins=assignment.stand_ins,
        names=dict(assignment.spellings.names),
        programs=assignment.programs,
    )
    return handout.to_json()


def _distribution(package: str) -> str:
    """The name by which pip knows an imported package: `scikit-learn` for `sklearn`."""
    return packages_distributions().get(package, [package])[0]
