"""Refuse what passes in the process of the build and not in the grade; say what makes the difference."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.proof.sentences import one_by_one, sentence_of, source_lines
from autograder.authoring.source.source_text import read_source
from autograder.errors import BuildRefusedError
from autograder.harness.checks.confirm import test_of
from autograder.harness.checks.status import Status
from autograder.text import listed

if TYPE_CHECKING:
    from autograder.authoring.proof.in_sandbox import Graded
    from autograder.harness.checks.test_record import TestRecord
    from autograder.model.assignment import Assignment

_CALL = "by `student.beside.<module>.<function>` (a module in beside/)"
# What a test may do that has an effect on the student's code at home alone, and what to write instead.
_REASONS = {
    r"\b(?:np|numpy)\.random\.seed\(|\brandom\.seed\(": (
        "seeds the process of the tests, and the student's code draws in another one: hand over what `rng` draws, or "
        f"seed there, {_CALL}"
    ),
    r"\btmp_path\w*|\btmpdir\w*|\btempfile\.\w+": (
        "is a folder of the process of the tests, which the student's code cannot reach: hand over a plain name such "
        f"as `out.txt`, and read the file there, {_CALL}"
    ),
    r"\bos\.(?:environ|chdir|putenv)|\bsys\.(?:argv|path|std(?:in|out|err)|modules)\b|\bpatch\b|\bsetattr\(": (
        f"changes the process of the tests, and the student's code runs in another one: do it there, {_CALL}"
    ),
    r"\bredirect_std(?:out|err)\b": (
        f"sees no print of the student's code, which runs in another process: do it there, {_CALL}"
    ),
    r"\b(?:open|Path)\(|\.(?:read|write)_text\(|\b(?:np|numpy)\.(?:load|save|savetxt|loadtxt|genfromtxt)\(": (
        "reads or writes files of the process of the tests, and the student's code has a folder of its own: do it "
        f"there, {_CALL}"
    ),
}
_MAY_NOT_WRITE = "; student code may write nowhere but in its scratch folder (`scratch_mib` under [limits])"


def refuse_only_at_home(assignment: Assignment, reference: Graded, stub: Graded) -> None:
    """Refuse a reference that loses a point in the grade or is told anything, and a stub that earns one.

    Raises:
        BuildRefusedError: with the line of the test, the reason and, where that is known, what to write instead.
    """
    failed = [record for record in reference.records if record.status is not Status.PASSED]
    if failed:
        found = [
            f"{said}{_difference(record)}" for record, said in one_by_one(failed, source_lines(assignment))
        ]
        raise BuildRefusedError(
            "the reference passes its tests here, and not in the sandbox, in which submissions are graded: "
            f"{listed(found, shown=3, between='; ')}"
        )
    if reference.result.notes:
        said = sentence_of(" ".join(reference.result.notes), source_lines(assignment))
        raise BuildRefusedError(
            f"{assignment.folder}: whoever hands in the reference is told in the grade: {said}"
        )
    if stub.result.points:
        earned = [record for record in stub.records if record.status is Status.PASSED and record.weight > 0]
        raise BuildRefusedError(
            f"the stub earns {stub.result.points:g} points as a submission is graded: "
            f"{'; '.join(f'{record.position}: {record.id}' for record in earned[:3])}"
        )


def _difference(record: TestRecord) -> str:
    """What the test does that has its effect in the process of the tests alone, with its line; or ""."""
    path = Path(record.position.rpartition(":")[0])
    test = test_of(record.id).partition("[")[0].rpartition("::")[2]
    text = read_source(path)
    functions = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == test
    ]
    lines = text.split("\n")
    for function in functions:
        for pattern, reason in _REASONS.items():
            for number in range(function.lineno, (function.end_lineno or function.lineno) + 1):
                found = re.search(pattern, lines[number - 1].partition("#")[0])
                if found:
                    return f"; `{found[0].rstrip('(')}` ({path}:{number}) {reason}"
    denied = record.finding is not None and "PermissionError" in record.finding.sentence
    return _MAY_NOT_WRITE if denied else ""
