"""Make the zip that a student hands in, after trying its files as the grader will find them."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..answers.form import ANSWERS
from ..checks.needs import with_skipped
from ..checks.status import Status
from ..importing.module_names import file_of
from ..student.local import LocalStudent
from ..student.proxy import StudentError
from ..student.refused_calls import sentence
from .foreign import foreign_imports
from .imports import OwnImports, quiet
from .own_files import file_notes, foreign, form_in, is_unwritten
from .own_terminal import in_words, own_descriptors
from .terminal import print_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..checks.test_record import TestRecord
    from .description import Handout
    from .public_tests import PublicTests


_REFUSED = sentence("").strip()


def pack(public: PublicTests) -> int:
    """Write `<name>-submission.zip` with the files at its root; give 1, and no zip, if a file cannot be imported.

    The files are copied to a folder of their own, with what the grader puts beside them and nothing else; there they
    are imported, and the public tests run.
    """
    folder, handout = public.home, public.handout
    print_notes(file_notes(folder, handout))
    try:
        with _alone(folder, handout) as files:
            public.stopping.also_in(files)
            return _tried(public, files)
    except OSError as error:
        print(f"No zip was made: {in_words(error)}.")
        return 1


def _tried(public: PublicTests, files: Path) -> int:
    folder, handout = public.home, public.handout
    imports = OwnImports.in_handout(files, handout)
    abroad = (foreign(one, handout) for one in foreign_imports(folder, handout))
    troubles = [*abroad, *_not_imported(files, handout, imports)]
    for trouble in troubles:
        print(trouble)
    form = form_in(files, handout)
    print_notes([*imports.notes, *form.trouble, *form.notes])
    if troubles:
        print("No zip was made. Mend this first: the grader would meet the same trouble.")
        return 1
    _print_tests(public, files, imports.left_out)
    names = [*handout.modules, *([ANSWERS] if (files / ANSWERS).is_file() else [])]
    target = folder / f"{handout.name}-submission.zip"
    _write(target, files, names)
    print(f"{target.name} holds {', '.join(names)}. Hand in this file.")
    _print_left_over(files, handout)
    return 0


@contextlib.contextmanager
def _alone(folder: Path, handout: Handout) -> Iterator[Path]:
    """A folder that holds what the grader will have, as the files are now."""
    alone = Path(tempfile.mkdtemp(prefix="hand-in-")).resolve()
    try:
        for name in (*handout.modules, *handout.given, ANSWERS):
            if (folder / name).is_file():
                (alone / name).parent.mkdir(parents=True, exist_ok=True)
                (alone / name).write_bytes((folder / name).read_bytes())
        if handout.data_folder and (folder / handout.data_folder).is_dir():
            with contextlib.suppress(OSError):  # some systems let few people make links
                (alone / handout.data_folder).symlink_to(
                    folder / handout.data_folder, target_is_directory=True
                )
        yield alone
    finally:
        shutil.rmtree(alone, ignore_errors=True)


def _write(target: Path, files: Path, names: Sequence[str]) -> None:
    """The zip, in place of an older one; nothing is left of a zip that could not be finished."""
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.write(files / name, name)
        os.replace(unfinished, target)  # noqa: PTH105 - a student's code may have changed pathlib
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()


def _not_imported(files: Path, handout: Handout, imports: OwnImports) -> Iterator[str]:
    """Sentences about files that cannot be imported."""
    with (
        quiet(),
        own_descriptors(),
        LocalStudent(
            files, handout.module_names, left_out=imports.left_out, stand_ins=handout.stand_ins
        ) as student,
    ):
        for name in handout.imported_names:
            try:
                getattr(student, name)
            except StudentError as error:
                line = f", line {error.line}" if error.line else ""
                what = f"{error.type_name}: {error.message}" if error.type_name else error.message
                file = file_of(name, handout.modules)
                yield f"{file} cannot be imported ({error.file or file}{line}): {what}"


def _print_tests(public: PublicTests, files: Path, left_out: Mapping[str, Sequence[int]]) -> None:
    """Say how many public tests pass, and which pass in the handout's folder alone."""
    ran: list[TestRecord] = []
    public.run(files, left_out, ran.append)
    ran = with_skipped(ran, public.handout.titles)
    passed = sum(record.status is Status.PASSED for record in ran)
    print(f"{passed} of {len(ran)} public tests pass with the files that are handed in.")
    failed = {record.id: record for record in ran if record.fault is not None}
    if failed:
        at_home: list[TestRecord] = []
        imports = OwnImports.in_handout(public.home, public.handout)
        public.run(public.home, imports.left_out, at_home.append, only=failed)
        alone = {record.id for record in at_home if record.status is Status.PASSED}
        unwritten = is_unwritten(public.home, public.handout)
        print_notes(
            f"`{record.title}` {'passes in this folder alone' if id_ in alone else 'fails'}: {_sentence(record)}."
            for id_, record in failed.items()
            if id_ in alone or not unwritten or _REFUSED in _sentence(record)
        )


def _sentence(record: TestRecord) -> str:
    return record.finding.sentence.rstrip(".") if record.finding else "it fails with these files"


def _print_left_over(folder: Path, handout: Handout) -> None:
    """Say which lines still have the stub's placeholder: that is allowed, and easily forgotten."""
    for module in handout.modules:
        text = (folder / module).read_text(encoding="utf-8", errors="replace")
        lines = [number for number, line in enumerate(text.splitlines(), 1) if handout.placeholder in line]
        if lines:
            print(f"Note: {module} still has placeholders in line {', '.join(map(str, lines))}.")
