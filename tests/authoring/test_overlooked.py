"""What an instructor wrote and nothing would read: each slip is one sentence with file, line and what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.authoring.source.overlooked.figures import figures
from autograder.authoring.source.overlooked.refuse import refuse_overlooked
from autograder.authoring.source.overlooked.source_folder import unread
from autograder.errors import SourceError
from autograder.model.assignment import load_assignment

if TYPE_CHECKING:
    from pathlib import Path

PUBLIC = "tests/public/test_scale.py"
HEAD = '"""More."""\n\nimport pytest\n\npytestmark = pytest.mark.question("scale")\n\n\n'
TEST = 'def test_more(student, check):\n    """More."""\n    check.close("y", student.toy_lib.scale(1.0))\n'
MARKED = '"""Help."""\n\n\ndef half():\n    ### BEGIN SOLUTION\n    return 0.5\n    ### END SOLUTION\n'
PICTURE = "\N{BLACK SQUARE}"


def looked_through(folder: Path) -> tuple[str, ...]:
    """Everything that is looked at before a build runs any code; what nothing reads."""
    assignment = load_assignment(folder)
    refuse_overlooked(assignment)
    return unread(assignment, figures(assignment))


def refusal(folder: Path) -> str:
    """The sentence, with paths in the folder."""
    with pytest.raises(SourceError) as refused:
        looked_through(folder)
    sentence = str(refused.value)
    assert sentence.startswith(f"{folder}/")
    return sentence.removeprefix(f"{folder}/")


def put(folder: Path, name: str, text: str) -> None:
    """Write one more file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_sound_assignment_has_nothing_overlooked(source: Path) -> None:
    """Nor has one with caches, hidden files and drafts that are nobody's mistake."""
    put(source, "tests/public/__pycache__/test_scale.pyc", "")
    put(source, ".gitignore", "*.log\n")
    put(source, "notes.txt", "To do.\n")
    put(source, "drafts/plot.py", "print('a draft')\n")
    put(source, "beside/later.py", '"""Later."""\n')

    assert looked_through(source) == ("drafts/", "notes.txt", "beside/later.py")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("tests/hiden/test_h.py", HEAD + TEST, "tests/hiden/test_h.py: nothing reads the folder tests/hiden; did you mean `tests/hidden`?"),
        ("tests/Hidden/test_h.py", HEAD + TEST, "did you mean `tests/hidden`?"),
        ("tests/pubic/test_h.py", HEAD + TEST, "did you mean `tests/public`?"),
        ("tests/week1/test_h.py", HEAD + TEST, "tests lie in tests/public and tests/hidden"),
        ("tests/public/sub/test_deep.py", HEAD + TEST, "tests/public/sub/test_deep.py: subfolders of tests/public are not read"),
        ("test/public/test_h.py", HEAD + TEST, "test/public/test_h.py: nothing reads the folder test; did you mean `tests`?"),
        ("Tests/public/test_h.py", HEAD + TEST, "did you mean `tests`?"),
        ("tests_public/test_h.py", HEAD + TEST, "tests lie in tests/public and tests/hidden"),
        ("hidden/test_h.py", HEAD + TEST, "tests lie in tests/public and tests/hidden"),
        ("old/test_h.py", HEAD + TEST, "old/test_h.py: no test in this file would run"),
        ("test_scale.py", HEAD + TEST, "test_scale.py: no test in this file would run"),
        ("more.py", HEAD + TEST, "more.py: no test in this file would run"),
        ("tests/public/scale_test.py", HEAD + TEST, "did you mean `test_scale.py`?"),
        ("tests/public/Test_scale.py", HEAD + TEST, "did you mean `test_scale.py`?"),
        ("tests/public/more.py", HEAD + TEST, "did you mean `test_more.py`? (A module that tests share may have this name, and none of them imports it.)"),
        ("tests/public/test_x.txt", HEAD + TEST, "did you mean `test_x.py`?"),
        ("tests/hidden/test_x.py.bak", HEAD + TEST, "did you mean `test_x.py`?"),
        ("tests/public/numbers.csv", "1,2\n", "data are made by data.py"),
        ("tests/test_x.txt", HEAD + TEST, "nothing reads this file; did you mean `test_x.py`?"),
        ("tests/public/__init__.py", "", "folders of tests are no packages"),
        ("tests/__init__.py", "", "folders of tests are no packages"),
        ("tests/more.py", HEAD + TEST, "tests/more.py:8: nothing uses `test_more`, and no test of this file would run"),
        ("mistake.toml", "", "mistake.toml: nothing reads this file; did you mean `mistakes.toml`?"),
        ("Mistakes.toml", "", "did you mean `mistakes.toml`?"),
        ("mistakes.tml", "", "did you mean `mistakes.toml`?"),
        ("assignement.toml", "", "did you mean `assignment.toml`?"),
        ("answer.toml", "", "did you mean `answers.toml`?"),
        ("equivalents.toml", "", "did you mean `equivalent.toml`?"),
        ("handout.txt", "", "did you mean `handout.md`?"),
        ("Handout.md", "", "did you mean `handout.md`?"),
        ("besides/parts.py", "", "besides/parts.py: nothing reads the folder besides; did you mean `beside`?"),
        ("help.py", MARKED, "help.py:5: this file has a marker, and assignment.toml does not name it; add it to `modules`"),
        ("help.py", MARKED.replace("### BEGIN", "## BEGIN"), "help.py:5: this file has a marker"),
        ("more/help.py", MARKED, "more/help.py:5: this file has a marker"),
    ],
)  # fmt: skip
def test_a_file_that_nothing_would_read_is_named_with_what_was_meant(
    source: Path, name: str, text: str, said: str
) -> None:
    """In tests/, and in the folder itself."""
    put(source, name, text)

    assert said in refusal(source)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (TEST + "\n\n" + TEST, ":13: `test_more` stands in line 8 too, and only the last one would run"),
        ("class TestMore:\n    def test_a(self, student, check):\n        check.close('y', student.toy_lib.scale(1.0))\n\n    def test_a(self, student, check):\n        check.close('y', student.toy_lib.scale(2.0))\n", ":12: `test_a` stands in line 9 too"),
        (TEST.replace("test_more", "check_forward"), ":8: `check_forward` looks like a test and would not run, because its name does not begin with `test_`; did you mean `test_forward`?"),
        (TEST.replace("test_more", "tset_x"), "did you mean `test_x`?"),
        (TEST.replace("test_more", "Test_x"), "did you mean `test_x`?"),
        (TEST.replace("test_more", "_test_x"), "did you mean `test_x`?"),
        (TEST.replace("test_more", "forward"), "did you mean `test_forward`?"),
        ("@pytest.mark.weight(2)\n" + TEST.replace("test_more", "forward"), ":9: `forward` looks like a test"),
        ("def tset_rows():\n    assert True\n", "did you mean `test_rows`?"),
        ("def outer():\n    def test_inner(student, check):\n        check.close('y', student.toy_lib.scale(1.0))\n", ":9: pytest does not find `test_inner`, because it stands in another function"),
        ("async " + TEST, ":8: pytest does not run `test_more`, because it is `async def`"),
        (TEST + "    yield\n", ":8: pytest does not run `test_more`, because it has a `yield`"),
        ("class linear_tests:\n    def test_a(self, student, check):\n        check.close('y', student.toy_lib.scale(1.0))\n", ":8: the tests of `linear_tests` would not run, because its name does not begin with `Test`"),
        ("class Linear:\n    def forward(self, student, check):\n        check.close('y', student.toy_lib.scale(1.0))\n", ":8: the tests of `Linear` would not run"),
        ("class TestLinear:\n    def __init__(self):\n        self.x = 1\n\n    def test_a(self, student, check):\n        check.close('y', student.toy_lib.scale(1.0))\n", ":8: the tests of `TestLinear` would not run, because it has `__init__`"),
        ("class TestLinear:\n    def forward(self, student, check):\n        check.close('y', student.toy_lib.scale(1.0))\n", ":9: `forward` looks like a test"),
        ("import unittest\n\n\nclass TestLinear(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(1, 1)\n", ":11: `TestLinear` is one of unittest's classes"),
        ("class TestLinear:\n    __test__ = False\n\n    def test_a(self, student, check):\n        check.close('y', student.toy_lib.scale(1.0))\n", ":9: `__test__` keeps tests from being run"),
        ("@pytest.mark.wieght(2)\n" + TEST, ":8: nothing reads the mark `wieght`; did you mean `weight`?"),
        ("@pytest.mark.slow\n" + TEST, ":8: nothing reads the mark `slow`; known are question"),
        ("@pytest.mark.skip\n" + TEST, ":8: a test that is marked `skip` would earn nothing"),
        ("@pytest.mark.skipif(True, reason='later')\n" + TEST, ":8: a test that is marked `skipif`"),
        ("@pytest.mark.xfail\n" + TEST, ":8: a test that is marked `xfail`"),
        ("@pytest.mark.timeout(3)\n" + TEST, ":8: nothing reads the mark `timeout`; write `@pytest.mark.limit(seconds=3)`, or for all `test_seconds`"),
        ("@pytest.mark.limit(3)\n" + TEST, ":8: the mark `limit` takes one value with its name; write `@pytest.mark.limit(seconds=3)`"),
        ("@pytest.mark.limit(time=3)\n" + TEST, ":8: the mark `limit` takes one value with its name"),
        ("@pytest.mark.limit\n" + TEST, ":8: the mark `limit` says nothing without its brackets; write `@pytest.mark.limit(seconds=3)`"),
        ("@pytest.mark.limit(seconds=0)\n" + TEST, ":8: the limit of a test has to be a number from 0.1 up, and is 0"),
        ("@pytest.mark.limit(seconds=-1)\n" + TEST, ":8: the limit of a test has to be a number from 0.1 up, and is -1"),
        ("@pytest.mark.limit(seconds='3')\n" + TEST, ":8: the limit of a test has to be a number from 0.1 up, and is '3'"),
        ("@pytest.mark.limit(seconds=True)\n" + TEST, ":8: the limit of a test has to be a number from 0.1 up, and is True"),
        ("@pytest.mark.weight\n" + TEST, ":8: the mark `weight` says nothing without its brackets"),
        ("@pytest.mark.weight(points=2)\n" + TEST, ":8: the mark `weight` takes no `points=`"),
        ("@pytest.mark.weight(2, 3)\n" + TEST, ":8: the mark `weight` takes one value, and here it has 2"),
        ("@pytest.mark.weight('2')\n" + TEST, ":8: the weight of a test has to be a number from 0 up, and is '2'"),
        ("@pytest.mark.weight(-1)\n" + TEST, ":8: the weight of a test has to be a number from 0 up, and is -1"),
        ("@pytest.mark.question('scales')\n" + TEST, ":8: the mark `question` names `scales`, which is no question; did you mean `scale`?"),
        ("@pytest.mark.question('zzz')\n" + TEST, "which is no question; there are scale, norm"),
        ("@pytest.mark.needs('nrom')\n" + TEST, ":8: the mark `needs` names `nrom`, which is no question; did you mean `norm`?"),
        ("@pytest.mark.batch(True)\n" + TEST, ":8: the mark `batch` takes no value"),
        ("@pytest.mark.parametrize('x', [])\n" + TEST, ":8: `parametrize` has no case"),
        ("pytest.mark.weight(2)\n\n\n" + TEST, ":8: this mark belongs to no test; write `pytestmark = pytest.mark.weight(2)`"),
        ("pytestmarks = [pytest.mark.weight(2)]\n\n\n" + TEST, ":8: pytest does not read `pytestmarks`; did you mean `pytestmark`?"),
        (TEST.replace("check.close", "check.clos"), ":10: there is no check `check.clos`; did you mean `close`?"),
        (TEST.replace("check.close", "check.almost"), "; there are any_of, close, equal, find_class, find_function, grade"),
        (TEST.replace('check.close("y", student.toy_lib.scale(1.0))', "student.toy_lib.scale(1.0)\n    check.close"), ":11: `check.close` is named and not called"),
        (TEST.replace("toy_lib", "toy_libb"), ":10: the assignment has no module `toy_libb`; did you mean `toy_lib`?"),
        (TEST.replace("student.toy_lib", "student.beside.stand_ins"), ":10: `student.beside` has no module `stand_ins`; name stand_ins.py under `beside`"),
        ("def test_nothing(student):\n    student.toy_lib.scale(1.0)\n", ":8: `test_nothing` checks nothing"),
        ("def test_compares(student):\n    student.toy_lib.scale(1.0) == 3.5\n", ":8: `test_compares` checks nothing"),
        (TEST.replace("check)", "check, capsys)"), ":8: `test_more`: the fixture `capsys` does not see what a student's code prints"),
        (TEST.replace("check)", "check, capfd)"), "the fixture `capfd` does not see"),
        (TEST.replace("check)", "check, monkeypatch)"), "the fixture `monkeypatch` does not change the process in which a student's code runs"),
        (TEST.replace("check)", "check, caplog)"), "the fixture `caplog` does not see"),
        ("@pytest.fixture\ndef out(capsys):\n    return capsys\n\n\n" + TEST.replace("check)", "check, out)"), ":9: `out`: the fixture `capsys`"),
        ("import toy_lib\n\n\n" + TEST, ":8: a test does not import `toy_lib`, which runs in the student's process; use `student.toy_lib`"),
        (TEST + "    from toy_lib import scale\n    assert scale\n", ":11: a test does not import `toy_lib`"),
        ("from toy_given import FACTOR\n\n\n" + TEST, ":8: `toy_given` lies in the student's process"),
        ("import scipy\n\n\n" + TEST, ":8: `scipy` is neither among `packages` in assignment.toml nor a module beside the tests"),
        ("from autograder.errors import SourceError\n\n\n" + TEST, ":8: `autograder` is neither among `packages`"),
    ],
)  # fmt: skip
def test_a_slip_in_a_file_of_tests_is_named_with_its_line(source: Path, code: str, said: str) -> None:
    """And with the word that was probably meant."""
    put(source, "tests/public/test_more.py", HEAD + code)

    sentence = refusal(source)
    assert sentence.startswith("tests/public/test_more.py:")
    assert said in sentence


