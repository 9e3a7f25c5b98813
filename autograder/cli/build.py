"""`autograder build`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.release.build import build
from autograder.cli.course import assignment_names, course_root, refuse_nameless, source_folder
from autograder.cli.progress import progress_of
from autograder.errors import BadInputError

if TYPE_CHECKING:
    import argparse


def add_build(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "build",
        help="make release/, solutions/ and dist/ from source/",
        description="Make the student handout, the staff solution and the zips of each assignment in source/.",
    )
    command.add_argument(
        "assignments", nargs="*", metavar="ASSIGNMENT", help="a folder of source/; all unless given"
    )
    command.add_argument(
        "--check", action="store_true", help="write nothing; fail if release/ or solutions/ differ"
    )
    command.add_argument(
        "--data", type=Path, metavar="DIR", help="take real data sets (MNIST) from this folder"
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    root = course_root()
    if not options.assignments:
        refuse_nameless(root)
    names = options.assignments or assignment_names(root)
    if not names:
        raise BadInputError(
            f"{root / 'source'}: no folder in it holds an assignment.toml; there is nothing to build"
        )
    drifted = False
    for name in names:
        source = source_folder(root, name)
        report = build(source, root, options.data, check=options.check, progress=progress_of("variants"))
        for line in report.lines():
            print(line)
        drifted = drifted or bool(report.drift)
    return 1 if drifted else 0
