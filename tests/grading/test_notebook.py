"""Notebooks: which cells become the modules, what is said of the others, and what each cell does in the sandbox."""

from __future__ import annotations

import ast
import contextlib
import json
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import SubmissionRefusedError
from autograder.grading.cell_notes import cell_notes
from autograder.grading.intake import notebook
from autograder.grading.intake.notebook import modules_of
from autograder.grading.intake.released_notebook import RELEASED_NOTEBOOK
from autograder.grading.intake.submission import take_in
from autograder.harness.student.proxy import StudentError
from autograder.model.assignment import Limits
from autograder.model.graded_cells import STUBS, fingerprint
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.wire.module_files import HEADER
from tests.support.intake import an_assignment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from autograder.model.assignment import Assignment

PYTHON = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
LIMITS = Limits(test_seconds=2, total_seconds=60, cpu_seconds=5, memory_mib=1024, resident_mib=128)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="student code can be held on Linux only")


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """An assignment of two modules, in a folder that holds nothing."""
    return an_assignment(tmp_path, LIMITS)


def code(source: object, grade_id: str = "", **metadata: object) -> dict[str, Any]:
    """A code cell."""
    if grade_id:
        metadata["nbgrader"] = {"grade_id": grade_id, "schema_version": 3}
    return {
        "cell_type": "code",
        "source": source,
        "metadata": metadata,
        "outputs": [],
        "execution_count": None,
    }


def book(*cells: object, metadata: object = PYTHON, **top: object) -> bytes:
    """A notebook."""
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells), **top}
    ).encode()


def cells_of(files: Mapping[str, bytes]) -> list[tuple[int, str]]:
    """The cells in the first module, without the one that makes the other names known."""
    found: list[tuple[int, str]] = ast.literal_eval(files["hw3_lib.py"][len(HEADER) :].decode())
    return found[1:]


def released(folder: Path, **cells: str) -> None:
    """Say which cells students got; underscores stand for dashes in the ids."""
    found = [code(source, name.replace("_", "-")) for name, source in cells.items()]
    (folder / RELEASED_NOTEBOOK).write_bytes(book(*found))


def test_the_code_cells_are_the_first_module_and_its_name_the_others(assignment: Assignment) -> None:
    """Text cells are passed over and not counted; a source may be a list of lines."""
    text = {"cell_type": "markdown", "source": "read me", "metadata": {}}

    files, notes = modules_of(book(code("a = 1"), text, code(["b = 2\n", "c = 3"])), assignment)

    assert cells_of(files) == [(1, "a = 1"), (2, "b = 2\nc = 3")]
    assert files["hw3_sol.py"] == b"import hw3_lib\n"
    assert notes == ()


def test_cells_of_tests_are_the_grader_s(assignment: Assignment) -> None:
    """Whatever their tags, points and locks say; a name that is not ours is any cell's."""
    cells = [
        code("a = 1", "solution-hw3_lib-a"),
        code("assert a == 1", "public-a", tags=["skip-execution"]),
        code("assert a == 2", "hidden-a"),
        code("mine = 1", "my-own"),
    ]

    files, notes = modules_of(book(*cells), assignment)

    assert cells_of(files) == [(1, "a = 1"), (4, "mine = 1")]
    assert notes == ()


def test_a_test_cell_is_known_by_its_text_where_its_name_was_lost(assignment: Assignment) -> None:
    """Some editors drop the metadata."""
    released(assignment.folder, public_a="assert a == 1\n")

    files, _ = modules_of(book(code("assert a == 1  "), code("a = 1")), assignment)

    assert cells_of(files) == [(2, "a = 1")]


def test_what_sets_the_notebook_up_at_home_is_not_run(assignment: Assignment) -> None:
    """Nor what runs the tests there: the grader has no harness in a worker."""
    setup = "from run_tests import open_notebook\n\nopen_notebook(globals())"

    files, notes = modules_of(book(code(setup), code("a = 1")), assignment)

    assert cells_of(files) == [(2, "a = 1")]
    assert notes == ()


