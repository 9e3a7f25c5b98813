"""The end of a build: reference, stub and right solutions are graded as students' work is."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.audit.audit import audit
from autograder.authoring.proof.bundle_layout import bundle_tree
from autograder.authoring.proof.prepare import prepare
from autograder.authoring.release.build import build
from autograder.authoring.trial import in_sandbox
from autograder.authoring.trial import trial as trials
from autograder.authoring.trial.trial import trial
from autograder.errors import BuildRefusedError, SandboxError, SourceError
from autograder.files import read_tree
from autograder.model.assignment import load_assignment
from tests.support.secret import A_SECRET

if TYPE_CHECKING:
    from pathlib import Path
    from typing import NoReturn

    from autograder.authoring.trial.trial import Trial

# Each of these tests passes in the process of the build, and asks for something that the grade does not have.
MODULE = '''\
"""Functions that depend on where they run."""

import os
import random
import sys
from pathlib import Path

import numpy as np


def integral(f):
    """By the midpoint rule."""
    ### BEGIN SOLUTION
    return sum(f((i + 0.5) / 10) for i in range(10)) / 10
    ### END SOLUTION


def sample(n):
    """Numbers of NumPy's own generator."""
    ### BEGIN SOLUTION
    return np.random.rand(n)
    ### END SOLUTION


def dice():
    """A number of Python's own generator."""
    ### BEGIN SOLUTION
    return random.randint(1, 10**9)
    ### END SOLUTION


def save(path, text):
    """Write a file."""
    ### BEGIN SOLUTION
    Path(path).write_text(text)
    ### END SOLUTION


def level():
    """A setting of the environment."""
    ### BEGIN SOLUTION
    return os.environ.get("LEVEL", "none")
    ### END SOLUTION


def size(xs):
    """How many."""
    ### BEGIN SOLUTION
    return len(xs)
    ### END SOLUTION


def hello(name):
    """Print a greeting."""
    ### BEGIN SOLUTION
    print(f"Hello {name}!")
    ### END SOLUTION


def words():
    """The words of the command line."""
    ### BEGIN SOLUTION
    return len(sys.argv)
    ### END SOLUTION
'''
HEAD = '"""Tests."""\n\nimport contextlib\nimport io\nimport os\nimport random\nimport sys\n\nimport numpy as np\nimport pytest\n\npytestmark = pytest.mark.question("q")\n\n\n'
AT_HOME = '''\
def test_sample(student, check):
    """sample."""
    np.random.seed(3)
    check.close("numbers", student.m.sample(4))


def test_dice(student, check):
    """dice."""
    random.seed(3)
    check.equal("number", student.m.dice())


def test_save(student, check, tmp_path):
    """save."""
    student.m.save(str(tmp_path / "x.txt"), "hi")
    check.equal("text", (tmp_path / "x.txt").read_text(), zeros=True)


def test_level(student, check):
    """level."""
    os.environ["LEVEL"] = "high"
    check.equal("level", student.m.level())


def test_hello(student, check):
    """hello."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        student.m.hello("Ann")
    check.equal("printed", printed.getvalue(), zeros=True)


def test_words(student, check):
    """words."""
    sys.argv = ["m.py", "a", "b"]
    check.equal("words", student.m.words())
'''
BESIDE = '''\
"""What has to happen where the student's code runs."""

import contextlib
import io
import os
import random
import sys
from pathlib import Path

import numpy as np


def square(x):
    """A function to integrate."""
    return x * x


def seed(number):
    """Seed both generators."""
    random.seed(number)
    np.random.seed(number)


def printed(function, *arguments):
    """What a function prints."""
    with contextlib.redirect_stdout(io.StringIO()) as text:
        function(*arguments)
    return text.getvalue()


def read(name):
    """The text of a file."""
    return Path(name).read_text()


def set_level(level):
    """Set it."""
    os.environ["LEVEL"] = level


def set_words(words):
    """Set the command line."""
    sys.argv = words
'''
ANYWHERE = '''\
def test_integral(student, check):
    """integral."""
    check.close("integral", student.m.integral(student.beside.here.square))


def test_sample(student, check):
    """sample."""
    student.beside.here.seed(3)
    check.close("numbers", student.m.sample(4))


