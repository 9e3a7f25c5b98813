"""Say of tests that did not pass on the reference what an instructor has to know: where, why, and what to write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from autograder.authoring.source.regions import read_module
from autograder.harness.checks.confirm import name_of_run
from autograder.text import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograder.harness.checks.test_record import TestRecord
    from autograder.model.assignment import Assignment

    Where = Callable[[str, int], str]  # the file and line to show for a module's line

_NAMED = 8  # tests of which the same is said
_STOPPED = re.compile(
    r"^the test could not go on with (?:your answer|what [\w.]+ gives) \((.*)\)$", re.DOTALL
)
_LINE = re.compile(r"\b(\w+\.py), line (\d+)")
_UNFIT = re.compile(r"handed an? ([\w.\[\]]+) to student code")
_CALLABLE = frozenset(
    {
        "function",
        "builtin_function_or_method",
        "method",
        "type",
        "ufunc",
        "partial",
        "_ArrayFunctionDispatcher",
    }
)
# What the harness says to a student, and what it means where the code is the instructor's own.
_OF_CODE = (
    ("your code raised an exception: ", "it raises "),
    ("the file cannot be imported: ", "it cannot be imported: "),
    ("your code took too long: ", "it takes too long: "),
    ("your code ", "it "),
)


def said_of(records: Sequence[TestRecord], where: Where | None = None) -> str:
    """The first few of these tests, each with its place and its reason, as text.

    Args:
        records: Tests that did not pass.
        where: Shows a line of the code that they ran on; None where it has no file to show, as the stub.
    """
    return listed([said for _, said in one_by_one(records, where)], shown=5, between="; ")


def one_by_one(records: Sequence[TestRecord], where: Where | None = None) -> list[tuple[TestRecord, str]]:
    """The same as a list: tests of which the same is said are one entry, with the first of them.

    Of a test without a finding nothing is said but its name.
    """
    tests: dict[str, list[TestRecord]] = {}
    for record in records:
        sentence = "" if record.finding is None else sentence_of(record.finding.sentence, where)
        tests.setdefault(sentence or record.id, []).append(record)
    return [(found[0], _said(found, said)) for said, found in tests.items()]


def _said(records: Sequence[TestRecord], sentence: str) -> str:
    """Some tests of which the same is said: the first few by name, and how many more there are."""
    first, *others = records
    name = listed(
        [name_of_run(first.id), *(name_of_run(one.id).partition("::")[2] for one in others)], shown=_NAMED
    )
    named = f"{first.position}: {name}" if first.position else name
    return named if sentence == first.id else f"{named} ({sentence})"


def sentence_of(sentence: str, where: Where | None) -> str:
    """What a finding says to a student, in the words for the author of the code and the tests."""
    stopped = _STOPPED.match(sentence)
    if stopped:
        sentence = stopped[1]
    sentence = sentence.replace("'LocalProxy' object", "a student's object")
    unfit = _UNFIT.search(sentence)
    advice = f"; {_instead(unfit[1])}" if unfit and "in beside/" not in sentence else ""
    if where is None:
        return sentence + advice
    for said, meant in _OF_CODE:
        sentence = sentence.replace(said, meant)
    return _LINE.sub(lambda found: where(found[1], int(found[2])), sentence) + advice


def source_lines(assignment: Assignment) -> Where:
    """Shows, for a line of the solution, which lacks the markers, the line of the source that it stands in."""
    return lambda file, line: _source_line(assignment, file, line)


def _instead(kind: str) -> str:
    """What to write instead of passing the student's code a value of this kind."""
    if kind in _CALLABLE:
        return "write it into a module in beside/ and pass `student.beside.<module>.<name>`"
    return f"pass a list, or have a function in beside/ make the {kind}: `student.beside.<module>.<function>(...)`"


def _source_line(assignment: Assignment, file: str, line: int) -> str:
    """The line of the source that stands in this line of the solution, which lacks the markers."""
    if file not in assignment.modules:
        return f"{file}:{line}"
    module = read_module(assignment.folder / file, file)
    markers = {number for region in module.regions for number in (region.begin, region.end)}
    kept = [number for number in range(1, len(module.lines) + 1) if number not in markers]
    return f"{module.path}:{kept[line - 1] if 0 < line <= len(kept) else line}"