def test_duplicated_edited_and_deleted_cells_are_said(assignment: Assignment) -> None:
    """A split cell bears its name twice; both halves of a solution run."""
    released(assignment.folder, solution_lib_a="a = 0", solution_lib_b="b = 0", public_a="assert a == 1")
    cells = [
        code("a = 1", "solution-lib-a"),
        code("a += 1", "solution-lib-a"),
        code("assert True", "public-a"),
    ]

    files, notes = modules_of(book(*cells), assignment)

    assert cells_of(files) == [(1, "a = 1"), (2, "a += 1")]
    assert notes == (
        "Cells 1 and 2 are all named 'solution-lib-a': all are run, in order.",
        "Cell 3 held tests and was edited: it is not run, the grader has its own tests.",
        "Cells to be filled in were deleted, or lost their names: solution-lib-b.",
    )


def test_a_notebook_of_another_assignment_is_said_to_be_one(assignment: Assignment) -> None:
    """In one sentence; its code runs, since it may be an older release's."""
    released(assignment.folder, solution_lib_a="a = 0", public_a="assert a == 1")
    cells = [code("b = 1", "solution-other-b"), code("assert b", "public-a"), code("assert b", "public-b")]

    files, notes = modules_of(book(*cells), assignment)

    assert cells_of(files) == [(1, "b = 1")]
    assert len(notes) == 1
    assert notes[0].startswith("This seems to be the notebook of another assignment")


def test_several_edited_cells_are_named_together(assignment: Assignment) -> None:
    """In the plural."""
    released(assignment.folder, public_a="assert a == 1", public_b="assert b == 1")

    _, notes = modules_of(book(code("assert 1", "public-a"), code("assert 1", "public-b")), assignment)

    assert notes == (
        "Cells 1 and 2 held tests and were edited: they are not run, the grader has its own tests.",
    )


@pytest.mark.parametrize(
    ("metadata", "note"),
    [
        ({}, "The notebook names no kernel: its cells are run as Python."),
        ("nonsense", "The notebook names no kernel: its cells are run as Python."),
        (
            {"kernelspec": {"name": "ir", "language": "R"}, "language_info": {"name": "R\x1b[31m"}},
            "The notebook's kernel is 'R': its cells are run as Python all the same.",
        ),
    ],
)
def test_another_kernel_is_said(assignment: Assignment, metadata: object, note: str) -> None:
    """And does not matter."""
    assert modules_of(book(code("a = 1"), metadata=metadata), assignment)[1] == (note,)


def test_surrogates_are_replaced_and_said(assignment: Assignment) -> None:
    """JSON can hold half a character, a Python file cannot."""
    files, notes = modules_of(book(code("a = '\ud800'"), code(7)), assignment)

    assert cells_of(files) == [(1, "a = '?'")]
    assert notes == (
        "Cell 2 cannot be read: the source is no text.",
        "Cell 1 held half characters (surrogates), which were replaced by `?`.",
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "it is not JSON"),
        (b'{"nbformat": 4, "cells": [', "it is not JSON"),
        (b"\xff\xfe{", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[" * 600_000, "has too many parts"),
        (b" " * (notebook.LARGEST_NOTEBOOK + 1), "is larger than 16 MiB"),
        (b"[]", "this is not a notebook"),
        (b'{"cells": []}', "this is not a notebook"),
        (b'{"nbformat": 3, "worksheets": []}', "is not of format 4"),
        (b'{"nbformat": ' + b"9" * 5_000 + b"}", "is not of format 4"),
        (b'{"nbformat": 4, "cells": {}}', "has no list of cells"),
        (b'{"nbformat": 4, "cells": [1]}', "has no list of cells"),
        (book(*[code("")] * (notebook.MOST_CELLS + 1)), "more than 2,000 cells"),
        (book(*[code("#" * 2**20)] * 5), "the notebook's code is larger than 4 MiB"),
    ],
)
def test_what_is_no_readable_notebook_is_refused(
    assignment: Assignment, content: bytes, sentence: str
) -> None:
    """With one sentence."""
    with pytest.raises(SubmissionRefusedError, match=sentence) as refused:
        modules_of(content, assignment)

    assert str(refused.value).isprintable()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
