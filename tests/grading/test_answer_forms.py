"""A form as students fill it in: a slip in one answer costs no other, and is named with its line."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.grading.answers import WrittenAnswers, grade_answers
from autograder.harness.answers.form import LARGEST, read_form
from autograder.harness.answers.kinds import AnswerKind
from autograder.harness.checks.status import Status
from autograder.model.answers import AnswerKey

LEFT, RIGHT = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"
OPTIONS = ("sigmoid", "tanh")
KEYS = tuple(
    AnswerKey(id=id_, question="?", kind=kind, points=1.0, answer=answer, decimals=4, options=options)
    for id_, kind, answer, options in (
        ("3.1", AnswerKind.NUMBER, 2.6912, ()),
        ("3.2", AnswerKind.CHOICE, frozenset("B"), OPTIONS),
        ("1.5d", AnswerKind.CHOICES, frozenset("AB"), OPTIONS),
        ("1.2c", AnswerKind.SHAPE, (3, 5), ()),
        ("1.2d", AnswerKind.PROSE, None, ()),
    )
)
FORM = (
    '"3.1" = "2.6912"\n'
    "# café\n"
    '"3.2" = "B"\n'
    '"1.2c" = "3\N{MULTIPLICATION SIGN}5"\n'
    '"1.2d" = """one\ntwo"""\n'
    '"1.5d"="A,B"\n'
)


def points(graded: WrittenAnswers) -> dict[str, float]:
    """What each answer earns."""
    return {result.id.partition("/")[2]: result.points for result in graded.results}


SLIPS = {  # of the answer 3.2, in line 2, and what is said of it
    "no quotation marks": ('"3.2" = sigmoid', 'write the answer between quotation marks, `"3.2" = "..."`'),
    "no closing mark": ('"3.2" = "B', "its closing quotation mark is missing in this line"),
    "several lines": ('"3.2" = "B\nis right"', 'for several lines write """ on either side'),
    "no closing marks": ('"3.2" = """B', 'the closing """ is missing'),
    "a closing mark of the other kind": ('"3.2" = \'B"', "its closing ' is missing in this line"),
    "marks within": ('"3.2" = "the "B""', "write '...' around an answer with quotation marks in it"),
    "one backslash": (r'"3.2" = "\alpha"', r"write '...' around the answer, or two backslashes (\\)"),
    "a backslash at the end": (r'"3.2" = "B\"', r"or two backslashes (\\)"),
    "a colon": ('"3.2": "B"', 'write `"3.2" = "..."`, with an equals sign'),
    "no sign": ('"3.2" "B"', 'write `"3.2" = "..."`, with an equals sign'),
    "an open bracket": ('"3.2" = ["B"', "write the answer between quotation marks"),
    "words behind": ('"3.2" = "B" I think', "and nothing behind it"),
    "a long number": ('"3.2" = ' + "9" * 5_000, "a value in it is not an answer"),
    "twice": ('"3.2" = "B"\n"3.2" = "A"', "it stands in lines 2 and 3; leave only one of them"),
    "another kind": ('"3.2" = 7', 'write one letter, such as "A"'),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_one_answer_costs_no_other(slip: str) -> None:
    """It is named with its line and with what to write, and the rest is read."""
    text, words = SLIPS[slip]
    form = f'"3.1" = "2.6912"\n{text}\n# more\n"1.5d" = "A, B"\n"1.2c" = "3x5"\n"1.2d" = "why"\n'

    graded = grade_answers(KEYS, form.encode())

    by_id = {result.id: result for result in graded.results}
    (note,) = graded.notes
    assert by_id["written/3.2"].status is Status.FAILED
    assert words in by_id["written/3.2"].feedback
    assert note.startswith("answers.toml, line 2: the answer 3.2 cannot be read: ")
    assert words in note
    assert points(graded) == {"3.1": 1.0, "3.2": 0.0, "1.5d": 1.0, "1.2c": 1.0, "1.2d": 0.0}
    assert by_id["written/1.2d"].status is Status.MANUAL


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r'"\alpha x"', r"\alpha x"),
        (r'"\theta, \nabla f, \beta"', r"\theta, \nabla f, \beta"),
        ('"""\n\\sigma(x)\nand so on"""', "\\sigma(x)\nand so on"),
        ('"so "called" values"', 'so "called" values'),
    ],
)
def test_words_with_a_single_backslash_are_read_as_they_stand(text: str, read: str) -> None:
    """A person reads them, and what was meant is certain; what to write is said with the line."""
    graded = grade_answers(KEYS, f'"3.1" = "2.6912"\n"1.2d" = {text}\n'.encode())

    assert graded.results[4].feedback == f"A person grades this answer:\n{read}"
    assert graded.notes[0].startswith("answers.toml, line 2: the answer 1.2d was read as it stands")
    assert graded.notes[0].endswith(r"write '...' around the answer, or two backslashes (\\).")
    assert graded.results[0].points == 1.0


