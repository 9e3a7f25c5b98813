"""The lines that students read: 80 columns, sensible numbers, colour where it is wanted, and a forgiving `-q`."""

from __future__ import annotations

import io
import sys
from typing import Any

import pytest

from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord
from autograder.harness.checks.values import Finding
from autograder.harness.diagnosis.diagnose import Diagnosis
from autograder.harness.handout.description import Handout, HandoutQuestion
from autograder.harness.handout.screen.paper import Colour, filled, in_colour, labelled, number, width
from autograder.harness.handout.screen.report import Report
from autograder.harness.handout.screen.which_question import question_meant
from autograder.harness.handout.stopping import Stopping
from autograder.harness.handout.terminal import print_report
from autograder.harness.reading.not_begun import NotBegun
from autograder.harness.reading.stub_functions import StubFunction, StubFunctions
from autograder.harness.student.plain import Fault

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


def failed(id_: str, kind: str = "value", **about: Any) -> TestRecord:  # noqa: ANN401 - fields of a record
    """A test of the linear layer that did not pass."""
    return TestRecord(
        id=id_,
        question="linear",
        weight=1.0,
        title=f"Title of {id_}.",
        status=Status.FAILED,
        finding=Finding(kind, f"What {id_} found", "[1. 2.]", "[3. 4.]"),
        **about,
    )


WHY = (Diagnosis("scaled", known=False, sentence="Every entry is halved.", hint=""),)
LEADS = {  # the failed tests, those with a diagnosis, and the one that is shown in full
    "the first, which has a reason": ([failed("a"), failed("b")], ("a", "b"), "a"),
    "a later one, which alone has a reason": ([failed("a"), failed("b"), failed("c")], ("b", "c"), "b"),
    "the first of several without": ([failed("a"), failed("b")], (), "a"),
    "the first, which says itself what is wrong": ([failed("a", "none"), failed("b")], ("b",), "a"),
    "a later one that raised": ([failed("a"), failed("b", "raised", fault=Fault.RAISED)], (), "b"),
    "none that needs another question": (
        [failed("a"), failed("b", uses=("cross-entropy",))],
        ("b",),
        "a",
    ),
}


@pytest.mark.parametrize("name", LEADS)
def test_the_first_test_that_says_why_is_shown_in_full(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In its place: the order of the tests stays."""
    records, explained, shown = LEADS[name]
    report = Report(
        HANDOUT,
        records,
        dict.fromkeys(explained, WHY),
        lost=("linear", "cross-entropy"),
        not_begun=NotBegun(HANDOUT.stubs, {}),
    )

    print_report(report)

    printed = capsys.readouterr().out
    titles = [one for one in printed.splitlines() if "Title of" in one and "FAIL" in one]
    assert [one.split()[-1] for one in titles] == [f"{record.id}." for record in records]
    assert printed.count("What ") == 1
    assert f"Title of {shown}.\n      What {shown} found" in printed
