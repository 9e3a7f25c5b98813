"""A question's tests in a notebook: one namespace for all modules, the points as the cell's value, a quiet stderr."""

from __future__ import annotations

import base64
import linecache
import logging
import shutil
import sys
import zlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

from autograder.harness.checks.expected import Records
from autograder.harness.handout.description import Handout, HandoutQuestion
from autograder.harness.handout.notebook import NotebookStudent, open_notebook, run_hidden, run_question
from autograder.harness.student.proxy import StudentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TESTS = '''\
"""Doubling."""

import numpy as np
import pytest

pytestmark = pytest.mark.question("double")


@pytest.mark.weight(3)
def test_numbers(student, check):
    """The double of three numbers."""
    check.close("y", student.first.double(np.arange(3.0)))


@pytest.mark.batch
def test_other_module(student, check):
    """The same through the other module, in a batch."""
    check.close("y", student.second.double(np.ones(2)))
'''
VALUES = {
    "test_double.py::test_numbers|y": np.array([0.0, 2.0, 4.0]),
    "test_double.py::test_other_module|y": np.array([2.0, 2.0]),
}


@pytest.fixture
def handout(tmp_path: Path) -> Iterator[Path]:
    """A handout with one question, worth 4 points in public tests."""
    (tmp_path / "tests" / "public").mkdir(parents=True)
    (tmp_path / "tests" / "public" / "test_double.py").write_text(TESTS, encoding="utf-8")
    records = Records({f"public/{key}": value for key, value in VALUES.items()})
    (tmp_path / "tests" / "records.npz").write_bytes(records.to_bytes())
    about = Handout(
        name="toy",
        title="A toy",
        modules=("first.py", "second.py"),
        packages=("numpy",),
        seed=1,
        data_folder=None,
        placeholder="### TYPE HERE",
        shared=(),
        questions=(HandoutQuestion("double", "Doubling", 10, 4),),
        measures=(),
    )
    (tmp_path / "tests" / "assignment.json").write_bytes(about.to_json())
    yield tmp_path
    for name in ("first", "second"):
        sys.modules.pop(name, None)


def namespace(code: str) -> dict[str, Any]:
    """What a notebook holds after a cell."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec("import numpy as np\n" + code, names)  # noqa: S102 - as a kernel does
    return names


RIGHT = "def double(x): return 2 * x"


@pytest.mark.parametrize(
    ("code", "points"),
    [
        (RIGHT, 4.0),
        ("def double(x): return x + x[-1:]", 1.0),
        ("def double(x): return x + 1", 1.0),
        ("def double(x): pass", 0.0),
        ("", 0.0),
    ],
)
def test_the_value_is_the_share_of_the_points(handout: Path, code: str, points: float) -> None:
    """As text a plain number, which is all that nbgrader reads."""
    value = run_question(handout, "double", namespace(code))

    assert isinstance(value, float)
    assert (repr(value), DisplayFormatter().format(value)[0]["text/plain"]) == (repr(points), repr(points))
    assert value == points


def test_the_report_is_that_of_run_tests(handout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Points, a line for each test, and what was got and expected."""
    run_question(handout, "double", namespace("def double(x): return x"))

    printed = capsys.readouterr()
    assert "0 of 4 public points" in printed.out
    assert "FAIL  The double of three numbers." in printed.out
    assert "expected:" in printed.out
    assert printed.err == ""


