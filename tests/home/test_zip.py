"""`--zip` packs and tries what the grader will see, and names what will not be there."""

from __future__ import annotations

import errno
import json
import os
import re
import zipfile
from typing import TYPE_CHECKING

import pytest

from autograder.grading.answers import grade_answers
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.harness.handout import pack as packing
from autograder.harness.handout.description import load_handout
from autograder.harness.handout.own_files import file_notes, form_in
from autograder.harness.handout.own_terminal import ended_in_words
from autograder.harness.handout.pack import pack
from autograder.harness.handout.public_tests import PublicTests
from autograder.model.bundle import load_bundle
from tests.support.home import typed

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import SubmissionResult

FILLED = '"1.1" = "2"\n"1.2" = "B"\n"1.3" = "so"\n'
BOTH = "2 of 2 public tests pass with the files that are handed in.\n"
HELPER = "def twice(x):\n    return 2 * x\n"


@pytest.fixture
def filled(handout: Path) -> Path:
    """The handout with the written answers, too."""
    (handout / "answers.toml").write_text(FILLED, encoding="utf-8")
    return handout


def rewritten(folder: Path, **texts: str) -> None:
    """Write `toy.py` anew: `above` it, in place of `double`'s last line, and `below` it."""
    file = folder / "toy.py"
    text = file.read_text(encoding="utf-8").replace("return TWO * x", texts.get("double", "return TWO * x"))
    above, below = texts.get("above", ""), texts.get("below", "")
    file.write_text(
        text.replace("import numpy as np\n", f"import numpy as np\n{above}\n") + below, encoding="utf-8"
    )


