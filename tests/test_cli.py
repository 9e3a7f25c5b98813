"""The command line as its users meet it: what it prints where, and how it ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from autograder import DISTRIBUTION, cli
from autograder.errors import SandboxError
from autograder.files import read_tree, tree_hash, write_zip
from autograder.sandbox.remote import RemoteMember
from tests.support.quick_builds import build_without_trying

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    Command: TypeAlias = Callable[..., tuple[int, str, str]]

ASSIGNMENT = """\
name = "toy"
title = "A toy assignment"
modules = ["toy.py"]
seed = 7

[[questions]]
id = "double"
title = "Doubling"
points = 4
"""
MODULE = '''\
"""One function to write."""


def double(x: float) -> float:
    """Twice x."""
    ### BEGIN SOLUTION
    return x + x
    ### END SOLUTION
'''
TEST = '''\
"""Doubling."""

import pytest

pytestmark = pytest.mark.question("double")


def test_double(student, check):
    """Twice {number}."""
    check.close("y", student.toy.double({number}.0))
'''
RESULT_KEYS = {
    "assignment",
    "submission",
    "points",
    "max_points",
    "questions",
    "tests",
    "written",
    "notes",
    "mistakes",
    "faults",
    "measures",
    "protection",
    "autograder",
    "bundle",
    "submission_sha256",
    "seed",
    "secret_sha256",
    "seconds",
    "grader_seconds",
    "grader_peak_mib",
}
TEST_KEYS = {
    "id",
    "question",
    "title",
    "status",
    "points",
    "max_points",
    "visibility",
    "feedback",
    "diagnosis",
    "seconds",
    "share",
}

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="student code can be held on Linux only")


@pytest.fixture(scope="session")
def toy_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose one assignment is built; for `course` to copy."""
    root = tmp_path_factory.mktemp("toy") / "course"
    files = {
        "assignment.toml": ASSIGNMENT,
        "handout.md": "# A toy assignment\n\nWrite `double`.\n",
        "toy.py": MODULE,
        "tests/public/test_double.py": TEST.format(number=3),
        "tests/hidden/test_double_hidden.py": TEST.format(number=-8),
    }
    for name, text in files.items():
        path = root / "source" / "toy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert cli.main(["build"]) == 0
    return root


