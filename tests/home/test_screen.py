"""What a student sees first: what is not begun, what does not import, and the one thing to look at."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import take_in
from autograder.model.bundle import load_bundle
from tests.support.home import NAME, typed

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.model.results import SubmissionResult

RIGHT = {"double": "return TWO * x", "mean": "return np.mean(x)"}
UNTOUCHED = """\
Tiny

Not begun: double, mean
Begin with: python run_tests.py -q double (toy.py, line 10)

0 of 2 tests passed: 0 of 5 public points.
Hidden tests also count, for the other 5 of 10 points.
"""


@pytest.fixture(scope="module")
def stub(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handout as it was given out; tests write it anew."""
    folder = tmp_path_factory.mktemp("screens") / "hw"
    shutil.copytree(tiny / "release" / NAME, folder)
    return folder


def written(tiny: Path, stub: Path, **bodies: str) -> Path:
    """The handout with these bodies in place of `pass`."""
    text = (tiny / "release" / NAME / "toy.py").read_text(encoding="utf-8")
    before, first, second = text.split("    pass\n")
    bodies = {"double": "pass", "mean": "pass", **bodies}
    text = f"{before}    {bodies['double']}\n{first}    {bodies['mean']}\n{second}"
    (stub / "toy.py").write_text(text, encoding="utf-8")
    return stub


def test_the_untouched_handout_says_where_to_begin_and_accuses_nobody(tiny: Path, stub: Path) -> None:
    """On one screen."""
    ran = typed(written(tiny, stub))

    assert (ran.returncode, ran.stdout, ran.stderr) == (1, UNTOUCHED, "")


def test_the_first_question_that_is_wrong_is_shown_and_what_is_not_begun_is_not(
    tiny: Path, stub: Path
) -> None:
    """With what was printed apart from the reason."""
    ran = typed(written(tiny, stub, double="print('here'); return x + 1"))

    assert ran.stdout.startswith(
        "Tiny\n\nNot begun: mean\n\nFAIL  double  0 of 1    0 of 2 points\n\nDouble\n"
    )
    assert [word for word in ("got:", "expected:", "printed:  here\n") if word not in ran.stdout] == []
    assert ran.stdout.splitlines()[-1] == "More: python run_tests.py -q double, or -v for everything."
    assert max(map(len, ran.stdout.splitlines())) <= 80


def test_what_comes_next_is_the_next_question(tiny: Path, stub: Path) -> None:
    """With its line."""
    ran = typed(written(tiny, stub, double=RIGHT["double"]))

    assert "ok    double  1 of 1    2 of 2 points\n" in ran.stdout
    assert ran.stdout.splitlines()[-1] == "Next: python run_tests.py -q mean (toy.py, line 16)"


def test_a_question_that_is_asked_for_by_another_name_says_so(tiny: Path, stub: Path) -> None:
    """One line per test, and what is not begun."""
    ran = typed(written(tiny, stub), "-q", "Mean")
    unknown = typed(stub, "-q", "nonsense")

    assert "FAIL  mean gives the mean.\n      not begun: `mean` (toy.py, line 16)\n" in ran.stdout
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "There is no question `nonsense`. The questions are: double, mean." in unknown.stderr


IMPORTS = {  # a line, and what follows the grade's words
    "import pluggy": ". It does not work there, whatever it does here.",  # pytest has brought it
    "import torch_that_nobody_has": ". It was left out; the rest of the file was imported.",
}


@pytest.mark.parametrize("line", IMPORTS)
def test_an_import_that_the_grader_cannot_serve_is_told_as_there(tiny: Path, stub: Path, line: str) -> None:
    """Also where it works at home."""
    folder = written(tiny, stub, **RIGHT)
    file = folder / "toy.py"
    text = file.read_text(encoding="utf-8").replace("import numpy as np\n", f"import numpy as np\n{line}\n")
    file.write_text(text, encoding="utf-8")

    ran = typed(folder)

    words = (
        f"toy.py: line 4 {line.replace('import', 'imports')}; this assignment's grader has only numpy and the"
    )
    assert f"{words} standard library{IMPORTS[line]}\n" in ran.stdout
    assert ran.stdout.count("line 4") == 1
    assert "2 of 2 tests passed" in ran.stdout


