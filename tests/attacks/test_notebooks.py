"""Classes 53 to 59: hostile notebooks: their cells run in the sandbox as modules do, beside modules not at all."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.siege import HONEST, OPENING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.support.siege import Aftermath, Siege

MARKER = "it-ran"  # the file that code in a cell would make, in the folder where the notebook lies
MEAN = {"mean": 10.0}


@pytest.fixture
def hand_in(siege: Siege, attack: Callable[..., Aftermath], tmp_path: Path) -> Callable[..., Aftermath]:
    """Hand in these cells, behind wrong layers and with the right mean; assert that the mean keeps its points.

    The hostile cells come after the wrong layers and before the mean. The same is handed in beside modules that earn
    nothing, into which somebody has written, and moves nothing there.
    """

    def run(*cells: dict[str, Any], beside: str = "", earned: Mapping[str, float] | None = None) -> Aftermath:
        content = book(
            code(OPENING), *cells, code(siege.solution["training.py"], grade_id="solution-training-mean")
        )
        alone = tmp_path / "alone" / "hw.ipynb"
        alone.parent.mkdir()
        alone.write_text(content, encoding="utf-8")
        aftermath = attack(alone, earned=earned or MEAN)
        assert aftermath.points("mean") == 10
        assert not (tmp_path / MARKER).exists()
        _beside_modules(siege, attack, tmp_path, content, beside)
        return aftermath

    return run


def _beside_modules(
    siege: Siege, attack: Callable[..., Aftermath], tmp_path: Path, content: str, beside: str
) -> None:
    both = _zipped(siege, tmp_path, content, "# mine\n")
    if beside:
        with zipfile.ZipFile(both, "a") as archive:
            archive.writestr(beside, f"open({str(tmp_path / MARKER)!r}, 'w')")
    aftermath = attack(both)
    assert aftermath.attack.points == 0
    assert "left out" in aftermath.attack.notes[0]
    assert "hw.ipynb" in aftermath.attack.notes[0]
    assert beside in aftermath.attack.notes[0]
    assert not (tmp_path / MARKER).exists()


def _zipped(siege: Siege, tmp_path: Path, content: str, written: str) -> Path:
    """A zip of the notebook and the stubs, with something written into these."""
    both = tmp_path / "hw.zip"
    with zipfile.ZipFile(both, "w") as archive:
        archive.writestr("hw.ipynb", content)
        for name in siege.solution:
            stub = (siege.root / "release" / "besieged" / name).read_text(encoding="utf-8")
            archive.writestr(name, stub + written)
    return both


@pytest.fixture
def trace(tmp_path: Path) -> str:
    """A line of Python that would leave a trace."""
    return f"attempt('trace', lambda: open({str(tmp_path / MARKER)!r}, 'w'))\n"


def book(*cells: dict[str, Any]) -> str:
    """A notebook."""
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": kernel, "cells": cells})


def code(
    source: str, *, tags: tuple[str, ...] = (), outputs: tuple[Any, ...] = (), **nbgrader: object
) -> Any:  # noqa: ANN401 - a cell is JSON
    """A cell of code."""
    metadata: dict[str, object] = {"tags": list(tags)}
    if nbgrader:
        metadata["nbgrader"] = {
            "schema_version": 3,
            "locked": True,
            "solution": False,
            "grade": True,
            **nbgrader,
        }
    return {
        "cell_type": "code", "source": source, "metadata": metadata, "outputs": list(outputs), "execution_count": 1,
    }  # fmt: skip


def test_an_honest_notebook_keeps_its_points(
    siege: Siege, attack: Callable[..., Aftermath], tmp_path: Path
) -> None:
    """The reference, and a half-right one: as their modules earn."""
    points = []
    for number, files in enumerate((siege.solution, HONEST)):
        notebook = tmp_path / f"{number}.ipynb"
        notebook.write_text(book(*map(code, files.values()), code("assert False")), encoding="utf-8")
        aftermath = attack(notebook, earned={"relu": 4.0, "linear": 6.0, "mean": 10.0})
        points.append([one.points for one in aftermath.attack.questions])

    assert points[0] == [4, 6, 10]
    assert points[1] == pytest.approx([4, 0, 20 / 3], abs=1e-5)


def test_a_transformer_drops_the_asserts(hand_in: Callable[..., Aftermath], trace: str) -> None:
    """Class 53: of the cells that follow, from their text and from their syntax trees; the shell takes none."""
    transformers = """
import ast, builtins

class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()

