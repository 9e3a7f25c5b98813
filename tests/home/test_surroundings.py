"""At home the handout's own files are tested, wherever the folder lies and however Python is started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.home import solved_handout, surroundings, typed

if TYPE_CHECKING:
    from pathlib import Path

PASSED = "2 of 2 tests passed"


def plain_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`pytest ...`, as a student types it."""
    return subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=surroundings(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("options", [("-P",), ("-I", "-O")], ids=" ".join)
def test_python_may_be_started_with_any_option(handout: Path, options: tuple[str, ...]) -> None:
    """Some leave the script's folder out of the path."""
    ran = typed(handout, python=options)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert PASSED in ran.stdout


def test_an_older_copy_on_the_path_is_not_tested(handout: Path, tiny: Path, tmp_path: Path) -> None:
    """A solved one would make the stub pass."""
    shutil.copy(tiny / "release" / "tiny" / "toy.py", handout)
    old = solved_handout(tiny, tmp_path / "old")
    (old / "given.py").write_text("TWO = 7\n", encoding="utf-8")
    (old / "harness").mkdir()
    (old / "harness" / "__init__.py").write_text("raise RuntimeError('not ours')\n", encoding="utf-8")
    (old / "autograder.py").write_text("raise RuntimeError('not ours')\n", encoding="utf-8")

    safe = "1" if sys.version_info >= (3, 11) else ""
    for more in ({}, {"PYTHONSAFEPATH": safe}):
        ran = typed(handout, PYTHONPATH=str(old), **more)
        zipped = typed(handout, "--zip", PYTHONPATH=str(old), **more)

        assert "0 of 2 tests passed" in ran.stdout, ran.stdout + ran.stderr
        assert "0 of 2 public tests pass" in zipped.stdout


@pytest.mark.parametrize("name", ["hw3[1] a::b", "#1 100% $HOME \u00dc"])
def test_the_folder_may_have_any_name(handout: Path, name: str) -> None:
    """Browsers and students choose it."""
    folder = handout.rename(handout.with_name(name))

    ran, zipped = typed(folder), typed(folder, "--zip")

    assert (ran.returncode, zipped.returncode, ran.stderr + zipped.stderr) == (0, 0, "")
    assert PASSED in ran.stdout


def test_the_folder_may_be_a_link_and_the_current_folder_another_one(handout: Path, tmp_path: Path) -> None:
    """Neither changes whose files are tested."""
    link = tmp_path / "link"
    link.symlink_to(handout)
    script = tmp_path / "run.py"
    script.symlink_to(handout / "run_tests.py")
    (tmp_path / "toy.py").write_text("raise RuntimeError('not this one')\n", encoding="utf-8")

    by_link, elsewhere = typed(link), typed(handout, cwd=tmp_path)
    by_script = subprocess.run(
        [sys.executable, script],
        cwd=tmp_path,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert [one.returncode for one in (by_link, elsewhere, by_script)] == [0, 0, 0]


OWN = {
    "random.py": "raise RuntimeError('shadowed')\n",
    "string.py": "raise RuntimeError('shadowed')\n",
    "typing.py": "raise RuntimeError('shadowed')\n",
    "numpy.py": "raise RuntimeError('shadowed')\n",
    "pytest.py": "raise RuntimeError('shadowed')\n",
    "harness.py": "raise RuntimeError('shadowed')\n",
    "conftest.py": "raise RuntimeError('read')\n",
    "sitecustomize.py": "raise RuntimeError('read')\n",
    "test_own.py": "raise RuntimeError('read')\n",
    "pytest.ini": "[pytest]\naddopts = --no-such-option\n",
    "setup.cfg": "[tool:pytest]\naddopts = --no-such-option\n",
    "tox.ini": "[pytest]\naddopts = --no-such-option\n",
    "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-x --nope'\n",
}


def test_a_student_s_other_files_do_not_matter(handout: Path) -> None:
    """Whatever names they have; the folder may be on PYTHONPATH, too."""
    for name, text in OWN.items():
        (handout / name).write_text(text, encoding="utf-8")

    ran = typed(handout)
    zipped = typed(handout, "--zip")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert (zipped.returncode, zipped.stderr) == (0, "")
    assert PASSED in ran.stdout


def test_a_file_with_the_name_of_a_library_s_module_is_named_where_it_is_imported(handout: Path) -> None:
    """The library's module is what the import gives, here and in the grade."""
    (handout / "random.py").write_text("def draw():\n    return 4\n", encoding="utf-8")
    text = (handout / "toy.py").read_text(encoding="utf-8")
    (handout / "toy.py").write_text(
        text.replace("import numpy", "import random\nimport numpy", 1), encoding="utf-8"
    )

    ran = typed(handout)

    assert ran.returncode == 0
    assert (
        "random.py has the name of a module of Python's own library: `import random` (toy.py, line 3)"
        in ran.stdout
    )
    assert "Rename your file." in ran.stdout


def test_a_student_s_files_find_one_another_before_other_packages(handout: Path, tmp_path: Path) -> None:
    """A `utils` that is installed is not the student's."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "utils.py").write_text("raise RuntimeError('another one')\n", encoding="utf-8")
    (handout / "utils.py").write_text("from given import TWO\n", encoding="utf-8")
    text = (handout / "toy.py").read_text(encoding="utf-8")
    (handout / "toy.py").write_text(text.replace("from given", "from utils"), encoding="utf-8")

    ran = typed(handout, PYTHONPATH=str(tmp_path / "site"))

    assert PASSED in ran.stdout


@pytest.mark.parametrize(
    ("where", "arguments"),
    [(".", ()), (".", ("tests/public/test_toy.py",)), ("tests/public", ("-q",))],
    ids=str,
)
def test_plain_pytest_says_what_to_run_instead(handout: Path, where: str, arguments: tuple[str, ...]) -> None:
    """In one sentence; it collects nothing of ours."""
    ran = plain_pytest(handout / where, *arguments)

    assert ran.stdout.count("type `python run_tests.py` in the handout's folder.") == 1
    assert "rror" not in ran.stdout + ran.stderr


def test_plain_pytest_runs_a_student_s_own_tests(handout: Path) -> None:
    """Beside them the sentence."""
    (handout / "test_own.py").write_text("def test_own():\n    assert True\n", encoding="utf-8")

    ran = plain_pytest(handout)

    assert "1 passed" in ran.stdout
    assert os.fspath(handout / "tests") not in ran.stdout


def test_the_arguments_are_not_the_student_s(handout: Path) -> None:
    """A file that reads `sys.argv`, as scripts do, finds what it finds in the grade: none."""
    text = (handout / "toy.py").read_text(encoding="utf-8")
    (handout / "toy.py").write_text(
        text
        + "\nimport argparse, sys\nargparse.ArgumentParser().parse_args()\nRATE = float((sys.argv + ['1'])[1])\n",
        encoding="utf-8",
    )

    ran, zipped = typed(handout, "-q", "double"), typed(handout, "--zip")

    assert (ran.returncode, zipped.returncode) == (0, 0)
    assert "Note" not in ran.stdout + zipped.stdout.replace("Note: answers.toml", "")