@pytest.mark.parametrize(
    "code",
    [
        "def compared(student, check, x):\n    check.close('y', student.toy_lib.scale(x))\n\n\ndef test_more(student, check):\n    compared(student, check, 1.0)\n",
        "class Base:\n    def test_a(self, student, check):\n        check.close('y', student.toy_lib.scale(1.0))\n\n\nclass TestMore(Base):\n    x = 1\n",
        "def test_plain(student):\n    assert student.toy_lib.scale(1.0) == 3.5\n",
        "def test_raises(student):\n    with pytest.raises(TypeError):\n        student.toy_lib.scale()\n",
        "def test_numpy(student):\n    import numpy.testing\n\n    numpy.testing.assert_allclose(student.toy_lib.scale(1.0), 3.5)\n",
        "CASES = [pytest.param(1.0, id='one')]\n\n\n@pytest.mark.parametrize('x', CASES)\ndef test_cases(student, check, x):\n    check.close('y', student.toy_lib.scale(x))\n",
        "heavy = pytest.mark.weight(3)\n\n\n@heavy\n" + TEST,
        "@pytest.fixture\ndef layer(student):\n    return student.toy_lib\n\n\ndef test_more(layer, check):\n    check.close('y', layer.scale(1.0))\n",
        "try:\n    import scipy\nexcept ImportError:\n    scipy = None\n\n\n" + TEST,
        "def test_square(student, check):\n    def square(x):\n        return x * x\n\n    check.close('y', student.toy_lib.scale(square(2.0)))\n",
    ],
)  # fmt: skip
def test_what_a_test_may_be_written_like_is_no_slip(source: Path, code: str) -> None:
    """Helpers, base classes, plain assertions, named marks, fixtures of its own."""
    put(source, "tests/public/test_more.py", HEAD + code)

    assert looked_through(source) == ()


