"""Written answers: the key, the blank form, and what a filled-in form earns."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.authoring.source.answer_form import blank_form
from autograder.errors import SourceError
from autograder.grading.answers import grade_answers
from autograder.harness.answers.form import LARGEST
from autograder.harness.answers.kinds import AnswerKind
from autograder.harness.checks.status import Status
from autograder.model.answers import AnswerKey, load_answers
from autograder.model.assignment import Visibility

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import TestResult

SOURCE = """\
[[answers]]
id = "3.1"
question = "The loss of the k-th iteration, with h = relu(W x + b)?"
kind = "number"
points = 2
answer = 2.69123

[[answers]]
id = "3.2"
question = "Which activation makes it least?"
kind = "choice"
points = 4.5
options = ["sigmoid", "tanh, scaled", "0.001"]
answer = "B"

[[answers]]
id = "1.5d"
question = "Select all that are true."
kind = "choices"
points = 1
options = ["The loss grows, always", "Weights shrink", "Biases shrink", "None of these"]
answer = ["A", "Weights shrink"]

[[answers]]
id = "1.2c"
question = "What are the dimensions?"
kind = "shape"
points = 0.5
answer = "3x5"

[[answers]]
id = "1.2d"
question = "Explain why."
kind = "prose"
points = 1
"""


def key_of(tmp_path: Path, text: str) -> tuple[AnswerKey, ...]:
    """The key in this text."""
    path = tmp_path / "answers.toml"
    path.write_text(text, encoding="utf-8")
    return load_answers(path)


@pytest.fixture
def keys(tmp_path: Path) -> tuple[AnswerKey, ...]:
    """One answer of each kind."""
    return key_of(tmp_path, SOURCE)


def graded(keys: tuple[AnswerKey, ...], id_: str, toml: str) -> TestResult:
    """The result of one answer, written in TOML."""
    (result,) = (
        one for one in grade_answers(keys, f'"{id_}" = {toml}'.encode()).results if one.id == f"written/{id_}"
    )
    return result


def test_a_key_is_read(keys: tuple[AnswerKey, ...]) -> None:
    """Each answer in the form in which students' answers are compared."""
    assert [(key.id, key.kind, key.points, key.answer) for key in keys] == [
        ("3.1", AnswerKind.NUMBER, 2.0, 2.69123),
        ("3.2", AnswerKind.CHOICE, 4.5, frozenset("B")),
        ("1.5d", AnswerKind.CHOICES, 1.0, frozenset("AB")),
        ("1.2c", AnswerKind.SHAPE, 0.5, (3, 5)),
        ("1.2d", AnswerKind.PROSE, 1.0, None),
    ]


@pytest.mark.parametrize(("own_data", "answer"), [(False, 2.69123), (True, 3.5)])
def test_an_answer_may_depend_on_the_data_set(tmp_path: Path, own_data: bool, answer: float) -> None:  # noqa: FBT001 - a parameter
    """`without_data` is the one of the data that the build makes by itself."""
    path = tmp_path / "answers.toml"
    path.write_text(
        SOURCE.replace("answer = 2.69123", "answer = 2.69123\nwithout_data = 3.5"), encoding="utf-8"
    )

    assert load_answers(path, own_data=own_data)[0].answer == answer
    assert load_answers(path, own_data=own_data)[1].answer == frozenset("B")


@pytest.mark.parametrize(
    ("given", "status"),
    [("2.6912", Status.PASSED), ("2.70", Status.PASSED), ("2.681", Status.PASSED), ("2.702", Status.FAILED)],
)
def test_a_number_may_be_off_by_what_the_key_says(tmp_path: Path, given: str, status: Status) -> None:
    """Beside what rounding allows."""
    keys = key_of(tmp_path, SOURCE.replace("answer = 2.69123", "answer = 2.69123\nwithin = 0.0105"))

    assert graded(keys, "3.1", given).status is status


