"""Classes 53 to 59: hostile notebooks. No cell is ever run: one alone is refused, one beside files is left out."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from autograder.errors import SubmissionRefusedError
from autograder.grading.submission import take_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.attacks.conftest import Aftermath, Siege

MARKER = "it-ran"  # the file that code in a cell would make, in the folder where the notebook lies


@pytest.fixture
def hand_in(siege: Siege, attack: Callable[..., Aftermath], tmp_path: Path) -> Callable[..., None]:
    """Hand in a notebook alone and beside files that still are the stubs; assert that it moves nothing."""

    def run(*cells: dict[str, Any], beside: str = "") -> None:
        notebook = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
        alone = tmp_path / "hw.ipynb"
        alone.write_text(notebook, encoding="utf-8")
        both = tmp_path / "hw.zip"
        with zipfile.ZipFile(both, "w") as archive:
            archive.writestr("hw.ipynb", notebook)
            for name in siege.solution:
                archive.write(siege.root / "release" / "besieged" / name, name)
            if beside:
                archive.writestr(beside, f"open({str(tmp_path / MARKER)!r}, 'w')")

        with pytest.raises(SubmissionRefusedError, match=r"hw\.ipynb is a notebook; hand in a zip"):
            take_in(alone, siege.loaded.assignment)
        aftermath = attack(both)

        assert aftermath.attack.points == 0
        assert "left out" in aftermath.attack.notes[0]
        assert "hw.ipynb" in aftermath.attack.notes[0]
        assert beside in aftermath.attack.notes[0]
        assert not (tmp_path / MARKER).exists()

    return run


@pytest.fixture
def trace(tmp_path: Path) -> str:
    """A line of Python that would leave a trace."""
    return f"open({str(tmp_path / MARKER)!r}, 'w')\n"


def code(source: str, *, tags: tuple[str, ...] = (), outputs: tuple[Any, ...] = (), **nbgrader: object) -> Any:  # noqa: ANN401 - a cell is JSON
    """A cell of code."""
    metadata: dict[str, object] = {"tags": list(tags)}
    if nbgrader:
        metadata["nbgrader"] = {"schema_version": 3, "locked": True, "solution": False, "grade": True, **nbgrader}
    return {
        "cell_type": "code", "source": source, "metadata": metadata, "outputs": list(outputs), "execution_count": 1,
    }  # fmt: skip


def test_a_transformer_drops_the_asserts(hand_in: Callable[..., None], trace: str) -> None:
    """Class 53: of the cells that follow, from their text and from their syntax trees."""
    transformers = """
import ast

class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()

shell = get_ipython()
shell.ast_transformers.append(NoAsserts())
shell.input_transformers_post.append(lambda lines: [line for line in lines if "assert" not in line])
"""

    hand_in(code(trace + transformers), code("assert relu(-1) == 0", grade_id="relu", points=4))


def test_the_graded_cells_are_tagged_to_be_skipped(hand_in: Callable[..., None], trace: str) -> None:
    """Class 54: a cell that does not run does not fail."""
    hand_in(
        code(trace),
        code("assert relu(-1) == 0", tags=("skip-execution", "raises-exception"), grade_id="relu", points=4),
    )


def test_what_the_grader_wrote_into_the_cells_is_edited(hand_in: Callable[..., None], trace: str) -> None:
    """Class 55: points raised and turned negative, a lock taken off, an id twice, and the cells of "mean" deleted."""
    hand_in(
        code(trace),
        code("pass", grade_id="relu", points=1000),
        code("pass", grade_id="linear", points=-6, locked=False),
        code("pass", grade_id="relu", points=4),
    )


def test_the_last_output_of_a_graded_cell_is_faked(hand_in: Callable[..., None], trace: str) -> None:
    """Class 56: a number there is read as partial credit."""
    faked = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "4"}}

    hand_in(code(trace), code("4", outputs=(faked,), grade_id="relu", points=4))


def test_code_is_appended_to_the_instructors_configuration(
    hand_in: Callable[..., None], trace: str, tmp_path: Path
) -> None:
    """Class 57: it would run as the instructor, the next time; the file is brought along, too."""
    appended = f"for folder in ('.', '..', {str(tmp_path)!r}):\n"
    appended += f"    open(folder + '/nbgrader_config.py', 'a').write({trace!r})\n"

    hand_in(code(appended), beside="nbgrader_config.py")

    assert not (tmp_path / "nbgrader_config.py").exists()


def test_the_gradebook_and_other_students_folders_are_opened(
    hand_in: Callable[..., None], trace: str, tmp_path: Path
) -> None:
    """Class 58: points are raised in the one, answers copied from the others."""
    gradebook = tmp_path / "gradebook.db"
    gradebook.write_bytes(b"the points of all")
    other = tmp_path / "submitted" / "other" / "hw.ipynb"
    other.parent.mkdir(parents=True)
    other.write_text("the other's answer", encoding="utf-8")
    stealing = f"open({str(gradebook)!r}, 'w').write(open({str(other)!r}).read())\n"

    hand_in(code(trace + stealing), beside="gradebook.db")

    assert gradebook.read_bytes() == b"the points of all"
    assert other.read_text(encoding="utf-8") == "the other's answer"


def test_a_cell_escapes_into_a_shell(hand_in: Callable[..., None], tmp_path: Path) -> None:
    """Class 59: by an exclamation mark, a magic, and the shell's own object."""
    touch = f"touch {tmp_path / MARKER}"

    hand_in(code(f"!{touch}"), code(f"%%bash\n{touch}"), code(f"get_ipython().system({touch!r})"))