IDS = st.sampled_from(["public-a", "hidden-a", "solution-lib-a", "written-1", "x", ""])
SOURCES = (
    JSON | st.text(st.characters(codec=None), max_size=20) | st.sampled_from(["%%bash\nls", "!ls", "a ="])
)
METADATA = JSON | st.fixed_dictionaries({"nbgrader": JSON | st.fixed_dictionaries({"grade_id": JSON | IDS})})
CELLS = st.fixed_dictionaries(
    {}, optional={"cell_type": st.just("code") | JSON, "source": SOURCES, "metadata": METADATA}
)
BOOKS = st.fixed_dictionaries(
    {"nbformat": st.just(4) | JSON, "cells": st.lists(CELLS | JSON, max_size=5) | JSON},
    optional={"metadata": JSON},
)


@settings(deadline=2_000, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    (BOOKS | JSON).map(lambda value: json.dumps(value).encode()) | st.binary(max_size=40), st.integers(0, 5)
)
def test_any_bytes_are_modules_or_a_refusal(content: bytes, cut: int) -> None:
    """Cut short or not: no other exception, all the modules, and notes that can be printed."""
    try:
        files, notes = modules_of(content[: len(content) - cut], an_assignment(Path("nowhere")))
    except SubmissionRefusedError as error:
        assert str(error).isprintable()  # noqa: PT017 - either outcome is right
        return

    assert [name for name in files if name != "written-cells.json"] == ["hw3_lib.py", "hw3_sol.py"]
    assert files["hw3_lib.py"].startswith(HEADER)
    assert isinstance(json.loads(files.get("written-cells.json", b"{}")), dict)
    assert all(note.isprintable() for note in notes)


@pytest.mark.parametrize("kind", ["file", "folder", "zip"])
def test_a_notebook_is_taken_in_place_of_the_modules(
    tmp_path: Path, assignment: Assignment, kind: str
) -> None:
    """Alone, or in a folder or zip, wrapped, with Jupyter's checkpoint and the written answers beside it."""
    content = book(code("a = 1"))
    source = tmp_path / "source"
    (source / "hw" / ".ipynb_checkpoints").mkdir(parents=True)
    for name in ("hw/hw3.ipynb", "hw/.ipynb_checkpoints/hw3-checkpoint.ipynb"):
        (source / name).write_bytes(content)
    (source / "hw" / "answers.toml").write_bytes(b"")
    path = {"file": source / "hw" / "hw3.ipynb", "folder": source, "zip": tmp_path / "hw3.zip"}[kind]
    with zipfile.ZipFile(tmp_path / "hw3.zip", "w") as archive:
        for file in source.rglob("*.*"):
            archive.write(file, file.relative_to(source))

    taken = take_in(path, assignment)

    assert taken.notebook
    assert set(taken.files) == {"hw3_lib.py", "hw3_sol.py", *(["answers.toml"] if kind != "file" else [])}
    assert cells_of(taken.files) == [(1, "a = 1")]


def test_modules_win_over_a_notebook(tmp_path: Path, assignment: Assignment) -> None:
    """The notebook is left out with a note."""
    (tmp_path / "hw3_lib.py").write_bytes(b"a = 1\n")
    (tmp_path / "hw3.ipynb").write_bytes(book(code("a = 2")))

    taken = take_in(tmp_path, assignment)

    assert not taken.notebook
    assert taken.files == {"hw3_lib.py": b"a = 1\n"}
    assert taken.notes[0] == "Not asked for and left out: hw3.ipynb."
    assert taken.notes[-1].startswith("The modules are graded, not the notebook beside them")