def test_prose_may_count_nothing(tmp_path: Path) -> None:
    """It is asked for, and a person reads it."""
    keys = key_of(tmp_path, SOURCE.replace('kind = "prose"\npoints = 1', 'kind = "prose"\npoints = 0'))

    result = graded(keys, "1.2d", '"nobody"')

    assert (result.status, result.points, result.max_points) == (Status.MANUAL, 0.0, 0.0)


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (
            ('kind = "number"', 'kind = "numbr"'),
            4,
            "`kind` has to be one of number, choice, choices, shape, prose",
        ),
        (("answer = 2.69123", 'answer = "two"'), 6, "`answer` is no number: write one number"),
        (("answer = 2.69123", "answer = nan"), 6, "`answer` is no number: write a finite number"),
        (("answer = 2.69123\n", ""), 1, "`answer` is missing; give the number"),
        (("answer = 2.69123", "answer = 2.69123\ndecimals = 40"), 7, "`decimals` has to be from 0 to 12"),
        (("answer = 2.69123", "answer = 2.69123\nwithin = -1"), 7, "`within` has to be 0 or more, and is -1"),
        (("answer = 2.69123", "answer = 2.69123\nwithout_data = 'x'"), 7, "`without_data` is no number"),
        (('answer = "3x5"', 'answer = "3x5"\nwithin = 1'), 30, "`within` is for numbers"),
        (('kind = "prose"', 'kind = "prose"\nwithout_data = 1'), 35, "prose has no `without_data`"),
        (("answer = 2.69123", "answr = 2.69123"), 1, "`answer` is missing"),
        (
            ("points = 2", "points = 0"),
            5,
            "`points` has to be above 0, or 0 for prose that does not count, and is 0",
        ),
        (
            ("points = 2", "points = inf"),
            5,
            "`points` has to be above 0, or 0 for prose that does not count, and is inf",
        ),
        (('id = "3.1"', 'id = "3 1"'), 2, "`id` has to be made of letters"),
        (('id = "3.2"', 'id = "3.1"'), 9, "the answer `3.1` stands twice"),
        (("answer = 2.69123", 'answer = 2.69123\noptions = ["a", "b"]'), 7, "`options` are for choices"),
        (('answer = "B"', 'answer = "D"'), 14, "`answer` is no choice: write one letter"),
        (('answer = "B"', 'answer = ["A", "B"]'), 14, "`answer` is no choice: write one letter"),
        (('"0.001"]', '"A"]'), 13, "the option 'A' reads like another option or its letter"),
        (('"0.001"]', '"Sigmoid."]'), 13, "the option 'sigmoid' reads like another option"),
        (
            ('["sigmoid", "tanh, scaled", "0.001"]', '["sigmoid"]'),
            13,
            "`options` has to hold 2 to 26 strings",
        ),
        (('answer = "3x5"', 'answer = "3 or 5"'), 29, "`answer` is no shape: write the sizes"),
        (('kind = "prose"', 'kind = "prose"\nanswer = "because"'), 35, "prose has no `answer`"),
        (('question = "Explain why."', 'question = " "'), 33, "`question` is empty"),
        (('kind = "prose"', 'kind = "prose"\nhint = "no"'), 35, "`hint` is not a key of this table"),
    ],
)
def test_a_fault_in_the_key_is_named_with_its_line(
    tmp_path: Path, change: tuple[str, str], line: int, message: str
) -> None:
    """An instructor's slip is found before students meet it."""
    with pytest.raises(SourceError) as refused:
        key_of(tmp_path, SOURCE.replace(*change, 1))

    assert refused.value.line == line
    assert message in str(refused.value)


def test_a_key_without_answers_is_refused(tmp_path: Path) -> None:
    """An empty file earns nobody anything."""
    with pytest.raises(SourceError, match=r"there is no answer; write \[\[answers\]\]"):
        key_of(tmp_path, "# nothing\n")


def test_the_blank_form_reads_as_toml_with_every_answer_empty(keys: tuple[AnswerKey, ...]) -> None:
    """As students receive it."""
    form = blank_form(keys)

    assert tomllib.loads(form) == {"3.1": "", "3.2": "", "1.5d": "", "1.2c": "", "1.2d": ""}
    assert all(result.feedback == "No answer given." for result in grade_answers(keys, form.encode()).results)
    assert max(map(len, form.splitlines())) <= 110


def test_the_blank_form_does_not_depend_on_the_answers(tmp_path: Path, keys: tuple[AnswerKey, ...]) -> None:
    """So none can be read off it."""
    changed = SOURCE
    for old, new in {
        "2.69123": "-7",
        '"B"': '"A"',
        '["A", "Weights shrink"]': '["D"]',
        '"3x5"': "[4, 7]",
    }.items():
        assert f"answer = {old}" in changed
        changed = changed.replace(f"answer = {old}", f"answer = {new}")

    assert blank_form(key_of(tmp_path, changed)) == blank_form(keys)


