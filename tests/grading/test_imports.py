"""Files that take long or fail when they are imported, in the sandbox: they cost what is left out, and no more."""

from __future__ import annotations

import contextlib
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from autograder.grading.imports import try_imports
from autograder.grading.intake.notebook import modules_of
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.model.assignment import Limits
from tests.support.import_cases import CASES, HARMLESS, OPENING, assert_told
from tests.support.intake import an_assignment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from autograder.grading.imports import GuardedStudent, Imports
    from autograder.sandbox.sandbox import Sandbox

    Try = Callable[..., tuple[Imports, GuardedStudent]]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="student code can be held on Linux only")

LIMITS = Limits(test_seconds=4, total_seconds=40, cpu_seconds=8, memory_mib=1024, resident_mib=128)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One sandbox for all of these tests."""
    from autograder.sandbox.sandbox import Sandbox  # noqa: PLC0415 - Linux only

    with Sandbox(limits=LIMITS) as sandbox:
        yield sandbox


@pytest.fixture
def tried(sandbox: Sandbox) -> Iterator[Try]:
    """Hand files in; what came of importing them, and the student in the worker of a test."""
    with contextlib.ExitStack() as stack:

        def run(*names: str, notebook: bool = False, tests: int = 20, **files: str | bytes) -> Any:  # noqa: ANN401 - see `Try`
            content = {
                f"{name}.py": text if isinstance(text, bytes) else text.encode()
                for name, text in files.items()
            }
            modules = names or tuple(files)
            submission = stack.enter_context(sandbox.submission(content, modules))
            submission.compile()
            imports = try_imports(submission, modules, notebook=notebook, tests=tests)
            return imports, stack.enter_context(imports.worker(submission))

        yield run


def has(module: Any, name: str) -> bool:  # noqa: ANN401 - the student's module
    """Whether the student's module has a name."""
    try:
        getattr(module, name)
    except Exception:  # noqa: BLE001 - however it says so
        return False
    return True


@pytest.mark.parametrize("name", CASES)
def test_what_takes_long_or_fails_is_left_out_and_the_rest_stays(tried: Try, name: str) -> None:
    """One note names the line; the definitions are there."""
    case = CASES[name]

    imports, student = tried(hw=case.text)

    assert imports.faults == {}
    assert_told(imports.notes, case)
    assert student.hw.double(4) == 8
    assert [one for one in case.here if not has(student.hw, one)] == []
    assert [one for one in case.absent if has(student.hw, one)] == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "import os\nos._exit(0)\nlater = 1\n",
            "the program ended the process with exit status 0. It was left out",
        ),
        ("import os\nos.kill(os.getpid(), 9)\nlater = 1\n", "the program was killed by SIGKILL"),
        ("a = bytearray(10**9)\nb = a.count(1)\nlater = 1\n", "hw.py: "),
        ("import torch.nn as nn\nlater = 1\n", "imports torch; this assignment's grader has only numpy and"),
        ("later = 1\nsum(range(10**12))\n", "runs when it is imported"),
    ],
)
def test_what_ends_the_worker_is_left_out(tried: Try, code: str, words: str) -> None:
    """The next worker goes on without it."""
    imports, student = tried(hw=OPENING + code)

    assert imports.faults == {}
    assert len(imports.notes) == 1
    assert words in imports.notes[0]
    assert student.hw.double(4) == 8
    assert student.hw.later == 1


def test_a_name_that_another_file_lacks_is_told_without_the_sandbox_s_folders(tried: Try) -> None:
    """Python names the other file with its folder, which is none of the student's."""
    imports, student = tried(
        hw=f"{OPENING}\nfrom other import absent\n\ndef fails():\n    from other import absent\n", other=""
    )
    with pytest.raises(StudentError) as failed:
        student.hw.fails()

    said = "cannot import name 'absent' from 'other' (other.py)"
    assert f"stopped with ImportError: {said}. It was left out" in " ".join(imports.notes)
    assert failed.value.message == said
    assert student.hw.double(4) == 8


def test_what_is_cheap_stays(tried: Try) -> None:
    """Constants, lambdas, decorators, aliases, a star import; the main block does not run."""
    imports, student = tried(hw=HARMLESS.encode())

    assert imports.notes == ()
    assert student.hw.sigmoid(0) == student.hw.logistic(0) == 0.5
    assert (student.hw.Point().x, student.hw.SIZE, student.hw.A, student.hw.B) == (3, 3, 1, 2)