@pytest.mark.parametrize(
    ("module", "as_notebook"),
    [
        (b"def f():\n    pass\n", True),
        (b"\xef\xbb\xbfdef f():\r\n    pass  \r\n", True),  # an editor's marks and line ends
        (b"def f():\n    return 1\n", False),
    ],
)
def test_a_handout_that_was_zipped_whole_is_graded_by_its_notebook(
    tmp_path: Path, assignment: Assignment, module: bytes, *, as_notebook: bool
) -> None:
    """Where nobody has written into the modules beside it; otherwise they are the student's work."""
    (tmp_path / STUBS).write_text(
        json.dumps({"hw3_lib.py": fingerprint("def f():\n    pass\n")}), encoding="utf-8"
    )
    folder = tmp_path / "handed-in"
    folder.mkdir()
    (folder / "hw3_lib.py").write_bytes(module)
    (folder / "hw3.ipynb").write_bytes(book(code("a = 2")))

    taken = take_in(folder, assignment)

    said = "The modules are as they were given out: the notebook beside them is graded." in taken.notes
    assert (taken.notebook, said) == (as_notebook, as_notebook)
    assert as_notebook != any("left out" in note for note in taken.notes)


def test_a_link_in_place_of_a_module_is_no_handout(tmp_path: Path, assignment: Assignment) -> None:
    """It is refused, as without a notebook."""
    (tmp_path / STUBS).write_text("{}", encoding="utf-8")
    folder = tmp_path / "handed-in"
    folder.mkdir()
    (folder / "hw3_lib.py").symlink_to(tmp_path / STUBS)
    (folder / "hw3.ipynb").write_bytes(book(code("a = 2")))

    with pytest.raises(SubmissionRefusedError, match="link"):
        take_in(folder, assignment)


def test_of_two_notebooks_none_is_guessed(tmp_path: Path, assignment: Assignment) -> None:
    """The student says which."""
    for name in ("a.ipynb", "b.ipynb"):
        (tmp_path / name).write_bytes(book(code("a = 1")))

    with pytest.raises(SubmissionRefusedError, match=r"unclear which notebook is meant: a\.ipynb, b\.ipynb"):
        take_in(tmp_path, assignment)


def test_a_link_to_a_notebook_is_refused(tmp_path: Path, assignment: Assignment) -> None:
    """As a link to a module is."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "hw3.ipynb").symlink_to("/etc/passwd")

    with pytest.raises(SubmissionRefusedError, match=r"hw3\.ipynb is a link or a device"):
        take_in(tmp_path / "folder", assignment)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One for all tests here."""
    with Sandbox(limits=LIMITS) as started:
        yield started


@pytest.fixture
def in_worker(sandbox: Sandbox, assignment: Assignment) -> Iterator[Callable[..., Any]]:
    """Hand cells in; the student's side, in a worker."""
    with contextlib.ExitStack() as stack:

        def run(*sources: str) -> Any:  # noqa: ANN401 - the student's side
            files, _ = modules_of(book(*map(code, sources)), assignment)
            placed = stack.enter_context(sandbox.submission(files, ("hw3_lib", "hw3_sol")))
            placed.compile()
            return stack.enter_context(placed.worker())

        yield run


@on_linux
def test_an_error_costs_its_cell_alone(in_worker: Callable[..., Any]) -> None:
    """Also one that Python's reader or the program's end makes; each is said with cell and line."""
    student = in_worker(
        "import sys\na = 1",
        "b = 2\n1 / 0\nb = 3",
        "def broken(:\n",
        "x = 'a\0b'",
        "sys.exit(3)",
        "c = a + b",
    )

    assert student.hw3_lib.c == 3
    notes = list(cell_notes(student.hw3_lib))
    assert (
        notes[0]
        == "Cell 2 stopped in line 2: ZeroDivisionError: division by zero. The cells after it were run."
    )
    assert notes[1].startswith("Cell 3 stopped in line 1: SyntaxError: ")
    assert notes[2].startswith("Cell 4 stopped")
    assert notes[3] == "Cell 5 stopped in line 1: SystemExit: 3. The cells after it were run."


