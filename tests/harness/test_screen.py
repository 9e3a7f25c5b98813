"""The lines that students read: 80 columns, sensible numbers, colour where it is wanted, and a forgiving `-q`."""

from __future__ import annotations

import io
import sys

import pytest

from autograder.harness.handout.description import Handout, HandoutQuestion
from autograder.harness.handout.screen.paper import Colour, filled, in_colour, labelled, number, width
from autograder.harness.handout.screen.which_question import question_meant
from autograder.harness.handout.stopping import Stopping
from autograder.harness.reading.stub_functions import StubFunction, StubFunctions

HANDOUT = Handout(
    name="toy",
    title="A toy",
    modules=("m.py",),
    packages=("numpy",),
    seed=1,
    data_folder=None,
    placeholder="### HERE",
    shared=(),
    questions=(
        HandoutQuestion("linear", "Linear layer", 4.0, 2.0),
        HandoutQuestion("cross-entropy", "CrossEntropyLoss layer", 4.0, 2.0),
    ),
    stubs=StubFunctions(
        (
            StubFunction("m.py", "CrossEntropyLoss.forward", "pass", "cross-entropy"),
            StubFunction("m.py", "Linear.forward", "pass", "linear"),
            StubFunction("m.py", "init_params", "pass", "linear"),
        )
    ),
)


class Terminal(io.StringIO):
    """Somebody looks."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.mark.parametrize(
    ("words", "question", "says"),
    [
        ("linear", "linear", ""),
        ("Linear", "linear", ""),
        ("LINEAR", "linear", ""),
        ("Cross_Entropy", "cross-entropy", ""),
        ("Linear layer", "linear", "`Linear layer` is taken for `-q linear`."),
        ("CrossEntropyLoss", "cross-entropy", "`CrossEntropyLoss` is taken for `-q cross-entropy`."),
        ("Linear.forward", "linear", "`Linear.forward` is taken for `-q linear`."),
        ("init_params", "linear", "`init_params` is taken for `-q linear`."),
        ("lineer", "linear", "`lineer` is taken for `-q linear`."),
        ("nonsense", "", "There is no question `nonsense`. The questions are: cross-entropy, linear."),
        ("", "", "There is no question ``. The questions are: cross-entropy, linear."),
    ],
)
def test_a_question_is_found_by_what_a_student_calls_it(words: str, question: str, says: str) -> None:
    """And an unknown one is answered with the list, in the order of the files."""
    assert question_meant(HANDOUT, words) == (question, says)


@pytest.mark.parametrize(
    ("points", "shown"), [(4 / 3, "1.33"), (2.0, "2"), (0.5, "0.5"), (0.0, "0"), (10.0, "10"), (-0.001, "0")]
)
def test_points_have_two_decimals_at_most(points: float, shown: str) -> None:
    """At home as in the grade."""
    assert number(points) == shown


def test_lines_keep_within_the_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words and names are never cut."""
    monkeypatch.setenv("COLUMNS", "200")
    lines = filled("words " * 60, " " * 6).splitlines()

    assert width() == 80
    assert max(map(len, lines)) <= 80
    assert filled("a" * 100) == "a" * 100
    assert labelled("got", "1\n2", "  ") == "  got:      1\n            2"


def test_colour_is_for_a_terminal_whose_owner_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR, a dumb terminal and a file have none."""
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    in_a_file = in_colour("ok", Colour.GOOD)
    monkeypatch.setattr(sys, "stdout", Terminal())
    on_a_terminal = in_colour("ok", Colour.GOOD)
    monkeypatch.setenv("NO_COLOR", "1")

    assert in_a_file == in_colour("ok", Colour.GOOD) == "ok"
    assert on_a_terminal == "\033[32mok\033[0m"


def test_a_long_test_is_named_with_its_line_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """After some seconds, and then not at every look."""
    folder = tmp_path_factory.mktemp("still")
    clock = iter([0.0, 1.0, 4.0, 4.0, 5.0])
    monkeypatch.setattr("autograder.harness.handout.stopping.perf_counter", lambda: next(clock))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    stopping = Stopping(folder)
    stopping.among({"public/t.py::test_a": "A long test."})
    stopping.begins("public/t.py::test_a")
    names: dict[str, object] = {}
    exec(compile("import sys\n\nframe = sys._getframe()\n", str(folder / "m.py"), "exec"), names)  # noqa: S102 - a student's file
    for _ in range(3):
        stopping.still(names["frame"])  # type: ignore[arg-type]  # it is a frame

    assert terminal.getvalue() == "still running: A long test. m.py, line 3\n"
