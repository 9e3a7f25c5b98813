"""Figures of matplotlib's as plain data: the same at home and in the sandbox, and nothing for lies."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.harness.student.drawing.bounds import FiguresRefusedError
from autograder.harness.student.drawing.figures import NO_ANSWER, figures_of
from autograder.model.assignment import Limits
from autograder.sandbox.sandbox import Sandbox
from tests.support.both_sides import BothSides

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

pytest.importorskip("matplotlib")

TESTS = '''
import pytest

pytestmark = pytest.mark.question("q")


def test_lines(student, check):
    """Two curves, however they are drawn."""
    check.equal("answer", student.m.curves([1, 2, 3]))
    axes = student.figure().axes[0]
    lines = {line.label: line for line in axes.lines}
    check.close("square", lines["square"].y)
    check.close("x", lines["square"].x)
    check.same("looks", [(line.linestyle, line.color, line.marker) for line in axes.lines])
    check.same("words", (axes.title, axes.xlabel, axes.ylabel, axes.legend, axes.texts))
    check.same("axis", (axes.xscale, axes.yscale, axes.xlim))
    check.same("size", student.figure().size)


def test_shapes(student, check):
    """Points, bars and a picture."""
    student.m.shapes()
    figure = student.figure()
    points, bars, image, level = figure.axes
    check.same("points", [points.points[0].x, points.points[0].y])
    check.close("bars", [[bar.x, bar.width, bar.height] for bar in bars.bars])
    check.equal("categories", bars.xticks)
    check.close("picture", image.images[0].values)
    check.same("level", (len(level.bars), level.bars[0].width, level.bars[0].color))
    marks = [(line.x, line.y, line.label, line.linestyle, line.color) for line in level.lines]
    check.same("marks", marks)
    check.same("whole", (figure.title, figure.legend, image.images[0].shape))


def test_several(student, check):
    """Figures stay apart, and one may be asked for by what a function returned."""
    first = student.m.named("first")
    student.m.named("second")
    check.equal("titles", [one.axes[0].title for one in student.figures()])
    check.equal("first", student.figure(first).axes[0].title)
    check.equal("second", student.figure().axes[0].title)


def test_one_after_the_other(student, check):
    """What is shown is done: what is drawn next is another figure."""
    student.m.both("loss", "accuracy")
    check.equal("titles", [one.axes[0].title for one in student.figures()])
    check.equal("curves", [len(one.axes[0].lines) for one in student.figures()])
    check.equal("last", student.figure().axes[0].title)


def test_none(student, check):
    """No figure of another test's is there."""
    check.equal("answer", student.m.answer())
    check.same("figures", len(student.figures()))


def test_program(student, check):
    """What a program has drawn."""
    student.script("prog.py")
    check.same("titles", [one.axes[0].title for one in student.figures()])
    student.script("prog.py")
    check.same("titles again", [one.axes[0].title for one in student.figures()])
