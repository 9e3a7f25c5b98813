"""Reading regions out of reference modules, and every reason to refuse one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.authoring.source.markers import read_given, read_prose
from autograder.authoring.source.regions import read_module
from autograder.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

SOUND = """\
def f(x):
    ### BEGIN SOLUTION
    return x + 1
    ### END SOLUTION
"""

# What is wrong, the line that is named, a word of the sentence, the module.
REFUSED = [
    ("a BEGIN without an END", 2, "no END", "def f(x):\n    ### BEGIN SOLUTION\n    return x\n"),
    ("an END without a BEGIN", 3, "no BEGIN", "def f(x):\n    return x\n    ### END SOLUTION\n"),
    (
        "an END before its BEGIN",
        2,
        "no BEGIN",
        "def f(x):\n    ### END SOLUTION\n    return x\n    ### BEGIN SOLUTION\n",
    ),
    (
        "a BEGIN inside a region",
        4,
        "line 2",
        "def f(x):\n    ### BEGIN SOLUTION\n    y = x\n    ### BEGIN SOLUTION\n    return y\n    ### END SOLUTION\n",
    ),
    (
        "a second END",
        5,
        "no BEGIN",
        "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n    ### END SOLUTION\n",
    ),
    (
        "an empty region",
        2,
        "no code",
        "def f(x):\n    ### BEGIN SOLUTION\n    ### END SOLUTION\n    return x\n",
    ),
    (
        "a region of comments",
        2,
        "no code",
        "def f(x):\n    ### BEGIN SOLUTION\n    # why\n\n    ### END SOLUTION\n    return x\n",
    ),
    ("a region of pass", 2, "no code", "def f(x):\n    ### BEGIN SOLUTION\n    pass\n    ### END SOLUTION\n"),
    (
        "an END at another indentation",
        4,
        "indented differently",
        "def f(x):\n    ### BEGIN SOLUTION\n    return x\n### END SOLUTION\n",
    ),
    (
        "tabs against spaces",
        4,
        "indented differently",
        "def f(x):\n\t### BEGIN SOLUTION\n\treturn x\n        ### END SOLUTION\n",
    ),
    (
        "markers off their code's indentation",
        2,
        "not at the indentation",
        "def f(x):\n### BEGIN SOLUTION\n    return x\n### END SOLUTION\n",
    ),
    (
        "a region that leaves its block",
        4,
        "leaves the block",
        "def f(x):\n    ### BEGIN SOLUTION\n    return x\ndef g(x):\n    return x\n    ### END SOLUTION\n",
    ),
    (
        "a marker behind code",
        2,
        "alone on its line",
        "def f(x):\n    y = x  ### BEGIN SOLUTION\n    return y\n    ### END SOLUTION\n",
    ),
    (
        "a misspelt marker",
        2,
        "nearly a marker",
        "def f(x):\n    ### BEGIN SOLTUION\n    return x\n    ### END SOLUTION\n",
    ),
    (
        "two misspelt markers beside a sound region",
        5,
        "nearly a marker",
        SOUND + "#BEGIN SOLUTION\nx = 1\n#END SOLUTION\n",
    ),
    ("a slip behind code", 5, "nearly a marker", SOUND + "x = 1  # SOLUTION\n"),
    (
        "hidden-test markers",
        5,
        "tests/hidden",
        SOUND + "### BEGIN HIDDEN TESTS\nassert f(1) == 2\n### END HIDDEN TESTS\n",
    ),
    (
        "a marker in a docstring",
        7,
        "inside a string",
        SOUND + 'def g():\n    """Text.\n    ### BEGIN SOLUTION\n    """\n',
    ),
    ("a marker in a string", 5, "inside a string", SOUND + 'x = "### END SOLUTION"\n'),
    ("a marker in an f-string", 5, "string", SOUND + 'x = f"### END SOLUTION {f(1)}"\n'),
    ("a slip in a string", 6, "nearly a marker", SOUND + 'x = """\n# begin solution\n"""\n'),
    ("a module without a region", 0, "nothing to solve", "def f(x):\n    return x\n"),
    ("an empty module", 0, "nothing to solve", ""),
    ("a syntax error", 5, "not valid Python", SOUND + "def g(:\n"),
    ("a return outside a function", 5, "not valid Python", SOUND + "return 1\n"),
    ("another encoding", 1, "encoding line", "# -*- coding: latin-1 -*-\n" + SOUND),
    ("an unknown encoding", 1, "encoding", "# -*- coding: latin-99 -*-\n" + SOUND),
]


