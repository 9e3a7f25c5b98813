"""`autograder nbgrader` and `autograder check-notebook`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.notebook.lint import lint_notebook, read_notebook
from autograder.authoring.release.course import put_into_course
from autograder.cli.course import course_root, source_folder

if TYPE_CHECKING:
    import argparse


def add_nbgrader(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "nbgrader",
        help="put the notebook and its tests into an nbgrader course",
        description="Write the source notebook of an assignment that is built, and the files that it needs beside "
        "it, into source/ of an nbgrader course, which is made if there is none, and into its dist/, which nbgrader "
        "does not give out, what autograding in the sandbox needs. nbgrader_config.py and gradebook.db are never "
        "touched, and a file that was changed there since is not overwritten.",
    )
    command.add_argument("assignment", metavar="ASSIGNMENT", help="a folder of source/")
    command.add_argument(
        "--course", type=Path, required=True, metavar="DIR", help="the folder of the nbgrader course"
    )
    command.set_defaults(run=_nbgrader)


def add_check_notebook(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "check-notebook",
        help="look through an nbgrader source notebook before it is given out",
        description="Say what nbgrader would refuse in a source notebook, and what it would let through to harm: "
        "a region that ends before it begins, a marker in a string or nearly one, a cell that is no Python without "
        "its hidden tests. Exit code 1 where there is something to mend.",
    )
    command.add_argument(
        "notebook", type=Path, metavar="NOTEBOOK", help="an .ipynb file, as its author has it"
    )
    command.set_defaults(run=_check_notebook)


def _nbgrader(options: argparse.Namespace) -> int:
    root = course_root()
    report = put_into_course(source_folder(root, options.assignment).name, root, options.course)
    for line in report.lines():
        print(line)
    return 0


def _check_notebook(options: argparse.Namespace) -> int:
    notebook = read_notebook(options.notebook)
    faults = lint_notebook(notebook)
    for fault in faults:
        print(f"{options.notebook}, {fault}")
    if not faults:
        print(f"{options.notebook}: nothing to mend in {len(notebook['cells'])} cells")
    return 1 if faults else 0
