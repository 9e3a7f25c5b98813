"""Say at home, as the grade does, which imports at the top of a student's files the grader cannot serve.

It says so also where the package is installed at home, and the import works there or is slow. A package that has a
stand-in in the grade can be imported there; what is told of it is that it cannot be used.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ..importing.distributions import distribution_of, top_level, with_needs
from ..importing.grader_has import lacks
from ..importing.harmless import HARMLESS
from ..importing.module_names import top_names
from ..importing.own_folder import library_names
from ..importing.stand_ins import DEFAULT
from ..leaving_out.words import module_notes
from .own_files import Imported, imports_of, is_beside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from ..importing.measure import Finding
    from ..leaving_out.decide import Decision
    from .description import Handout


def foreign_imports(folder: Path, handout: Handout) -> list[Imported]:
    """Imports at the top of a file of packages that the grader does not have; none where that is not certain."""
    there = {
        *top_names((*handout.modules, *handout.given)),
        *handout.packages,
        "numpy",
        "__main__",
        *library_names(),
        *_stand_ins(handout),
    }
    found = [
        one
        for one in imports_of(folder, handout)
        if one.at_top and one.name not in there and not is_beside(one.name, folder)
    ]
    along = _brought_along(handout.packages) if found else frozenset()
    return [] if along is None else sorted(one for one in found if one.name not in along)


def stood_in_for(folder: Path, handout: Handout) -> list[Imported]:
    """Imports at the top of a file of packages that are installed here and have stand-ins in the grade.

    Where a stand-in does all that is needed, as that of a progress bar, the import is left out.
    """
    names = _stand_ins(handout) - {*_tops(HARMLESS), *handout.packages}
    found = [one for one in imports_of(folder, handout) if one.at_top and one.name in names]
    return [one for one in found if not is_beside(one.name, folder) and find_spec(one.name) is not None]


def _stand_ins(handout: Handout) -> frozenset[str]:
    return frozenset(_tops((*DEFAULT, *handout.stand_ins)))


def _tops(names: Iterable[str]) -> Iterator[str]:
    return (name.partition(".")[0] for name in names)


def _brought_along(packages: Iterable[str]) -> frozenset[str] | None:
    """The modules that come with these packages, also in the grade; None where a package is not installed here."""
    modules: set[str] = set()
    for package in packages:
        if package == "numpy":  # which needs nothing
            continue
        distribution = distribution_of(package)
        if distribution is None:
            return None
        modules |= {
            path.name.partition(".")[0] for one in with_needs(distribution) for path in top_level(one)
        }
    return frozenset(modules)


def notes_as_in_the_grade(
    file: str,
    decision: Decision,
    foreign: Iterable[Imported],
    stood_in: Iterable[Imported],
    handout: Handout,
) -> Iterator[str]:
    """The notes about a module, where a line that the grader cannot serve is told as the grade tells it.

    Args:
        file: Its file name.
        decision: What was decided about it.
        foreign: The imports that the grader cannot serve, in all files.
        stood_in: The imports for which the grader has stand-ins, in all files.
        handout: The assignment.
    """
    lines = {one.line: f"imports {lacks(one.name, handout.packages)}" for one in foreign if one.file == file}
    unused = {one.line: one.name for one in stood_in if one.file == file}
    decision = _as_there(decision, lines, unused)
    yield from module_notes(file, decision)
    left_out = {one.line for one in decision.failed.values()} if decision.left_out else set()
    for line, words in lines.items():
        if line not in left_out:
            yield f"{file}: line {line} {words}. It does not work there, whatever it does here."
    for line, name in unused.items():
        yield (
            f"{file}: line {line} imports {name}, which the grader does not have. It can be imported there, and "
            "not used."
        )


def _as_there(decision: Decision, lines: Mapping[int, str], unused: Collection[int]) -> Decision:
    """The same with such lines among those that fail, for the grade's reason, and no stand-in among the slow."""
    found = {**decision.slow, **decision.failed}
    abroad = {
        number: _failing(one, lines[one.line])
        for number, one in found.items()
        if one.imports and one.line in lines
    }
    return replace(
        decision,
        slow={
            number: one
            for number, one in decision.slow.items()
            if number not in abroad and not (one.imports and one.line in unused)
        },
        failed={**decision.failed, **abroad},
    )


def _failing(finding: Finding, words: str) -> Finding:
    return finding._replace(error=words, interrupted=False, follows=False)
