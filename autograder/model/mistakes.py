"""The catalogue of mistakes that students make in an assignment, each as one edit of the reference solution."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.model.shared_hints import SHARED, WORDS, SharedHints
from autograder.toml import Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

MISTAKES = "mistakes.toml"  # the file's name in a source folder


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One mistake: the reference solution with `with_` in place of `replace` in `file`."""

    id: str
    question: str  # the tests of this question have to catch it
    also: tuple[
        str, ...
    ]  # other questions that it costs points, because their tests run through the same code
    hint: str  # what a student reads
    file: str
    replace: str
    with_: str
    line: int  # where its table begins in the catalogue
    said: str = ""  # words of a public test's own sentence that say what is wrong, where no hint has to
    made_of: tuple[str, ...] = ()  # the mistakes that are made at once, where each has an entry of its own


def load_mistakes(
    path: Path, questions: Collection[str], texts: Mapping[str, str], markers: Collection[str]
) -> tuple[Mistake, ...]:
    """Read and validate an assignment's `mistakes.toml`.

    Args:
        path: The file.
        questions: The ids of the assignment's questions.
        texts: Module file name to its source text, markers included.
        markers: The lines that enclose a solution region; no edit may reach across one.

    Raises:
        SourceError: with file and line, for whatever is missing, misspelt, unknown or does not fit into the module,
            in this file or in the hints that it shares with other assignments.
    """
    top = read_toml(path)
    mistakes: dict[str, Mistake] = {}
    tables: dict[str, Table] = {}
    shared = SharedHints(path.parent, top.table(WORDS))
    for table in top.tables("mistakes"):
        mistake = _mistake(table, shared)
        if mistake.id in mistakes:
            raise table.error("id", f"the mistake `{mistake.id}` stands twice; give this one another id")
        _check_questions(table, mistake, questions)
        _check_edit(table, mistake, texts, markers)
        mistakes[mistake.id] = mistake
        tables[mistake.id] = table
    top.close()
    shared.close()
    for mistake in mistakes.values():
        _check_parts(tables[mistake.id], mistake, mistakes)
    if not mistakes:
        raise top.error(
            "mistakes",
            "there is no mistake; write [[mistakes]] with id, question, hint, file, replace and with, "
            "or delete the file",
        )
    return tuple(mistakes.values())


def _mistake(table: Table, shared: SharedHints) -> Mistake:
    mistake = Mistake(
        id=table.get("id", str),
        question=table.get("question", str),
        also=table.strings("also", ()),
        hint=shared.text(table) if SHARED in table.values else table.get("hint", str).strip(),
        file=table.get("file", str),
        replace=table.get("replace", str),
        with_=table.get("with", str),
        line=table.start,
        said=table.get("said", str, "").strip(),
        made_of=table.strings("made_of", ()),
    )
    table.close()
    if re.fullmatch(r"[a-z0-9][a-z0-9-]*", mistake.id) is None:
        raise table.error("id", "`id` has to be made of small letters, digits and `-`")
    if not mistake.hint:
        raise table.error("hint", "`hint` is empty; say in a sentence or two what is wrong and why")
    return mistake


def _check_questions(table: Table, mistake: Mistake, questions: Collection[str]) -> None:
    for key, names in (("question", (mistake.question,)), ("also", mistake.also)):
        for name in names:
            if name not in questions:
                raise table.error(
                    key, f"`{key}` names {name!r}, and the questions are {', '.join(questions)}"
                )
    if mistake.question in mistake.also or len(set(mistake.also)) != len(mistake.also):
        raise table.error(
            "also", "`also` names each question once, and not the mistake's own; take the other out"
        )


def _check_parts(table: Table, mistake: Mistake, mistakes: Collection[str]) -> None:
    for name in mistake.made_of:
        if name not in mistakes or name == mistake.id:
            raise table.error("made_of", f"`made_of` names {name!r}, which is no other mistake of this file")


def _check_edit(table: Table, mistake: Mistake, texts: Mapping[str, str], markers: Collection[str]) -> None:
    if mistake.file not in texts:
        raise table.error("file", f"`file` is {mistake.file!r}, and the modules are {', '.join(texts)}")
    for key, text in (("replace", mistake.replace), ("with", mistake.with_)):
        if any(line.strip() in markers for line in text.split("\n")):
            raise table.error(key, f"`{key}` spans a marker; keep the edit to one side of it")
    if mistake.replace == mistake.with_:
        raise table.error(
            "with", "`with` is the same as `replace`, so nothing would be wrong; write the mistake"
        )
    fault = _misfit(mistake, texts[mistake.file])
    if fault:
        raise table.error("replace", fault)


def _misfit(mistake: Mistake, text: str) -> str:
    """Why `replace` does not stand in the text exactly once, or ""."""
    if not mistake.replace.strip():
        return "`replace` is empty; quote the text of the reference that the mistake changes"
    count = sum(text.startswith(mistake.replace, start) for start in range(len(text)))
    if count == 0:
        return f"`replace` does not stand in {mistake.file}; quote it as it is there, indentation included"
    if count > 1:
        return f"`replace` stands {count} times in {mistake.file}; quote more of what is around the text you mean"
    return ""