def test_an_import_that_has_a_stand_in_in_the_grade_is_told_where_it_is_installed(
    tiny: Path, stub: Path, tmp_path: Path
) -> None:
    """It can be imported there, and not used; of a progress bar nothing is told."""
    for name in ("keras", "tqdm"):
        (tmp_path / f"{name}.py").write_text("", encoding="utf-8")
    folder = written(tiny, stub, **RIGHT)
    file = folder / "toy.py"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"import keras\nimport tensorflow as tf\nimport tqdm\n{text}", encoding="utf-8")

    ran = typed(folder, PYTHONPATH=str(tmp_path))

    told = "Note: toy.py: line 1 imports keras, which the grader does not have. It can be imported there, and not"
    assert ran.stdout.count(told) == 1
    assert ran.stdout.count("imports") == 1
    assert "2 of 2 tests passed" in ran.stdout


def test_a_file_that_does_not_import_is_said_once_with_its_line(tiny: Path, stub: Path) -> None:
    """And is not as it should be at the start."""
    folder = written(tiny, stub, **RIGHT)
    text = (folder / "toy.py").read_text(encoding="utf-8")
    (folder / "toy.py").write_text(text.replace("def mean(x):", "def mean(x)"), encoding="utf-8")
    ran = typed(folder)

    assert ran.stdout.count("toy.py does not import: line 14\n    def mean(x)\n") == 1
    assert "The colon `:` at the end of this line is missing." in ran.stdout
    assert "FAIL  double  0 of 1    0 of 2 points     toy.py does not import\n" in ran.stdout
    assert ran.stdout.splitlines()[-1].startswith("Mend toy.py, line 14, first")


@pytest.fixture(scope="module")
def graded(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, SubmissionResult]:
    """What the grade says of the stub, of one function written, and of a file that does not import."""
    folder = tmp_path_factory.mktemp("graded")
    stub = (tiny / "release" / NAME / "toy.py").read_text(encoding="utf-8")
    texts = {
        "stub": stub,
        "half": stub.replace("    pass\n", "    return x + 1\n", 1),
        "broken": stub.replace("def mean(x):", "def mean(x)"),
    }
    bundle = load_bundle(tiny / "dist" / NAME / "bundle")
    for name, text in texts.items():
        (folder / name).mkdir()
        (folder / name / "toy.py").write_text(text, encoding="utf-8")
    submissions = [take_in(folder / name, bundle.assignment) for name in texts]
    results: list[SubmissionResult] = []
    grade_each(bundle, submissions, results.append, allow_weak=True)
    return dict(zip(texts, results, strict=True))


def test_the_grade_says_that_it_is_not_begun_and_nothing_else(graded: dict[str, SubmissionResult]) -> None:
    """Of hidden tests the same sentence, for it follows from the files alone."""
    said = {test.feedback for test in graded["stub"].tests}

    assert said == {"not begun: `double` (toy.py, line 10).", "not begun: `mean` (toy.py, line 16)."}
    assert {test.diagnosis for test in graded["stub"].tests} == {""}


def test_what_is_begun_keeps_its_reasons_beside_what_is_not(graded: dict[str, SubmissionResult]) -> None:
    """A wrong value is a wrong value."""
    said = {test.id: test.feedback for test in graded["half"].tests}

    assert "expected:" in said["public/test_toy.py::test_double"]
    assert said["public/test_toy.py::test_mean"] == "not begun: `mean` (toy.py, line 16)."


def test_a_file_that_does_not_import_is_explained_at_the_top_of_the_grade(
    graded: dict[str, SubmissionResult],
) -> None:
    """And no test repeats it."""
    note, *others = graded["broken"].notes

    assert "line 14" in note
    assert "The colon `:` at the end of this line is missing." in note
    assert others == []
    assert {test.feedback for test in graded["broken"].tests} == {
        "The file cannot be imported; the note at the top says why."
    }