def test_the_blank_form_says_what_is_asked_and_how_to_answer(keys: tuple[AnswerKey, ...]) -> None:
    """Question, options with letters, kind and points."""
    assert (
        "# 3.2  [4.5 points]\n"
        "# Which activation makes it least?\n"
        "#    A. sigmoid\n"
        "#    B. tanh, scaled\n"
        "#    C. 0.001\n"
        "# Answer: the letter of one option.\n"
        '"3.2" = ""\n'
    ) in blank_form(keys)


@given(st.text(min_size=1), st.lists(st.text(), max_size=3))
def test_any_wording_makes_a_form_that_reads_as_toml(question: str, options: list[str]) -> None:
    """Line ends, control characters and quotation marks in a question stay in its comment."""
    key = AnswerKey(
        id="1",
        question=question,
        kind=AnswerKind.CHOICES,
        points=1.0,
        answer=frozenset("A"),
        decimals=4,
        options=tuple(options),
    )

    assert tomllib.loads(blank_form([key])) == {"1": ""}


@pytest.mark.parametrize(
    "toml",
    [
        "2.6912",
        '"2.6912"',
        '" 2.6912 "',
        '"2,6912"',
        "2.69123",
        '"+2.6912"',
        '"26912e-4"',
        "2.69118",
        "2.69128",
        "2.6912e0",
    ],
)
def test_numbers_within_rounding_are_right(keys: tuple[AnswerKey, ...], toml: str) -> None:
    """The key is 2.69123 to four decimals; a single comma is a decimal comma."""
    result = graded(keys, "3.1", toml)

    assert (result.status, result.points, result.max_points, result.feedback) == (Status.PASSED, 2.0, 2.0, "")


@pytest.mark.parametrize(
    ("toml", "feedback"),
    [
        ("2.6911", "Your answer, read as 2.6911, is not right."),
        ("2.69", "Your answer, read as 2.69, is not right."),
        ("-2.6912", "Your answer, read as -2.6912, is not right."),
        ('"-2.6912"', "Your answer, read as -2.6912, is not right."),
        ('"\N{MINUS SIGN}2.6912"', "Your answer, read as -2.6912, is not right."),
        ('"2,691,2"', "Your answer cannot be read: write one number, such as 0.1235."),
        ('"2.6912 or 3"', "Your answer cannot be read: write one number, such as 0.1235."),
        ("true", "Your answer cannot be read: write one number, such as 0.1235."),
        ("[2.6912]", "Your answer cannot be read: write one number, such as 0.1235."),
        ("{a = 1}", "Your answer cannot be read: write one number, such as 0.1235."),
        ("2020-01-01", "Your answer cannot be read: write one number, such as 0.1235."),
        ("nan", "Your answer cannot be read: write a finite number, such as 0.1235."),
        ("inf", "Your answer cannot be read: write a finite number, such as 0.1235."),
        ('"nan"', "Your answer cannot be read: write one number, such as 0.1235."),
        ('"1e999"', "Your answer cannot be read: write a finite number, such as 0.1235."),
        ("1" + "0" * 400, "Your answer cannot be read: write a finite number, such as 0.1235."),
        ('"' + "2" * 5000 + '"', "Your answer cannot be read: it is longer than 200 characters."),
        ('""', "No answer given."),
        ('"  "', "No answer given."),
    ],
)
def test_other_numbers_are_wrong_and_say_how_they_were_read(
    keys: tuple[AnswerKey, ...], toml: str, feedback: str
) -> None:
    """Never with the key's own value."""
    result = graded(keys, "3.1", toml)

    assert (result.status, result.points, result.feedback) == (Status.FAILED, 0.0, feedback)


@pytest.mark.parametrize(
    ("exact", "rounded", "decimals"),
    [
        ("0.04743", "0.0474", 4),
        ("0.0474", "0.04743", 4),
        ("-6", "-6.0", 4),
        ("209.45566", "209.4557", 4),
        ("2", "2", 0),
    ],
)
def test_rounding_is_forgiven_on_either_side(tmp_path: Path, exact: str, rounded: str, decimals: int) -> None:
    """The key may be exact and the answer rounded, or the other way round."""
    keys = key_of(
        tmp_path,
        f'[[answers]]\nid="1"\nquestion="?"\nkind="number"\npoints=1\nanswer={exact}\ndecimals={decimals}\n',
    )

    assert graded(keys, "1", rounded).status is Status.PASSED