@on_linux
def test_an_import_that_the_grader_lacks_costs_its_line_alone(in_worker: Callable[..., Any]) -> None:
    """At home the rest of the cell ran: a plot package above a function costs no function."""
    student = in_worker(
        "import torch\nfrom torch.nn import Linear\ndef f(): return 3\nb = torch.nn\nc = 1",
        "def g(): import scipy\ng()\nd = 1",
        "names = sorted({*'bcd'} & {*globals()})",
    )

    assert student.hw3_lib.f() == 3
    assert student.hw3_lib.names == []
    notes = list(cell_notes(student.hw3_lib))
    assert notes[0] == (
        "Cell 1 line 1 was left out: it imports torch; this assignment's grader has only numpy and the standard "
        "library. The rest of the cell was run."
    )
    assert notes[1].startswith("Cell 1 line 2 was left out: it imports torch")
    assert notes[2].startswith("Cell 1 stopped in line 4: NameError")
    assert notes[3].startswith("Cell 2 stopped in line 2: it imports scipy")


@on_linux
def test_what_is_for_the_notebook_s_shell_is_left_out(in_worker: Callable[..., Any]) -> None:
    """Line by line, where Python does not read it; a remainder and a string that look like it stay."""
    student = in_worker(
        "%matplotlib inline\nif True:\n    !pip install numpy \\\n        scipy\na = 1\nlen?\nfiles = !ls",
        "%%bash\nrm -rf /",
        "%%time\nb = (7\n     % 4)",
        "c = '''\n%magic\n!shell\n'''",
    )

    module = student.hw3_lib
    assert (module.a, module.b, module.c) == (1, 3, "\n%magic\n!shell\n")
    (note,) = cell_notes(module)
    assert note.startswith("Left out, because the grader has no notebook shell: ")
    for one in ("1 line 1: %matplotlib inline", "1 line 6: len?", "2 line 1: %%bash", "3 line 1: %%time"):
        assert f"cell {one}" in note


@on_linux
def test_all_modules_are_the_one_namespace(in_worker: Callable[..., Any]) -> None:
    """Asked for by either name, also from within."""
    student = in_worker(
        "class A:\n    pass",
        "from hw3_lib import A as B\nimport hw3_sol\nfrom hw3_sol import *",
        "same = hw3_sol.A is A is B\nhw3_sol.later = 5",
    )

    assert student.hw3_sol.same
    assert student.hw3_lib.later == 5


@on_linux
def test_a_cell_s_future_holds_for_the_cells_after_it(in_worker: Callable[..., Any]) -> None:
    """As in a notebook."""
    student = in_worker("from __future__ import annotations", "class A:\n    def me(self) -> A: return 4")

    assert student.hw3_lib.A().me() == 4


@on_linux
def test_a_magic_above_the_future_changes_nothing_below_it(in_worker: Callable[..., Any]) -> None:
    """Each statement is compiled by itself, so `from __future__` need not stand first."""
    student = in_worker(
        '%matplotlib inline\n"""A text."""\n\nfrom __future__ import annotations\n\nimport math',
        "a = 1\nfrom __future__ import annotations\nclass A:\n    def me(self) -> A: return math.floor(4.5)",
    )

    assert student.hw3_lib.A().me() == 4
    assert list(cell_notes(student.hw3_lib)) == [
        "Left out, because the grader has no notebook shell: cell 1 line 1: %matplotlib inline."
    ]