@pytest.mark.parametrize(
    "text", [r"'\alpha x'", r'"\\alpha x"', "'''\n\\alpha x'''", r'"one\ntwo"', '"one\ttwo"']
)
def test_words_that_toml_reads_as_they_were_meant_need_no_note(text: str) -> None:
    """Single quotation marks, two backslashes, and a new line that is meant."""
    form = f'"3.1"=1\n"3.2"="A"\n"1.5d"="A"\n"1.2c"="1x1"\n"1.2d" = {text}\n'

    assert grade_answers(KEYS, form.encode()).notes == ()


@pytest.mark.parametrize(
    "data",
    {
        "UTF-8": FORM.encode(),
        "with a mark": FORM.encode("utf-8-sig"),
        "UTF-16": FORM.encode("utf-16"),
        "UTF-16, the low byte first, without a mark": FORM.encode("utf-16-le"),
        "UTF-16, the high byte first, without a mark": FORM.encode("utf-16-be"),
        "cp1252": FORM.encode("cp1252"),
        "CRLF": FORM.replace("\n", "\r\n").encode(),
        "CR": FORM.replace("\n", "\r").encode(),
        "UTF-16 and CRLF": FORM.replace("\n", "\r\n").encode("utf-16"),
        "typographic marks": FORM.replace(
            '"3.1" = "2.6912"', f"{LEFT}3.1{RIGHT} = {LEFT}2.6912{RIGHT}"
        ).encode(),
        "spaces of a word processor": FORM.replace(
            ' = "B"', '\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}"B"'
        ).encode(),
        "a header": FORM.replace('"3.1"', "[answers]\n3.1").encode(),
        "the blank left above": FORM.replace('"3.1"', '"3.1" = ""\n"3.1"').encode(),
        "nothing behind the sign of another": (FORM + '"9.9" =\n').encode(),
    }.items(),
    ids=lambda one: one[0],
)
def test_a_form_is_read_whatever_editor_has_saved_it(data: tuple[str, bytes]) -> None:
    """No answer is lost by an encoding, by line ends or by typographic quotation marks."""
    graded = grade_answers(KEYS, data[1])

    assert points(graded) == {"3.1": 1.0, "3.2": 1.0, "1.5d": 1.0, "1.2c": 1.0, "1.2d": 0.0}
    assert graded.results[4].feedback.split() == ["A", "person", "grades", "this", "answer:", "one", "two"]


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (
            FORM.encode("utf-16"),
            "answers.toml is saved as UTF-16: save the file as UTF-8. It was read all the same.",
        ),
        (
            FORM.encode("cp1252"),
            "answers.toml, line 2, 4 is not UTF-8; save the file as UTF-8. It was read as Windows-1252.",
        ),
    ],
)
def test_another_encoding_than_utf_8_is_noted(data: bytes, note: str) -> None:
    """With the lines, where only some have it."""
    assert grade_answers(KEYS, data).notes == (note,)


def test_lines_that_are_no_answers_are_noted() -> None:
    """They are not read, and cost nothing."""
    first, _, rest = FORM.partition("\n")

    graded = grade_answers(KEYS, f"{first}\nI am not sure about this.\n{rest}".encode())

    assert points(graded)["3.1"] == 1.0
    assert graded.notes[0].startswith("answers.toml: line 2 is no answer and no comment, and was not read")


LINES = st.sampled_from(
    ["x", '"', '"""', "'''", "\\alpha", "[", "]", "= 3", "a = 1", "# no", "", LEFT, "\\", "[a]", '""""""']
)
OPENINGS = st.sampled_from(["", '"', "'", '"""', "[", "'''", LEFT, "{"])


@settings(deadline=2_000, max_examples=300)
@given(st.lists(LINES, min_size=1, max_size=5), st.integers(0, 3), OPENINGS)
def test_answers_do_not_depend_on_one_another(noise: list[str], position: int, opening: str) -> None:
    """Whatever stands in one answer and in the lines below it, the others are read as without it."""
    names = ("1.1", "1.2", "2", "3.x")
    texts = {name: f'"{name}" = """{name}\nmore"""' for name in names}
    texts[names[position]] = f'"{names[position]}" = {opening}' + "\n".join(noise)

    form = read_form("\n".join(texts.values()).encode(), names)

    found = {one.name: one.value for one in form.entries if one.name in names and not one.fault}
    others = {name: f"{name}\nmore" for name in names if name != names[position]}
    assert {name: found.get(name) for name in others} == others


@pytest.mark.parametrize(
    "entry", ['a="""\\x"""', "a='''x'''x", "a=]", 'a="\\x"', 'a="""', "a=\u201cx", "a b"]
)
def test_a_form_of_many_broken_answers_takes_little_time(entry: str) -> None:
    """As many as fit into what is read."""
    form = "\n".join([entry] * (LARGEST // (len(entry.encode()) + 1)))
    started = time.perf_counter()

    assert len(grade_answers(KEYS, form.encode()).notes) <= 3

    assert time.perf_counter() - started < 10
