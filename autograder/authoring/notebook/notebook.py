"""Make an assignment's nbgrader notebook, and the one that students get, from its modules, tests and handout."""

from __future__ import annotations

import base64
import copy
import re
import textwrap
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.authoring.notebook.beside_tests import with_kept, with_shared
from autograder.authoring.notebook.library import nbformat_library
from autograder.authoring.notebook.lint import lint_notebook
from autograder.authoring.notebook.nbgrader import marks, release_cell
from autograder.authoring.notebook.needed import with_needed
from autograder.authoring.notebook.split import (
    code_cells,
    last_needed,
    names_asked_for,
    refuse_packages,
    refuse_programs,
)
from autograder.authoring.notebook.written import heading_of, written_cells, written_heading
from autograder.authoring.proof.prove import public_points
from autograder.authoring.source.handout_text import HandoutForm, handout_in
from autograder.errors import BuildRefusedError
from autograder.harness.checks.expected import Records
from autograder.harness.checks.folders import HIDDEN, PUBLIC, TEST_FOLDERS
from autograder.harness.session.seeds import secret_seed
from autograder.model.assignment import Visibility
from autograder.model.graded_cells import CellKind, grade_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from autograder.authoring.notebook.split import CodeCell
    from autograder.authoring.proof.reference import Reference
    from autograder.authoring.source.assignment_files import AssignmentFiles
    from autograder.model.assignment import Question

JsonCell = dict[str, Any]  # a cell as nbformat has it
_LONGEST_ID = 64  # of a cell, in nbformat
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_OPENING = """\
# {title}: the notebook

Run the cells from top to bottom; write your code where `{placeholder}` stands.
Leave all else as it is, the cells with tests above all.

What it needs: Python 3.9 or newer with {packages}, and beside this file `run_tests.py`, `harness.zip` and `tests/`.

* **JupyterLab**: unpack the whole handout and open this file in its folder. If the next cell names a missing package,
  run `%pip install {install}` in a new cell, then restart the kernel.
* **Colab**: upload the handout's zip to the session's files; then run `!unzip -o *.zip` in a new cell, `%cd` into
  the folder that it made, and `%pip install {install}`.
{instead}"""
_INSTEAD = """
Where the text below says `python run_tests.py`, run the cell with the tests of the question instead.
"""
_SETUP = """\
# Run this cell first: it says what is missing.
from importlib.util import find_spec

missing = [name for name in {needed!r} if find_spec(name) is None]
if missing:
    print("Missing: " + ", ".join(missing) + ". The text above says what to install, and where to open this file.")
else:
    from run_tests import open_notebook

    open_notebook(globals())
    print("Everything is in place.")"""
_PUBLIC = """\
# The public tests: {points} of the question's {all} points.
from run_tests import run_question

run_question("{question}", globals())"""
_HIDDEN = """\
# The hidden tests: {points} of the question's {all} points. They run when the notebook is graded.
### BEGIN HIDDEN TESTS
from run_tests import run_hidden

run_hidden(
    "{question}",
    globals(),
    points={exact!r},
    titles={titles},
    seeds={{
{seeds}
    }},
    tests={{
{tests}
    }},
    values=\"\"\"
{values}
\"\"\",
)
### END HIDDEN TESTS"""


@dataclass(frozen=True, kw_only=True)
class Notebooks:
    """One notebook in its two forms, as file contents."""

    source: bytes  # nbgrader's source, with the solution and the hidden tests
    released: bytes  # what students get


def make_notebooks(files: AssignmentFiles, reference: Reference) -> Notebooks:
    """The notebook of an assignment.

    Args:
        files: The text of the assignment.
        reference: Its modules, and what was recorded of them.

    Raises:
        OneNamespaceError: if the modules cannot stand in one notebook.
        BuildRefusedError: if nbgrader would make something else of it than this build.
    """
    refuse_packages(reference.assignment)
    for tests in (files.public, files.all_hidden, files.shared):  # two of them may have files of one name
        refuse_programs(reference.assignment.folder, tests)
    cells = list(_cells(files, reference))
    _refuse_findings(cells)
    _refuse_twins(cells)
    released = copy.deepcopy(cells)
    for cell in released:
        release_cell(cell, reference.assignment.stub)
    if any(marks(cell["source"]) or "run_hidden" in cell["source"] for cell in released):
        raise BuildRefusedError("the notebook for students would hold a hidden test or a marker")
    return Notebooks(source=_written(cells), released=_written(released))


def _cells(files: AssignmentFiles, reference: Reference) -> Iterator[JsonCell]:
    packages = tuple(dict.fromkeys(["numpy", "pytest", *reference.assignment.packages]))
    handout = handout_in(HandoutForm.NOTEBOOK, files.handout.decode())
    opening = _OPENING.format(
        title=reference.assignment.title,
        placeholder=reference.assignment.stub.comment.replace("`", ""),
        packages=", ".join(packages),
        install=" ".join(packages),
        instead=_INSTEAD if "run_tests.py" in handout else "",
    )
    yield _text("opening", opening)
    yield _code("setup", _SETUP.format(needed=(*packages, "run_tests")))
    for number, part in enumerate(_sections(handout), 1):
        yield _text(f"handout-{number}", part)
    yield from _code_and_tests(files, reference)
    if files.answer_keys:
        yield _text("written", written_heading(files.answer_keys))
    for key in files.answer_keys:
        for id_, source, about in written_cells(key):
            yield _cell("markdown", id_, source, about)


