"""What is said of the line at which a student's code stopped: each row of the table, and what must not be said."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.harness.crashes.code import read, read_all
from autograder.harness.crashes.facts import MOST_FRAMES, MOST_VALUES, facts_of
from autograder.harness.crashes.frames import frames_in
from autograder.harness.crashes.given import Given
from autograder.harness.crashes.sources import texts_of
from autograder.harness.crashes.stop import Stop, stop_of
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.toml import tomllib

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "import math\n\nimport numpy as np\n\n\n"
CRASHES = tomllib.loads((Path(__file__).parent / "crashes.toml").read_text("utf-8"))["crash"]


@pytest.fixture
def stop(tmp_path: Path) -> Callable[..., Stop | None]:
    """Where `f` of a module stops, called with arrays of shapes (4, 3) and (3, 2)."""

    def found(text: str, given: Given | None = None) -> Stop | None:
        (tmp_path / "m.py").write_text(HEAD + text, encoding="utf-8")
        quiet, raises = contextlib.redirect_stdout(io.StringIO()), pytest.raises(StudentError)
        with LocalStudent(tmp_path, ("m",)) as student, quiet, raises as caught:
            student.m.f(np.ones((4, 3)), np.ones((3, 2)))
        error = caught.value
        sources = {"m.py": HEAD + text}
        return stop_of(error.type_name, error.message, error.frames, lambda: sources, given or Given())

    return found


@pytest.mark.parametrize("crash", CRASHES, ids=[one["name"] for one in CRASHES])
def test_each_line_is_told_what_was_wrong_there(
    stop: Callable[..., Stop | None], crash: dict[str, str]
) -> None:
    """And nothing where nothing is certain."""
    found = stop(crash["module"])

    assert found is not None
    assert found.sentence == crash["sentence"]


def test_the_machinery_of_numpy_is_left_out_where_a_sentence_says_more(
    stop: Callable[..., Stop | None],
) -> None:
    """Python's own words stay beside every other sentence."""
    product, name = stop("def f(x, w):\n    return x @ x\n"), stop("def f(x, w):\n    return exp(x)\n")

    assert product is not None
    assert product.python == "ValueError"
    assert name is not None
    assert name.python == "NameError: name 'exp' is not defined"


def test_the_row_follows_from_the_values_and_not_from_the_words() -> None:
    """Another version of NumPy may word the exception otherwise; what is wrong with the shapes stays wrong."""
    text = "def f(x, w):\n    return x @ w.T\n"
    facts = [
        ["m.py", 2, "f", [], [["x", "array", "ndarray", [4, 3], "f"], ["w", "array", "ndarray", [3, 2], "f"]]]
    ]

    found = stop_of(
        "ValueError", "matmul: these do not fit", frames_in(facts), lambda: {"m.py": text}, Given()
    )

    assert found is not None
    assert found.sentence.startswith("`x` is (4, 3) and `w.T` is (2, 3)")


GIVEN = """\
def g(layers):
    return [layer + 1 for layer in layers]


def f(x, w):
    layers = None
    return g(layers)
"""


def test_a_line_that_was_given_is_not_blamed(stop: Callable[..., Stop | None]) -> None:
    """The line of the student's that led to it is, and the given one is shown beside it."""
    given = Given.of(
        {"m.py": HEAD + GIVEN.replace("    layers = None\n    return g(layers)\n", "    pass\n")}
    )
    found = stop(GIVEN, given)

    assert found is not None
    assert (found.line, found.function, found.text) == (12, "f", "return g(layers)")
    assert found.sentence == (
        "It leads to line 7 in `g`, which is the handout's own: `return [layer + 1 for layer in layers]`."
    )


def test_where_only_given_lines_ran_their_values_are_named(stop: Callable[..., Stop | None]) -> None:
    """As in the last lines of a function that a student has filled in."""
    text = "def f(x, w):\n    loss = None\n    return float(loss) + 1\n"
    given = Given.of({"m.py": HEAD + text.replace("loss = None", "pass")})
    found = stop(text.replace("loss = None", "loss = print()"), given)

    assert found is not None
    assert found.line == 8
    assert found.sentence == (
        "`loss` is None. This line is the handout's own: look where its values come from."
    )


