"""Why a test does not pass on the reference, as far as the text of the test shows it, and what to write instead."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.source.source_text import read_source
from autograder.harness.checks.confirm import test_of
from autograder.harness.student.plain import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from autograder.harness.checks.test_record import TestRecord

_CALL = "by `student.beside.<module>.<function>` (a module in beside/)"
# What a test may do that has an effect on the student's code at home alone, and what to write instead.
_REASONS = {
    r"\b(?:np|numpy)\.random\.seed\(|\brandom\.seed\(": (
        "seeds the process of the tests, and the student's code draws in another one: hand over what `rng` draws, or "
        f"seed there, {_CALL}"
    ),
    r"\btmp_path\w*|\btmpdir\w*|\btempfile\.\w+": (
        "is a folder of the process of the tests, which the student's code cannot reach: hand over a plain name such "
        "as `out.txt`, and read the file by `student.read_file`"
    ),
    r"\bos\.(?:environ|chdir|putenv)|\bsys\.(?:argv|path|std(?:in|out|err)|modules)\b|\bpatch\b|\bsetattr\(": (
        f"changes the process of the tests, and the student's code runs in another one: do it there, {_CALL}"
    ),
    r"\bdata_folder\b": (
        "is where the tests find the data; the student's code has them in its own folder: hand over the path in it, "
        "such as `data/numbers.csv`"
    ),
    r"\b__file__\b": "is a path of the process of the tests; the student's code has a folder of its own",
    r"\bredirect_std(?:out|err)\b": (
        "sees no print of the student's code, which runs in another process: write "
        "`with student.console() as console:`, and below it `console.stdout`"
    ),
    r"\b(?:open|Path)\(|\.(?:read|write)_text\(|\b(?:np|numpy)\.(?:load|save|savetxt|loadtxt|genfromtxt)\(": (
        "reads or writes files of the process of the tests, and the student's code has a folder of its own: use "
        "`student.read_file` and `student.write_file`"
    ),
}
_RAISES = {
    r"\bpytest\.raises\(|(?<!\.)\braises\(": (
        "waits for a class of exception, and every exception of the student's code arrives in the test as one class: "
        'write `with check.raises("what", "ValueError"):`'
    ),
}
_RAISES_ANYTHING = dict.fromkeys(
    _RAISES,
    "is content with whatever goes wrong, with a missing function too: write "
    '`with check.raises("what", "ValueError"):`',
)
_PROXY = (
    "; an object of the student's stays in its process, and a test can call it, ask for attributes, items and its "
    f"length, and loop over it; do all else there, {_CALL}"
)
_MAY_NOT_WRITE = "; student code may write nowhere but in its scratch folder (`scratch_mib` under [limits])"


def difference(record: TestRecord) -> str:
    """What the test does that has its effect in the process of the tests alone, with its line; or ""."""
    found = _found(record, _REASONS)
    denied = record.finding is not None and "PermissionError" in record.finding.sentence
    return found or (_MAY_NOT_WRITE if denied else "")


def why_idle_files_pass(record: TestRecord) -> str:
    """What a test does that has nothing to do with a student's answers, with its line; or ""."""
    return _found(record, {**_RAISES_ANYTHING, **_REASONS})


def misunderstanding(record: TestRecord) -> str:
    """What the author of a test probably did not know of a student's objects and exceptions; or ""."""
    if record.finding is not None and "LocalProxy" in record.finding.sentence:
        return _PROXY
    return _found(record, _RAISES) if record.fault is Fault.RAISED else ""


def _found(record: TestRecord, reasons: Mapping[str, str]) -> str:
    for pattern, reason in reasons.items():
        for path, number, line in _lines(record):
            found = re.search(pattern, line.partition("#")[0])
            if found:
                return f"; `{found[0].rstrip('(')}` ({path}:{number}) {reason}"
    return ""


def _lines(record: TestRecord) -> Iterator[tuple[Path, int, str]]:
    """The file, the numbers and the lines of a test's function."""
    path = Path(record.position.rpartition(":")[0])
    test = test_of(record.id).partition("[")[0].rpartition("::")[2]
    text = read_source(path)
    lines = text.split("\n")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == test:
            for number in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                yield path, number, lines[number - 1]
