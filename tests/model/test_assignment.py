"""What `assignment.toml` may not say: each is refused with the file, the line and a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.errors import SourceError
from autograder.model.assignment import load_assignment
from autograder.model.keys import KEYS
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


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("points = 4", "points = 4\nseed = 8", ":14: `seed`; it belongs above [[questions]]"),
        ("points = 4", "point = 4", ":13: `point`; did you mean `points`?"),
        ("points = 4", "points = 4\ntest_seconds = 3", ":14: `test_seconds`; it belongs under [limits]"),
        ("seed = 7", "points = 7\nseed = 7", ":5: `points`; it belongs under [[questions]]"),
        ("seed = 7", "seeds = 7", ":5: `seeds`; did you mean `seed`?"),
        ("[stub]", "[stubs]", ":7: `stubs`; write [stub]"),
        ("[stub]", "[limit]\ntest_seconds = 3.0\n\n[stub]", ":7: `limit`; write [limits]"),
        ("comment =", 'packages = ["numpy"]\ncomment =', ":8: `packages`; it belongs above [stub]"),
        ("[[questions]]", "[[question]]", ":10: `question`; write [[questions]]"),
    ],
)  # fmt: skip
def test_a_key_that_is_misspelt_or_stands_elsewhere_is_named_with_where_it_belongs(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    """It must not be passed over."""
    folder = write_source(tmp_path)
    (folder / "assignment.toml").write_text(ASSIGNMENT.replace(old, new), encoding="utf-8")

    with pytest.raises(SourceError) as refused:
        load_assignment(folder)
    said = str(refused.value).replace(" is not a key of this table; ", "; ")
    assert said.startswith(f"{folder / 'assignment.toml'}{sentence}")


def test_a_key_that_every_assignment_has_is_looked_for_under_the_tables(tmp_path: Path) -> None:
    """TOML gives all keys below a header to its table."""
    folder = write_source(tmp_path)
    text = ASSIGNMENT.replace("seed = 7\n", "").replace("points = 4", "points = 4\nseed = 7")
    (folder / "assignment.toml").write_text(text, encoding="utf-8")

    with pytest.raises(
        SourceError, match=r"toml:13: `seed` stands under \[\[questions\]\]; it belongs above"
    ):
        load_assignment(folder)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_that_windows_has_written_is_read(tmp_path: Path, encoding: str, end: str) -> None:
    """Whether it begins with a byte order mark or not."""
    folder = write_source(tmp_path)
    (folder / "assignment.toml").write_bytes(ASSIGNMENT.replace("\n", end).encode(encoding))

    assert load_assignment(folder).name == "toy"


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    """And what to do."""
    folder = write_source(tmp_path)
    (folder / "assignment.toml").write_bytes(
        ASSIGNMENT.replace("Scaling", "Gr\u00f6\u00dfe").encode("latin-1")
    )

    with pytest.raises(SourceError, match=r"toml:12: the file is not UTF-8 .*; save it as UTF-8"):
        load_assignment(folder)


def test_the_keys_of_the_tables_are_those_that_are_read(tmp_path: Path) -> None:
    """The list by which a key is sent home names each table's keys as the table itself does."""
    for header, keys in KEYS.items():
        folder = write_source(tmp_path / (header.strip("[]") or "top"))
        more = f"zzz = 1\n{ASSIGNMENT}" if not header else f"{ASSIGNMENT}\n{header}\nzzz = 1\n"
        sample = {
            "[[questions]]": 'id = "q"\ntitle = "Q"\npoints = 1\n',
            "[[measures]]": 'id = "m"\ntitle = "M"\norder = "ascending"\ndigits = 1\n',
            "[[sizes]]": 'name = "s"\n',
            "[data]": 'folder = "d"\n',
        }
        text = more.replace("[stub]\ncomment", "[stubs_]\ncomment") if header == "[stub]" else more
        (folder / "assignment.toml").write_text(text + sample.get(header, ""), encoding="utf-8")
        with pytest.raises(SourceError) as refused:
            load_assignment(folder)
        known = str(refused.value).rpartition("known are ")[2]
        assert set(known.split(", ")) >= set(keys), (header, str(refused.value))