@pytest.mark.parametrize("toml", ['"B"', '"b"', '" (b) "', '"B."', '"tanh, scaled"', '"TANH,  Scaled"'])
def test_a_choice_is_right_by_letter_or_words(keys: tuple[AnswerKey, ...], toml: str) -> None:
    """Case, spaces and brackets do not count."""
    assert graded(keys, "3.2", toml).points == 4.5


@pytest.mark.parametrize(
    ("toml", "feedback"),
    [
        ('"A"', "Your answer, read as A, is not right."),
        ("0.001", "Your answer, read as C, is not right."),
        ('"A, B"', 'Your answer cannot be read: write one letter, such as "A".'),
        ('["B"]', 'Your answer cannot be read: write one letter, such as "A".'),
        ('"tanh"', 'Your answer cannot be read: write one letter, such as "A".'),
    ],
)
def test_any_other_choice_is_wrong(keys: tuple[AnswerKey, ...], toml: str, feedback: str) -> None:
    """Two choices are not one."""
    result = graded(keys, "3.2", toml)

    assert (result.points, result.feedback) == (0.0, feedback)


@pytest.mark.parametrize(
    "toml",
    [
        '"A, B"',
        '"b a"',
        '["A", "B"]',
        '["b", "the loss grows, always"]',
        '"A;B,"',
        '"A, Weights shrink"',
        '"A, A, B"',
    ],
)
def test_choices_are_a_set(keys: tuple[AnswerKey, ...], toml: str) -> None:
    """In any order, as a list or parted by commas or spaces."""
    assert graded(keys, "1.5d", toml).points == 1.0


@pytest.mark.parametrize(
    "toml", ['"A"', '"A, B, C"', '["A", "B", "C", "D"]', '"The loss grows, always"', '["A", 7]', '"A, E"']
)
def test_choices_have_to_be_exactly_those(keys: tuple[AnswerKey, ...], toml: str) -> None:
    """Ticking everything earns nothing."""
    assert graded(keys, "1.5d", toml).points == 0.0


@pytest.mark.parametrize(
    "toml",
    [
        '"3x5"',
        '"3 x 5"',
        '"3X5"',
        '"3\N{MULTIPLICATION SIGN}5"',
        '"3*5"',
        '"3 by 5"',
        '"(3,5)"',
        '"[3, 5]"',
        '"3,5"',
        "[3, 5]",
    ],
)
def test_a_shape_is_right_however_it_is_written(keys: tuple[AnswerKey, ...], toml: str) -> None:
    """Rows and columns."""
    assert graded(keys, "1.2c", toml).points == 0.5


@pytest.mark.parametrize(
    "toml", ['"5x3"', '"3x5x1"', "[3.0, 5.0]", "[3, true]", "15", '"x"', "[]", "[[3, 5]]", '"-3x5"']
)
def test_another_shape_is_wrong(keys: tuple[AnswerKey, ...], toml: str) -> None:
    """The transpose is another shape."""
    assert graded(keys, "1.2c", toml).points == 0.0


def test_prose_waits_for_a_person(keys: tuple[AnswerKey, ...]) -> None:
    """It is handed on as safe text, and earns nothing yet."""
    result = graded(keys, "1.2d", '"""Because\n\\u001b[31m<b>of</b> =it"""')

    assert (result.status, result.points, result.max_points) == (Status.MANUAL, 0.0, 1.0)
    assert result.feedback == "A person grades this answer:\nBecause\n<b>of</b> =it"
    assert graded(keys, "1.2d", "7").status is Status.FAILED


def test_right_and_wrong_show_only_after_publication(keys: tuple[AnswerKey, ...]) -> None:
    """Handing in four times would find one of four options."""
    assert {result.visibility for result in grade_answers(keys, b"").results} == {Visibility.AFTER_PUBLISHED}


def test_names_without_their_quotation_marks_are_understood(keys: tuple[AnswerKey, ...]) -> None:
    """TOML reads 3.1 as the table 3 with the key 1."""
    results = grade_answers(keys, b"3.1 = 2.6912\r\n3.2 = 'b'\r\n").results

    assert [result.points for result in results][:2] == [2.0, 4.5]


