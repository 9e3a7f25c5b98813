"""The command line: parse, call one function, turn one exception into one line and an exit code."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from autograder import __version__
from autograder.authoring.audit.audit import audit
from autograder.authoring.notebook.lint import faults_of, read_notebook
from autograder.authoring.release.build import build, bundle_of
from autograder.authoring.release.course import put_into_course
from autograder.demo import demo
from autograder.errors import AutograderError, BadInputError
from autograder.grading.grader import grade
from autograder.grading.intake.submission import take_in
from autograder.grading.summary import summary
from autograder.model.assignment import load_assignment
from autograder.sandbox.doctor import diagnosis, in_words

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is 0 done, 1 not so, 2 usage or bad input."""
    chosen = parser().parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
    except AutograderError as error:
        print(f"autograder: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("autograder: stopped; nothing half-written was kept", file=sys.stderr)
        return 130
    except OSError as error:  # a full disk, or a place where this user may not write
        print(f"autograder: {error.filename or 'input or output'}: {error.strerror or error}", file=sys.stderr)
        return 2
    return code


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(
        prog="autograder",
        description="One reference solution in, a whole graded course out.",
        epilog="Run it in the folder that holds source/. Exit codes: 0 done, 1 not so, 2 usage or bad input.",
    )
    top.add_argument("--version", action="version", version=f"autograder {__version__}")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_build(commands)
    _add_audit(commands)
    _add_grade(commands)
    _add_nbgrader(commands)
    _add_check_notebook(commands)
    _add_demo(commands)
    _add_doctor(commands)
    return top


def _add_build(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "build",
        help="make release/, solutions/ and dist/ from source/",
        description="Make the student handout, the staff solution and the zips of each assignment in source/.",
    )
    command.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", help="a folder of source/; all unless given")
    command.add_argument("--check", action="store_true", help="write nothing; fail if release/ or solutions/ differ")
    command.add_argument("--data", type=Path, metavar="DIR", help="take real data sets (MNIST) from this folder")
    command.set_defaults(run=_build)


def _add_audit(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
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
    command.add_argument("--json", action="store_true", help="print one JSON object on stdout and nothing else")
    command.set_defaults(run=_audit)


def _add_grade(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "grade",
        help="grade a submission in the sandbox",
        description="Grade one submission against the public and the hidden tests, its code held in a sandbox.",
    )
    command.add_argument("assignment", metavar="ASSIGNMENT", help="a folder of source/")
    command.add_argument("submission", type=Path, metavar="SUBMISSION", help="a zip, a folder, a .py or .ipynb file")
    command.add_argument("--json", action="store_true", help="print one JSON object on stdout and nothing else")
    _add_weak(command)
    command.set_defaults(run=_grade)


def _add_nbgrader(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "nbgrader",
        help="put the notebook and its tests into an nbgrader course",
        description="Write the assignment's source notebook, and the files that it needs beside it, into source/ of "
        "an nbgrader course, which is made if there is none, and into its dist/, which nbgrader does not give out, "
        "what autograding in the sandbox needs. nbgrader_config.py and gradebook.db are never touched, "
        "and a file that was changed there since is not overwritten.",
    )
    command.add_argument("assignment", metavar="ASSIGNMENT", help="a folder of source/")
    command.add_argument(
        "--course", type=Path, required=True, metavar="DIR", help="the folder of the nbgrader course"
    )
    command.set_defaults(run=_nbgrader)


def _add_check_notebook(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "check-notebook",
        help="look through an nbgrader source notebook before it is given out",
        description="Say what nbgrader would refuse in a source notebook, and what it would let through to harm: "
        "a region that ends before it begins, a marker in a string or nearly one, a cell that is no Python without "
        "its hidden tests. Exit code 1 where there is something to mend.",
    )
    command.add_argument("notebook", type=Path, metavar="NOTEBOOK", help="an .ipynb file, as its author has it")
    command.set_defaults(run=_check_notebook)


def _add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "demo",
        help="build cmu10701-hw3, make a class of submissions and grade it",
        description="Build cmu10701-hw3, make a class of right, wrong, broken and hostile submissions, grade it.",
    )
    command.add_argument(
        "--out", type=Path, default=Path("demo"), metavar="DIR", help="where to write; demo/ by default"
    )
    _add_weak(command)
    command.set_defaults(run=_demo)


def _add_doctor(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "doctor",
        help="say what holds student code on this machine",
        description="Say what holds student code on this machine, and what to do about what does not. "
        "Ends with 0 if grading may start here, with 1 if not.",
    )
    command.add_argument("--json", action="store_true", help="print one JSON object on stdout and nothing else")
    command.set_defaults(run=_doctor)


def _add_weak(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--allow-weak-sandbox",
        action="store_true",
        help="grade even where this machine cannot keep student code from reading the tests",
    )


def _build(chosen: argparse.Namespace) -> int:
    root = _root()
    names = chosen.assignments or _names(root)
    if not names:
        raise BadInputError(f"{root / 'source'}: no folder in it holds an assignment.toml; there is nothing to build")
    drifted = False
    for name in names:
        report = build(_source(root, name), root, chosen.data, check=chosen.check, progress=_show_progress)
        for line in report.lines():
            print(line)
        drifted = drifted or bool(report.drift)
    return 1 if drifted else 0


def _audit(chosen: argparse.Namespace) -> int:
    assignment = load_assignment(_source(_root(), chosen.assignment))
    report = audit(assignment, mutants=not chosen.no_mutants, progress=_show_progress)
    if chosen.json:
        print(json.dumps(report.to_json(), indent=2))
    else:
        for line in report.lines():
            print(line)
    return 1 if report.failures else 0


def _show_progress(done: int, everything: int) -> None:
    """Count on stderr, in one line where a person looks on, and now and then where a file does."""
    if sys.stderr.isatty():
        print(
            f"\r{done} of {everything} variants", end="\n" if done == everything else "", file=sys.stderr, flush=True
        )
    elif done == everything or done % 100 == 0:
        print(f"{done} of {everything} variants", file=sys.stderr, flush=True)


def _grade(chosen: argparse.Namespace) -> int:
    root = _root()
    source = _source(root, chosen.assignment)
    bundle = bundle_of(source, root)
    assignment = load_assignment(bundle)
    submission = take_in(chosen.submission, assignment)
    result = grade(bundle, submission, allow_weak=chosen.allow_weak_sandbox)
    print(json.dumps(result.to_json(), indent=2) if chosen.json else summary(result, assignment.measures))
    return 0


def _nbgrader(chosen: argparse.Namespace) -> int:
    root = _root()
    source = _source(root, chosen.assignment)
    report = put_into_course(source, root, chosen.course, load_assignment(source).stub)
    for line in report.lines():
        print(line)
    return 0


def _check_notebook(chosen: argparse.Namespace) -> int:
    notebook = read_notebook(chosen.notebook)
    faults = faults_of(notebook)
    for fault in faults:
        print(f"{chosen.notebook}, {fault}")
    if not faults:
        print(f"{chosen.notebook}: nothing to mend in {len(notebook['cells'])} cells")
    return 1 if faults else 0


def _demo(chosen: argparse.Namespace) -> int:
    return demo(_root(), chosen.out, allow_weak=chosen.allow_weak_sandbox)


def _doctor(chosen: argparse.Namespace) -> int:
    findings = diagnosis(_secrets(Path.cwd()))
    holds = findings[-1].holds
    if chosen.json:
        print(json.dumps({"holds": holds, "findings": [asdict(finding) for finding in findings]}, indent=2))
    else:
        for line in in_words(findings):
            print(line)
    return 0 if holds else 1


def _secrets(here: Path) -> list[Path]:
    """The folders that students must not read: sources and bundles of the course that we are in, if we are in one."""
    for folder in (here, *here.parents):
        if (folder / "source").is_dir():
            found = (*folder.glob("source/*/assignment.toml"), *folder.glob("dist/*/bundle/assignment.toml"))
            return sorted(path.parent for path in found)
    return []


def _root() -> Path:
    """The nearest folder, from here upwards, that holds source/."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "source").is_dir():
            return folder
    raise BadInputError(f"{here}: neither this folder nor one above it holds source/; change to your course's folder")


def _source(root: Path, name: str) -> Path:
    folder = root / "source" / name.strip("/").removeprefix("source/")
    if not (folder / "assignment.toml").is_file():
        known = ", ".join(_names(root)) or "none"
        raise BadInputError(f"{name}: there is no such assignment in {root / 'source'}; there are {known}")
    return folder


def _names(root: Path) -> list[str]:
    return sorted(path.parent.name for path in (root / "source").glob("*/assignment.toml"))


if __name__ == "__main__":
    raise SystemExit(main())
