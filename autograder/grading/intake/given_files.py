"""Say which of the files that students were given a submission holds in another form; the grader uses its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.grading.intake.archive_entries import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from autograder.grading.intake.archive_entries import Entry
    from autograder.model.assignment import Assignment


def changed_given_files(
    entries: Iterable[Entry], home: tuple[str, ...], assignment: Assignment
) -> Iterator[str]:
    """A sentence for each given file of which a submission has a changed copy.

    Args:
        entries: What was handed in.
        home: The folder that the files are taken from.
        assignment: The assignment, whose folder is its bundle.
    """
    by_parts = {(*home, *name.split("/")): name for name in assignment.given}
    for entry in entries:
        name = by_parts.get(entry.parts, "")
        file = assignment.folder / name
        if not name or entry.kind is not EntryKind.FILE or not file.is_file():
            continue
        own = file.read_bytes()
        if entry.read(len(own) + 1) != own:
            yield f"{name} is not as it was given out: the grader uses its own, and not your copy."