@pytest.mark.parametrize(
    ("line", "words", "text"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_a_module_is_refused_at_the_line_at_fault(tmp_path: Path, line: int, words: str, text: str) -> None:
    """The error names file and line and says what is wrong."""
    path = tmp_path / "lib.py"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SourceError, match=words) as caught:
        read_module(path)
    assert (caught.value.path, caught.value.line) == (path, line)


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (SOUND.encode() + b"x = '\xe9'\n", 5, "not UTF-8"),
        (SOUND.encode("utf-16"), 0, "UTF-16"),
        (SOUND.encode() + b"\0", 0, "UTF-16 or binary"),
    ],
    ids=["latin-1", "utf-16", "a null byte"],
)
def test_a_file_that_is_no_utf8_text_is_refused(
    tmp_path: Path, content: bytes, line: int, words: str
) -> None:
    """It cannot be known what a student would see of it."""
    path = tmp_path / "lib.py"
    path.write_bytes(content)

    with pytest.raises(SourceError, match=words) as caught:
        read_module(path)
    assert caught.value.line == line


def test_a_missing_module_is_named(tmp_path: Path) -> None:
    """The path stands in the sentence."""
    with pytest.raises(SourceError, match=r"lib\.py: the file is missing"):
        read_module(tmp_path / "lib.py")


@pytest.mark.parametrize(
    "content",
    [
        SOUND.encode(),
        SOUND.replace("\n", "\r\n").encode(),
        SOUND.replace("\n", "\r").encode(),
        SOUND.encode("utf-8-sig"),
        SOUND.replace("    ", "\t").encode(),
        SOUND.replace("SOLUTION\n", "SOLUTION  \n").encode(),
        SOUND.removesuffix("\n").encode(),
    ],
    ids=["plain", "CRLF", "CR", "BOM", "tabs", "blanks behind the markers", "no last line end"],
)
def test_line_ends_and_indentation_do_not_matter(tmp_path: Path, content: bytes) -> None:
    """The one region is found in lines 2 to 4."""
    path = tmp_path / "lib.py"
    path.write_bytes(content)

    module = read_module(path)

    assert [(region.begin, region.end) for region in module.regions] == [(2, 4)]
    assert module.lines[0] == "def f(x):"


def test_an_odd_escape_in_a_string_is_no_business_of_the_build(tmp_path: Path) -> None:
    """Python only warns of it."""
    path = tmp_path / "lib.py"
    path.write_text(SOUND + 'x = "\\d"\n', encoding="utf-8")

    assert len(read_module(path).regions) == 1


@pytest.mark.parametrize("line", ["### BEGIN SOLUTION", "# end solution", 'x = "### BEGIN SOLUTION"'])
def test_a_given_file_with_a_marker_is_refused(tmp_path: Path, line: str) -> None:
    """Nothing would act upon it, and the solution would be shipped."""
    path = tmp_path / "given.py"
    path.write_text(f"x = 1\n{line}\n", encoding="utf-8")

    with pytest.raises(SourceError) as caught:
        read_given(path)
    assert caught.value.line == 2


def test_a_handout_with_a_marker_line_is_refused_and_one_with_headings_is_not(tmp_path: Path) -> None:
    """In Markdown `### Solution` is a heading."""
    path = tmp_path / "handout.md"
    path.write_text("### Solution\n\nA fine text.\n", encoding="utf-8")
    assert read_prose(path).startswith("### Solution")
    path.write_text("Text\n\n    ### BEGIN SOLUTION\n", encoding="utf-8")

    with pytest.raises(SourceError) as caught:
        read_prose(path)
    assert caught.value.line == 3