@pytest.fixture
def course(toy_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh copy of the built course, which is the current folder."""
    copy = shutil.copytree(toy_course, tmp_path / "course")
    monkeypatch.chdir(copy)
    build_without_trying(monkeypatch)
    return copy


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    """Run a command line: its exit code, what stands on stdout, what stands on stderr."""

    def run(*words: str) -> tuple[int, str, str]:
        capfd.readouterr()
        try:
            code = cli.main(words)
        except SystemExit as ended:  # argparse's way
            code = int(ended.code or 0)
        printed = capfd.readouterr()
        return code, printed.out, printed.err

    return run


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that stands once in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def only_line(code_and_output: tuple[int, str, str], code: int) -> str:
    """The one line on stderr of a command that refuses, after seeing that it is all there is for a person."""
    assert code_and_output[0] == code
    (line,) = code_and_output[2].splitlines()
    assert line.startswith("autograder: ")
    if code_and_output[1]:  # `--json` says it to programs too
        assert json.loads(code_and_output[1])["refused"] == line.removeprefix("autograder: ")
    return line


def state(course: Path) -> dict[str, str]:
    """What stands in each folder of a course."""
    return {name: tree_hash(course / name) for name in ("source", "release", "solutions", "dist")}


# --- help and usage -------------------------------------------------------------------------------------


def test_python_m_is_the_command_line() -> None:
    """For those whose PATH does not know the command."""
    words = [sys.executable, "-m", "autograder", "--version"]

    ran = subprocess.run(words, capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"autograder {version(DISTRIBUTION)}\n", "")


def test_the_installed_command_is_the_command_line() -> None:
    """As the README calls it."""
    name = shutil.which("autograder", path=os.path.dirname(sys.executable))  # noqa: PTH120 - which takes a string
    assert name, "the package's command is not installed beside this Python"

    ran = subprocess.run([name, "--version"], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout) == (0, f"autograder {version(DISTRIBUTION)}\n")


@pytest.mark.parametrize("words", [[], ["build"], ["audit"], ["grade"], ["demo"]], ids=str)
def test_every_command_has_help(words: list[str], command: Command) -> None:
    """It names each option with a word on it."""
    code, out, err = command(*words, "--help")

    assert (code, err) == (0, "")
    assert out.startswith(" ".join(["usage: autograder", *words]))
    options = {
        (): ["--version", "build", "audit", "grade", "demo", "Exit codes"],
        ("build",): ["ASSIGNMENT", "--check", "--data DIR"],
        ("audit",): ["ASSIGNMENT", "--no-mutants", "--json", "equivalent.toml"],
        ("grade",): ["ASSIGNMENT", "SUBMISSION", "--json", "--allow-weak-sandbox", "bundle"],
        ("demo",): ["ASSIGNMENT", "--out DIR", "--allow-weak-sandbox"],
    }
    assert [option for option in options[tuple(words)] if option not in out] == []


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["biuld"],
        ["build", "--chekc"],
        ["audit"],
        ["audit", "toy", "toy"],
        ["grade"],
        ["grade", "toy"],
        ["grade", "toy", "a.zip", "b.zip"],
    ],
)
def test_a_wrong_usage_ends_with_2(words: list[str], command: Command) -> None:
    """And the usage, on stderr."""
    code, out, err = command(*words)

    assert (code, out) == (2, "")
    assert err.startswith("usage: autograder")


# --- where it is run ------------------------------------------------------------------------------------


def test_a_folder_without_source_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    """With where it was looked for."""
    monkeypatch.chdir(tmp_path)

    line = only_line(command("build"), 2)

    assert str(tmp_path) in line
    assert "source/" in line


def test_a_source_folder_without_assignments_is_refused(course: Path, command: Command) -> None:
    """It must not pass for a build that went well."""
    shutil.rmtree(course / "source" / "toy")

    line = only_line(command("build"), 2)

    assert "there is nothing to build" in line


def test_the_course_is_found_from_a_folder_within_it(
    course: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    """As git does."""
    monkeypatch.chdir(course / "source" / "toy" / "tests")

    code, _, err = command("build", "--check")

    assert (code, err) == (0, "")


@pytest.mark.parametrize(
    "words", [["build", "hw9"], ["audit", "hw9"], ["grade", "hw9", "x.zip"]], ids=" ".join
)
@pytest.mark.usefixtures("course")
def test_an_unknown_assignment_is_answered_with_the_known_ones(words: list[str], command: Command) -> None:
    """In one line."""
    line = only_line(command(*words), 2)

    assert line.startswith("autograder: hw9: ")
    assert line.endswith("there are toy")


# --- audit ----------------------------------------------------------------------------------------------

MISTAKE = """\
[[mistakes]]
id = "adds-one"
question = "double"
hint = "You add one."
file = "toy.py"
replace = "x + x"
with = "{wrong}"
"""


def test_audit_tells_what_the_tests_catch(course: Path, command: Command) -> None:
    """A table, a line for each failure, and progress on stderr alone."""
    (course / "source" / "toy" / "mistakes.toml").write_text(MISTAKE.format(wrong="x + 1"), encoding="utf-8")

    code, out, err = command("audit", "toy")

    assert code == 0
    head, columns, double, total, *_ = out.splitlines()
    assert head == "toy: the reference passes all 2 tests that earn points, the stub none"
    assert columns.split() == ["question", "mistakes", "caught", "mutants", "caught", "score"]
    assert double.split() == ["double", "1", "1", "4", "4", "100.0", "%"]
    assert total.split()[1:] == double.split()[1:]
    assert (
        err.splitlines()[-1] == "8 of 8 variants"
    )  # a mistake, four mutants, and three exceptions that name no mistake


def test_audit_ends_with_1_where_the_tests_miss_something(course: Path, command: Command) -> None:
    """And says where and what to do."""
    (course / "source" / "toy" / "mistakes.toml").write_text(MISTAKE.format(wrong="2 * x"), encoding="utf-8")

    code, out, _ = command("audit", "toy", "--no-mutants")

    assert code == 1
    place = course / "source" / "toy" / "mistakes.toml"
    assert out.splitlines()[-1] == (
        f"{place}:1: no test of `double` catches `adds-one`; write one that fails with it: 'x + x' becomes '2 * x'"
    )


def test_audit_prints_one_json_object_and_nothing_else(course: Path, command: Command) -> None:
    """For programs; the exit code is the same."""
    (course / "source" / "toy" / "mistakes.toml").write_text(MISTAKE.format(wrong="x + 1"), encoding="utf-8")

    code, out, _ = command("audit", "toy", "--json")

    told = json.loads(out)
    assert (code, told["clean"], told["failures"], told["mutation_score"]) == (0, True, [], 1.0)
    tests = ["public/test_double.py::test_double", "hidden/test_double_hidden.py::test_double"]
    assert told["mistakes"] == [
        {"id": "adds-one", "question": "double", "costs": ["double"], "caught_by": tests}
    ]
    assert {"assignment", "questions", "pairs", "mutants", "idle_tests"} < told.keys()


def test_a_catalogue_that_has_to_be_mended_ends_with_2(course: Path, command: Command) -> None:
    """In one line, with file and line, whichever command reads it."""
    path = course / "source" / "toy" / "mistakes.toml"
    path.write_text(MISTAKE.format(wrong="x + x"), encoding="utf-8")

    for name in ("audit", "build"):
        line = only_line(command(name, "toy"), 2)
        assert line.startswith(f"autograder: {path}:7: `with` is the same as `replace`")


def test_a_build_whose_tests_miss_a_mistake_ends_with_1(course: Path, command: Command) -> None:
    """And leaves everything as it was."""
    (course / "source" / "toy" / "mistakes.toml").write_text(MISTAKE.format(wrong="2 * x"), encoding="utf-8")
    before = state(course)

    code, out, err = command("build")

    assert (code, out) == (1, "")
    assert err.splitlines()[-2] == "1 of 1 variants of toy"
    assert "mistakes.toml:1: no test of `double` catches `adds-one`" in err.splitlines()[-1]
    assert state(course) == before


# --- build ----------------------------------------------------------------------------------------------


def test_build_says_what_was_proved_and_written(course: Path, command: Command) -> None:
    """And makes the same again."""
    before = state(course)

    code, out, err = command("build", "source/toy/")

    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "toy: 1 solution regions, 1 public and 1 hidden tests; the reference passes all, the stub none",
        (
            "  1 public test does not draw on `rng`: where their numbers are fixed, the answers can be "
            "looked up in the handout: "
            "public/test_double.py::test_double"
        ),
        *(f"  wrote {course / kind / 'toy'}" for kind in ("release", "solutions", "dist")),
    ]
    assert state(course) == before


def test_several_assignments_are_built_side_by_side(course: Path, command: Command) -> None:
    """What they say stands in the order of the names; one that is refused stops no other."""
    for name in ("other", "broken"):
        source = shutil.copytree(course / "source" / "toy", course / "source" / name)
        edit(source / "assignment.toml", 'name = "toy"', f'name = "{name}"')
    edit(course / "source" / "broken" / "toy.py", "return x + x", "return x +")

    code, out, err = command("build", "toy", "broken", "other", "toy", "--jobs", "2")

    assert code == 2
    assert [line.split(":")[0] for line in out.splitlines() if line[0] != " "] == ["toy", "other"]
    assert (course / "release" / "other" / "toy.py").is_file()
    assert f"autograder: {course / 'source' / 'broken' / 'toy.py'}:7: " in err


def test_no_jobs_are_refused(course: Path, command: Command) -> None:
    """In one line."""
    assert only_line(command("build", "--jobs", "0"), 2) == "autograder: --jobs has to be 1 or more, and is 0"
    assert (course / "dist" / "toy").is_dir()


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("assignment.toml", "points = 4", "pionts = 4", "assignment.toml:9: `pionts` is not a key"),
        (
            "assignment.toml",
            "points = 4",
            'points = 4\nhint = "x"',
            "assignment.toml:10: `hint` is not a key",
        ),
        ("assignment.toml", "seed = 7", "seed = seven", "assignment.toml:4: "),
        (
            "assignment.toml",
            'name = "toy"',
            'name = "toys"',
            "assignment.toml:1: `name` has to be the folder's",
        ),
        ("toy.py", "### BEGIN SOLUTION", "### BEGIN SOLUTON", "toy.py:6: "),
        ("toy.py", "    ### END SOLUTION\n", "", "toy.py:6: "),
        ("toy.py", "return x + x", "return x +", "toy.py:7: "),
    ],
    ids=["missing-key", "unknown-key", "no-toml", "other-name", "marker-typo", "no-end", "syntax-error"],
)
def test_a_slip_in_the_source_is_named_with_its_line_and_costs_nothing(
    course: Path, file: str, old: str, new: str, place: str, command: Command
) -> None:
    """The last good release stays as it was."""
    edit(course / "source" / "toy" / file, old, new)
    before = state(course)

    line = only_line(command("build"), 2)

    assert line.startswith(f"autograder: {course / 'source' / 'toy'}/{place}")
    assert state(course) == before
    assert sorted(path.name for path in course.iterdir()) == ["dist", "release", "solutions", "source"]
    assert [path.name for path in (course / "dist").iterdir()] == ["toy"]


def test_a_stub_that_earns_points_is_refused_with_1(course: Path, command: Command) -> None:
    """The source can be read; it is the assignment that is not fit to be released."""
    edit(
        course / "source" / "toy" / "toy.py",
        "    ### BEGIN SOLUTION\n",
        "    if x > 0:\n        return 2 * x\n    ### BEGIN SOLUTION\n",
    )
    before = state(course)

    line = only_line(command("build"), 1)

    assert "stub" in line
    assert state(course) == before


def test_a_place_that_cannot_be_written_is_named(course: Path, command: Command) -> None:
    """In a line, as every other refusal, and nothing is half-written."""
    shutil.rmtree(course / "release")
    (course / "release").write_text("a file in the folder's place", encoding="utf-8")
    before = tree_hash(course / "solutions")

    line = only_line(command("build"), 2)

    assert str(course / "release") in line
    assert tree_hash(course / "solutions") == before


def test_check_is_content_with_what_source_makes(course: Path, command: Command) -> None:
    """And writes nothing."""
    before = state(course)

    code, out, err = command("build", "--check")

    assert (code, err, len(out.splitlines())) == (0, "", 2)
    assert state(course) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("release/toy/toy.py", b"pass\n"),
        ("release/toy/extra.txt", b"x"),
        ("release/toy/run_tests.py", None),
        ("solutions/toy/toy.py", b"pass\n"),
    ],
    ids=["changed", "added", "removed", "solution"],
)
def test_check_names_each_file_that_drifted(
    course: Path, name: str, content: bytes | None, command: Command
) -> None:
    """With exit code 1, and leaves it to a build to mend."""
    if content is None:
        (course / name).unlink()
    else:
        (course / name).write_bytes(content)
    before = state(course)

    code, out, err = command("build", "--check")

    assert (code, err) == (1, "")
    assert [line for line in out.splitlines() if name in line] == out.splitlines()[2:] != []
    assert state(course) == before


def test_check_sees_that_the_source_was_changed(course: Path, command: Command) -> None:
    """Which is what it stands in CI for."""
    edit(course / "source" / "toy" / "toy.py", '"""Twice x."""', '"""Two times x."""')

    code, out, _ = command("build", "--check")

    assert code == 1
    assert "release/toy/toy.py" in out
    assert "solutions/toy/toy.py" in out


# --- grade ----------------------------------------------------------------------------------------------


@on_linux
def test_grade_json_prints_one_object_and_nothing_else(course: Path) -> None:
    """However much the student's code prints."""
    loud = MODULE + 'print(\'{"points": 1000}\')\n__import__("os").write(1, b"loud")\n'
    write_zip(course / "loud.zip", {"toy.py": loud.encode()})
    words = [sys.executable, "-m", "autograder", "grade", "toy", "loud.zip", "--json"]

    ran = subprocess.run(words, cwd=course, capture_output=True, text=True, check=False)

    result = json.loads(ran.stdout)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (result["assignment"], result["submission"]) == ("toy", "loud.zip")
    assert (result["points"], result["max_points"]) == (4, 4)
    assert result.keys() == RESULT_KEYS
    assert {frozenset(test) for test in result["tests"]} == {frozenset(TEST_KEYS)}
    assert {test["id"]: test["status"] for test in result["tests"]} == {
        "public/test_double.py::test_double": "passed",
        "hidden/test_double_hidden.py::test_double": "passed",
    }
    assert result["protection"]


@on_linux
@pytest.mark.parametrize("kind", ["zip", "folder", "file"])
def test_grade_takes_a_zip_a_folder_or_a_file(course: Path, kind: str, command: Command) -> None:
    """And says what each question earned."""
    paths = {"zip": "toy.zip", "folder": "solutions/toy", "file": "solutions/toy/toy.py"}
    write_zip(course / "toy.zip", read_tree(course / "solutions" / "toy"))

    code, out, err = command("grade", "toy", paths[kind])

    assert (code, err) == (0, "")
    assert out.splitlines()[0].endswith(": 4 of 4 points")
    assert "Held by: " in out.splitlines()[-1]


@on_linux
@pytest.mark.usefixtures("course")
def test_a_submission_without_points_is_graded_all_the_same(command: Command) -> None:
    """0 of 4 is an answer: the exit code tells whether there is one."""
    code, out, err = command("grade", "toy", "release/toy")

    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "toy: 0 of 4 points"


@pytest.mark.usefixtures("course")
def test_a_refusal_is_one_json_object_too(command: Command) -> None:
    """A program that grades a class reads of each submission what became of it."""
    code, out, _ = command("grade", "toy", "nowhere.zip", "--json")

    assert code == 2
    assert json.loads(out) == {
        "assignment": "toy",
        "submission": "nowhere.zip",
        "refused": "nowhere.zip: there is no such file or folder",
    }


@on_linux
def test_the_staff_reads_why_the_grader_could_not_run_a_test_and_the_student_does_not(
    course: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    """The exception, the line of the test and the last lines of the traceback: in the JSON and on stderr."""

    def broken(*_: object, **__: object) -> None:
        raise SandboxError("no process is left")

    monkeypatch.setattr(RemoteMember, "__call__", broken)

    code, out, err = command("grade", "toy", "solutions/toy/toy.py", "--json")

    result = json.loads(out)
    public = str(course / "dist" / "toy" / "bundle" / "tests" / "public" / "test_double.py")
    fault = next(one for one in result["faults"] if one["test"].startswith("public/"))
    assert code == 0
    assert fault["reason"] == "SandboxError: no process is left"
    assert fault["position"] == f"{public}:10"
    assert fault["trace"][-1].strip().startswith("raise SandboxError")
    assert f"autograder: the grader could not run {fault['test']} ({public}:10): {fault['reason']}" in err
    assert not [
        test for test in result["tests"] if "SandboxError" in test["feedback"] or public in test["feedback"]
    ]
    assert {test["status"] for test in result["tests"]} == {"error"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "hw2/assignement.toml",
            "hw2/assignement.toml: nothing reads this file; did you mean `assignment.toml`?",
        ),
        ("hw2/handout.md", "hw2: there is no assignment.toml in this folder, so nothing is built of it"),
    ],
)
def test_a_folder_that_would_not_be_built_is_named(
    course: Path, name: str, said: str, command: Command
) -> None:
    """A build of all assignments does not leave one out in silence."""
    (course / "source" / name).parent.mkdir()
    (course / "source" / name).write_text("", encoding="utf-8")

    line = only_line(command("build"), 2)

    assert line == f"autograder: {course}/source/{said}"


