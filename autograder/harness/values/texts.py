"""Find the first line in which two texts differ: in every letter, in words and numbers, or as lines in any order."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import islice
from typing import NamedTuple

LONGEST_TEXT = 1_000_000  # letters that are compared
MODES = ("exact", "spaces", "numbers", "unordered")
ABSOLUTE, RELATIVE = 1e-9, 1e-3
_SHOWN = 200  # letters of a line
_LOOKED_AT = 20  # lines, to find one that differs in its numbers alone
_NUMBER = re.compile(r"((?<![^\W_])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![^\W_]))")


class Mode(NamedTuple):
    """How texts are compared.

    Attributes:
        spaces: Whether white space counts as it stands; otherwise a run of it is one blank, and empty lines are none.
        numbers: Whether numbers may differ.
        ordered: Whether the lines have to stand in the order that is expected.
        atol: By how much a number that is not whole may differ.
        rtol: By which share of itself it may differ as well.
    """

    spaces: bool
    numbers: bool
    ordered: bool
    atol: float = ABSOLUTE
    rtol: float = RELATIVE

    @classmethod
    def of(cls, names: tuple[str, ...], atol: float | None, rtol: float | None) -> Mode:
        """The mode of these names together.

        Raises:
            ValueError: for a name that is no mode's.
        """
        unknown = [name for name in names if name not in MODES]
        if unknown or not names:
            raise ValueError(
                f"there is no mode {(unknown or ['without a name'])[0]!r}; there are {', '.join(MODES)}"
            )
        return cls(
            spaces=set(names) == {"exact"},
            numbers="numbers" in names,
            ordered="unordered" not in names,
            atol=ABSOLUTE if atol is None else atol,
            rtol=RELATIVE if rtol is None else rtol,
        )


class TextDifference(NamedTuple):
    """The first difference of two texts.

    Attributes:
        sentence: What it is, to be read after the text's name.
        got: The line of the answer, shortened.
        expected: The line that is expected, shortened.
    """

    sentence: str
    got: str
    expected: str


def text_difference(got: str, expected: str, mode: Mode) -> TextDifference | None:
    """The first difference, or None."""
    if mode.spaces:
        return None if got == expected else _in_letters(got, expected)
    found, asked = _lines(got), _lines(expected)
    if not mode.ordered:
        found, asked = (sorted(lines, key=_order if mode.numbers else str) for lines in (found, asked))
        return _in_any_order(found, asked, mode)
    for number, (one, other) in enumerate(zip(found, asked), start=1):
        if not _alike(one, other, mode):
            return TextDifference(_differs(number, one, other, mode), _short(one), _short(other))
    return _of_length(found, asked)


def _in_letters(got: str, expected: str) -> TextDifference:
    found, asked = (text.split("\n") if text else [] for text in (got, expected))
    for number, (one, other) in enumerate(zip(found, asked), start=1):
        if one == other:
            continue
        if one.split() == other.split():
            return TextDifference(
                f"differs in line {number} in white space alone", repr(_short(one)), repr(_short(other))
            )
        return TextDifference(f"differs in line {number}", _short(one) or "an empty line", _short(other))
    if (
        abs(len(found) - len(asked)) == 1
        and (found + asked)[-1] == ""
        and got.rstrip("\n") == expected.rstrip("\n")
    ):
        ends = "has no end of line" if len(found) < len(asked) else "has an end of line too many"
        return TextDifference(f"{ends} after line {min(len(found), len(asked))}", "", "")
    return _of_length(found, asked) or TextDifference("differs from what is expected", "", "")


def _of_length(found: list[str], asked: list[str]) -> TextDifference | None:
    number = min(len(found), len(asked))
    if len(found) < len(asked):
        where = f"ends after line {number}" if number else "is empty"
        return TextDifference(f"{where}, where more is expected", "nothing more", _short(asked[number]))
    if len(found) > len(asked):
        where = f"goes on after line {number}" if number else "is not empty"
        return TextDifference(
            f"{where}, where nothing more is expected", _short(found[number]), "nothing more"
        )
    return None


def _in_any_order(found: list[str], asked: list[str], mode: Mode) -> TextDifference | None:
    """The first line that is not there, or that is there too often; both lists are in one order."""
    if len(found) == len(asked) and all(_alike(one, other, mode) for one, other in zip(found, asked)):
        return None
    left, lacking = (
        list(islice((Counter(one) - Counter(other)).elements(), _LOOKED_AT))
        for one, other in ((found, asked), (asked, found))
    )
    near = next(((one, other) for one in left for other in lacking if _words(one) == _words(other)), None)
    one, other = near or ((left or ["no other line"])[0], (lacking or ["no such line"])[0])
    sentence = "has a line that is not expected" if left else "lacks a line"
    return TextDifference(sentence, _short(one), _short(other))


def _differs(number: int, got: str, expected: str, mode: Mode) -> str:
    what = " in a number" if mode.numbers and _words(got) == _words(expected) else ""
    return f"differs in line {number}{what}"


def _lines(text: str) -> list[str]:
    """The lines with one blank for each run of white space, without empty lines."""
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _alike(got: str, expected: str, mode: Mode) -> bool:
    if got == expected or not mode.numbers:
        return got == expected
    if _words(got) != _words(expected):
        return False
    return all(_near(*pair, mode) for pair in zip(_numbers(got), _numbers(expected)))


def _near(got: str, expected: str, mode: Mode) -> bool:
    one, other = float(got), float(expected)
    if one == other or not other or re.fullmatch(r"[-+]?\d+", expected):
        return one == other if other else abs(one) <= mode.atol
    return math.isfinite(one) and abs(one - other) <= mode.atol + mode.rtol * abs(other)


def _words(line: str) -> list[str]:
    return _NUMBER.split(line)[::2]


def _numbers(line: str) -> list[str]:
    return _NUMBER.split(line)[1::2]


def _order(line: str) -> tuple[list[str], list[float]]:
    return _words(line), [float(one) for one in _numbers(line)]


def _short(line: str) -> str:
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}..."