def test_lines_that_moved_are_still_given() -> None:
    """Students write above them; and what they have changed is theirs."""
    text = "def f(x):\n    if x:\n        y = 1\n    return y\n"
    given = Given.of({"m.py": text})
    moved = read("m.py", f"import os\n\n{text.replace('return y', 'return 2 * y')}")

    assert moved is not None
    own = {line: given.is_own(position) for line in range(4, 7) if (position := moved.position(line))}
    assert own == {4: True, 5: True, 6: False}
    assert Given.of({"m.py": text}).to_file() == given.to_file()


HOSTILE = {
    "a class that lies": """
class Liar:
    __class__ = property(lambda self: 1 / 0)
    __dict__ = property(lambda self: 1 / 0)
    shape = property(lambda self: 1 / 0)
    def __getattribute__(self, name): raise RuntimeError(name)
    def __repr__(self): raise SystemExit
def f(x, w):
    liar = Liar()
    return x + w
""",
    "a metaclass that lies": """
class Meta(type):
    __name__ = property(lambda self: 1 / 0)
    __mro__ = property(lambda self: 1 / 0)
    def __getattribute__(self, name): raise RuntimeError(name)
class Liar(metaclass=Meta):
    pass
def f(x, w):
    liar = type.__call__(Liar)
    return x + w
""",
    "an array that lies": """
class Array(np.ndarray):
    shape = property(lambda self: 1 / 0)
    def __len__(self): raise SystemExit
def f(x, w):
    liar = np.ones((2, 2)).view(Array)
    return x + w
""",
    "an object that holds itself": """
class Node:
    pass
def f(x, w):
    node = Node()
    for name in "abcdefghijklmnopqrstuvwxyz":
        setattr(node, name * 100, node)
    node.__dict__[7] = node
    node.__dict__["not a name"] = node
    return x + w
""",
    "ten thousand names": """
def f(x, w):
    namespace = {f"name{number}": number for number in range(10_000)}
    exec("; ".join(f"{name} = 1" for name in namespace) + "\\nx + w", {"x": x, "w": w})
""",
    "a callback of C code": """
def f(x, w):
    return sorted([3, 1, 2], key=lambda one: x + w)
""",
    "an exception of every kind": """
class Odd(ValueError):
    def __str__(self): raise RuntimeError("no text")
def f(x, w):
    raise Odd("operands could not be broadcast")
""",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_stands_at_the_line_nothing_of_it_is_called(tmp_path: Path, name: str) -> None:
    """Neither a class's own word nor a large or endless object is more than a bounded fact."""
    (tmp_path / "m.py").write_text(HEAD + HOSTILE[name], encoding="utf-8")
    with LocalStudent(tmp_path, ("m",)) as student:
        error = _raised_by(student.m._autograder_object.f)  # noqa: SLF001 - the function itself
        facts = facts_of(error, lambda path: Path(path).name if Path(path).parent == tmp_path else "")

    assert 0 < len(facts) <= MOST_FRAMES
    assert all(len(values) <= MOST_VALUES for *_, values in facts)
    assert len(repr(facts)) < 200_000
    assert frames_in(facts)


def _raised_by(function: Callable[..., Any]) -> BaseException:
    try:
        function(np.ones((4, 3)), np.ones((3, 2)))
    except BaseException as error:  # noqa: BLE001 - whatever the student's code raises
        return error
    raise AssertionError


VALUE = ["x", "array", "ndarray", [4, 3], "f"]


@pytest.mark.parametrize(
    "facts",
    [
        None,
        {},
        [[]],
        [["../../etc/passwd", 1, "f", [], []]],
        [["m.py", -1, "f", [], []]],
        [["m.py", True, "f", [], []]],
        [["m.py", 1, "f", [], {"x": 1}]],
        [[["m.py"], 1, "f", [], []]],
    ],
)
def test_facts_that_are_none_are_left_out(facts: object) -> None:
    """They come from a process that the student's code may have taken over."""
    assert frames_in(facts) == ()


@pytest.mark.parametrize(
    "value",
    [
        ["x\x1b[31m", *VALUE[1:]],
        ["x" * 10_000, *VALUE[1:]],
        ["x", "bomb", *VALUE[2:]],
        ["x", [], *VALUE[2:]],
        ["x", "array", "ndarray", [10**30], "f"],
        ["x", "array", "ndarray", [1] * 100, "f"],
        ["x", "array", "ndarray", ["4"], "f"],
        [],
        7,
    ],
)
def test_a_value_that_is_none_is_left_out(value: object) -> None:
    """And the others of its frame are kept."""
    (frame,) = frames_in([["m.py", 1, "<listcomp>", [1, 1, "a", None], [value, ["y", *VALUE[1:]]]]])

    assert (list(frame.values), frame.span, frame.code) == (["y"], (), "")


def test_text_in_a_value_is_no_more_than_letters() -> None:
    """A sentence names numbers and keys from there."""
    texts = ["0.5", "'a', 'b'", "</script>", "a\nb", "\u202ehidden", "x" * 10_000]
    values = [[f"x{number}", "number", "float", [], text] for number, text in enumerate(texts)]

    (frame,) = frames_in([["m.py", 1, "f", [], values]])

    assert [value.text for value in frame.values.values()] == ["0.5", "'a', 'b'", "", "", "", ""]


def test_a_file_that_nobody_can_read_costs_the_sentence_alone(tmp_path: Path) -> None:
    """Deep brackets, other encodings, nothing."""
    (tmp_path / "m.py").write_bytes(b"\xff\xfe\x00")

    assert texts_of(tmp_path, ["m.py", "other.py"]) == {}
    assert read("m.py", "(" * 5000) is None
    assert read_all({"m.py": "x = 1\n" * 100_000}) == {}


def test_a_statement_that_nobody_writes_costs_little_time() -> None:
    """Each of its parts would be looked at for each other part."""
    text = f"def f(x):\n    return {' + '.join(['x'] * 900)} @ x\n"
    facts = [["m.py", 2, "f", [], [["x", "array", "ndarray", [4, 3], "f"]]]]

    found = stop_of("ValueError", "matmul: core dimension", frames_in(facts), lambda: {"m.py": text}, Given())

    assert found is not None
    assert (found.sentence, len(found.text)) == ("", 160)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            lambda module: module.answer().layers,
            "The test reads `layers` of what your code gave, and that is a list",
        ),
        (
            lambda module: module.Layer().weights,
            "The test reads `weights` of what your code gave, and that is a `La",
        ),
        (lambda module: module.foward, "m.py defines no `foward`; it defines `forward`."),
        (lambda module: module.later, ""),
        (
            lambda module: module.Layer().step(1),
            "`Layer.step` (m.py, line 12) is written `def step(x)`, without `sel",
        ),
        (
            lambda module: module.forward(),
            "`forward` (m.py, line 4) also asks for `x`, and was called without.",
        ),
        (
            lambda module: module.forward(1, 2, 3),
            "`forward` (m.py, line 4) takes one argument, and was called w",
        ),
    ],
)
def test_what_the_test_itself_asked_for_is_named(
    tmp_path: Path, asked: Callable[[Any], Any], sentence: str
) -> None:
    """No line of the student's ran, but its file says why."""
    text = """\
if False:
    later = 1

def forward(x):
    return x

class Layer(list):
    def __init__(self):
        self.n = 1


    def step(x):
        return x

def answer():
    return [1]
"""
    (tmp_path / "m.py").write_text(text, encoding="utf-8")
    with LocalStudent(tmp_path, ("m",)) as student, pytest.raises((StudentError, AttributeError)) as caught:
        asked(student.m)
    error = caught.value
    if not isinstance(error, StudentError):  # a plain answer's own
        error = StudentError(Fault.RAISED, type(error).__name__, str(error))

    found = stop_of(error.type_name, error.message, error.frames, lambda: {"m.py": text}, Given())

    assert ("" if found is None else found.sentence).startswith(sentence)
    assert (found is None) == (not sentence)
