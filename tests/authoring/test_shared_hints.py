"""Hints that several assignments share, with each one's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.errors import SourceError
from autograder.model.mistakes import MISTAKES, Mistake, load_mistakes
from autograder.model.shared_hints import HINTS, source_hash

if TYPE_CHECKING:
    from pathlib import Path

SHARED = """\
[rows-sum]
hint = "Your {function} sums the rows of {input}."

[plain]
hint = "One is missing."
"""
CATALOGUE = """\
[words]
function = "scale"
{words}
[[mistakes]]
id = "slip"
question = "scale"
{hint}
file = "toy.py"
replace = "one"
with = "two"
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder source/ with an assignment's folder and hints that it may share."""
    (tmp_path / "toy").mkdir()
    (tmp_path / HINTS).write_text(SHARED, encoding="utf-8")
    return tmp_path


def load(course: Path, hint: str, words: str = "") -> Mistake:
    """The mistake of a catalogue with this hint."""
    path = course / "toy" / MISTAKES
    path.write_text(CATALOGUE.replace("{hint}", hint).replace("{words}", words), encoding="utf-8")
    (mistake,) = load_mistakes(path, ["scale"], {"toy.py": "one\n"}, ())
    return mistake


def test_a_shared_hint_is_said_in_the_words_of_the_assignment(course: Path) -> None:
    """Those of the catalogue, and of the mistake."""
    mistake = load(course, 'shared = "rows-sum"\nwords = { input = "`x`" }')

    assert mistake.hint == "Your scale sums the rows of `x`."


def test_a_mistake_has_words_of_its_own(course: Path) -> None:
    """They come before those of the catalogue."""
    mistake = load(course, 'shared = "rows-sum"\nwords = { function = "other", input = "x" }')

    assert mistake.hint == "Your other sums the rows of x."


@pytest.mark.parametrize(
    ("hint", "words", "line", "sentence"),
    [
        ('shared = "row-sum"', "", 7, "has no hint 'row-sum'; did you mean 'rows-sum'?"),
        ('shared = "zzz"', "", 7, "has no hint 'zzz'; it has rows-sum, plain"),
        ('shared = "rows-sum"', "", 7, "the hint 'rows-sum' has the word 'input'; say under [words]"),
        ('shared = "plain"\nhint = "Mine."', "", 7, "a `hint` of its own or a `shared` one"),
        ('shared = "plain"\nwords = { a = "b" }', "", 8, "the hint 'plain' has no word 'a'; take it out"),
        ('shared = "rows-sum"\nwords = { input = 3 }', "", 8, "'input' has to be a string, and is 3"),
        (
            'shared = "rows-sum"\nwords = { input = "x" }',
            'other = "c"',
            3,
            "no shared hint of this file has the word 'other'",
        ),
        ("", "", 4, "`hint` is missing"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(
    course: Path, hint: str, words: str, line: int, sentence: str
) -> None:
    """In one sentence that says what to do."""
    with pytest.raises(SourceError) as refused:
        load(course, hint, words)

    assert str(refused.value).startswith(f"{course / 'toy' / MISTAKES}:{line}: ")
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    "text", ["[plain]\nhint = 3\n", "[plain]\nhint = ''\n", "[plain]\nhnt = 'a'\n", "[plain\n"]
)
def test_a_fault_of_the_shared_file_is_told_with_its_name(course: Path, text: str) -> None:
    """And with a line."""
    (course / HINTS).write_text(text, encoding="utf-8")

    with pytest.raises(SourceError) as refused:
        load(course, 'shared = "plain"')

    assert str(refused.value).startswith(f"{course / HINTS}:")


def test_a_missing_shared_file_is_told(course: Path) -> None:
    """It lies beside the assignments' folders."""
    (course / HINTS).unlink()

    with pytest.raises(SourceError, match=r"hints\.toml"):
        load(course, 'shared = "plain"')


@pytest.mark.parametrize(("hint", "changes"), [('shared = "plain"', True), ('hint = "Mine."', False)])
def test_a_change_of_the_shared_hints_changes_what_shares_one(course: Path, hint: str, changes: bool) -> None:  # noqa: FBT001 - a parameter
    """A bundle is older than its source then; other assignments stay as they are."""
    (course / "toy" / MISTAKES).write_text(CATALOGUE.replace("{hint}", hint), encoding="utf-8")
    before = source_hash(course / "toy")

    (course / HINTS).write_text(SHARED + "# more\n", encoding="utf-8")

    assert (source_hash(course / "toy") != before) is changes