def test_what_goes_to_stderr_is_kept_off_it(handout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Warnings, prints and log lines, by a handler that holds on to the stream; they come back with a failure."""
    names = namespace(
        "import sys, warnings\ndef double(x):\n    print('loud', file=sys.stderr)\n    log('logged')\n"
    )
    handler = logging.StreamHandler()
    logger = logging.getLogger("a student's")
    logger.addHandler(handler)
    names["log"] = logger.error
    try:
        value = run_question(handout, "double", names)
    finally:
        logger.removeHandler(handler)

    printed = capsys.readouterr()
    assert value == 0
    assert printed.err == ""
    assert "loud" in printed.out
    assert "logged" in printed.out
    assert "write" not in vars(sys.stderr)


def test_an_error_of_ours_is_not_hidden(handout: Path) -> None:
    """A damaged handout raises, and so costs the cell's points for all to see."""
    with pytest.raises(ValueError, match="A toy has no question"):
        run_question(handout, "no such question", namespace(RIGHT))


def test_an_exception_names_the_line_of_the_cell(
    handout: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And not the file as which the kernel compiled it."""
    kernel = SimpleNamespace(get_tmp_directory=lambda: str(tmp_path))
    monkeypatch.setitem(sys.modules, "ipykernel.compiler", kernel)  # type: ignore[arg-type]  # all that is asked of it
    names: dict[str, Any] = {}
    exec(compile("\ndef double(x):\n    return y", str(tmp_path / "123.py"), "exec"), names)  # noqa: S102 - a kernel

    run_question(handout, "double", names)

    assert "NameError: name 'y' is not defined (line 3 of its cell)" in " ".join(
        capsys.readouterr().out.split()
    )


def test_hidden_tests_print_no_values(handout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Their titles only, and those only where they may be seen."""
    values = _packed({f"hidden/{key}": value for key, value in VALUES.items()})
    names = namespace("def double(x): return x + 1")
    arguments = {"points": 6.0, "seeds": {}, "tests": {"test_double.py": "\n" + TESTS}, "values": values}

    told = run_hidden(handout, "double", names, titles=True, **arguments), capsys.readouterr().out
    untold = run_hidden(handout, "double", names, titles=False, **arguments), capsys.readouterr().out

    assert told[0] == untold[0] == 1.5
    assert "FAIL  The double of three numbers." in told[1]
    assert "expected" not in told[1]
    assert untold[1].split() == ["Doubling:", "the", "hidden", "tests", "1.5", "of", "6", "points"]


def test_every_module_is_the_notebook(tmp_path: Path) -> None:
    """Under each of the assignment's names, and no other."""
    student = NotebookStudent(tmp_path, ("first", "second"), namespace(RIGHT))

    with student:
        assert student.first.double(3) == student.second.double(3) == 6
        with pytest.raises(AttributeError):
            _ = student.third


def test_what_a_test_changes_is_changed_back(tmp_path: Path) -> None:
    """So that the next cell meets the notebook as the student wrote it."""
    names = namespace(RIGHT)
    before = dict(names)

    with NotebookStudent(tmp_path, ("first",), names) as student:
        student.first.double = 1
        student.first.other = 2
        assert (student.first.double, student.first.other) == (1, 2)

    assert names == before


def test_a_cell_that_was_not_run_is_named(tmp_path: Path) -> None:
    """The sentence says what to do."""
    with (
        NotebookStudent(tmp_path, ("first",), namespace("")) as student,
        pytest.raises(StudentError, match="has no 'double' yet: run the cell that defines it"),
    ):
        student.first.double(1)


def test_given_files_can_import_from_the_notebook(handout: Path) -> None:
    """`from first import double`, in a file beside it."""
    names = namespace(RIGHT)
    shutil.rmtree(handout / "tests" / "public")

    open_notebook(handout, names)

    found: dict[str, Any] = {}
    exec("from first import double\nimport second", found)  # noqa: S102 - as a kernel does
    assert found["double"] is names["double"]
    assert found["second"].double is names["double"]


def _packed(values: dict[str, np.ndarray]) -> str:
    return base64.b64encode(zlib.compress(Records(values).to_bytes())).decode()


def test_a_cell_that_stops_shows_its_line(handout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As `run_tests.py` shows it; the cell's lines come from where a kernel keeps them."""
    text = "def double(x):\n    return wieght * x\n\n\nweight = 2\n"
    path = str(handout.resolve() / "1234.py")
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(text, path, "exec"), names)  # noqa: S102 - as a kernel does
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)

    points = run_question(handout, "double", names)

    printed = capsys.readouterr().out
    assert points == 0.0
    assert "stopped in line 2 of its cell, in `double`:" in printed
    assert "          return wieght * x" in printed
    assert "There is no `wieght`; there is `weight`." in printed
    assert printed.count("return wieght") == 1
    assert "Stops at the same line as the test `The double of three numbers`" in " ".join(printed.split())
