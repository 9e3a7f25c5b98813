"""Grade the written answers that a student filled in: numbers within rounding, choices exactly, prose by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.harness.checks.status import Status
from autograder.model.answers import AnswerKey, AnswerKind, read_answer
from autograder.model.assignment import Visibility
from autograder.model.graded_cells import CellKind, grade_id
from autograder.model.results import TestResult
from autograder.text import listed, safe_line, safe_text
from autograder.toml import TomlSyntaxError, parse_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LARGEST = 64 * 2**10  # bytes of a filled-in form
# The parser's time grows with the square of these; a form that a person filled in has far fewer.
_MOST_DOTS = 1_000  # in one line
_MOST_HEADER_DOTS = 100  # in a line that may be the header of a table: each key below it costs as much
_MOST_BRACKETS = 1_000
_PROSE_SHOWN = 4_000  # characters


class _UnreadableError(Exception):
    """The form as a whole cannot be read; the sentence goes to the student."""


@dataclass(frozen=True, kw_only=True)
class WrittenAnswers:
    """A form as graded.

    Attributes:
        results: One for each key, in the order of the keys. Students see right or wrong after publication only,
            because a choice could otherwise be found by handing in again and again.
        notes: Sentences that the student reads at once: the form cannot be read, an answer is blank or unknown.
    """

    results: tuple[TestResult, ...]
    notes: tuple[str, ...]


def grade_answers(
    keys: tuple[AnswerKey, ...], submitted: bytes | None, cells: Mapping[str, str] | None = None
) -> WrittenAnswers:
    """Grade written answers against the keys.

    Args:
        keys: The questions and their answers.
        submitted: The content of an `answers.toml`, or None where none was handed in.
        cells: What stands in the cells of a notebook, by grade id; it counts instead of what stands in the form.
    """
    own = {key.id: text for key in keys if (text := (cells or {}).get(grade_id(CellKind.WRITTEN, key.id)))}
    try:
        values = {} if submitted is None else _parsed(submitted)
    except _UnreadableError as error:
        results = [
            _graded(key, own[key.id]) if key.id in own else _result(key, Status.FAILED, str(error))
            for key in keys
        ]
        return WrittenAnswers(results=tuple(results), notes=(str(error),))
    answers = {key.id: own.get(key.id) or _find(values, key.id) for key in keys}
    notes = () if submitted is None else (*_about_blanks(answers, cells), *_about_unknown(keys, values))
    return WrittenAnswers(results=tuple(_graded(key, answers[key.id]) for key in keys), notes=notes)


def _about_blanks(answers: Mapping[str, object], cells: object) -> Iterator[str]:
    """Whoever left a cell of a notebook as it was has seen the placeholder."""
    blank = [id_ for id_, answer in answers.items() if _is_blank(answer)]
    if blank:
        leave = "answers.toml leaves" if cells is None else "answers.toml and the notebook leave"
        yield f"{leave} {len(blank)} of {len(answers)} answers blank: {listed(blank)}."


def _about_unknown(keys: tuple[AnswerKey, ...], values: Mapping[str, Any]) -> Iterator[str]:
    roots = {key.id for key in keys} | {key.id.split(".")[0] for key in keys}
    unknown = [safe_line(name, limit=40) for name in values if name not in roots]
    if unknown:
        yield f"answers.toml holds names that no question has: {listed(unknown)}."


def _parsed(submitted: bytes) -> dict[str, Any]:
    if len(submitted) > LARGEST:
        raise _UnreadableError(f"answers.toml is larger than {LARGEST // 2**10} KiB, so it was not read.")
    try:
        text = submitted.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = submitted.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(
            f"answers.toml cannot be read: line {line} is not UTF-8; save it as UTF-8."
        ) from None
    if any(map(_is_dear, text.split("\n"))) or text.count("[") + text.count("{") > _MOST_BRACKETS:
        raise _UnreadableError("answers.toml was not read: it is not the form with its blanks filled in.")
    try:
        return parse_toml(text)
    except TomlSyntaxError as error:
        raise _UnreadableError(_why(error)) from None
    except (
        ValueError,
        RecursionError,
    ):  # a whole number with thousands of digits; brackets nested too deeply
        raise _UnreadableError("answers.toml was not read: a value in it is not an answer.") from None


def _is_dear(line: str) -> bool:
    """Whether the parser may take long for this line, or for those below it."""
    most = _MOST_HEADER_DOTS if line.lstrip().startswith("[") else _MOST_DOTS
    return line.count(".") > most


def _why(error: TomlSyntaxError) -> str:
    return (
        f"answers.toml cannot be read: line {error.line} is not valid TOML ({safe_line(error.reason, limit=120)}); "
        "write the answer between quotation marks."
    )


def _find(values: Mapping[str, Any], id_: str) -> object:
    """The value under `id_`; without quotation marks TOML reads `3.1` as the table 3 with the key 1."""
    if id_ in values:
        return values[id_]
    value: object = values
    for part in id_.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _is_blank(value: object) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _graded(key: AnswerKey, value: object) -> TestResult:
    if _is_blank(value):
        return _result(key, Status.FAILED, "No answer given.")
    if key.kind is AnswerKind.PROSE:
        return _prose(key, value)
    try:
        given = read_answer(key.kind, key.options, value)
    except ValueError as error:
        return _result(key, Status.FAILED, f"Your answer cannot be read: {error}.")
    if _is_right(key, given):
        return _result(key, Status.PASSED, "")
    return _result(key, Status.FAILED, f"Your answer, read as {_shown(given)}, is not right.")


def _prose(key: AnswerKey, value: object) -> TestResult:
    if not isinstance(value, str):
        return _result(key, Status.FAILED, "Your answer cannot be read: write words between quotation marks.")
    return _result(
        key, Status.MANUAL, f"A person grades this answer:\n{safe_text(value, limit=_PROSE_SHOWN)}"
    )


def _is_right(key: AnswerKey, given: object) -> bool:
    if isinstance(key.answer, float) and isinstance(given, float):
        half_a_unit = 0.5 * 10.0**-key.decimals
        # The small tolerance accepts a value exactly on the edge, which as a binary fraction may lie on either side.
        return abs(given - key.answer) <= half_a_unit * (1 + 1e-6) + 1e-12 * abs(key.answer)
    return key.answer is not None and given == key.answer


def _shown(given: object) -> str:
    if isinstance(given, frozenset):
        return ", ".join(sorted(given))
    if isinstance(given, tuple):
        return "x".join(map(str, given))
    return f"{given:.10g}" if isinstance(given, float) else ""


def _result(key: AnswerKey, status: Status, feedback: str) -> TestResult:
    return TestResult(
        id=f"written/{key.id}",
        question="written",
        title=f"{key.id} {safe_line(key.question, limit=100)}",
        status=status,
        points=key.points if status is Status.PASSED else 0.0,
        max_points=key.points,
        visibility=Visibility.AFTER_PUBLISHED,
        feedback=feedback,
        diagnosis="",
        seconds=0.0,
    )
