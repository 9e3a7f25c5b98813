"""nbgrader's own sample notebooks, out of its wheel: what it strips is stripped the same here, or refused."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from autograder.authoring.notebook.lint import lint_notebook
from autograder.authoring.notebook.nbgrader import marks, release_cell
from autograder.model.assignment import Stub

if TYPE_CHECKING:
    from collections.abc import Mapping

# Clear each notebook as generate_assignment does, and tell what came of it, or that nbgrader refuses it.
_CLEAR = """
import copy, json, logging
from pathlib import Path
import nbformat, nbgrader
from nbgrader.nbgraderformat import read
from nbgrader.preprocessors import CheckCellMetadata, ClearHiddenTests, ClearSolutions
logging.disable(logging.CRITICAL)
told = {}
for path in sorted(Path(nbgrader.__file__).parent.glob("tests/*/files/*.ipynb")):
    try:
        before = read(path, 4)
    except Exception as error:
        told[path.name] = {"refused": type(error).__name__, "before": nbformat.read(path, 4).cells}
        continue
    after = copy.deepcopy(before)
    try:
        for step in (ClearSolutions(), CheckCellMetadata(), ClearHiddenTests()):
            after, _ = step.preprocess(after, {})
    except Exception as error:
        told[path.name] = {"refused": type(error).__name__, "before": before.cells}
    else:
        told[path.name] = {"before": before.cells, "after": [cell.source for cell in after.cells]}
print(json.dumps(told))
"""
STUB = Stub(comment="# YOUR CODE HERE", body="raise NotImplementedError()")  # nbgrader's own wording


@pytest.fixture(scope="module")
def samples(environment: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Each sample, and what nbgrader makes of it."""
    ran = subprocess.run(
        [sys.executable, "-c", _CLEAR], env=dict(environment), capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, dict[str, Any]] = json.loads(ran.stdout)
    return found


def test_cells_are_stripped_as_nbgrader_strips_them(samples: Mapping[str, Mapping[str, Any]]) -> None:
    """Solutions, hidden tests and what is to be written in prose."""
    compared = 0
    for name, sample in samples.items():
        for cell, wanted in zip(sample.get("before", []), sample.get("after", []), strict=False):
            if "nbgrader" in cell["metadata"]:
                release_cell(cell, STUB)
                assert cell["source"] == wanted, name
                compared += 1

    assert compared > 100


def test_no_mark_is_left(samples: Mapping[str, Mapping[str, Any]]) -> None:
    """In what the stripping leaves."""
    left = {name for name, sample in samples.items() if any(map(marks, sample.get("after", [])))}

    assert left == set()


def test_what_nbgrader_refuses_is_refused_and_nothing_else(samples: Mapping[str, Mapping[str, Any]]) -> None:
    """Each with a sentence that names the cell; its own samples have none of the slips that it lets through."""
    refused = {name for name, sample in samples.items() if "refused" in sample}
    ours = {name for name, sample in samples.items() if lint_notebook({"cells": sample["before"]})}

    assert ours == refused
    assert len(refused) > 10