def test_a_form_saved_with_a_byte_order_mark_is_read(keys: tuple[AnswerKey, ...]) -> None:
    """Windows' editors write one."""
    assert grade_answers(keys, b'\xef\xbb\xbf"3.1" = "2.6912"\n').results[0].points == 2.0


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (b'"3.1" = "' + b"x" * LARGEST, "answers.toml is larger than 64 KiB, so it was not read."),
        (b"x = " + b"[" * 60_000, "it is not the form with its blanks filled in"),
        (b"x" + b".x" * 30_000 + b" = 1", "it is not the form with its blanks filled in"),
    ],
)
def test_a_form_that_cannot_be_read_earns_nothing_and_says_why(
    keys: tuple[AnswerKey, ...], form: bytes, sentence: str
) -> None:
    """The same sentence on each answer and in the notes."""
    results = grade_answers(keys, form).results

    assert len(results) == len(keys)
    assert all(result.status is Status.FAILED and result.points == 0 for result in results)
    assert all(sentence in result.feedback for result in results)
    assert grade_answers(keys, form).notes == (results[0].feedback,)


def test_blank_and_unknown_names_are_noted(keys: tuple[AnswerKey, ...]) -> None:
    """A misspelt name shows, made safe to print; right and wrong do not show."""
    form = b'"3.1" = "7"\n"3.2" = "B"\n"1.2c" = "3x5"\n"1.2D" = "x"\n"\xe2\x80\xae\x1b[1mq" = 1\n'

    unknown, blank = grade_answers(keys, form).notes
    assert unknown == (
        "answers.toml holds names that no question has: 1.2D (line 4; did you mean 1.2d?), "
        "\N{REPLACEMENT CHARACTER}q (line 5)."
    )
    assert blank == "answers.toml leaves 2 of 5 answers blank: 1.5d, 1.2d."


def test_a_complete_form_needs_no_note(keys: tuple[AnswerKey, ...]) -> None:
    """Nothing is blank, nothing unknown."""
    assert grade_answers(keys, b'"3.1"=1\n"3.2"="a"\n"1.5d"="a"\n"1.2c"=1\n"1.2d"="x"\n').notes == ()


@pytest.mark.parametrize(
    "form",
    [
        "\n".join(".".join(["a"] * 990) + f".b{number} = 1" for number in range(32)),
        "\n".join(f"[a.b.c.d.e.f.g{number}]" for number in range(990)),
        "x = " + "[" * 990,
    ],
)
def test_a_form_made_to_be_slow_is_not(keys: tuple[AnswerKey, ...], form: str) -> None:
    """The reader's worst cases, just below what is refused unread."""
    started = time.perf_counter()
    results = grade_answers(keys, form.encode()).results

    assert len(results) == len(keys)
    assert time.perf_counter() - started < 5


VALUES = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20).map(repr)
    | st.dates()
    | st.sampled_from(["'A'", "'3x5'", "2.6912", "1e400", "0x" + "f" * 5000, "''"]),
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(map(str, items))}]")
        | inner.map(lambda item: f"{{ a = {item} }}")
    ),
    max_leaves=6,
)


@settings(deadline=2_000)
@given(st.lists(VALUES, min_size=5, max_size=5))
def test_any_value_is_graded(values: list[object]) -> None:
    """Wrong kinds, nested kinds and broken forms alike: one result a key, no points from nowhere."""
    names = ("3.1", "3.2", "1.5d", "1.2c", "1.2d")
    kinds = dict(zip(names, AnswerKind, strict=True))
    keys = tuple(
        AnswerKey(
            id=name,
            question="?",
            kind=kind,
            points=1.0,
            answer={
                "number": 2.6912,
                "choice": frozenset("A"),
                "choices": frozenset("AB"),
                "shape": (3, 5),
            }.get(kind.value),
            decimals=4,
            options=("one", "two") if kind in {AnswerKind.CHOICE, AnswerKind.CHOICES} else (),
        )
        for name, kind in kinds.items()
    )
    form = "\n".join(
        f'"{name}" = {str(value).lower() if isinstance(value, (bool, float)) else value}'
        for name, value in zip(names, values, strict=True)
    )

    results = grade_answers(keys, form.encode("utf-8", "replace")).results

    assert len(results) == len(keys)
    assert all(result.points in {0.0, result.max_points} for result in results)
    assert all(result.points == 0 or result.status is Status.PASSED for result in results)
    assert all(result.feedback for result in results if result.status is not Status.PASSED)


@settings(deadline=2_000)
@given(st.binary(max_size=200))
def test_any_bytes_are_graded(form: bytes) -> None:
    """Noise earns nothing."""
    key = AnswerKey(
        id="1", question="?", kind=AnswerKind.SHAPE, points=1.0, answer=(3, 5), decimals=4, options=()
    )

    (result,) = grade_answers((key,), form).results

    assert result.points == 0.0
    assert all(note for note in grade_answers((key,), form).notes)