def test_dice(student, check):
    """dice."""
    student.beside.here.seed(3)
    check.equal("number", student.m.dice())


def test_save(student, check):
    """save."""
    student.m.save("x.txt", "hi")
    check.equal("text", student.beside.here.read("x.txt"), zeros=True)


def test_size(student, check):
    """A set travels."""
    check.equal("size", student.m.size({1, 2, 3}))


def test_level(student, check):
    """level."""
    student.beside.here.set_level("high")
    check.equal("level", student.m.level())


def test_hello(student, check):
    """hello."""
    check.equal("printed", student.beside.here.printed(student.m.hello, "Ann"), zeros=True)


def test_words(student, check):
    """words."""
    student.beside.here.set_words(["m.py", "a", "b"])
    check.equal("words", student.m.words())
'''
RIGHT = '''\
"""Otherwise."""

from toy_given import FACTOR


def scale(x):
    """By a sum."""
    product = x * FACTOR
    return product - (-1.0)


def norm(x):
    """By a loop."""
    total = 0.0
    for entry in x.ravel():
        total = total + float(entry) ** 2
    return total**0.5
'''


def write_course(root: Path, tests: str, more: str = "") -> Path:
    """A course with the functions above."""
    folder = root / "source" / "here"
    files = {
        "assignment.toml": 'name = "here"\ntitle = "Here"\nseed = 1\nmodules = ["m.py"]\n'
        f'{more}\n[limits]\ntest_seconds = 2.0\n\n[[questions]]\nid = "q"\ntitle = "Q"\npoints = 10\n',
        "handout.md": "# Here\n",
        "m.py": MODULE,
        "beside/here.py": BESIDE,
        "tests/public/test_m.py": HEAD + tests,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def tried(folder: Path, work: Path) -> Trial:
    """Record the reference of an assignment, and grade it as a build does at its end."""
    prepared = prepare(load_assignment(folder), None, work, A_SECRET)
    reference = prepared.reference
    bundle = bundle_tree(reference.assignment, prepared.files, reference.recorded_files(), A_SECRET)
    return trial(prepared, bundle, work / "trial", work / "kept")


def put_right(source: Path, name: str, text: str = RIGHT) -> Path:
    """Put a right solution of the toy assignment into its folder."""
    file = source / "right" / name / "toy_lib.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("number", range(2))
def test_what_works_at_home_alone_is_refused_with_its_line_and_what_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Seeds, paths, the environment, prints and the command line of the process of the tests."""
    monkeypatch.setenv("LEVEL", "none")
    monkeypatch.setattr("sys.argv", ["pytest"])
    parts = AT_HOME.split("\n\n\n")
    folder = write_course(tmp_path, "\n\n\n".join(parts[3 * number : 3 * number + 3]))

    with pytest.raises(BuildRefusedError) as refused:
        tried(folder, tmp_path / "work")

    said = str(refused.value)
    test = f"{folder}/tests/public/test_m.py"
    assert said.startswith("the reference passes its tests here, and not in the sandbox")
    lines = (HEAD + "\n\n\n".join(parts[3 * number : 3 * number + 3])).split("\n")
    for words in (
        ("np.random.seed", "random.seed", "tmp_path"),
        ("os.environ", "redirect_stdout", "sys.argv"),
    )[number]:
        line = next(
            at
            for at, text in enumerate(lines, 1)
            if at > len(HEAD.split("\n")) and re.search(rf"(?:contextlib\.|(?<!\.)){words}", text)
        )
        assert f"`{words}` ({test}:{line})" in said
    assert said.count("`student.beside.<module>.<function>` (a module in beside/)") == 2
    assert ("`student.read_file`", "`with student.console() as console:`")[number] in said


def test_what_the_sentences_say_to_write_instead_is_graded_like_at_home(tmp_path: Path) -> None:
    """A function to call, a seed, a file, a setting, a print: each by a module in beside/."""
    folder = write_course(tmp_path, ANYWHERE, 'beside = ["here.py"]')

    assert tried(folder, tmp_path / "work").no_sandbox == ""


def test_an_argument_that_cannot_travel_is_refused_with_what_to_write_instead(tmp_path: Path) -> None:
    """A function, which may be one of the instructor's beside the student's."""
    test = 'def test_integral(student, check):\n    """integral."""\n    check.close("y", student.m.integral(lambda x: x))\n'
    folder = write_course(tmp_path, test)

    with pytest.raises(BuildRefusedError) as refused:
        tried(folder, tmp_path / "work")

    said = str(refused.value)
    assert f"{folder}/tests/public/test_m.py:17: public/test_m.py::test_integral" in said
    assert "handed a function to student code" in said
    assert "write it into a module in beside/, and hand over `student.beside.<module>.function`" in said
    assert said.count("in beside/") == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("import time; time.sleep(30)", "it sleeps for 30 s, and `test_seconds` in assignment.toml is 2"),
        ("while True: pass", "it takes too long: more than 2 s of processor time in level"),
        (
            "return os.urandom(1)[0] + os.urandom(1)[0] / 256 + os.getpid()",
            "level differs from what is expected",
        ),
    ],
    ids=["sleeps", "loops", "by-chance"],
)
@pytest.mark.usefixtures("without_wheel")
def test_a_reference_that_could_not_be_handed_in_is_refused_with_its_line(
    tmp_path: Path, line: str, said: str
) -> None:
    """There and then, and nothing is written."""
    folder = write_course(tmp_path, AT_HOME.split("\n\n\n")[3])
    text = MODULE.replace('    return os.environ.get("LEVEL", "none")', f"    {line}")
    (folder / "m.py").write_text(text, encoding="utf-8")
    test = folder / "tests" / "public" / "test_m.py"
    test.write_text(
        test.read_text(encoding="utf-8").replace('    os.environ["LEVEL"] = "high"\n', ""), encoding="utf-8"
    )

    with pytest.raises(BuildRefusedError) as refused:
        build(folder, tmp_path)

    assert said in str(refused.value)
    assert f"{test}:17: public/test_m.py::test_level" in str(refused.value)
    if "differs" not in said:
        assert f"{folder}/m.py:{text[: text.index(line)].count(chr(10)) + 1}" in str(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


@pytest.mark.usefixtures("without_wheel")
def test_right_solutions_are_graded_by_each_build_that_may_change_their_verdict(
    source: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of them is in anything that is handed out; what was graded once is known as long as nothing changes."""
    put_right(source, "loops")
    put_right(source, "again", RIGHT.replace("total = total + float(entry) ** 2", "total += entry * entry"))
    graded: list[list[str]] = []
    grade = trials.grade_in_sandbox
    monkeypatch.setattr(
        trials,
        "grade_in_sandbox",
        lambda bundle, solutions, *more: (graded.append(list(solutions)), grade(bundle, solutions, *more))[1],
    )

    report = build(source, root)
    build(source, root)
    put_right(source, "again", RIGHT.replace("** 2", "* float(entry)"))
    build(source, root)

    own = ["reference", "stub"]
    assert graded == [[*own, "/again", "/loops"], own, [*own, "/again"]]
    assert "  all 2 right solutions written otherwise: every point, and nothing said" in report.lines()
    written = {name: content for name, content in read_tree(root).items() if not name.startswith("source/")}
    assert not [
        name for name, content in written.items() if "right/" in name or b"product - (-1.0)" in content
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("- (-1.0)", "- (-1.5)", "this right solution gets 0 of 10 points: "),
        (
            "    product = x * FACTOR\n",
            "    x *= -1.0\n    product = x * -FACTOR\n",
            "this right solution is told: ",
        ),
        ('"""Otherwise."""\n', '"""Otherwise."""\n\nimport scipy\n', "this right solution is told: "),
    ],
    ids=["refused", "remarked on", "imports"],
)
def test_a_right_solution_that_is_refused_or_told_anything_stops_the_build(
    source: Path, root: Path, old: str, new: str, said: str
) -> None:
    """Either the tests are at fault, or it is not right."""
    put_right(
        source,
        "loops",
        RIGHT.replace(old, new).replace("total**0.5", "total**0.5" if "1.5" not in new else "0"),
    )

    with pytest.raises(BuildRefusedError) as refused:
        tried(source, root / "work")

    assert f"{source}/right/loops: {said}" in str(refused.value)


def test_a_right_solution_may_break_a_rule_that_is_only_remarked(source: Path, root: Path) -> None:
    """It costs nothing, and the remark is true."""
    [test] = [path for path in source.rglob("test_*.py") if "norm(" in path.read_text(encoding="utf-8")]
    rule = '    check.source(student.toy_lib.norm, forbid=["for"], remark=True)\n'
    test.write_text(test.read_text(encoding="utf-8") + rule, encoding="utf-8")
    put_right(source, "loops")

    assert tried(source, root / "work").right == 1


@pytest.mark.parametrize("name", ["right/toy_lib.py", "right/empty/notes.txt"])
def test_what_is_no_solution_in_its_folder_is_refused(source: Path, root: Path, name: str) -> None:
    """A file of its own, or a folder without the files that students hand in."""
    put_right(source, "loops")
    (source / name).parent.mkdir(exist_ok=True)
    (source / name).write_text("", encoding="utf-8")

    with pytest.raises(SourceError, match=r"right.*(folder of its own|none of the files asked for)"):
        tried(source, root / "work")


@pytest.mark.usefixtures("without_wheel")
def test_a_function_of_a_right_solution_in_the_handout_is_refused(source: Path, root: Path) -> None:
    """It is a solution like the reference."""
    put_right(source, "loops")
    body = "    product = x * FACTOR + 0.0 * FACTOR\n    return product - (-1.0)\n"
    put_right(source, "loops", RIGHT.replace("    product = x * FACTOR\n    return product - (-1.0)\n", body))
    (source / "handout.md").write_text(f"# Toy\n\n```python\n{body}```\n", encoding="utf-8")

    with pytest.raises(
        BuildRefusedError, match=r"would give away a right solution: .*right/loops/toy_lib\.py:8"
    ):
        build(source, root)


@pytest.mark.usefixtures("without_wheel")
def test_without_a_sandbox_the_build_says_so_and_goes_on(
    source: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine that is not Linux, for one; the audit says it as well."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise SandboxError("student code can be held on Linux only")

    put_right(source, "loops")
    monkeypatch.setattr(in_sandbox, "grade_each", refuse)

    lines = build(source, root).lines()
    report = audit(load_assignment(source), mutants=False)

    assert (
        "  not tried in the grader, because there is no sandbox here: student code can be held on Linux only"
        in lines
    )
    assert (root / "release" / "toy").is_dir()
    assert any(line.startswith("right solutions were not graded") for line in report.lines())


def test_the_audit_lists_right_solutions_and_fails_with_one_that_is_refused(source: Path) -> None:
    """In words, and for programs."""
    put_right(source, "loops")
    put_right(source, "wrong", RIGHT.replace("total**0.5", "total"))

    report = audit(load_assignment(source), mutants=False)

    assert "  loops: 10 of 10 points, and nothing said" in report.lines()
    assert "  wrong: 4 of 10 points" in report.lines()
    (problem,) = [one for one in report.failures if "right solution" in one]
    assert problem.startswith(f"{source}/right/wrong: this right solution gets 4 of 10 points: ")
    told = json.loads(json.dumps(report.to_json()))
    assert [(one["name"], one["points"]) for one in told["right"]] == [("loops", 10.0), ("wrong", 4.0)]
    assert told["clean"] is False


@pytest.mark.usefixtures("without_wheel")
def test_a_build_deletes_no_file_that_no_build_has_made(source: Path, root: Path) -> None:
    """It names the file; one that an earlier build has made may go."""
    build(source, root)
    (source / "handout.md").write_text("# New\n", encoding="utf-8")
    (source / "toy_given.py").rename(source / "toy_factor.py")
    for file in (source / "assignment.toml", source / "toy_lib.py"):
        file.write_text(file.read_text(encoding="utf-8").replace("toy_given", "toy_factor"), encoding="utf-8")
    own = root / "release" / "toy" / "notes.md"
    own.write_text("mine", encoding="utf-8")

    with pytest.raises(BuildRefusedError, match=r"release/toy/notes\.md: no build here has made this file"):
        build(source, root)
    assert (root / "release" / "toy" / "README.md").read_text(encoding="utf-8").startswith("# A toy")

    own.unlink()
    build(source, root)
    assert not (root / "release" / "toy" / "toy_given.py").exists()