def packed(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[int, str]:
    """The exit code and the prints of `--zip`, in this process."""
    monkeypatch.chdir(folder)
    code = ended_in_words(lambda: pack(PublicTests.of(folder, load_handout(folder))))
    return code, capsys.readouterr().out


def graded(course: Path, *paths: Path) -> list[SubmissionResult]:
    """The results of these submissions, of one session."""
    bundle = load_bundle(course / "dist" / "tiny" / "bundle")
    results: list[SubmissionResult] = []
    grade_each(bundle, [take_in(path, bundle.assignment) for path in paths], results.append)
    return results


def test_the_zip_holds_the_files_that_were_tried(
    filled: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is noted of what is right, and nothing is left but the zip."""
    before = {path.name for path in filled.iterdir()}

    code, printed = packed(filled, capsys, monkeypatch)

    assert (code, printed) == (
        0,
        f"{BOTH}tiny-submission.zip holds toy.py, answers.toml. Hand in this file.\n",
    )
    with zipfile.ZipFile(filled / "tiny-submission.zip") as archive:
        assert archive.read("toy.py") == (filled / "toy.py").read_bytes()
    assert {path.name for path in filled.iterdir()} - before == {"tiny-submission.zip"}


HELPERS = {  # what imports a helper, and what names it
    "at the top": (
        {"above": "from helper import twice", "double": "return twice(x)"},
        "toy.py, line 4 imports helper",
    ),
    "in a function": (
        {"double": "from helper import twice; return twice(x)"},
        "toy.py, line 11 imports helper",
    ),
    "by importlib": (
        {"above": "import importlib; h = importlib.import_module('helper')", "double": "return h.twice(x)"},
        "No module named 'helper'",
    ),
    "by exec": (
        {
            "above": "from pathlib import Path; exec(Path('helper.py').read_text())",
            "double": "return twice(x)",
        },
        "'helper.py'",
    ),
    "a file": ({"double": "return np.loadtxt('weights.csv') * x"}, "weights.csv not found"),
    "a package": (
        {"above": "from tools import twice", "double": "return twice(x)"},
        "tools/ will not be there",
    ),
}


@pytest.mark.parametrize("name", HELPERS)
def test_what_will_not_be_there_is_named(
    filled: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so is the test that passes in this folder alone; the zip is made, because the rest earns its points."""
    (filled / "helper.py").write_text(HELPER, encoding="utf-8")
    (filled / "weights.csv").write_text("2\n", encoding="utf-8")
    (filled / "tools").mkdir()
    (filled / "tools" / "__init__.py").write_text(HELPER, encoding="utf-8")
    change, words = HELPERS[name]
    rewritten(filled, **change)

    code, printed = packed(filled, capsys, monkeypatch)

    assert code == 0
    assert words in printed
    assert "1 of 2 public tests pass with the files that are handed in." in printed
    assert "`double gives twice its argument.` passes in this folder alone: " in printed


def test_the_grade_gives_what_the_zip_foretold(tiny: Path, filled: Path, tmp_path: Path) -> None:
    """A helper that is not there costs its own function, a failing last line nothing; both are told."""
    (filled / "helper.py").write_text(HELPER, encoding="utf-8")
    rewritten(filled, above="from helper import twice", double="return twice(x)")
    helper = typed(filled, "--zip")
    (filled / "tiny-submission.zip").rename(tmp_path / "helper.zip")
    rewritten(filled, below="\nassert mean([1, 2]) == 7, 'my own test'\n")
    last = typed(filled, "--zip")
    (filled / "tiny-submission.zip").rename(tmp_path / "last.zip")

    first, second = graded(tiny, tmp_path / "helper.zip", tmp_path / "last.zip")

    sentence = r"line \d+ stopped with AssertionError: my own test\. They were left out; the rest of the file"
    assert (helper.returncode, last.returncode) == (0, 0)
    assert "the assignment takes toy.py. Move what you need of it into toy.py." in helper.stdout
    assert [question.points for question in first.questions] == [0.0, 6.0]
    assert [question.points for question in second.questions] == [0.0, 6.0]
    assert re.search(sentence, last.stdout), last.stdout
    assert [note for note in second.notes if re.search(sentence, note)]


def test_packages_that_the_grader_lacks_are_named_wherever_they_are_imported(filled: Path) -> None:
    """But not what only a script reaches, or what expects not to be there."""
    rewritten(
        filled,
        above="try:\n    import torch\nexcept ImportError:\n    torch = None\n"
        "with contextlib.suppress(ImportError):\n    import cupy\n"
        "if importlib.util.find_spec('jax'):\n    import jax",
        double="import scipy; return TWO * x",
        below="\nif __name__ == '__main__':\n    import matplotlib\n",
    )

    notes = file_notes(filled, load_handout(filled))

    assert notes == [
        "toy.py, line 18: imports scipy; this assignment's grader has only numpy and the standard library."
    ]


def test_a_package_that_has_a_stand_in_in_the_grade_keeps_no_zip_back(filled: Path) -> None:
    """The grade imports it as it stands."""
    rewritten(filled, above="import tensorflow as tf\nfrom keras import layers")

    ran = typed(filled, "--zip")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert BOTH in ran.stdout
    assert (filled / "tiny-submission.zip").is_file()


def test_files_that_read_the_data_set_when_they_are_imported_find_it(filled: Path) -> None:
    """As they do in the grade."""
    about = filled / "tests" / "assignment.json"
    details = json.loads(about.read_text(encoding="utf-8"))
    about.write_text(json.dumps({**details, "data_folder": "numbers"}), encoding="utf-8")
    (filled / "numbers").mkdir()
    (filled / "numbers" / "one.txt").write_text("1\n", encoding="utf-8")
    rewritten(filled, above="with open('numbers/one.txt') as lines:\n    ONE = int(lines.read())")

    ran = typed(filled, "--zip")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert BOTH in ran.stdout
    assert "left out" not in ran.stdout
    assert (filled / "numbers" / "one.txt").is_file()


SLIPS = {  # in the form, and what is said of them
    '"1.1" = "2"\n"1.2" = B\n"1.3" = "so"\n': "answers.toml, line 2: the answer 1.2 cannot be read: write the answer",
    '"1.1" = two\n"1.2" = "B"\n"1.3" = "so"\n': "answers.toml, line 1: the answer 1.1 cannot be read: write the",
    '"1.1" = "2"\n"1.2" = "Q"\n"1.3" = "so"\n': 'the answer 1.2 cannot be read: write one letter, such as "A".',
    '"1.1" = "2"\n"1.2" = "B"\n"1.3" = 7\n': "line 3: the answer 1.3 cannot be read: write words between",
    '"1.1" = "2"\n"1.2" = "B"\n"1.3" = "\\alpha"\n': "line 3: the answer 1.3 was read as it stands",
    '"1.1" = "2"\n"1.2" = "B"\n"1.4" = "so"\n': "names that no question has: 1.4 (line 3; did you mean",
    '"1.1" = "2"\n"1.2" = ""\n': "answers.toml leaves 2 of 3 answers blank: 1.2, 1.3.",
    "": "answers.toml leaves 3 of 3 answers blank: 1.1, 1.2, 1.3.",
}


@pytest.mark.parametrize("text", SLIPS)
def test_the_form_is_checked_answer_by_answer_as_in_the_grade(tiny: Path, handout: Path, text: str) -> None:
    """The notes are those of the grade, word for word."""
    (handout / "answers.toml").write_text(text, encoding="utf-8")

    form = form_in(handout, load_handout(handout))
    keys = load_bundle(tiny / "dist" / "tiny" / "bundle").keys

    assert any(SLIPS[text] in sentence for sentence in (*form.trouble, *form.notes))
    assert grade_answers(keys, text.encode()).notes == (*form.trouble, *form.notes)


def test_a_form_that_is_not_there_is_missed(handout: Path) -> None:
    """It may have been renamed."""
    (handout / "answers.toml").unlink()

    assert form_in(handout, load_handout(handout)).notes == (
        "answers.toml is not there: none of its 3 answers is handed in.",
    )


def test_the_description_of_the_form_gives_no_answer_away(handout: Path) -> None:
    """It says what the form itself says."""
    about = json.loads((handout / "tests" / "assignment.json").read_text(encoding="utf-8"))

    assert about["answers"] == [
        {"id": "1.1", "kind": "number", "options": []},
        {"id": "1.2", "kind": "choice", "options": ["seven", "eight"]},
        {"id": "1.3", "kind": "prose", "options": []},
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            "x = 1\n".encode("utf-16"),
            "toy.py is saved as UTF-16, which Python does not read: save the file as UTF-8.",
        ),
        (
            b"x = 1\ny = '\xe9'\n",
            "toy.py, line 2 is not UTF-8, in which Python reads the file: save the file as UTF-8.",
        ),
        (b"", "toy.py is empty."),
    ],
)
def test_a_file_in_another_encoding_is_told_and_is_not_as_it_should_be_at_the_start(
    tiny: Path, filled: Path, content: bytes, words: str
) -> None:
    """At home, for the zip and in the grade."""
    (filled / "toy.py").write_bytes(content)

    ran, (result,) = typed(filled), graded(tiny, filled / "toy.py")

    assert f"Note: {words}" in ran.stdout
    assert "as it should be at the start" not in ran.stdout
    assert words in result.notes


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "nothing may be written there"),
        (errno.EACCES, "nothing may be written there"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_a_disk_that_cannot_be_written_is_told_in_one_sentence(
    filled: Path,
    code: int,
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And leaves no half zip."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code), str(filled))

    monkeypatch.setattr(packing.zipfile.ZipFile, "write", refuse)

    ended, printed = packed(filled, capsys, monkeypatch)

    assert ended == 1
    assert f"No zip was made: {words} ({filled})" in printed
    assert list(filled.glob("*.zip.part")) + list(filled.glob("*-submission.zip")) == []


def test_a_call_that_is_refused_in_the_grade_is_told(
    filled: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its line, also where other parts are not written yet."""
    rewritten(filled, double="import os; os.fork(); return TWO * x", below="\n### TYPE HERE\n")

    code, printed = packed(filled, capsys, monkeypatch)

    assert code == 0
    assert re.search(
        r"`double gives twice its argument\.` fails: .*os\.fork is refused while your code is graded "
        r"\(toy\.py, line 11\)\.",
        printed,
    ), printed
