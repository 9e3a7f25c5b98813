"""Read a student's files before a test runs: what does not import and what is not begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..importing.module_names import file_of, module_name
from ..leaving_out.decide import failing
from ..reading.definitions import file_source
from ..reading.import_circles import import_circle
from ..reading.import_trouble import name_trouble, syntax_trouble
from ..reading.not_begun import NotBegun, not_begun
from .foreign import foreign_imports, notes_as_in_the_grade, stood_in_for
from .screen.paper import Colour, filled, in_colour
from .terminal import shown_note

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ..reading.import_trouble import Trouble
    from .description import Handout
    from .imports import OwnImports


def not_begun_in(folder: Path, handout: Handout) -> NotBegun:
    """The functions that are still as they were given out."""
    found = {name: (folder / name).read_bytes() for name in handout.modules if (folder / name).is_file()}
    try:
        sources = {name: [file_source(name, data)] for name, data in found.items()}
        return not_begun(handout.stubs, sources, handout.spellings, alone=handout.is_alone)
    except (RecursionError, MemoryError):  # no homework looks like that
        return NotBegun(handout.stubs, {})


def troubles_in(folder: Path, handout: Handout) -> list[Trouble]:
    """Why files cannot be read by Python."""
    there = (name for name in handout.modules if (folder / name).is_file())
    found = (syntax_trouble(name, (folder / name).read_bytes()) for name in there)
    return [trouble for trouble in found if trouble is not None]


def print_troubles(troubles: Iterable[Trouble]) -> None:
    """Print each with its line, once for all tests."""
    for trouble in troubles:
        print(in_colour(f"{trouble.file} does not import: line {trouble.line}", Colour.BAD))
        _print_picture(trouble)
        print()


def print_imports(imports: OwnImports, folder: Path, handout: Handout, troubles: Iterable[Trouble]) -> None:
    """Print what was left out of the files, and the first line of each that failed.

    What failed because another file does not import is no trouble of its own; of files that import each other, the
    circle is all that is said.
    """
    circle = _circle_in(folder, handout, imports)
    if circle:
        print(shown_note(circle))
        print()
        return
    broken = [f"({trouble.file}, line {trouble.line})" for trouble in troubles]
    foreign, stood_in = foreign_imports(folder, handout), stood_in_for(folder, handout)
    for name, decision in imports.decisions.items():
        if any(where in one.error for one in decision.failing for where in broken):
            continue
        file = file_of(name, handout.modules)
        notes = list(notes_as_in_the_grade(file, decision, foreign, stood_in, handout))
        for note in notes:
            print(shown_note(note))
        known = {one.line for one in foreign if one.file == file}
        for one in [one for one in decision.failing if one.line not in known][:1]:
            data = (folder / file).read_bytes()
            trouble = name_trouble(file, data, one.line, one.error, handout.packages)
            if trouble.source:
                print(f"    line {trouble.line}: {trouble.source}")
            if trouble.meaning:
                print(filled(trouble.meaning, "  "))
        if notes:
            print()


def _circle_in(folder: Path, handout: Handout, imports: OwnImports) -> str:
    sources = {
        module_name(name): (folder / name).read_bytes()
        for name in handout.modules
        if (folder / name).is_file()
    }
    return import_circle(sources, failing(imports.decisions))


def _print_picture(trouble: Trouble) -> None:
    for line in trouble.lines():
        print(line if line.startswith("    ") else filled(line.strip(), "  "))