def _code_and_tests(files: AssignmentFiles, reference: Reference) -> Iterator[JsonCell]:
    """The cells of the modules, and each question's tests as soon as the cells above have all that they need."""
    cells = code_cells(reference.modules)
    questions = reference.assignment.questions
    waiting = [(_last_cell(question, cells, files, reference), question) for question in questions]
    for index, cell in enumerate(cells):
        if index == 0 or cells[index - 1].module != cell.module:
            yield _text(f"module-{cell.module}", f"## The code of `{cell.module}.py`")
        about = {"grade": False, "solution": cell.to_solve, "locked": not cell.to_solve}
        yield _code(grade_id(CellKind.SOLUTION, cell.module, cell.name), cell.source, about)
        for last, question in waiting:
            if last == index:
                yield from _tests_of(question, files, reference)


def _last_cell(
    question: Question, cells: Sequence[CodeCell], files: AssignmentFiles, reference: Reference
) -> int:
    """The index of the last cell of code that the question's tests need."""
    texts = [
        text
        for kind in TEST_FOLDERS
        for asked in with_needed(question.id, reference.passed)
        for text in with_shared(kind, _test_files(kind, asked, files, reference), files)
    ]
    found = last_needed(cells, (name for text in texts for name in names_asked_for(text)))
    return found if found >= 0 else len(cells) - 1


def _tests_of(question: Question, files: AssignmentFiles, reference: Reference) -> Iterator[JsonCell]:
    public = round(public_points(reference.assignment, reference.passed)[question.id], 6)
    hidden = 0.0 if question.manual else round(question.points - public, 6)
    wording = {"question": question.id, "all": f"{question.points:g}"}
    yield _cell("markdown", *heading_of(question))
    if _test_files(PUBLIC, question.id, files, reference):
        source = _PUBLIC.format(points=f"{public:g}", **wording)
        yield _code(grade_id(CellKind.PUBLIC, question.id), source, _graded(public))
    hidden_tests = _test_files(HIDDEN, question.id, files, reference)
    if hidden_tests:
        in_cell = with_kept(hidden_tests, files)
        source = _HIDDEN.format(
            points=f"{hidden:g}",
            exact=hidden,
            titles=question.visibility is Visibility.VISIBLE,
            tests="\n".join(f'        "{name}": {_literal(text)},' for name, text in in_cell.items()),
            seeds="\n".join(f"        {test!r}: {seed!r}," for test, seed in _seeds(reference, question.id)),
            values=_packed(reference, question.id),
            **wording,
        )
        yield _code(grade_id(CellKind.HIDDEN, question.id), source, _graded(hidden))


def _test_files(kind: str, question: str, files: AssignmentFiles, reference: Reference) -> Mapping[str, str]:
    """The files below tests/public or tests/hidden that hold tests of the question."""
    all_files = files.public if kind == PUBLIC else files.hidden
    names = {test.id.split("::")[0] for test in reference.passed if test.question == question}
    return {name: content.decode() for name, content in all_files.items() if f"{kind}/{name}" in names}


def _hidden_tests(reference: Reference, question: str) -> list[str]:
    """The ids of a question's hidden tests."""
    return [test.id for test in reference.passed if test.question == question and test.folder == HIDDEN]


def _seeds(reference: Reference, question: str) -> Iterator[tuple[str, str]]:
    """The seeds of a question's hidden tests, in place of the secret from which they are made."""
    for test in _hidden_tests(reference, question):
        yield test, secret_seed(reference.secret, test)


def _packed(reference: Reference, question: str) -> str:
    """The expected values of a question's hidden tests."""
    ids = _hidden_tests(reference, question)
    values = reference.records.values
    hidden = {key: value for key, value in values.items() if key.startswith(tuple(f"{id_}|" for id_ in ids))}
    packed = zlib.compress(Records(hidden).to_bytes(), 9)
    return "\n".join(textwrap.wrap(base64.b64encode(packed).decode(), 100))


def _literal(text: str) -> str:
    """A text as Python source, in a readable form if possible."""
    plain = "'''" not in text and not text.rstrip("\n").endswith(("'", "\\"))
    return f"r'''\n{text}'''" if plain else repr(text)


def _sections(handout: str) -> Iterator[str]:
    """The handout, cut before each heading of the second level."""
    yield from (part.strip("\n") for part in re.split(r"(?m)^(?=## )", handout) if part.strip())


def _graded(points: float) -> dict[str, Any]:
    return {"grade": True, "solution": False, "locked": True, "points": points}


def _text(id_: str, source: str) -> JsonCell:
    return _cell("markdown", id_, source.rstrip("\n"), None)


def _code(id_: str, source: str, about: dict[str, Any] | None = None) -> JsonCell:
    return {**_cell("code", id_, source, about), "execution_count": None, "outputs": []}


def _cell(kind: str, id_: str, source: str, about: dict[str, Any] | None) -> JsonCell:
    metadata = (
        {} if about is None else {"nbgrader": {"schema_version": 3, "grade_id": id_, "task": False, **about}}
    )
    return {"cell_type": kind, "id": id_[:_LONGEST_ID], "metadata": metadata, "source": source}


def _refuse_findings(cells: Sequence[JsonCell]) -> None:
    """Refuse what nbgrader would refuse, and words that nbgrader would take for a marker."""
    for finding in lint_notebook({"cells": cells}):
        raise BuildRefusedError(
            f"nbgrader would stumble over the notebook's cell `{cells[finding.cell - 1]['id']}`, "
            f"which is made of the handout, the tests and the code: {finding.what}"
        )


def _refuse_twins(cells: Iterable[JsonCell]) -> None:
    ids: set[str] = set()
    for cell in cells:
        if cell["id"] in ids:
            raise BuildRefusedError(
                f"two cells of the notebook would be called `{cell['id']}`; rename one of the two"
            )
        ids.add(cell["id"])


def _written(cells: list[JsonCell]) -> bytes:
    nbformat = nbformat_library()
    notebook: Any = nbformat.from_dict(
        {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    )
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook)
    return (text + "\n").encode()
