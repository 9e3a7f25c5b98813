"""`autograder doctor`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cli.course import private_here
from autograder.sandbox.doctor import diagnosis, in_words

if TYPE_CHECKING:
    import argparse


def add_doctor(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "doctor",
        help="say what holds student code on this machine",
        description="Say what holds student code on this machine, and what to do about what does not. "
        "Ends with 0 if grading may start here, with 1 if not.",
    )
    command.add_argument(
        "--json", action="store_true", help="print one JSON object on stdout and nothing else"
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    findings = diagnosis(private_here(Path.cwd()))
    holds = findings[-1].holds
    if options.json:
        print(json.dumps({"holds": holds, "findings": [asdict(finding) for finding in findings]}, indent=2))
    else:
        for line in in_words(findings):
            print(line)
    return 0 if holds else 1
