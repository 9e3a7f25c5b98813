"""Search the release and the Gradescope zip for leaks, before a build writes anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.authoring.release.gradescope import EXECUTABLE
from autograder.authoring.release.layouts import HARNESS, without_data
from autograder.authoring.release.leaks import (
    refuse_leaks,
    secrets_of,
    secrets_of_functions,
    secrets_of_tests,
)
from autograder.authoring.source.overlooked.source_folder import RIGHT
from autograder.files import read_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.authoring.source.assignment_files import AssignmentFiles
    from autograder.authoring.source.regions import MarkedModule
    from autograder.model.assignment import Assignment

    Files = Mapping[str, bytes]

# Files of the package, which no instructor can change; each of the two archives counts as one file.
_OURS = (
    f"release/{HARNESS}",
    "release/run_tests.py",
    "gradescope/course_autograder-",
    *(f"gradescope/{name}" for name in EXECUTABLE),
)


def refuse_solution_lines(
    assignment: Assignment, modules: tuple[MarkedModule, ...], release: Files, gradescope: Files
) -> None:
    """Refuse a line of the solution in the release, which is also the student zip, or in the Gradescope zip.

    Raises:
        BuildRefusedError: naming file and line on both sides.
    """
    shipped, own = _shipped(assignment, release, gradescope)
    refuse_leaks(secrets_of(modules), shipped, own)


def refuse_right_solutions(
    assignment: Assignment, files: AssignmentFiles, release: Files, gradescope: Files
) -> None:
    """Refuse a function of a right solution, word for word, in what students or Gradescope get.

    What it has in common with the stubs, with given files and with tests is no secret.

    Raises:
        BuildRefusedError: naming the files on both sides.
    """
    stubs = (text.encode() for text in files.stubs.values())
    given = (
        *stubs,
        *files.given.values(),
        *files.public.values(),
        *files.all_hidden.values(),
        *files.shared.values(),
    )
    folder = assignment.folder / RIGHT
    modules = {
        f"{folder.name}/{name}": content
        for name, content in (read_tree(folder) if folder.is_dir() else {}).items()
        if name.endswith(".py")
    }
    if modules:
        shipped, own = _shipped(assignment, release, gradescope)
        refuse_leaks(secrets_of_functions(modules, given), shipped, own, what="a right solution")


def refuse_hidden_tests(files: AssignmentFiles, release: Files) -> None:
    """Refuse a line of a hidden test in the notebook that students get.

    Raises:
        BuildRefusedError: naming file and line on both sides.
    """
    stubs = (text.encode() for text in files.stubs.values())
    given = (*stubs, *files.public.values(), *files.shared.values())
    notebooks = {f"release/{name}": content for name, content in release.items() if name.endswith(".ipynb")}
    refuse_leaks(secrets_of_tests(files.all_hidden, given), notebooks, what="a hidden test")


def _shipped(assignment: Assignment, release: Files, gradescope: Files) -> tuple[Files, set[str]]:
    """All that is shipped, data sets aside; and the names among it of the package's own files."""
    bundled = {name.removeprefix("bundle/"): content for name, content in gradescope.items()}
    shipped = {
        **{f"release/{name}": content for name, content in without_data(assignment, release).items()},
        **{f"gradescope/{name}": content for name, content in without_data(assignment, bundled).items()},
    }
    return shipped, {name for name in shipped if name.startswith(_OURS)}