def test_what_stays_of_a_file_is_what_python_makes_of_it(tried: Try) -> None:
    """Futures, docstring, encoding and lines, also where something was left out."""
    text = HARMLESS.replace("A = 1; B = 2", "A = 1; B = 2; import time; time.sleep(60)")
    imports, student = tried(hw=f"{text}\r\ndef fails():\r\n    return {{}}['\N{EURO SIGN}']\r\n".encode())

    assert len(imports.notes) == 1
    assert "line 13 runs" in imports.notes[0]
    assert (student.hw.A, student.hw.B) == (1, 2)
    assert student.hw.Point().x == 3
    with pytest.raises(Exception, match="\N{EURO SIGN}") as raised:
        student.hw.fails()
    assert raised.value.line == text.count("\n") + 3  # type: ignore[attr-defined]  # a StudentError


def test_a_table_that_functions_use_stays_where_the_tests_can_afford_it(tried: Try) -> None:
    """Without it the functions would be wrong."""
    code = "TABLE = [burn(0.7), 5]\ndef use(): return TABLE[1]\n"

    imports, student = tried(hw=OPENING + code, tests=4)

    assert imports.notes == ()
    assert student.hw.use() == 5


def test_a_syntax_error_makes_the_file_unimportable(tried: Try) -> None:
    """Nothing of it can be run; the other file stays."""
    imports, student = tried(lib="def f(:\n", sol="import lib\ndef g(): return 1\n")

    assert imports.faults["lib"].fault is Fault.IMPORT
    assert imports.notes[0].startswith("lib.py cannot be imported in line 1: SyntaxError: ")
    assert "sol.py: line 1 stopped with SyntaxError" in imports.notes[1]
    assert student.sol.g() == 1


def test_a_file_that_defines_nothing_cannot_be_imported(tried: Try) -> None:
    """An error at its beginning is told as before."""
    imports, _ = tried(hw="import unittest\nraise unittest.SkipTest('no')\n")

    assert imports.faults["hw"].fault is Fault.IMPORT
    assert imports.notes == ("hw.py cannot be imported in line 2: SkipTest: no. Tests that need it fail.",)


def test_time_is_counted_where_it_is_spent(tried: Try) -> None:
    """In the file that is imported, whichever comes first; the file that imports it is not blamed."""
    imports, student = tried(
        sol="from lib import double\ndef four(): return double(2)\n", lib=f"{OPENING}burn(60)\n"
    )

    assert len(imports.notes) == 1
    assert imports.notes[0].startswith("lib.py takes more than ")
    assert student.sol.four() == 4


def test_a_missing_file_costs_what_needs_it(tried: Try) -> None:
    """The functions that do without it stay."""
    imports, student = tried("lib", "sol", sol="from lib import double\ndef one(): return 1\n")

    assert imports.faults["lib"].fault is Fault.MISSING
    (note,) = imports.notes
    assert note.startswith("sol.py: line 1 imports lib, but lib.py was not handed in. It was left out; ")
    assert student.sol.one() == 1


def notebook_of(folder: Path, *sources: str) -> dict[str, bytes]:
    """The modules of a notebook with these cells."""
    cells = [{"cell_type": "code", "source": source, "metadata": {}} for source in sources]
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    files, _ = modules_of(json.dumps(book).encode(), an_assignment(folder))
    return {name.removesuffix(".py"): content for name, content in files.items()}


def test_a_run_in_a_cell_costs_itself(tried: Try, tmp_path: Path) -> None:
    """The definitions of its cell stay, and so do the cells behind it, save what needs its result."""
    cells = (
        OPENING,
        "def near(x): return x\nresult = burn(60)\nprint(result['loss'])\nafter = near(3)",
        "%matplotlib inline\nprint(result)\nlast = 4",
    )

    imports, student = tried(notebook=True, **notebook_of(tmp_path, *cells))

    assert imports.faults == {}
    assert imports.notes[0].startswith("The notebook takes more than ")
    assert "cell 2 line 2 was left out, because every test runs the cells anew" in imports.notes[0]
    assert "and so were cell 2 line 3 and cell 3 line 2, which need what is missing" in imports.notes[0]
    assert "%matplotlib" in imports.notes[1]
    assert student.hw3_lib.near(2) == 2
    assert (student.hw3_sol.after, student.hw3_sol.last) == (3, 4)


def test_a_quick_notebook_is_run_as_before(tried: Try, tmp_path: Path) -> None:
    """An error ends its own cell."""
    imports, student = tried(notebook=True, **notebook_of(tmp_path, "a = 1\n1 / 0\na = 2", "b = a"))

    assert imports.notes == (
        "Cell 1 stopped in line 2: ZeroDivisionError: division by zero. The cells after it were run.",
    )
    assert student.hw3_lib.b == 1
