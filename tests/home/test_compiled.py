"""What Python has compiled of harness.zip is kept for the next start, and used only where it belongs."""

from __future__ import annotations

import importlib.util
import marshal
import os
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.support.home import surroundings

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

RUN = "harness.handout.run"
PLANTED = "def main(folder):\n    print('what was kept')\n    return 0\n"


def printed(handout: Path, *words: str) -> str:
    """What the tests print, in a process that may write byte code."""
    command = [sys.executable, *(words or ("run_tests.py",))]
    ran = subprocess.run(command, cwd=handout, env=surroundings(), capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    return ran.stdout


def kept_file(handout: Path) -> Path:
    """The only file of its kind."""
    (file,) = (handout / "__pycache__").glob("harness.*")
    return file


def run_tests_of(handout: Path) -> ModuleType:
    """Its `run_tests.py` as a module."""
    spec = importlib.util.spec_from_file_location("run_tests_of_a_handout", handout / "run_tests.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plant(handout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep another program in place of the harness's own, which shows when it is used."""
    printed(handout)
    compiled = run_tests_of(handout).COMPILED
    compiled.read()
    assert RUN in compiled.codes
    compiled.codes[RUN] = compile(PLANTED, compiled.codes[RUN].co_filename, "exec")
    compiled.is_new = True
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    compiled.keep()


def test_a_second_run_says_the_same(handout: Path) -> None:
    """And leaves one file more than the handout had."""
    before = {path.name for path in handout.iterdir()}

    first, second = printed(handout), printed(handout)

    assert first == second
    assert {path.name for path in handout.iterdir()} - before <= {"__pycache__"}
    assert kept_file(handout).suffix == ".pyc"


def test_what_was_kept_is_used(handout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it is compiled again."""
    plant(handout, monkeypatch)

    assert printed(handout) == "what was kept\n"


def test_what_belongs_to_another_zip_is_not_used(handout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after an update of the handout."""
    plant(handout, monkeypatch)
    with zipfile.ZipFile(handout / "harness.zip", "a") as packed:
        packed.writestr("harness/one_more.py", "")

    assert "what was kept" not in printed(handout)


def test_the_cells_of_a_notebook_do_not_use_it(handout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A course's grader runs them where a submission lies, which may bring such a file along."""
    plant(handout, monkeypatch)

    script = f"import run_tests; run_tests.find_harness(); import {RUN} as run; print(run.main.__code__.co_filename)"
    own = printed(handout, "-c", script)

    assert own.strip().endswith(os.path.join("harness", "handout", "run.py"))  # noqa: PTH118 - a part of a path
    assert "what was kept" not in printed(handout, "-c", f"{script}; print(run.main.__doc__)")
    assert "None" not in printed(handout, "-c", f"{script}; print(run.main.__doc__)")


@pytest.mark.parametrize(
    "content",
    [b"", b"no byte code", marshal.dumps(1), marshal.dumps(((b"", 0), "", 0, b"")), None],
    ids=["empty", "text", "a number", "of another Python", "cut"],
)
def test_a_damaged_file_is_made_anew(handout: Path, content: bytes | None) -> None:
    """And nobody reads a word of it."""
    right = printed(handout)
    file = kept_file(handout)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if content is None else content)

    assert printed(handout) == right
    assert file.read_bytes() == whole


def test_in_another_folder_it_names_the_files_there(
    handout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tracebacks and what is told from a module apart go by these names."""
    printed(handout)
    moved = tmp_path / "moved"
    shutil.copytree(handout, moved)
    monkeypatch.chdir(moved)

    compiled = run_tests_of(moved).COMPILED
    compiled.read()

    names = {code.co_filename for code in compiled.codes.values()}
    assert names
    assert all(name.startswith(str(moved / "harness.zip")) for name in names)
    assert printed(moved) == printed(handout)
