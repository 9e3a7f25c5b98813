"""What keeps a file from being imported is told with its line, and what it means only where that is certain."""

from __future__ import annotations

import pytest

from autograder.harness.reading.brackets import unclosed
from autograder.harness.reading.import_circles import import_circle
from autograder.harness.reading.import_trouble import name_trouble, syntax_trouble

TABLE = {
    "a missing colon": ("def f(x)\n    return x\n", 1, "The colon `:` at the end of this line is missing."),
    "a missing colon before a comment": ("for i in x  # all\n    y\n", 1, "The colon `:`"),
    "one equals sign": ("if x = 3:\n    y\n", 1, "to compare two values, write `==`."),
    "an open bracket": ("y = f(1,\n      2\nz = 3\n", 1, "The bracket `(` in this line is never closed."),
    "an empty body": (
        "def f():\n    # nothing\n\nx = 1\n",
        4,
        "Nothing but comments is indented below line 1",
    ),
    "nothing at all": ("def f():\n# not in it\n\nx = 1\n", 4, "Nothing is indented below line 1"),
    "too far right": ("def f():\n    return 1\n      x = 2\n", 3, "indented further than the line above it"),
    "between two blocks": (
        "def f():\n    if a:\n        b\n      c\n",
        4,
        "not aligned with any line above it",
    ),
    "tabs and spaces": ("def f():\n\tif a:\n        b\n", 3, "partly with tabs and partly with spaces"),
    "curly quotes": ("s = \u201chello\u201d\n", 1, "is a curly quote"),
    "an open quote": ("s = 'abc\n", 1, "its closing quote is missing"),
    "an open text": ('x = 1\ns = """abc\n\n', 2, 'its second """ is missing'),
    "a return outside": ("return 3\n", 1, "This line belongs to no function"),
}


@pytest.mark.parametrize("name", TABLE)
def test_what_is_certain_is_said_in_a_beginner_s_words(name: str) -> None:
    """With the line in which it is."""
    text, line, words = TABLE[name]
    trouble = syntax_trouble("m.py", text.encode())

    assert trouble is not None
    assert (trouble.line, trouble.source) == (line, text.splitlines()[line - 1].strip())
    assert words in trouble.meaning
    assert trouble.meaning in trouble.sentence


@pytest.mark.parametrize(
    "text",
    [
        "x = 3 +* 4\n",
        "else:\n    x\n",
        "x = y = = 3\n",
        "def 3f():\n    pass\n",
        "if x = 3 +* 2:\n    y\n",
        "f(a b)\n",
    ],
)
def test_nothing_is_said_to_mean_what_is_not_certain(text: str) -> None:
    """Python's own words remain."""
    trouble = syntax_trouble("m.py", text.encode())

    assert trouble is not None
    assert trouble.meaning == ""
    assert trouble.error.startswith("SyntaxError: ")


@pytest.mark.parametrize("text", ["x = 1\n", "", "\0", "x = '(' # [\n"])
def test_a_file_that_python_reads_or_cannot_place_has_no_trouble(text: str) -> None:
    """Nor has one without text."""
    assert syntax_trouble("m.py", text.encode()) is None


def test_the_caret_stands_below_the_place() -> None:
    """The line is shown without its indentation."""
    trouble = syntax_trouble("m.py", b"class A:\n    def f(self)\n        pass\n")

    assert trouble is not None
    assert trouble.lines()[:2] == ["    def f(self)", " " * 15 + "^"]


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (
            "y = f(1)\n\n\ndef f(x):\n    pass\n",
            "NameError: name 'f' is not defined",
            "is defined in line 4, below",
        ),
        ("y = np.zeros(1)\n", "NameError: name 'np' is not defined", "`import numpy as np` is missing"),
        (
            "import numpy as np\ny = numpy.zeros(1)\n",
            "NameError: name 'numpy' is not defined",
            "`numpy` is imported as `np`",
        ),
        (
            "def scores():\n    pass\n\n\nscore()\n",
            "NameError: name 'score' is not defined",
            "there is `scores`",
        ),
        (
            "import torch\n",
            "ModuleNotFoundError: No module named 'torch'",
            "The grader does not have `torch`",
        ),
        ("import numpy\n", "ModuleNotFoundError: No module named 'numpy'", "python -m pip install numpy"),
        ("y = zzz\n", "NameError: name 'zzz' is not defined", ""),
        ("y = 1 / 0\n", "ZeroDivisionError: division by zero", ""),
    ],
)
def test_what_fails_at_import_is_explained_where_the_file_shows_why(
    text: str, error: str, words: str
) -> None:
    """A name that is not there, a module that is not there."""
    meaning = name_trouble("m.py", text.encode(), 1, error, ("numpy",)).meaning

    assert words in meaning
    assert bool(words) == bool(meaning)


@pytest.mark.parametrize("text", ["f('(')", "# (", '"""\n(\n"""', "(]", "f(1)"])
def test_a_bracket_in_a_text_or_a_comment_is_none(text: str) -> None:
    """And brackets that do not match prove nothing."""
    opened = unclosed(text.splitlines())

    assert opened is None or text == "(]"


CIRCLE = {
    "a": b"import os\nfrom b import f\n\ndef g():\n    pass\n",
    "b": b"from a import g\n\ndef f():\n    pass\n",
}
NOT_YET = "ImportError: cannot import name 'g' from 'a' (a.py)"


def test_files_that_import_each_other_are_told_with_both_lines() -> None:
    """Python blames the given import of the other file."""
    assert import_circle(CIRCLE, [("b", 1, NOT_YET)]) == (
        "b.py, line 1, imports a; a.py, line 2, imports b: the files import each other in a circle, and Python "
        "cannot finish any of them first. Take one of these imports out."
    )


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"a": b"import os\n\n\ndef g():\n    from b import f\n"}, NOT_YET),
        ({"a": CIRCLE["a"].replace(b"def g", b"def h")}, NOT_YET),
        ({}, "ImportError: cannot import name 'h' from 'a' (a.py)"),
        ({}, "ModuleNotFoundError: No module named 'g'"),
        ({"a": b"from b import f ("}, NOT_YET),
    ],
    ids=["in a function", "not there", "another name", "another error", "no Python"],
)
def test_a_circle_is_not_blamed_for_what_fails_otherwise(changed: dict[str, bytes], error: str) -> None:
    """A name that the other file never sets is missing in any order."""
    assert import_circle({**CIRCLE, **changed}, [("b", 1, error)]) == ""
