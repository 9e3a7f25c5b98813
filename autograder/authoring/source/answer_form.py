"""Write the blank form of the written questions, which students fill in; it gives no answer away."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from autograder.harness.answers.kinds import AnswerKind, letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from autograder.model.answers import AnswerKey

_WIDTH = 96
_WORDS = 'Answer: in your own words; for more than one line write """ on either side.'
_HEAD = """\
# Your answers to the written questions. Write each one between its quotation marks:
#     "1.1" = "0.1235"
# Leave the quotation marks and the names on the left as they are; lines that begin with # are not read.
"""


def blank_form(keys: Iterable[AnswerKey]) -> str:
    """The students' `answers.toml`: each question as a comment above an empty answer."""
    return _HEAD + "".join("\n" + "\n".join(_block(key)) + "\n" for key in keys)


def _block(key: AnswerKey) -> Iterator[str]:
    # Only the question's text, its kind and its options are used here, never `key.answer`.
    yield from _comment(f"{key.id}  [{key.points:g} {'point' if key.points == 1 else 'points'}]")
    for line in key.question.splitlines():
        yield from _comment(line)
    for letter, option in zip(letters(key.options), key.options, strict=True):
        yield from _comment(f"   {letter}. {option}", indent="      ")
    yield from _comment(how_to_answer(key) or _WORDS)
    yield f'"{key.id}" = ""'


def how_to_answer(key: AnswerKey) -> str:
    """How to write an answer that is compared with the key; "" for one in words."""
    if key.kind is AnswerKind.NUMBER:
        return (
            f"Answer: a number, rounded to {key.decimals} decimals."
            if key.decimals
            else "Answer: a whole number."
        )
    return {
        AnswerKind.CHOICE: "Answer: the letter of one option.",
        AnswerKind.CHOICES: "Answer: the letters of all options that apply, parted by commas.",
        AnswerKind.SHAPE: 'Answer: rows and columns, such as "2x7".',
        AnswerKind.PROSE: "",
    }[key.kind]


def _comment(text: str, indent: str = "") -> list[str]:
    # TOML allows no control character in a comment, and a carriage return would end it in some editors.
    shown = "".join(letter if letter.isprintable() else " " for letter in text).rstrip()
    lines = wrap(
        shown,
        _WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
    )
    return [f"# {line}" for line in lines] or ["#"]
