"""Read a submission: a zip, a folder, a `.py` file or a notebook becomes the files of the assignment, and notes.

Nothing of a submission is imported, executed or written to disk here. What is refused, and what is only left out:

- **Refused** is what makes it unclear which file is meant (the same name twice, also in another case or another
  Unicode form; the files in two folders; two notebooks), what no honest tool makes and only an attack on an
  extracting grader does (`..`, absolute and drive paths, NUL), what cannot be read (encrypted, damaged, a file
  asked for that is a link) and what is too large. The student hands in again; a guess would grade what may not be
  meant.
- **Left out, with a note**, is every other file, however odd its name or content: links, bombs, `conftest.py`,
  `numpy.py`, caches. They cannot do anything, because only the named files go further, and honest zips are full
  of such things: a name with a carriage return is macOS's own icon file, virtual environments are made of links.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.errors import SubmissionRefusedError
from autograder.grading.intake.archive_entries import Entry, EntryKind
from autograder.grading.intake.given_files import changed_given_files
from autograder.grading.intake.handed_in import handed_in
from autograder.grading.intake.notebook import LARGEST_NOTEBOOK, modules_of
from autograder.grading.intake.released_notebook import is_untouched
from autograder.grading.intake.shown_names import look_alike, shown_name
from autograder.harness.answers.form import ANSWERS
from autograder.harness.importing.encodings import unreadable
from autograder.text import REPLACED, listed, safe_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from autograder.model.assignment import Assignment

LARGEST_FILE = 4 * 2**20  # bytes of one named file, unpacked
LARGEST_TOTAL = 64 * 2**20  # bytes of all of them
_NOTEBOOK = ".ipynb"
_LONGEST_PART = 255  # characters of the name of a file
_GRADED = "The modules are as they were given out: the notebook beside them is graded."
_NOT_GRADED = "The modules are graded, not the notebook beside them; to have it graded, hand it in alone."


@dataclass(frozen=True, kw_only=True)
class Submission:
    """The files that are graded, and notes to the student about what was handed in."""

    name: str  # of the file or folder, safe to print
    files: Mapping[str, bytes]  # only the assignment's modules and answers.toml
    notes: tuple[str, ...]
    sha256: str  # of the files' names and contents; the same for a zip and a folder
    notebook: bool = False  # whether the modules come from the cells of a notebook


def take_in(path: Path, assignment: Assignment) -> Submission:
    """Read what a student handed in, and check it.

    Raises:
        SubmissionRefusedError: with the sentence for the student.
        BadInputError: if there is no such file or folder.
    """
    name = _name(path)
    with handed_in(path, name) as entries:
        return _submission_of(entries, name, assignment)


def _submission_of(entries: list[Entry], name: str, assignment: Assignment) -> Submission:
    notebooks = _notebooks(entries)
    modules = [entry for entry in entries if _asked_for(entry, assignment.modules)]
    untouched = bool(modules and notebooks) and _are_untouched(modules, assignment)
    notebook = _only(notebooks) if untouched or not modules else None
    home = notebook.parts[:-1] if notebook else _home(entries, assignment)
    chosen = _chosen(entries, home, (ANSWERS,) if notebook else (*assignment.modules, ANSWERS))
    files, about_notebook = _contents(chosen), list[str]()
    if notebook:
        _refuse_instead_of_files(notebook.parts[-1], assignment)
        cells, from_cells = modules_of(_bytes_of(notebook), assignment)
        files = {**cells, **files}
        about_notebook = [*([_GRADED] if untouched else []), *from_cells]
    elif notebooks:
        about_notebook = [_NOT_GRADED]
    used = [*chosen.values(), *([notebook, *modules] if notebook else [])]
    notes = [
        *([f"The files were taken out of {_in_words(home)}."] if home else []),
        *_left_out_note(entries, home, used),
        *changed_given_files(entries, home, assignment),
        *(
            f"{file} is missing: the tests that need it fail."
            for file in assignment.modules
            if file not in files
        ),
        *([] if notebook else _unreadable(files, assignment.modules)),
        *about_notebook,
    ]
    return Submission(
        name=name, files=files, notes=tuple(notes), sha256=digest(files), notebook=bool(notebook)
    )


def _unreadable(files: Mapping[str, bytes], modules: Iterable[str]) -> list[str]:
    """Sentences about modules that are something else; what Python says of all others is told after their import."""
    sentences = (unreadable(name, files[name], text_too=False) for name in modules if name in files)
    return [sentence for sentence in sentences if sentence]


def _name(path: Path) -> str:
    # "." and ".." are no names; a link is called by its own name, which its maker knows.
    given = path.name if path.name.strip(".") else path.resolve().name
    return safe_line(given, limit=200).replace(REPLACED, "") or "submission"


def _notebooks(entries: list[Entry]) -> list[Entry]:
    files = [
        entry
        for entry in entries
        if entry.kind is not EntryKind.FOLDER and not any(map(_is_noise, entry.parts))
    ]
    return [entry for entry in files if entry.parts[-1].lower().endswith(_NOTEBOOK)]


def _only(notebooks: list[Entry]) -> Entry | None:
    """The one that stands for the modules, where none of them was handed in."""
    if len(notebooks) > 1:
        names = _names(sorted(entry.parts[-1] for entry in notebooks))
        raise SubmissionRefusedError(f"it is unclear which notebook is meant: {names}; hand in one of them")
    return notebooks[0] if notebooks else None


def _refuse_instead_of_files(notebook: str, assignment: Assignment) -> None:
    """Refuse a notebook where the modules are no one namespace: files of a package, programs."""
    files = [file for file in assignment.modules if "/" in file or file in assignment.programs]
    if files:
        what = f"{safe_line(notebook)} is a notebook, and {_names(files)} cannot be handed in as one"
        raise SubmissionRefusedError(f"{what}; hand in {_names(assignment.modules)}")


def _are_untouched(modules: Iterable[Entry], assignment: Assignment) -> bool:
    return all(
        entry.kind is EntryKind.FILE
        and is_untouched(_asked_for(entry, assignment.modules), entry.read(LARGEST_FILE), assignment.folder)
        for entry in modules
    )


def _bytes_of(notebook: Entry) -> bytes:
    if notebook.kind is EntryKind.OTHER:
        raise SubmissionRefusedError(
            f"{safe_line(notebook.parts[-1])} is a link or a device; hand in the file itself"
        )
    return notebook.read(LARGEST_NOTEBOOK)


def _home(entries: list[Entry], assignment: Assignment) -> tuple[str, ...]:
    """The folder to take the files from: it has a named file, and every other folder that has one lies inside it."""
    for names in (assignment.modules, (ANSWERS,)):
        folders = sorted(
            {entry.parts[: -len(own.split("/"))] for entry in entries if (own := _asked_for(entry, names))},
            key=_outer_first,
        )
        for other in folders[1:]:
            if other[: len(folders[0])] != folders[0]:
                raise SubmissionRefusedError(
                    f"files asked for lie in {_in_words(folders[0])} and in {_in_words(other)}; hand in one folder"
                )
        if folders:
            return folders[0]
    raise SubmissionRefusedError(_nothing_asked_for(entries, assignment))


def _outer_first(folder: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    return len(folder), folder


def _asked_for(entry: Entry, names: Iterable[str]) -> str:
    """Which of the files asked for this may be, `net/layers.py` in whatever folder; "" for none."""
    if entry.kind is EntryKind.FOLDER or any(map(_is_noise, entry.parts)):
        return ""
    path = "/" + "/".join(entry.parts)
    return max((name for name in names if path.endswith(f"/{name}")), key=len, default="")


def _nothing_asked_for(entries: list[Entry], assignment: Assignment) -> str:
    files = sorted((entry.parts[-1] for entry in entries if entry.kind is EntryKind.FILE), key=_rank)
    holds = _names(files) if files else "no file"
    asked_for = ", ".join(assignment.modules)
    sentence = f"the submission holds {holds}, and none of the files asked for: {asked_for}"
    flat = [name for name in assignment.modules if "/" in name and name.rpartition("/")[2] in files]
    if flat:
        folder = flat[0].rpartition("/")[0]
        return (
            f"{sentence}; put the files of the package into their folder, {folder}/, and hand in a zip with that "
            f"folder in it, as `python run_tests.py --zip` makes it"
        )
    letter = next(filter(None, (look_alike(name, assignment.modules) for name in files)), "")
    if letter:
        return f"{sentence}; {letter}"
    zips = [name for name in files if name.lower().endswith(".zip")]
    if len(zips) == 1:
        return f"{sentence}; the zip in it is not opened: hand in that one alone, or its files"
    return f"{sentence}; one submission is graded at a time: name a single zip" if zips else sentence


def _chosen(entries: list[Entry], home: tuple[str, ...], names: tuple[str, ...]) -> dict[str, Entry]:
    inside = [entry for entry in entries if len(entry.parts) > len(home) and entry.parts[: len(home)] == home]
    chosen: dict[str, Entry] = {}
    for name in names:
        own = tuple(name.split("/"))
        end = len(home) + len(own)
        twins = [entry for entry in inside if _forms(entry.parts[len(home) : end]) == _forms(own)]
        exact = [
            entry for entry in twins if entry.parts == (*home, *own) and entry.kind is not EntryKind.FOLDER
        ]
        if not exact:
            continue
        if len(twins) > 1:
            other = "/".join(next(entry for entry in twins if entry is not exact[0]).parts[len(home) : end])
            if other == name:
                raise SubmissionRefusedError(
                    f"{_in_words(home)} holds {name} twice, and it is unclear which one is meant; hand in one of them"
                )
            raise SubmissionRefusedError(
                f"{_in_words(home)} holds both {name} and {safe_line(other)!r}, and it is unclear which one is "
                "meant; hand in one of them"
            )
        if exact[0].kind is EntryKind.OTHER:
            raise SubmissionRefusedError(f"{name} is a link or a device; hand in the file itself")
        chosen[name] = exact[0]
    return chosen


def _forms(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_form, parts))


def _form(name: str) -> str:
    """A form of a name that is the same whatever its case, Unicode form, invisible characters or trailing dots."""
    if len(name) > _LONGEST_PART:  # which no system can write, and which may take Unicode's rules very long
        return name
    visible = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold()).rstrip(". ")


def _contents(chosen: Mapping[str, Entry]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = LARGEST_TOTAL
    for name, entry in chosen.items():
        limit = min(LARGEST_FILE, left)
        files[name] = entry.read(limit)
        left -= len(files[name])
        if len(files[name]) > limit:
            raise SubmissionRefusedError(
                f"{name} is too large: the files may have {LARGEST_FILE // 2**20} MiB each and "
                f"{LARGEST_TOTAL // 2**20} MiB together"
            )
    return files


def digest(files: Mapping[str, bytes]) -> str:
    """The SHA-256 of the files' names and contents."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _left_out_note(entries: list[Entry], home: tuple[str, ...], chosen: Iterable[Entry]) -> list[str]:
    used = {entry.parts for entry in chosen}
    around = {parts[:number] for parts in used for number in range(len(home) + 1, len(parts))}
    names: set[str] = set()
    for parts in (entry.parts for entry in entries):
        shared = next((i for i, part in enumerate(parts) if home[i : i + 1] != (part,)), len(parts))
        end = shared + 1
        while (
            end <= len(parts) and parts[:end] in around
        ):  # a package's folder, of which other files are used
            end += 1
        if parts not in used and end <= len(parts):
            names.add("/".join(parts[shared:end]))
    return [f"Not asked for and left out: {_names(sorted(names, key=_rank))}."] if names else []


def _names(names: Iterable[str]) -> str:
    return listed([shown_name(name) for name in names])


def _rank(name: str) -> tuple[bool, bool, str]:
    """Sort modules first, and what the system or an editor has left behind last."""
    return _is_noise(name), not name.endswith(".py"), name


def _is_noise(name: str) -> bool:
    return name.startswith(".") or name in {"__MACOSX", "__pycache__"}


def _in_words(folder: tuple[str, ...]) -> str:
    return f"the folder {safe_line('/'.join(folder))!r}" if folder else "the submission's top folder"