@pytest.mark.usefixtures("course")
def test_a_submission_that_is_not_there_ends_with_2(command: Command) -> None:
    """It is the command that has to be mended."""
    line = only_line(command("grade", "toy", "nowhere.zip", "--json"), 2)

    assert line == "autograder: nowhere.zip: there is no such file or folder"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (None, "broken.zip is not a zip file"),
        ({"other.py": b""}, "none of the files asked for: toy.py"),
        ({"a/toy.py": b"", "b/toy.py": b""}, "hand in one folder"),
        ({"../toy.py": b""}, "toy.py"),
    ],
    ids=["no-zip", "other-files", "two-folders", "outside"],
)
def test_a_submission_that_is_refused_ends_with_1(
    course: Path, files: dict[str, bytes] | None, words: str, command: Command
) -> None:
    """The command was right; the student has to hand in again."""
    if files is None:
        (course / "broken.zip").write_bytes(b"no zip")
    else:
        write_zip(course / "broken.zip", files)

    line = only_line(command("grade", "toy", "broken.zip", "--json"), 1)

    assert words in line


def test_a_bundle_older_than_its_source_is_refused(course: Path, command: Command) -> None:
    """Grading by yesterday's tests would go unnoticed."""
    edit(course / "source" / "toy" / "handout.md", "Write", "Please write")

    line = only_line(command("grade", "toy", "solutions/toy"), 2)

    assert "run `autograder build toy`" in line


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("records.npz", None),
        ("records.npz", b""),
        ("records.npz", b"PK\x03\x04 broken off"),
        ("bundle.json", b"[]"),
        ("bundle.json", b"\xff"),
        ("assignment.toml", b"name ="),
        ("tests/hidden/test_double_hidden.py", None),
        ("tests/hidden/test_double_hidden.py", b"def test_("),
    ],
)
def test_a_damaged_bundle_is_named(course: Path, name: str, content: bytes | None, command: Command) -> None:
    """A test that has gone must not leave its points to the others."""
    bundle = course / "dist" / "toy" / "bundle"
    if content is None:
        (bundle / name).unlink()
    else:
        (bundle / name).write_bytes(content)

    line = only_line(command("grade", "toy", "solutions/toy"), 2)

    assert re.search(r"bundle|test_double_hidden\.py", line)


