"""Check a filled-in form as far as that is possible without the key: what can be read, what not and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Protocol, Union

from .form import ANSWERS, Entry, Form, UnreadableFormError, read_form
from .kinds import Answer, AnswerKind, read_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Given = Union[Answer, str]  # a string is prose

_MOST = 8  # of one kind that are named
_LONGEST_NAME = 40  # characters of a name for which a likely one is looked for


class WrittenQuestion(Protocol):
    """What students know of a written question."""

    @property
    def id(self) -> str:
        """Its name in the form."""

    @property
    def kind(self) -> AnswerKind:
        """What kind of answer it asks for."""

    @property
    def options(self) -> tuple[str, ...]:
        """Those to choose from."""


@dataclass(frozen=True)
class CheckedForm:
    """What a form says.

    Attributes:
        given: By question, the answers that can be read.
        faults: By question, why its answer cannot be read and what to write.
        trouble: Sentences about answers that cannot be read and about whatever else is lost, each with its line.
        notes: Sentences about answers that are read, or that are not there.
    """

    given: Mapping[str, Given] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    trouble: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def check_form(
    questions: Sequence[WrittenQuestion],
    data: bytes,
    shown: Callable[[str], str] | None = None,
    cells: Mapping[str, str] | None = None,
) -> CheckedForm:
    """Read each answer by itself.

    Args:
        questions: All written questions.
        data: The content of the file.
        shown: Makes a name that a student has written fit to be shown; where only the student reads it, None will do.
        cells: By question, what stands in a notebook's cell and counts instead; None if there is no notebook.
    """
    try:
        form = read_form(data, [question.id for question in questions])
    except UnreadableFormError as error:
        rest = [question for question in questions if question.id not in (cells or {})]
        own = _Checker(questions, Form(()), _printable, cells).checked()
        faults = {**own.faults, **{question.id: str(error) for question in rest}}
        return CheckedForm(own.given, faults, (str(error), *own.trouble))
    return _Checker(questions, form, shown or _printable, cells).checked()


class _Checker:
    """Compares a form with what was asked."""

    def __init__(
        self,
        questions: Sequence[WrittenQuestion],
        form: Form,
        shown: Callable[[str], str],
        cells: Mapping[str, str] | None,
    ) -> None:
        self._cells = cells
        self._questions, self._form, self._shown = questions, form, shown
        self._given: dict[str, Given] = {}
        self._faults: dict[str, str] = {}
        self._as_it_stands: list[str] = []
        self._unread: list[str] = []

    def checked(self) -> CheckedForm:
        """What the form says."""
        for question in self._questions:
            self._check(question)
        trouble = [*_first(self._unread, "answers cannot be read"), *self._unknown(), *self._stray()]
        notes = [*self._form.notes, *_first(self._as_it_stands, "were read as they stand"), *self._blank()]
        return CheckedForm(self._given, self._faults, tuple(trouble), tuple(notes))

    def _check(self, question: WrittenQuestion) -> None:
        entries = [one for one in self._form.entries if one.name == question.id]
        if question.id in (self._cells or {}):
            entries = [Entry(question.id, 0, (self._cells or {})[question.id])]
        filled = [one for one in entries if one.fault or not is_blank(one.value)]
        if not filled:
            return
        entry, *others = filled
        if any((one.value, one.fault) != (entry.value, entry.fault) for one in others):
            lines = " and ".join(str(one.line) for one in filled[:_MOST])
            self._refuse(question, entry, f"it stands in lines {lines}; leave only one of them")
            return
        try:
            self._given[question.id] = self._read(question, entry)
        except ValueError as error:
            self._refuse(question, entry, str(error))

    def _read(self, question: WrittenQuestion, entry: Entry) -> Given:
        prose = question.kind is AnswerKind.PROSE
        if prose and entry.as_it_stands is not None:
            self._as_it_stands.append(
                f"{ANSWERS}, line {entry.line}: the answer {question.id} was read as it stands, although TOML takes "
                "a single backslash, and a quotation mark within, for special signs: write '...' around the "
                r"answer, or two backslashes (\\)."
            )
            return entry.as_it_stands
        if entry.fault:
            raise ValueError(entry.fault)
        if not prose:
            return read_answer(question.kind, question.options, entry.value)
        if not isinstance(entry.value, str):
            raise ValueError("write words between quotation marks")  # noqa: TRY004 - it is the student's value
        return entry.value

    def _refuse(self, question: WrittenQuestion, entry: Entry, why: str) -> None:
        self._faults[question.id] = why
        where = f"{ANSWERS}, line {entry.line}" if entry.line else "The notebook"
        self._unread.append(f"{where}: the answer {question.id} cannot be read: {why}.")

    def _blank(self) -> Iterator[str]:
        blank = [
            one.id for one in self._questions if one.id not in self._given and one.id not in self._faults
        ]
        if blank:
            leave = f"{ANSWERS} leaves" if self._cells is None else f"{ANSWERS} and the notebook leave"
            yield f"{leave} {len(blank)} of {len(self._questions)} answers blank: {_listed(blank)}."

    def _unknown(self) -> Iterator[str]:
        names = [one.id for one in self._questions]
        unknown = [one for one in self._form.entries if one.name not in names]
        names = [name for name in names if name not in self._given and name not in self._faults]
        if unknown:
            shown = [
                f"{self._shown(one.name)} (line {one.line}{self._meant(one, names)})"
                for one in unknown[:_MOST]
            ]
            more = f" and {len(unknown) - _MOST} more" if len(unknown) > _MOST else ""
            yield f"{ANSWERS} holds names that no question has: {', '.join(shown)}{more}."

    def _meant(self, entry: Entry, names: Sequence[str]) -> str:
        likely = get_close_matches(entry.name[:_LONGEST_NAME].lower(), [name.lower() for name in names], 1)
        meant = next((name for name in names if likely and name.lower() == likely[0]), "")
        return f"; did you mean {meant}?" if meant else ""

    def _stray(self) -> Iterator[str]:
        lines = [str(number) for number in self._form.stray]
        if lines:
            what = "is no answer" if len(lines) == 1 else "are no answers"
            yield (
                f"{ANSWERS}: line {_listed(lines)} {what} and no comment, and was not read; answers of several lines "
                'have """ on either side.'
            )


def is_blank(value: object) -> bool:
    """Whether nothing was filled in."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:_LONGEST_NAME])


def _first(sentences: Sequence[str], what: str) -> Iterable[str]:
    more = len(sentences) - _MOST
    return [*sentences[:_MOST], *([f"{ANSWERS}: {more} more {what}."] if more > 0 else [])]


def _listed(items: Sequence[str]) -> str:
    if len(items) <= _MOST:
        return ", ".join(items)
    return f"{', '.join(items[:_MOST])} and {len(items) - _MOST} more"