def test_a_shared_module_is_imported_at_the_top(source: Path) -> None:
    """Inside a function it is not found, neither here nor in the grade."""
    put(source, "tests/training.py", '"""Training."""\n\n\ndef rows():\n    """Rows."""\n    return 3\n')
    code = "from training import rows\n\n\ndef test_more(student, check):\n    check.close('y', student.toy_lib.scale(rows()))\n"
    put(source, "tests/public/test_more.py", HEAD + code)
    assert looked_through(source) == ()

    inside = "def test_more(student, check):\n    from training import rows\n\n    check.close('y', student.toy_lib.scale(rows()))\n"
    put(source, "tests/public/test_more.py", HEAD + inside)
    assert "tests/public/test_more.py:9: import `training` at the top of the file" in refusal(source)


def test_a_hidden_test_that_is_also_public_hides_nothing(source: Path) -> None:
    """Whatever its name, its docstring and its weight are."""
    copied = "@pytest.mark.weight(4)\n" + TEST.replace("test_more", "test_other").replace(
        '"More."', '"Other."'
    )
    put(source, "tests/public/test_more.py", HEAD + TEST)
    put(source, "tests/hidden/test_copy.py", HEAD + copied)

    said = refusal(source)

    assert said.startswith("tests/hidden/test_copy.py:9: `test_other` is also a public test, word for word")
    assert "tests/public/test_more.py:8" in said


