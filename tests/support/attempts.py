"""A public data set of students' attempts at five questions, laid out as an assignment and what is handed in to it.

The data set is `data.zip` of githubhuyang/refactory (Hu and others, ASE 2019). Nothing of it is in this repository:
the assignment in benchmarks/five_questions is ours, and its cases are read from the archive when it is laid out.
"""

from __future__ import annotations

import ast
import pprint
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator, Mapping

SOURCE = Path(__file__).parents[2] / "benchmarks" / "five_questions"
NAME = "five-questions"
# The module in which students of ours write the data set's questions.
MODULES = {
    "question_1": "search.py",
    "question_2": "birthdays.py",
    "question_3": "extras.py",
    "question_4": "people.py",
    "question_5": "top.py",
}
HIDDEN = 3  # each third case of a function is hidden
_CODE = re.compile(r"data/(question_\d)/code/(correct|wrong)/([^/]+\.py)")
_INPUT = re.compile(r"data/(question_\d)/ans/input_(\d+)\.txt")

Case = tuple[tuple[Any, ...], Any]  # arguments, and what has to come


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One file of a student's, with what the question gave in front of it.

    Attributes:
        name: As the data set calls it.
        module: The file of the assignment that it is.
        right: Whether the data set counts it as right.
        code: The file.
    """

    name: str
    module: str
    right: bool
    code: bytes


def read_attempts(archive: zipfile.ZipFile) -> list[Attempt]:
    """All attempts, in the order of their names."""
    found = []
    for entry in sorted(archive.namelist()):
        if match := _CODE.fullmatch(entry):
            question, kind, name = match.groups()
            code = _given(archive, question) + archive.read(entry)
            found.append(Attempt(name=name, module=MODULES[question], right=kind == "correct", code=code))
    return found


def lay_out(archive: zipfile.ZipFile, course: Path) -> Path:
    """Copy the assignment into a course's folder, with the cases of the data set; the folder to build."""
    source = course / "source" / NAME
    shutil.copytree(SOURCE, source)
    shown: dict[str, dict[str, Case]] = {}
    kept: dict[str, dict[str, Case]] = {}
    for function, cases in _cases(archive).items():
        for count, (number, case) in enumerate(cases.items(), 1):
            (kept if count % HIDDEN == 0 else shown).setdefault(function, {})[number] = case
    _write_cases(source / "tests" / "public" / "public_cases.py", shown)
    _write_cases(source / "tests" / "hidden" / "hidden_cases.py", kept)
    return source


def _given(archive: zipfile.ZipFile, question: str) -> bytes:
    """What stands before every attempt at a question, such as an import."""
    entry = f"data/{question}/code/global.py"
    return archive.read(entry).strip() + b"\n\n\n" if entry in archive.namelist() else b""


def _cases(archive: zipfile.ZipFile) -> dict[str, dict[str, Case]]:
    """By function and number, each call once."""
    found: dict[str, dict[str, Case]] = {}
    for entry in sorted(archive.namelist()):
        if match := _INPUT.fullmatch(entry):
            question, number = match.groups()
            constants = dict(_constants(_given(archive, question)))
            function, arguments = _call(archive.read(entry).decode(), constants)
            expected = ast.literal_eval(archive.read(entry.replace("input_", "output_")).decode().strip())
            cases = found.setdefault(function, {})
            if (arguments, expected) not in cases.values():
                cases[number] = (arguments, expected)
    return found


def _constants(code: bytes) -> Iterator[tuple[str, Any]]:
    for node in ast.parse(code).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, ast.literal_eval(node.value)


def _call(text: str, constants: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """The function's name and the arguments of a call such as `search(42, [1, 5])`."""
    call = ast.parse(text.strip(), mode="eval").body
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        raise TypeError(f"an input of the data set is no call: {text.strip()!r}")
    return call.func.id, tuple(
        constants[one.id] if isinstance(one, ast.Name) else ast.literal_eval(one) for one in call.args
    )


def _write_cases(path: Path, cases: Mapping[str, Mapping[str, Case]]) -> None:
    text = pprint.pformat(cases, sort_dicts=False, width=100)
    path.write_text(f'"""Calls and what has to come, by function."""\n\nCASES = {text}\n', encoding="utf-8")
