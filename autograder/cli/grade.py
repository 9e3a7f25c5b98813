"""`autograder grade`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cli.course import bundle_named
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.grading.summary import summary
from autograder.text import safe_line, safe_text

if TYPE_CHECKING:
    import argparse


def add_grade(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "grade",
        help="grade a submission in the sandbox",
        description="Grade one submission against the public and the hidden tests, its code held in a sandbox. The "
        "assignment has to be built; a bundle, `dist/ASSIGNMENT/bundle`, also grades where there is no source/.",
    )
    command.add_argument("assignment", metavar="ASSIGNMENT", help="a folder of source/, or of a bundle")
    command.add_argument(
        "submission", type=Path, metavar="SUBMISSION", help="a zip, a folder, a .py or .ipynb file"
    )
    command.add_argument(
        "--json", action="store_true", help="print one JSON object on stdout and nothing else"
    )
    command.add_argument(
        "--pictures",
        type=Path,
        metavar="FOLDER",
        help="write the figures that the student's code has drawn in each test into this folder, as PNG files",
    )
    add_allow_weak(command)
    command.set_defaults(run=_run)


def add_allow_weak(command: argparse.ArgumentParser) -> None:
    """Add the option of every command that runs student code."""
    command.add_argument(
        "--allow-weak-sandbox",
        action="store_true",
        help="grade even where this machine cannot keep student code from reading the tests",
    )


def _run(options: argparse.Namespace) -> int:
    bundle = bundle_named(options.assignment)
    submission = take_in(options.submission, bundle.assignment)
    result = grade(
        bundle,
        submission,
        allow_weak=options.allow_weak_sandbox,
        secrets=[options.submission.resolve()],
        pictures=options.pictures,
    )
    for fault in result.faults:
        print(
            safe_text(
                f"autograder: the grader could not run {fault.test} ({fault.position}): {fault.reason}",
                limit=2_000,
            ),
            *(f"    {safe_line(line, limit=500)}" for line in fault.trace),
            sep="\n",
            file=sys.stderr,
        )
    print(
        json.dumps(result.to_json(), indent=2)
        if options.json
        else summary(result, bundle.assignment.measures)
    )
    return 0
