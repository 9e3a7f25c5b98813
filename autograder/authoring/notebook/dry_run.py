"""Run a notebook's cells in order before it is released: the reference has to earn every point, the stub none."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from autograder.authoring.notebook.nbgrader import release_cell
from autograder.errors import BuildRefusedError
from autograder.files import write_tree
from autograder.harness.checks.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from autograder.model.assignment import Assignment

# As a kernel does: one namespace, in which `In` lists the cells so far; the value of a last expression is kept; an
# error does not stop the next cell.
_RUN = """
import ast, contextlib, io, json, sys
sys.dont_write_bytecode = True
results = []
for cells in json.loads(sys.stdin.read()):
    names, result = {"__name__": "__main__", "In": [""]}, {}
    for id_, source in cells:
        names["In"].append(source)
        body = ast.parse(source).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        try:
            with contextlib.redirect_stdout(io.StringIO()) as stdout, contextlib.redirect_stderr(io.StringIO()):
                exec(compile(ast.Module(body, []), id_, "exec"), names)
                value = last and eval(compile(ast.Expression(last.value), id_, "eval"), names)
            said = stdout.getvalue()
            result[id_] = {"value": value if isinstance(value, float) else None, "error": "", "said": said}
        except BaseException as error:
            result[id_] = {"value": None, "error": f"{type(error).__name__}: {error}", "said": ""}
    results.append(result)
print(json.dumps(results))
"""


def dry_run(assignment: Assignment, course: Mapping[str, bytes], folder: Path) -> None:
    """Run the notebook with the reference solution, and with the stubs.

    Args:
        assignment: The notebook's assignment.
        course: The assignment's folder in an nbgrader course: path to content.
        folder: Where that folder can be laid out.

    Raises:
        BuildRefusedError: naming the cells that do not give what they should.
    """
    write_tree(folder, course)
    notebook = json.loads(course[f"{assignment.name}.ipynb"])
    cells = [
        {**cell, "source": "".join(cell["source"])}
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]
    right, unwritten = _run([cells, [_stubbed(cell, assignment) for cell in cells]], folder)
    for cell in cells:
        points = cell["metadata"].get("nbgrader", {}).get("points")
        solved, stubbed = right[cell["id"]], unwritten[cell["id"]]
        if solved["error"] or solved["value"] != points:
            reason = (
                solved["error"] or f"it gives {solved['value']} of {points} points{_failed(solved['said'])}"
            )
            raise BuildRefusedError(
                f"the notebook's cell `{cell['id']}` fails on the reference solution: {reason}"
            )
        if points is not None and stubbed["value"] != 0:
            reason = stubbed["error"] or "it gives points"
            raise BuildRefusedError(
                f"the notebook's cell `{cell['id']}` does not give 0 to the stub: {reason}"
            )


def _failed(said: str) -> str:
    """The lines about the first test that failed, as far as the cell has printed any."""
    lines = said.splitlines()
    first = next(
        (number for number, line in enumerate(lines) if line.lstrip().startswith(Status.FAILED.mark)), None
    )
    return "" if first is None else f": {' '.join(line.strip() for line in lines[first : first + 2])}"


def _stubbed(cell: Mapping[str, Any], assignment: Assignment) -> dict[str, Any]:
    """The cell as students get it, but with its hidden tests."""
    copy: dict[str, Any] = json.loads(json.dumps(cell))
    if copy["metadata"].get("nbgrader", {}).get("solution"):
        release_cell(copy, assignment.stub)
    return copy


def _run(notebooks: Iterable[list[dict[str, Any]]], folder: Path) -> list[dict[str, dict[str, Any]]]:
    """For each notebook, the value and the error of each cell, by the cell's id."""
    sources = [[(cell["id"], cell["source"]) for cell in cells] for cells in notebooks]
    ran = subprocess.run(  # noqa: S603 - our own interpreter with our own text
        [sys.executable, "-c", _RUN],
        cwd=folder,
        input=json.dumps(sources),
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode != 0:
        raise BuildRefusedError(f"the notebook's cells cannot be run: {ran.stderr.strip()[-500:]}")
    results: list[dict[str, dict[str, Any]]] = json.loads(ran.stdout)
    return results
