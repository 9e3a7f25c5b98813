"""The other Pythons that we start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from autograder.python_process import PACKAGE, python_command

if TYPE_CHECKING:
    from pathlib import Path

SAY = "import json, autograder; print(json.dumps([sys.argv, sys.path, autograder.__file__]))"


def test_it_finds_this_package_whatever_lies_in_the_current_folder(tmp_path: Path) -> None:
    """A course's folder is one that many write into."""
    (tmp_path / "json.py").write_text("raise SystemExit('taken')\n", encoding="utf-8")
    (tmp_path / "autograder.py").write_text("raise SystemExit('taken')\n", encoding="utf-8")

    ran = subprocess.run(
        python_command(SAY, ["a", "b c"], path=["/packages", "/more"]),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    arguments, path, file = json.loads(ran.stdout)
    assert arguments == ["-c", "a", "b c"]
    assert path[-3:] == ["/packages", "/more", str(PACKAGE.parent)]
    assert str(tmp_path) not in path
    assert file == str(PACKAGE / "__init__.py")


def test_it_looks_for_installed_packages_only_where_it_is_asked_to() -> None:
    """A process that workers are forked from gets the folders that it needs, and no others."""
    commands = [python_command("print('site' in sys.modules)", site=site) for site in (False, True)]

    said = [
        subprocess.run(one, capture_output=True, text=True, check=True).stdout.strip() for one in commands
    ]

    assert said == ["False", "True"]
    assert {one[0] for one in commands} == {sys.executable}
