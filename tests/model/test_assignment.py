"""What `assignment.toml` may not say: each is refused with the file, the line and a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.errors import SourceError
from autograder.model.assignment import load_assignment
from tests.support.toy import ASSIGNMENT, write_source

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS = ASSIGNMENT[ASSIGNMENT.index("[[questions]]") :]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('name = "toy"', 'name = "to y"', "`name` has to be made of letters, digits"),
        ('modules = ["toy_lib.py"]', "modules = []", "`modules` has to name at least one file"),
        ('["toy_lib.py"]', '["../toy_lib.py"]', "which is not a plain module name"),
        ('["toy_lib.py"]', '["toy_lib.py", "TOY_LIB.py"]', "`modules` names a file twice"),
        ('"### TYPE HERE"', '"TYPE HERE"', "`comment` has to be a Python comment"),
        ("[stub]", '[data]\nfolder = "../data"\n[stub]', "`folder` has to be a plain folder name"),
        (
            "[stub]",
            "[limits]\ntest_seconds = 0.0\n[stub]",
            "`test_seconds` has to be a finite number above 0",
        ),
        ('id = "scale"', 'id = "Scale!"', "`id` has to be made of small letters"),
        ('id = "norm"', 'id = "scale"', "the question `scale` stands twice"),
        ("points = 4", "points = 0", "`points` has to be a finite number above 0, and is 0"),
        ("points = 4", "points = nan", "`points` has to be a finite number above 0, and is nan"),
        (
            "[stub]",
            "[limits]\ntest_seconds = inf\n[stub]",
            "a finite number above 0, and is inf",
        ),
        (
            "points = 6",
            'points = 6\nbuilds_on = ["later"]',
            "names `later`, which is no question above this one",
        ),
        (QUESTIONS, "", "there is no question"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    """In the instructor's own file, where it stands."""
    folder = write_source(tmp_path)
    assert ASSIGNMENT.count(old) == 1
    (folder / "assignment.toml").write_text(ASSIGNMENT.replace(old, new), encoding="utf-8")

    with pytest.raises(SourceError) as refused:
        load_assignment(folder)

    assert str(refused.value).startswith(f"{folder / 'assignment.toml'}:")
    assert sentence in str(refused.value)
