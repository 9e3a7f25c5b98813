"""Read the answer key of the written questions from `answers.toml`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from autograder.harness.answers.kinds import AnswerKind, letter_of, letters, plain_option, read_answer
from autograder.toml import Table, read_toml

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.harness.answers.kinds import Answer

MOST_DECIMALS = 12


@dataclass(frozen=True, kw_only=True)
class AnswerKey:
    """One written question and its answer."""

    id: str
    question: str
    kind: AnswerKind
    points: float
    answer: Answer | None  # None for prose
    decimals: int  # of a number: an answer is right if it rounds to the key at this many decimals
    options: tuple[str, ...]
    within: float = 0.0  # of a number: it is also right if it is no further from the key than this


def load_answers(path: Path, *, own_data: bool = False) -> tuple[AnswerKey, ...]:
    """Read and validate an instructor's `answers.toml`.

    Args:
        path: The file.
        own_data: Whether the build has made the data set by itself, so that `without_data` is the answer where it is
            given.

    Raises:
        SourceError: with file and line, for whatever is missing, misspelt, of the wrong kind or not answerable.
    """
    top = read_toml(path)
    keys: dict[str, AnswerKey] = {}
    for table in top.tables("answers"):
        key = _key(table, own_data=own_data)
        if key.id in keys:
            raise table.error("id", f"the answer `{key.id}` stands twice")
        keys[key.id] = key
    top.close()
    if not keys:
        raise top.error(
            "answers", "there is no answer; write [[answers]] with id, question, kind, points and answer"
        )
    return tuple(keys.values())


def _key(table: Table, *, own_data: bool) -> AnswerKey:
    kinds = [kind.value for kind in AnswerKind]
    word = table.get("kind", str)
    if word not in kinds:
        raise table.error("kind", f"`kind` has to be one of {', '.join(kinds)}, and is {word!r}")
    kind = AnswerKind(word)
    options = _options(table, kind)
    key = AnswerKey(
        id=table.get("id", str),
        question=table.get("question", str).strip(),
        kind=kind,
        points=table.get("points", float),
        answer=_answer(table, kind, options, own_data=own_data),
        decimals=table.get("decimals", int, 4),
        within=table.get("within", float, 0.0),
        options=options,
    )
    table.close()
    _check(table, key)
    return key


def _check(table: Table, key: AnswerKey) -> None:
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", key.id) is None:
        raise table.error("id", "`id` has to be made of letters, digits, `.`, `-` and `_`")
    if not key.question:
        raise table.error("question", "`question` is empty; give the words that students read")
    uncounted = key.kind is AnswerKind.PROSE and key.points == 0  # such as who has helped
    if not (math.isfinite(key.points) and (key.points > 0 or uncounted)):
        raise table.error(
            "points", f"`points` has to be above 0, or 0 for prose that does not count, and is {key.points:g}"
        )
    if not 0 <= key.decimals <= MOST_DECIMALS:
        raise table.error(
            "decimals", f"`decimals` has to be from 0 to {MOST_DECIMALS}, and is {key.decimals}"
        )
    if not (math.isfinite(key.within) and key.within >= 0):
        raise table.error("within", f"`within` has to be 0 or more, and is {key.within:g}")
    if key.within and key.kind is not AnswerKind.NUMBER:
        raise table.error("within", f"`within` is for numbers, and this answer is of kind {key.kind.value}")


def _options(table: Table, kind: AnswerKind) -> tuple[str, ...]:
    options = table.strings("options", ())
    if kind not in {AnswerKind.CHOICE, AnswerKind.CHOICES}:
        if options:
            raise table.error(
                "options", f"`options` are for choices, and this answer is of kind {kind.value}"
            )
        return ()
    if not 1 < len(options) <= len(ascii_uppercase):
        raise table.error("options", f"`options` has to hold 2 to {len(ascii_uppercase)} strings")
    for letter, option in zip(letters(options), options, strict=True):
        # Read as a student's answer, each option has to be itself and nothing else.
        if letter_of(options, option) != letter or not plain_option(option):
            raise table.error("options", f"the option {option!r} reads like another option or its letter")
    return options


def _answer(table: Table, kind: AnswerKind, options: tuple[str, ...], *, own_data: bool) -> Answer | None:
    """The answer; both are read, so that a slip in the one that is not used is found as well."""
    answer = _answer_at("answer", table, kind, options)
    if "without_data" not in table.values:
        return answer
    without_data = _answer_at("without_data", table, kind, options)
    return without_data if own_data else answer


def _answer_at(name: str, table: Table, kind: AnswerKind, options: tuple[str, ...]) -> Answer | None:
    value: Any = table.values.get(name)
    if kind is AnswerKind.PROSE:
        if value is not None:
            raise table.error(name, f"prose has no `{name}`: a person grades it")
        return None
    if value is None:
        raise table.error(name, f"`{name}` is missing; give the {kind.value}")
    try:
        return read_answer(kind, options, table.get(name, type(value)))
    except ValueError as error:
        raise table.error(name, f"`{name}` is no {kind.value}: {error}") from None
