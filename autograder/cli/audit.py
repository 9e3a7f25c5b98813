"""`autograder audit`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from autograder.authoring.audit.audit import audit
from autograder.authoring.release.kept_secret import kept_secret
from autograder.cli.course import course_root, source_folder
from autograder.cli.progress import progress_of
from autograder.model.assignment import load_assignment

if TYPE_CHECKING:
    import argparse


def add_audit(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "audit",
        help="test the tests: do they catch the mistakes that students make?",
        description="Run the tests of an assignment against every mistake of its mistakes.toml, pairs of them, and "
        "automatic mutants of the reference. Ends with 0 if all are caught, each by its own question and charged to "
        "no other that the catalogue does not name, and with 1 if not. A mutant that does what the reference does is "
        "explained in equivalent.toml.",
    )
    command.add_argument("assignment", metavar="ASSIGNMENT", help="a folder of source/")
    command.add_argument("--no-mutants", action="store_true", help="try the catalogue only, in half the time")
    command.add_argument(
        "--json", action="store_true", help="print one JSON object on stdout and nothing else"
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    root = course_root()
    assignment = load_assignment(source_folder(root, options.assignment))
    report = audit(
        assignment,
        secret=kept_secret(root, assignment.name),
        mutants=not options.no_mutants,
        progress=progress_of("variants"),
    )
    if options.json:
        print(json.dumps(report.to_json(), indent=2))
    else:
        for line in report.lines():
            print(line)
    return 1 if report.failures else 0