builtins.compile = lambda *arguments, **keywords: (_ for _ in ()).throw(SystemExit)
attempt("shell", lambda: get_ipython())
shell = get_ipython()
shell.ast_transformers.append(NoAsserts())
shell.input_transformers_post.append(lambda lines: [line for line in lines if "assert" not in line])
"""

    aftermath = hand_in(
        code(trace + transformers), code("assert relu(-1) == 0", grade_id="public-relu", points=4)
    )

    assert aftermath.tried["shell"] != "NameError"
    assert aftermath.tried["trace"] != ""
    assert any(
        "'Shell' object has no attribute 'ast_transformers'" in note for note in aftermath.attack.notes
    )


def test_the_graded_cells_are_tagged_to_be_skipped(hand_in: Callable[..., Aftermath], trace: str) -> None:
    """Class 54: a cell that does not run does not fail."""
    tags = ("skip-execution", "raises-exception")

    hand_in(code(trace), code("assert relu(-1) == 0", tags=tags, grade_id="public-relu", points=4))


def test_what_the_grader_wrote_into_the_cells_is_edited(
    hand_in: Callable[..., Aftermath], trace: str
) -> None:
    """Class 55: points raised and turned negative, a lock taken off, an id twice, and the cells of "mean" deleted."""
    aftermath = hand_in(
        code(trace),
        code("pass", grade_id="public-relu", points=1000),
        code("pass", grade_id="hidden-linear", points=-6, locked=False),
        code("pass", grade_id="public-relu", points=4),
    )

    assert "Cells 3 and 5 are all named 'public-relu': none is run: the grader has its own tests." in (
        aftermath.attack.notes
    )


def test_the_last_output_of_a_graded_cell_is_faked(hand_in: Callable[..., Aftermath], trace: str) -> None:
    """Class 56: a number there is read as partial credit."""
    faked = {
        "output_type": "execute_result",
        "execution_count": 1,
        "metadata": {},
        "data": {"text/plain": "4"},
    }

    hand_in(code(trace), code("4", outputs=(faked,), grade_id="hidden-relu", points=4))


def test_code_is_appended_to_the_instructors_configuration(
    hand_in: Callable[..., Aftermath], trace: str, tmp_path: Path, denied: frozenset[str]
) -> None:
    """Class 57: it would run as the instructor, the next time; the file is brought along, too.

    The current folder is the worker's own, and gone with it.
    """
    config = tmp_path / "nbgrader_config.py"
    config.write_text("c = get_config()\n", encoding="utf-8")
    appended = "for number, folder in enumerate(('..', '../..', " + repr(str(tmp_path)) + ")):\n"
    appended += "    attempt(number, lambda: open(folder + '/nbgrader_config.py', 'a').write('poison'))\n"

    aftermath = hand_in(code(trace + appended), beside="nbgrader_config.py")

    assert config.read_text(encoding="utf-8") == "c = get_config()\n"
    assert {aftermath.tried[name] for name in ("0", "1", "2", "trace")} <= denied


def test_the_gradebook_and_other_students_folders_are_opened(
    hand_in: Callable[..., Aftermath], trace: str, tmp_path: Path, denied: frozenset[str]
) -> None:
    """Class 58: points are raised in the one, answers copied from the others."""
    gradebook = tmp_path / "gradebook.db"
    gradebook.write_bytes(b"the points of all")
    other = tmp_path / "submitted" / "other" / "hw.ipynb"
    other.parent.mkdir(parents=True)
    other.write_text("the other's answer", encoding="utf-8")
    stealing = f"""
attempt("gradebook", lambda: open({str(gradebook)!r}, 'r+b'))
attempt("other", lambda: open({str(other)!r}).read())
attempt("list", lambda: os.listdir({str(other.parent)!r}))
import sqlite3
attempt("sqlite", lambda: sqlite3.connect({str(gradebook)!r}).execute("vacuum"))
"""

    aftermath = hand_in(code(trace + stealing), beside="gradebook.db")

    assert gradebook.read_bytes() == b"the points of all"
    assert other.read_text(encoding="utf-8") == "the other's answer"
    assert {aftermath.tried[name] for name in ("gradebook", "other", "list")} <= denied
    assert aftermath.tried.get("sqlite", "OperationalError") == "OperationalError"


@pytest.mark.confined
def test_a_cell_escapes_into_a_shell(hand_in: Callable[..., Aftermath], tmp_path: Path) -> None:
    """Class 59: by an exclamation mark, a magic, and the shell's own object."""
    touch = f"touch {tmp_path / MARKER}"

    aftermath = hand_in(
        code(f"!{touch}"),
        code(f"%%bash\n{touch}"),
        code(f"get_ipython().system({touch!r})"),
        code(f"attempt('system', lambda: os.system({touch!r}))\nfiles = !{touch}"),
    )

    assert aftermath.tried["system"] != "0"
    assert any(note.startswith("Left out, because") and "%%bash" in note for note in aftermath.attack.notes)


def test_untouched_stubs_beside_a_notebook_lend_it_nothing(
    siege: Siege, attack: Callable[..., Aftermath], tmp_path: Path, trace: str
) -> None:
    """A handout that was zipped whole is graded by its notebook, as if that had come alone."""
    content = book(code(OPENING), code(trace), code(siege.solution["training.py"]))

    aftermath = attack(_zipped(siege, tmp_path, content, ""), earned=MEAN)

    assert aftermath.points("mean") == 10
    assert aftermath.attack.points == 10
    assert not (tmp_path / MARKER).exists()


def test_the_layers_are_swapped_after_the_cells(hand_in: Callable[..., Aftermath]) -> None:
    """The one namespace and its names are the student's to ruin, and gain nothing."""
    ruin = """
class Everything:
    def __getattr__(self, name): return self
    def __call__(self, *arguments): return self
    def __eq__(self, other): return True

sys.modules["layers"] = Everything()
sys.modules[__name__].__loader__.run_cells = None
_autograder_told = Everything()
ReLU.forward = lambda self, x: Everything()
sys.modules["layers"] = sys.modules["training"]
"""

    aftermath = hand_in(code(ruin))

    assert aftermath.points("relu") == 0
