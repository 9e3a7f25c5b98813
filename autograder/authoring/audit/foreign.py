"""Raise exceptions in each function that students write: none of them may be taken for a mistake of the catalogue.

Students' code raises for a hundred reasons, of which a catalogue lists a few. An exception of the same class, even
with NumPy's own words, is no evidence of one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.authoring.audit.variants import Edit
from autograder.authoring.source.functions import function_lines
from autograder.harness.diagnosis.diagnose import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from autograder.authoring.proof.reference import Reference
    from autograder.authoring.source.regions import MarkedModule
    from autograder.harness.checks.test_record import TestRecord
    from autograder.harness.diagnosis.known_mistakes import KnownMistakes

_RAISED = (
    "ValueError('operands could not be broadcast together with shapes (4,3) (3,2) ')",
    "TypeError(\"unsupported operand type(s) for *: 'NoneType' and 'float'\")",
    "IndexError('index 3 is out of bounds for axis 0 with size 3')",
)


def foreign_edits(modules: Iterable[MarkedModule]) -> dict[str, list[Edit]]:
    """For each function and each exception an edit that raises it first, by what a report calls it."""
    return {
        f"{name} raises {raised.partition('(')[0]}": [_edit(module, line, raised)]
        for module in modules
        for name, line in _functions(module)
        for raised in _RAISED
    }


def misjudged(
    reference: Reference,
    known: KnownMistakes,
    tests: Mapping[str, Sequence[TestRecord]],
    names: Iterable[str],
) -> Iterator[str]:
    """A sentence about each of these variants that is told a mistake of the catalogue.

    Args:
        reference: What was edited.
        known: The signatures of the mistakes.
        tests: By variant, the record of each test.
        names: The variants that raise an exception.
    """
    path = reference.assignment.folder / "mistakes.toml"
    for name in names:
        records = [known.with_suspects(record) for record in tests[name]]
        named = {one.id for found in diagnose(records, known).values() for one in found if one.known}
        for mistake in sorted(named):
            yield f"{path}: where {name}, a student is told `{mistake}`, which nothing shows"


def _functions(module: MarkedModule) -> Iterator[tuple[str, int]]:
    """The functions with a region, each with the line of its first marker."""
    functions = function_lines(module.name, "\n".join(module.lines))
    first: dict[str, int] = {}
    for region in module.regions:
        function = functions.get(region.begin)
        if function is not None:
            first.setdefault(function.name, region.begin)
    yield from first.items()


def _edit(module: MarkedModule, line: int, raised: str) -> Edit:
    """Raise this below the marker at the line."""
    region = module.region_of(line)
    indentation = region.indentation if region is not None else ""
    start = sum(len(one) + 1 for one in module.lines[:line])
    return Edit(file=module.name, start=start, end=start, text=f"{indentation}raise {raised}\n")
