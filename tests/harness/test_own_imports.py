"""The same files at home: what is left out and what is said is the same as in the grade."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.harness.handout.imports import OwnImports
from autograder.harness.importing import stopwatch
from autograder.harness.importing.measure import Finding
from autograder.harness.leaving_out.decide import Decision
from autograder.harness.leaving_out.words import module_notes
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.proxy import StudentError
from tests.support.import_cases import CASES, HARMLESS, OPENING, assert_told

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows cannot interrupt a statement")
CATCHES = "an endless loop that catches everything"  # at home only Ctrl-C ends it


def imported(folder: Path, text: str | bytes) -> OwnImports:
    """What comes of importing this file."""
    (folder / "hw.py").write_bytes(text if isinstance(text, bytes) else text.encode())
    return OwnImports(folder, ("hw",), budget=4.0)


@pytest.mark.parametrize("name", sorted({*CASES} - {CATCHES}))
def test_what_takes_long_or_fails_is_left_out_and_the_rest_stays(tmp_path: Path, name: str) -> None:
    """With the words of the grade, since they are the same table."""
    case = CASES[name]

    imports = imported(tmp_path, case.text)

    assert_told(imports.notes, case)
    with LocalStudent(tmp_path, ("hw",), left_out=imports.left_out) as student:
        assert student.hw.double(4) == 8
        for one in case.here:
            getattr(student.hw, one)
        for one in case.absent:
            with pytest.raises(StudentError, match=one):
                getattr(student.hw, one)


def test_what_is_cheap_stays(tmp_path: Path) -> None:
    """Nothing is left out, and nothing is said."""
    imports = imported(tmp_path, HARMLESS.encode())

    assert (imports.left_out, imports.notes) == ({}, [])


def test_an_import_that_takes_long_is_not_to_be_computed() -> None:
    """Nor to be moved to where only a script finds it."""
    found = Finding(
        part=0,
        number=3,
        line=7,
        seconds=9.0,
        interrupted=True,
        fixed=True,
        needed=True,
        follows=False,
        error="",
        imports=True,
    )
    other = found._replace(number=4, line=8, needed=False)

    (note,) = module_notes("hw.py", Decision(slow={3: found, 4: other}, definitions=1))

    assert note == (
        "hw.py takes more than 18 s to import; lines 7 and 8 run when it is imported. They were left out."
    )


def test_an_exit_does_not_end_the_run(tmp_path: Path) -> None:
    """The line is named, as in the grade."""
    imports = imported(tmp_path, f"{OPENING}import os\nos._exit(0)\n")

    assert "stopped with SystemExit: 0" in imports.notes[0]


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """No module, no finder, no folder, no print, no random number."""
    before = (list(sys.path), list(sys.meta_path), Path.cwd(), sys.stdin, os._exit)
    np.random.seed(3)  # noqa: NPY002 - it is the state that students use
    expected = np.random.rand()  # noqa: NPY002 - see above
    np.random.seed(3)  # noqa: NPY002 - see above

    imported(tmp_path, f"{OPENING}import numpy as np\nprint(np.random.rand())\n1 / 0\n")

    assert (list(sys.path), list(sys.meta_path), Path.cwd(), sys.stdin, os._exit) == before
    assert "hw" not in sys.modules
    assert np.random.rand() == expected  # noqa: NPY002 - see above


def test_ctrl_c_stops_the_run(tmp_path: Path) -> None:
    """It is no error of the file."""
    with pytest.raises(KeyboardInterrupt):
        imported(tmp_path, f"{OPENING}raise KeyboardInterrupt\n")


def test_without_timers_what_took_long_is_left_out_of_the_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows a statement runs to its end once, and not again for each test."""
    monkeypatch.delattr(stopwatch.signal, "setitimer")

    imports = imported(tmp_path, f"{OPENING}burn(0.7)\nlater = 1\n")

    assert "takes 0.7" in imports.notes[0]
    with LocalStudent(tmp_path, ("hw",), left_out=imports.left_out) as student:
        assert student.hw.later == 1
