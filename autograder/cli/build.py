"""`autograder build`."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.release.build import build
from autograder.cli.course import assignment_names, course_root, refuse_nameless, source_folder
from autograder.cli.progress import progress_of
from autograder.errors import BadInputError
from autograder.model.mistakes import MISTAKES
from autograder.python_process import python_command

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_START = "from autograder.cli.main import main\nsys.exit(main(sys.argv[1:]))"
_MOST_JOBS = 4  # by default: each of them has processes of its own


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
    command.add_argument(
        "--jobs",
        type=int,
        default=min(os.cpu_count() or 1, _MOST_JOBS),
        metavar="N",
        help="how many assignments to build side by side; one for each processor, at most 4, unless given",
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    root = course_root()
    if not options.assignments:
        refuse_nameless(root)
    given = [source_folder(root, name).name for name in options.assignments]
    names = list(dict.fromkeys(given)) or assignment_names(root)
    if not names:
        raise BadInputError(
            f"{root / 'source'}: no folder in it holds an assignment.toml; there is nothing to build"
        )
    if options.jobs < 1:
        raise BadInputError(f"--jobs has to be 1 or more, and is {options.jobs}")
    if len(names) > 1 and options.jobs > 1:
        return _side_by_side(root, names, options)
    drifted = False
    for name in names:
        source = source_folder(root, name)
        report = build(
            source, root, options.data, check=options.check, progress=progress_of(f"variants of {name}")
        )
        for line in report.lines():
            print(line, flush=True)
        drifted = drifted or bool(report.drift)
    return 1 if drifted else 0


def _side_by_side(root: Path, names: Sequence[str], options: argparse.Namespace) -> int:
    """Build each in a process of its own and print what they say in the order of the names; the worst exit status.

    Those with the most mistakes to try come first, so that none of these is left over at the end.
    """
    more = [*(["--check"] if options.check else []), *(["--data", options.data] if options.data else [])]

    path = [folder for folder in sys.path if folder]  # not the current one, whatever lies there

    def build_one(name: str) -> subprocess.CompletedProcess[str]:
        command = python_command(_START, ["build", name, *map(str, more)], path=path)
        return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - this package

    worst = 0
    with ThreadPoolExecutor(min(options.jobs, len(names))) as pool:
        longest_first = sorted(names, key=lambda name: _size(root / "source" / name / MISTAKES), reverse=True)
        building = {name: pool.submit(build_one, name) for name in longest_first}
        for name in names:
            done = building[name].result()
            print(done.stdout, end="", flush=True)
            worst = max(worst, abs(done.returncode))
    return worst


def _size(file: Path) -> int:
    """In bytes; 0 where there is none."""
    return file.stat().st_size if file.is_file() else 0