def test_a_hidden_test_with_cases_of_its_own_is_no_copy(source: Path) -> None:
    """Nor one that a helper of the same name helps otherwise."""
    test = "@pytest.mark.parametrize('x', CASES)\ndef test_cases(student, check, x):\n    check.close('y', student.toy_lib.scale(x))\n"
    put(source, "tests/public/test_more.py", f"{HEAD}CASES = [1.0]\n\n\n{test}")
    put(source, "tests/hidden/test_more.py", f"{HEAD}CASES = [1.0, 2.0]\n\n\n{test}")

    assert looked_through(source) == ()


def test_a_hidden_test_that_imports_its_cases_from_a_module_of_its_own_is_no_copy(source: Path) -> None:
    """`CASES` of two modules are other cases; of one module they are the same."""
    test = "@pytest.mark.parametrize('x', CASES)\ndef test_cases(student, check, x):\n    check.close('y', student.toy_lib.scale(x))\n"
    put(source, "tests/few.py", "CASES = [1.0]\n")
    put(source, "tests/hidden/many.py", "CASES = [1.0, 2.0]\n")
    put(source, "tests/public/test_more.py", f"{HEAD}from few import CASES\n\n\n{test}")
    put(source, "tests/hidden/test_more.py", f"{HEAD}from many import CASES\n\n\n{test}")
    assert looked_through(source) == ()

    (source / "tests/hidden/many.py").unlink()
    put(source, "tests/hidden/test_more.py", f"{HEAD}from few import CASES\n\n\n{test}")
    assert "`test_cases` is also a public test, word for word" in refusal(source)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"numpy"', '"scikit-learn"', "`packages` names 'scikit-learn', which is imported as `sklearn`"),
        ('"numpy"', '"Pillow"', "which is imported as `PIL`"),
        ('"numpy"', '"numpy>=1.20"', "without a version"),
        ('"numpy"', '"nmupy"', "which is not installed here; did you mean `numpy`?"),
        ('"numpy"', '"math"', "which is Python's own; leave it out"),
        ('modules = ["toy_lib.py"]', 'modules = ["toy_lib.py", "random.py"]', "`modules` names random.py, and Python has a module of that name"),
    ],
)  # fmt: skip
def test_a_name_that_no_import_would_find_is_refused(source: Path, old: str, new: str, said: str) -> None:
    """With the name that an import statement has."""
    toml = source / "assignment.toml"
    text = toml.read_text(encoding="utf-8").replace("seed = 7\n", 'seed = 7\npackages = ["numpy"]\n')
    toml.write_text(text.replace(old, new), encoding="utf-8")

    assert said in refusal(source)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("import scipy.special", "toy_lib.py:3: `scipy` is not among `packages` in assignment.toml"),
        ("import notes", "toy_lib.py:3: `import notes`: students do not get notes.py; name it under `given`"),
        ("from notes import x", "toy_lib.py:3: `import notes`: students do not get notes.py"),
    ],
)
def test_an_import_of_the_reference_that_students_could_not_do_is_refused(
    source: Path, line: str, said: str
) -> None:
    """Before anything runs."""
    put(source, "notes.py", "x = 1\n")
    module = source / "toy_lib.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text.replace("import numpy as np", f"{line}\nimport numpy as np"), encoding="utf-8")

    assert said in refusal(source)


