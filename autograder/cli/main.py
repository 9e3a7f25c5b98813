"""Read a command line, call one function, and turn an exception into one line and an exit code."""

from __future__ import annotations

import argparse
import io
import json
import sys
from typing import TYPE_CHECKING

from autograder import __version__
from autograder.cli import audit, build, demo, doctor, grade, nbgrader
from autograder.errors import AutograderError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is 0 done, 1 something was found wrong, 2 usage or bad input."""
    options = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may lack a character of a student's file name
            stream.reconfigure(errors="backslashreplace")
    try:
        code: int = options.run(options)
    except AutograderError as error:
        print(f"autograder: {error}", file=sys.stderr)
        if getattr(options, "json", False):  # one object on stdout, whatever became of it
            print(json.dumps(_refusal(options, error), indent=2))
        return error.exit_code
    except KeyboardInterrupt:
        print("autograder: stopped; nothing half-written was kept", file=sys.stderr)
        return 130
    except OSError as error:  # a full disk, or a folder where this user may not write
        print(
            f"autograder: {error.filename or 'input or output'}: {error.strerror or error}", file=sys.stderr
        )
        return 2
    return code


def _refusal(options: argparse.Namespace, error: AutograderError) -> dict[str, str]:
    """What a program reads of a command that was refused."""
    about = {
        name: str(getattr(options, name)) for name in ("assignment", "submission") if hasattr(options, name)
    }
    return {**about, "refused": str(error)}


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(
        prog="autograder",
        description="One reference solution in, a whole graded course out.",
        epilog="Run it in the folder that holds source/. Exit codes: 0 done, 1 not so, 2 usage or bad input.",
    )
    top.add_argument("--version", action="version", version=f"autograder {__version__}")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    build.add_build(commands)
    audit.add_audit(commands)
    grade.add_grade(commands)
    nbgrader.add_nbgrader(commands)
    nbgrader.add_check_notebook(commands)
    demo.add_demo(commands)
    doctor.add_doctor(commands)
    return top