'''
M = """
import matplotlib
matplotlib.use("TkAgg")
import matplotlib.pyplot as plt
import numpy as np


def answer():
    return 42


def curves(x):
    figure, axes = plt.subplots(figsize=(5, 3))
    axes.plot(x, np.square(x), "r--", label="square")
    axes.plot(x, x, marker="o", color="C0")
    axes.set(xlabel="x", ylabel="y", title="Curves", yscale="log", xlim=(0, 4))
    axes.legend()
    axes.annotate("here", (2, 2))
    plt.show()
    return len(axes.lines)


def shapes():
    figure, axes = plt.subplots(2, 2)
    axes[0, 0].scatter([1, 2, 3], [4.0, np.nan, 6.0])
    axes[0, 1].bar(["a", "b"], [3, 5])
    axes[1, 0].imshow(np.arange(6).reshape(2, 3))
    axes[1, 1].barh([1, 2], [7, 8], color="green")
    axes[1, 1].vlines([2, 4], 0, 1, colors=["r", "k"], linestyles="--", label="halved")
    axes[1, 1].hlines(3, 0, 5, linestyles=":")
    figure.suptitle("Shapes")
    plt.show(block=True)
    plt.pause(100)


def named(title):
    figure = plt.figure()
    plt.plot([1, 2])
    plt.title(title)
    return figure


def both(*titles):
    for title in titles:
        plt.plot([1, 2])
        plt.title(title)
        plt.show()
"""
PROG = """
import m

if __name__ == "__main__":
    m.named("program")
    m.plt.show()
"""
RIGHT = {"m": M, "prog": PROG}
LIMITS = Limits(test_seconds=5, total_seconds=120, cpu_seconds=10, memory_mib=1024, resident_mib=256)
HOSTILE = """

class Text(str):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash("square")

    def __str__(self):
        return self


class Endless:
    def __array__(self, *args, **kwargs):
        while True:
            pass

    def __len__(self):
        return 10**9


"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One that has matplotlib."""
    with Sandbox(packages=("numpy", "matplotlib"), limits=LIMITS) as made:
        yield made


@pytest.fixture(scope="module")
def both(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> BothSides:
    """The tests."""
    return BothSides(tmp_path_factory.mktemp("figures"), TESTS, sandbox, RIGHT)


def ran(both: BothSides, *edits: tuple[str, str]) -> dict[str, tuple[str, str]]:
    """What became of each test with edits of the module, the same on both sides."""
    module = M
    for old, new in edits:
        assert module.count(old) == 1
        module = module.replace(old, new)
    home, grade = (run(m=module, prog=PROG) for run in (both.at_home, both.in_the_sandbox))
    assert home == grade
    return grade


def test_the_reference_passes_on_both_sides(both: BothSides) -> None:
    """No window, no warning, no figure of an earlier test."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = ran(both)

    assert {status for status, _ in found.values()} == {"passed"}


def test_what_is_left_of_a_notebook_does_not_keep_anything_from_being_drawn(both: BothSides) -> None:
    """Matplotlib asks an IPython that is imported for its version, and the grader has a stand-in for it."""
    imports = "import IPython\nfrom IPython.display import clear_output, display\n"
    found = both.in_the_sandbox(m=imports + M, prog=PROG)

    assert {status for status, _ in found.values()} == {"passed"}


@pytest.mark.parametrize(
    "edits",
    [
        (('"r--"', '"--", color=(1.0, 0, 0)'), ('color="C0"', 'color="tab:blue"')),
        (('"r--"', 'linestyle="dashed", color="#f00"'), ("xlim=(0, 4)", "xlim=(0.0, np.float32(4))")),
        (("np.square(x)", "np.ma.masked_array(np.square(x, dtype=np.float32))"),),
        (("[4.0, np.nan, 6.0]", "np.ma.masked_array([4.0, 0, 6.0], [0, 1, 0])"),),
        (('bar(["a", "b"], [3, 5])', 'bar([0, 1], [3, 5], tick_label=["a", "b"])'),),
        (('linestyles="--", label', 'linestyles="dashed", linewidths=3, label'),),
        (
            (
                "    figure = plt.figure()\n    plt.plot([1, 2])",
                "    figure, axes = plt.subplots()\n    axes.plot([1, 2])",
            ),
        ),
    ],
    ids=[
        "tuple of color",
        "words of looks",
        "masked array",
        "masked points",
        "named ticks",
        "dashes",
        "axes",
    ],
)
def test_right_figures_pass_however_they_are_drawn(
    both: BothSides, edits: tuple[tuple[str, str], ...]
) -> None:
    """What is compared is what is drawn."""
    assert {status for status, _ in ran(both, *edits).values()} == {"passed"}


@pytest.mark.parametrize(
    ("edits", "failing"),
    [
        ((("np.square(x)", "x"),), {"test_lines"}),
        ((("    axes.legend()\n", ""),), {"test_lines"}),
        ((('"r--"', '"b--"'),), {"test_lines"}),
        ((("[4.0, np.nan, 6.0]", "[4.0, 5.0, 6.0]"),), {"test_shapes"}),
        ((("[7, 8]", "[8, 7]"),), {"test_shapes"}),
        ((("vlines([2, 4]", "vlines([2, 3]"),), {"test_shapes"}),
        ((('linestyles="--", label', 'linestyles=":", label'),), {"test_shapes"}),
        ((("figure = plt.figure()", "figure = plt.gcf(); figure.clear()"),), {"test_several"}),
        ((("plt.show()\n    return", "plt.close()\n    return"),), {"test_lines"}),
    ],
)
def test_wrong_figures_fail(both: BothSides, edits: tuple[tuple[str, str], ...], failing: set[str]) -> None:
    """In the tests that ask for what is wrong."""
    found = ran(both, *edits)

    assert {name for name, (status, _) in found.items() if status != "passed"} == failing


ENDS = {
    "closed after it was shown": "        plt.show()\n        plt.close()",
    "saved and closed": "        plt.savefig(__import__('io').BytesIO())\n        plt.close()",
    "saved by the figure": "        plt.gcf().savefig(__import__('io').BytesIO())\n        plt.close('all')",
    "saved after it was shown": "        plt.show()\n        plt.savefig(__import__('io').BytesIO())",
    "shown without waiting": "        plt.show(block=False)\n        plt.figure()",
    "shown at the end": "        if title == titles[-1]: plt.show()\n        else: plt.figure()",
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_figure_that_was_shown_or_saved_is_there(both: BothSides, end: str) -> None:
    """Whatever is done with it afterwards."""
    found = ran(both, ("        plt.show()", end))

    failed = {name for name, (status, _) in found.items() if status != "passed"}
    empty_ones_too = end in (ENDS["saved after it was shown"], ENDS["shown without waiting"])
    assert failed == ({"test_one_after_the_other"} if empty_ones_too else set())


def test_of_very_many_figures_the_last_are_there(both: BothSides) -> None:
    """A curve in each step of a training is no reason to refuse the others."""
    found = ran(both, ("def both(*titles):", "def both(*titles):\n    titles = (*range(60), *titles)"))

    assert "50 figures" not in str(found)
    assert not {name for name, (status, _) in found.items() if status == "error"}


def test_it_is_said_that_no_figure_is_open(both: BothSides) -> None:
    """It was closed, or never drawn."""
    found = ran(both, ("plt.show()\n    return", "plt.close()\n    return"))

    assert found["test_lines"][1].endswith(
        "no figure is there: your code has drawn none, or has closed it before it was shown or saved"
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("axes.lines[0]._x = Endless()", "something else than numbers where it draws numbers"),
        ("axes.lines[0]._x = np.array([None] * 3)", "something else than numbers where it draws numbers"),
        ("axes.title._text = 5", "something else than text where it writes text"),
        ("axes.xaxis = None", "a part of it is not what matplotlib made"),
        ("axes.xaxis.label._text = 'a' * 10**6", "your code's figures hold more than 200,000 letters"),
        (
            "axes.lines[0].set_data(*np.zeros((2, 600_000)))",
            "your code's figures draw more than 1,000,000 numbers",
        ),
        ("for _ in range(60): plt.figure()", ""),
    ],
)
def test_what_is_no_figure_is_one_sentence(both: BothSides, line: str, words: str) -> None:
    """On both sides."""
    status, sentence = ran(
        both,
        ("def answer", f"{HOSTILE}def answer"),
        ("    plt.show()\n    return", f"    {line}\n    return"),
    )["test_lines"]

    assert status == "failed"
    assert words in sentence


def test_figures_without_end_cost_the_test_that_asks_for_them(both: BothSides) -> None:
    """What is done is a list of the student's process, which may be anything there."""
    line = "matplotlib._pylab_helpers.Gcf.figs = type('Own', (dict,), {'done': __import__('itertools').repeat(1)})()"
    found = both.in_the_sandbox(
        m=M.replace("    plt.show()\n    return", f"    {line}\n    return"), prog=PROG
    )

    assert found["test_lines"][0] == "failed"
    assert found["test_shapes"][0] == "passed"


@pytest.mark.parametrize(
    "patch",
    [
        "matplotlib.axes.Axes.lines = property(lambda self: [Endless()] * 10)",
        "matplotlib.axes.Axes.get_yscale = lambda self: 'log'",
        "matplotlib.axes.Axes.get_title = matplotlib.axes.Axes.get_xlabel = lambda self: Text('?')",
        "matplotlib.lines.Line2D.get_label = lambda self: Text('square')",
        "matplotlib.lines.Line2D.get_data = lambda self, orig=True: (Endless(), Endless())",
        "matplotlib.text.Text.get_text = lambda self: Text('Curves')",
        "plt.gcf = plt.get_fignums = lambda: Endless()",
        "matplotlib._pylab_helpers.Gcf.get_active = lambda: None",
    ],
)
def test_a_patched_matplotlib_gains_nothing(both: BothSides, patch: str) -> None:
    """An empty figure stays an empty figure, and a right one is still read."""
    opening = ("def answer", f"{HOSTILE}{patch}\n\n\ndef answer")
    empty = M.replace(*opening).replace("    plt.show()\n    return", "    axes.clear()\n    return")
    found = both.in_the_sandbox(m=empty, prog=PROG)

    assert found["test_lines"][0] != "passed"
    assert found["test_none"][0] == "passed"


def test_a_hostile_text_is_what_matplotlib_would_write(both: BothSides) -> None:
    """Its own equality is not asked."""
    status, sentence = ran(
        both, ("def answer", f"{HOSTILE}def answer"), ('title="Curves"', 'title=Text("?")')
    )["test_lines"]

    assert (status, sentence) == ("failed", "words[0] differs from what is expected")


def answer(**changed: Any) -> dict[str, Any]:  # noqa: ANN401 - what a worker may send
    """What a worker sends of one line in one figure, with changes in the axes."""
    axes = {
        **dict.fromkeys(("title", "xlabel", "ylabel", "xscale", "yscale"), ""),
        **{name: [] for name in ("xticks", "yticks", "legend", "texts", "points", "bars", "images")},
        "xlim": (0.0, 1.0),
        "ylim": (0.0, 1.0),
        "lines": [(np.zeros(3), np.zeros(3), "", "-", "#000000", "None")],
        **changed,
    }
    figure = {"size": (1.0, 1.0), "title": "", "legend": [], "texts": [], "axes": [axes]}
    return {"figures": [figure]}


def line(x: object, y: object = None) -> dict[str, Any]:
    """A line with these numbers."""
    return {"lines": [(x, x if y is None else y, "", "-", "#000000", "None")]}


def test_an_answer_as_a_worker_sends_it_is_read() -> None:
    """The tests below are worth what this one is worth."""
    (figure,) = figures_of(answer())

    assert figure.axes[0].lines[0].y.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"title": 1}, NO_ANSWER),
        ({"title": "a" * 200_001}, "letters"),
        ({"legend": ["a"] * 5_001}, "artists"),
        ({"legend": ("a",)}, NO_ANSWER),
        ({"xlim": (0, 1.0)}, NO_ANSWER),
        ({"xlim": (0.0, 1.0, 2.0)}, NO_ANSWER),
        (line(np.zeros(1_000_001)), "numbers"),
        (line(np.zeros((3, 1))), NO_ANSWER),
        (line(np.zeros(3), np.zeros(2)), NO_ANSWER),
        (line(np.zeros(3), np.zeros((3, 1))), NO_ANSWER),
        (line(np.zeros(3, np.float32)), NO_ANSWER),
        (line(np.array(["a"])), NO_ANSWER),
        (line([0.0]), NO_ANSWER),
        ({"lines": [(1,)]}, NO_ANSWER),
        ({"lines": [[]]}, NO_ANSWER),
        ({"lines": line(np.zeros(2))["lines"] * 5_001}, "artists"),
        ({"bars": [(1, 2.0, 3.0, 4.0, "", "")]}, NO_ANSWER),
        ({"images": [((2, 2), np.zeros(4))]}, NO_ANSWER),
        ({"images": [((1 << 40,), None)]}, NO_ANSWER),
        ({"images": [((-1,), None)]}, NO_ANSWER),
        ({"images": [((500, 501), np.zeros((500, 501)))]}, NO_ANSWER),
    ],
)
def test_a_forged_answer_is_refused(changed: dict[str, Any], word: str) -> None:
    """Its sizes and kinds are looked at again where it arrives."""
    with pytest.raises(FiguresRefusedError) as refused:
        figures_of(answer(**changed))

    assert str(refused.value) == word


@pytest.mark.parametrize(
    ("forged", "word"),
    [
        (None, NO_ANSWER),
        ({"figures": None}, NO_ANSWER),
        ({"figures": [1]}, NO_ANSWER),
        ({"figures": answer()["figures"] * 51}, "figures"),
        ({"figures": [{**answer()["figures"][0], "axes": answer()["figures"][0]["axes"] * 201}]}, "axes"),
    ],
)
def test_no_answer_is_refused(forged: object, word: str) -> None:
    """Nor are more figures taken than the bounds allow."""
    with pytest.raises(FiguresRefusedError) as refused:
        figures_of(forged)

    assert str(refused.value) == word