def test_a_missing_bundle_is_not_built_on_the_way(course: Path, command: Command) -> None:
    """Grading never builds: it says which command does."""
    shutil.rmtree(course / "dist")

    line = only_line(command("grade", "toy", "solutions/toy", "--json"), 2)

    assert line.endswith("there is no such bundle; run `autograder build toy`")
    assert not (course / "dist").exists()


@on_linux
def test_a_bundle_grades_without_its_source(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    """On a machine that has the bundle's folder and nothing else of the course."""
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(course / "dist" / "toy" / "bundle", elsewhere / "bundle")
    shutil.copytree(course / "solutions" / "toy", elsewhere / "handed_in")
    shutil.rmtree(course)
    monkeypatch.chdir(elsewhere)

    code, out, err = command("grade", "bundle", "handed_in", "--json")

    assert (code, err) == (0, "")
    assert json.loads(out)["points"] == 4


# --- demo -----------------------------------------------------------------------------------------------


@on_linux
def test_demo_makes_a_class_of_any_assignment_from_its_mistakes(course: Path, command: Command) -> None:
    """Everyone loses what they should; the gradebook and the report lie where it says."""
    (course / "source" / "toy" / "mistakes.toml").write_text(MISTAKE.format(wrong="x + 1"), encoding="utf-8")

    code, out, err = command("demo", "toy", "--out", "shown")

    assert code == 0
    assert "SURPRISE" not in out
    assert (course / "shown" / "gradebook.csv").read_text(encoding="utf-8").splitlines() == [
        "submission,double,total",
        "reference,4.0,4.0",
        "stub,0.0,0.0",
        "adds-one,0.0,0.0",
        "broken-zip,,0",
        "hostile,0.0,0.0",
    ]
    assert "You add one." in (course / "shown" / "report.txt").read_text(encoding="utf-8")
    assert err.splitlines()[-1] == "5 of 5 submissions"


@on_linux
@pytest.mark.usefixtures("course")
def test_demo_takes_an_assignment_without_mistakes(command: Command) -> None:
    """The class is smaller then; without a name the first assignment is shown."""
    code, out, _ = command("demo", "--out", "shown")

    assert code == 0
    assert [
        line.split()[0] for line in out.splitlines() if line.startswith(("reference", "stub", "adds"))
    ] == [
        "reference",
        "stub",
    ]


def test_ctrl_c_is_one_line_and_130(course: Path, monkeypatch: pytest.MonkeyPatch, command: Command) -> None:
    """And leaves what was there."""
    before = state(course)

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.cli.build.build", interrupted)

    line = only_line(command("build"), 130)

    assert "stopped" in line
    assert state(course) == before


def test_a_terminal_that_lacks_a_character_shows_it_by_its_number(tmp_path: Path) -> None:
    """A student may name a file as no encoding can write it: the instructor sees the sentence all the same."""
    missing = tmp_path / "caf\u00e9"

    done = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", str(missing), "x"],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )

    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stderr.startswith(b"autograder: ")