@on_linux
def test_a_cell_is_read_as_a_whole_and_compiled_by_statements(in_worker: Callable[..., Any]) -> None:
    """What Python cannot read costs the whole cell; what it cannot compile or run costs what comes after."""
    student = in_worker("a = 1\nb = (", "c = 2\nreturn c\nd = 3", "e = 4\n1 / 0\nf = 5")

    module = student.hw3_lib
    assert (module.c, module.e) == (2, 4)
    for name in "abdf":
        with pytest.raises(StudentError):
            getattr(module, name)
    notes = list(cell_notes(module))
    assert notes[0].startswith("Cell 1 stopped in line 2: SyntaxError: '(' was never closed")
    assert notes[1].startswith("Cell 2 stopped in line 2: SyntaxError: 'return' outside function")
    assert notes[2].startswith("Cell 3 stopped in line 2: ZeroDivisionError")


@on_linux
def test_what_jupyter_reads_before_python_is_read_as_there(in_worker: Callable[..., Any]) -> None:
    """Pasted prompts, an indented cell, a timed statement, `await`, a magic without its sign."""
    student = in_worker(
        ">>> a = [1,\n...      2]\n>>> b = 3",
        "    c = 4\n    if c:\n        d = 5",
        "%time e = 6\nif e:\n    %prun f = 7",
        "async def g():\n    return 8\nh = await g()",
        "# the plots\npip install matplotlib",
        "for _ in range(2):\n    %timeit a\n    i = 9",
    )

    module = student.hw3_lib
    found = [getattr(module, name) for name in "abcdefhi"]
    assert found == [[1, 2], 3, 4, 5, 6, 7, 8, 9]
    (note,) = cell_notes(module)
    assert note == (
        "Left out, because the grader has no notebook shell: cell 5 line 2: pip install matplotlib; "
        "cell 6 line 2: %timeit a."
    )


@on_linux
def test_main_does_not_run_and_nobody_answers(in_worker: Callable[..., Any]) -> None:
    """The grader is no notebook; `display` prints."""
    student = in_worker("a = 1\nif __name__ == '__main__':\n    a = 2", "display(a)\nb = input('?')")

    assert student.hw3_lib.a == 1
    assert list(cell_notes(student.hw3_lib)) == [
        "Cell 2 stopped in line 2: EOFError: input() has nobody to ask in the grader. The cells after it were run.",
    ]


@on_linux
@pytest.mark.parametrize("first", ["", "from IPython import get_ipython\n"])
def test_magics_that_a_cell_calls_by_name_do_nothing(in_worker: Callable[..., Any], first: str) -> None:
    """As Colab and nbconvert write them; the cell goes on to its definitions."""
    student = in_worker(
        f"{first}get_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().system('ls')\na = 1",
        "if get_ipython():\n    a = 2",
    )

    assert student.hw3_lib.a == 1
    assert list(cell_notes(student.hw3_lib)) == []


@on_linux
def test_a_later_fault_names_cell_and_line(in_worker: Callable[..., Any]) -> None:
    """Of the cell that the function stands in."""
    student = in_worker("a = 1", "def f():\n    return a + undefined")

    with pytest.raises(StudentError) as raised:
        student.hw3_lib.f()

    assert (raised.value.file, raised.value.line) == ("cell-2", 2)


@on_linux
@pytest.mark.parametrize(
    "lie",
    [
        "7",
        "None",
        "[(1, 2)]",
        "[[1, 2, 'raised', 'x']]",
        "[(1, 2, 'raised', 'x' * 10**5)] * 10",
        "[('<b>',) * 4]",
    ],
)
def test_a_lie_about_the_cells_is_a_note_at_most(in_worker: Callable[..., Any], lie: str) -> None:
    """The list lies in the student's process."""
    student = in_worker(f"class Lie(dict):\n    pass\nglobals()['_autograder_told'] = {lie}")

    notes = list(cell_notes(student.hw3_lib))

    assert len(notes) <= 9
    assert all(len(note) < 400 and "<b>" not in note for note in notes)