def test_what_the_handout_shows_goes_to_students(source: Path) -> None:
    """Images and files that it links to; what it gets anyway, web addresses, headings and code do not count."""
    put(source, "figures/net.png", PICTURE)
    put(source, "table.csv", "1,2\n")
    put(source, "extra.png", PICTURE)
    put(
        source,
        "handout.md",
        '# Toy\n\n![a net](figures/net.png "The net") and [a table](table.csv), [stub](toy_lib.py), [web](https://x.org/a.png)\n'
        "`a[0](missing.png)` [up](#toy)\n\n```\n![code](nowhere.png)\n```\n",
    )
    assignment = load_assignment(source)

    shown = figures(assignment)

    assert set(shown) == {"figures/net.png", "table.csv"}
    assert unread(assignment, shown) == ("extra.png",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Toy\n\n![net](net.pgn)\n", "handout.md:3: there is no file net.pgn in this folder; did you mean `net.png`?"),
        ('# Toy\n\n<img width=3 src="other.svg">\n', "handout.md:3: there is no file other.svg"),
        ("# Toy\n\nSee [notes](notes.pdf).\n", "handout.md:3: there is no file notes.pdf"),
        ("# Toy\n\n![net](../net.png)\n", "handout.md:3: ../net.png lies outside this folder"),
        ("# Toy\n\n[hidden](tests/hidden/test_norm.py)\n", "handout.md:3: students do not get tests/hidden/test_norm.py"),
        ("# Toy\n\n[all](assignment.toml)\n", "handout.md:3: students do not get assignment.toml"),
    ],
)  # fmt: skip
def test_a_link_that_would_lead_nowhere_is_refused(source: Path, text: str, said: str) -> None:
    """At its line."""
    put(source, "net.png", PICTURE)
    put(source, "handout.md", text)

    assert said in refusal(source)
