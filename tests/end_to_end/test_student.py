"""A student with the unpacked handout: run the tests, read what they say, make the zip."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import venv
import zipfile
from typing import TYPE_CHECKING

import pytest

from autograder.files import zip_bytes
from autograder.grading.intake.submission import take_in
from autograder.model.assignment import load_assignment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.siege  # Runs of the real assignment.

NAME = "cmu10701-hw3"
DATA = "training_data_student"
QUESTIONS = ["linear", "optimizer", "sigmoid", "relu", "cross-entropy", "train-network", "worked-example"]
SLOW = """
    def forward(self, x):
        import time
        print("forward began", flush=True)
        open("began", "w").close()
        time.sleep(120)
"""


@pytest.fixture(scope="session")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The student's zip, unpacked."""
    folder = tmp_path_factory.mktemp("downloads")
    shutil.unpack_archive(built / "dist" / NAME / f"{NAME}-student.zip", folder)
    return folder / NAME


@pytest.fixture
def folder(unpacked: Path, tmp_path: Path) -> Path:
    """A fresh copy of the handout, its data set shared."""
    copy = shutil.copytree(unpacked, tmp_path / "my homework", ignore=shutil.ignore_patterns(DATA))
    (copy / DATA).symlink_to(unpacked / DATA)
    return copy


@pytest.fixture
def solved(folder: Path, solution: Mapping[str, str]) -> Path:
    """The handout with everything written."""
    for name, text in solution.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run(
    folder: Path,
    *arguments: str,
    python: Path | str = sys.executable,
    cwd: Path | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """`python run_tests.py ...`, as a student types it."""
    return subprocess.run(
        [python, folder / "run_tests.py" if cwd else "run_tests.py", *arguments],
        cwd=cwd or folder,
        env=surroundings(**environment),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def surroundings(**more: str) -> dict[str, str]:
    """This environment without what would change how Python starts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    return {**kept, "PYTHONIOENCODING": "utf-8", **more}


def total(ran: subprocess.CompletedProcess[str]) -> tuple[int, int, float, float]:
    """Tests passed, tests, points, possible points, as the last lines say."""
    line = re.search(
        r"^(\d+) of (\d+) tests passed: ([\d.]+) of ([\d.]+) public points\.$", ran.stdout, re.MULTILINE
    )
    assert line, ran.stdout + ran.stderr
    return int(line[1]), int(line[2]), float(line[3]), float(line[4])


def test_untouched_stubs_earn_nothing_and_the_first_lines_say_where_to_begin(folder: Path) -> None:
    """On one screen, without a reason for anything."""
    ran = run(folder)

    passed, tests, points, possible = total(ran)
    assert (ran.returncode, passed, points, ran.stderr) == (1, 0, 0.0, "")
    assert tests > len(QUESTIONS)
    assert possible > 0
    assert re.search(
        r"^Begin with: python run_tests.py -q sigmoid \(hw3_lib.py, line \d+\)$", ran.stdout, re.MULTILINE
    )
    assert [question for question in QUESTIONS if question not in ran.stdout] == []
    assert "got:" not in ran.stdout
    assert len(ran.stdout.splitlines()) <= 24


def test_the_solution_earns_all_public_points(solved: Path) -> None:
    """And is told what comes next."""
    ran = run(solved)

    passed, tests, points, possible = total(ran)
    assert (ran.returncode, passed, points, ran.stderr) == (0, tests, possible, "")
    assert ran.stdout.splitlines()[-1] == "Next: python run_tests.py --zip makes the file to hand in."


def test_the_tests_run_from_any_folder(solved: Path, tmp_path: Path) -> None:
    """The editor's folder may be another one."""
    ran = run(solved, cwd=tmp_path)

    assert (ran.returncode, ran.stderr) == (0, "")


def test_one_question_runs_alone(solved: Path) -> None:
    """`-q linear`, with the library done and nothing else looked at."""
    (solved / "hw3_sol.py").unlink()

    ran = run(solved, "-q", "linear")

    passed, tests, points, possible = total(ran)
    assert (ran.returncode, passed, points) == (0, tests, possible)
    assert tests < len(QUESTIONS)


def test_an_unknown_question_is_answered_with_the_known_ones(folder: Path) -> None:
    """In one line of usage, not a traceback."""
    ran = run(folder, "-q", "nonsense")

    assert (ran.returncode, ran.stdout) == (2, "")
    assert "nonsense" in ran.stderr
    assert [question for question in QUESTIONS if question not in ran.stderr] == []
    assert "Traceback" not in ran.stderr


def test_a_wrong_answer_is_shown_beside_the_expected_one(solved: Path, solution: Mapping[str, str]) -> None:
    """With what the student printed on the way."""
    wrong = solution["hw3_lib.py"].replace(
        "return np.maximum(x, 0.0)", "print('here', x.shape); return abs(x)"
    )
    (solved / "hw3_lib.py").write_text(wrong, encoding="utf-8")

    ran = run(solved, "-q", "relu")

    assert ran.returncode == 1
    assert [word for word in ("got:", "expected:", "printed:", "here (") if word not in ran.stdout] == []


def test_the_zip_holds_the_files_at_its_root_and_is_taken_in_as_it_is(built: Path, solved: Path) -> None:
    """Written over an older one."""
    target = solved / f"{NAME}-submission.zip"
    target.write_bytes(b"an older zip")

    ran = run(solved, "--zip")

    assert (ran.returncode, ran.stderr) == (0, "")
    with zipfile.ZipFile(target) as archive:
        assert sorted(archive.namelist()) == ["answers.toml", "hw3_lib.py", "hw3_sol.py"]
    submission = take_in(target, load_assignment(built / "dist" / NAME / "bundle"))
    assert submission.notes == ()
    assert submission.files["hw3_lib.py"] == (solved / "hw3_lib.py").read_bytes()


def test_the_zip_of_unfinished_files_is_made_and_names_the_placeholders(folder: Path) -> None:
    """A part may be handed in; forgetting one should not happen unnoticed."""
    ran = run(folder, "--zip")

    assert ran.returncode == 0
    lines = [
        number
        for number, line in enumerate((folder / "hw3_sol.py").read_text(encoding="utf-8").splitlines(), 1)
        if "### TYPE HERE" in line
    ]
    assert f"hw3_sol.py still has placeholders in line {', '.join(map(str, lines))}." in ran.stdout


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("weights = = 3", "SyntaxError"),
        ("import pandas", "pandas"),
        ("import no_such_module", "no_such_module"),
    ],
)
def test_no_zip_is_made_of_a_file_that_would_not_import(solved: Path, line: str, words: str) -> None:
    """The line is named."""
    text = (solved / "hw3_sol.py").read_text(encoding="utf-8")
    number = text.splitlines().index("import numpy as np") + 2
    (solved / "hw3_sol.py").write_text(
        text.replace("import numpy as np\n", f"import numpy as np\n{line}\n", 1), encoding="utf-8"
    )

    ran = run(solved, "--zip")

    assert (ran.returncode, ran.stderr) == (1, "")
    assert re.search(rf"hw3_sol\.py, line {number}\b", ran.stdout), ran.stdout
    assert words in ran.stdout
    assert list(solved.glob("*-submission.zip")) + list(solved.glob("*.part")) == []


@pytest.mark.parametrize(
    ("there", "named"), [((), "numpy and pytest"), (("numpy",), "pytest"), (("pytest",), "numpy")], ids=str
)
def test_a_python_without_the_packages_is_told_what_to_install(
    folder: Path, tmp_path: Path, there: tuple[str, ...], named: str
) -> None:
    """One sentence with the command, for this very Python."""
    venv.create(tmp_path / "bare", symlinks=os.name != "nt")
    python = tmp_path / "bare" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    for name in there:
        (tmp_path / "packages" / name).mkdir(parents=True)
        (tmp_path / "packages" / name / "__init__.py").touch()

    ran = run(folder, python=python, PYTHONPATH=str(tmp_path / "packages"))

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.strip() == (
        f"These tests need {named}, which this Python does not have. "
        f"Install with: {python} -m pip install {named.replace(' and ', ' ')}"
    )


def test_a_student_s_own_pytest_files_do_not_matter(solved: Path) -> None:
    """Nor the options in the environment."""
    (solved / "conftest.py").write_text("raise RuntimeError('conftest was read')\n", encoding="utf-8")
    (solved / "tests" / "public" / "conftest.py").write_text(
        "raise RuntimeError('so was this')\n", encoding="utf-8"
    )
    (solved / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n", encoding="utf-8")
    (solved / "pyproject.toml").write_text(
        "[tool.pytest.ini_options]\naddopts = '-x --nope'\n", encoding="utf-8"
    )

    ran = run(solved, PYTEST_ADDOPTS="--no-such-option", PYTEST_PLUGINS="no_such_plugin")

    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("name", ["numpy", "random", "pathlib"])
def test_a_student_s_scratch_file_does_not_stand_in_for_a_library(solved: Path, name: str) -> None:
    """`random.py` is a name that beginners choose, and Python looks beside the script first."""
    (solved / f"{name}.py").write_text(f"raise RuntimeError('{name} was shadowed')\n", encoding="utf-8")

    ran = run(solved)

    assert (ran.returncode, ran.stderr) == (0, "")


def test_exit_in_the_student_s_file_does_not_end_the_run(solved: Path, solution: Mapping[str, str]) -> None:
    """It is left out, with its line, as in the grade."""
    (solved / "hw3_sol.py").write_text(solution["hw3_sol.py"] + "\nraise SystemExit(0)\n", encoding="utf-8")

    ran = run(solved)

    passed, tests, _, _ = total(ran)
    assert ran.returncode == 0
    assert passed == tests
    assert re.search(r"Note: hw3_sol.py: line \d+ .*SystemExit", ran.stdout)


def test_a_crash_of_python_itself_is_told_with_its_line(solved: Path, solution: Mapping[str, str]) -> None:
    """The run ends there; without the line a student would see nothing at all."""
    crash = "import ctypes; ctypes.string_at(0)"
    text = solution["hw3_lib.py"].replace("return np.maximum(x, 0.0)", f"{crash}\n        return x", 1)
    (solved / "hw3_lib.py").write_text(text, encoding="utf-8")
    number = next(line for line, one in enumerate(text.splitlines(), 1) if crash in one)

    ran = run(solved)

    assert ran.returncode not in {0, 1}
    assert re.search(rf'hw3_lib\.py", line {number} in forward', ran.stderr)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to one process")
def test_ctrl_c_stops_the_run_and_reports_what_ended_before(
    solved: Path, solution: Mapping[str, str]
) -> None:
    """An endless loop is met by everyone once."""
    head, relu = solution["hw3_lib.py"].split("class ReLU(Module):")
    stuck = f"{head}class ReLU(Module):{SLOW}{relu.replace('def forward', 'def good_forward', 1)}"
    (solved / "hw3_lib.py").write_text(stuck, encoding="utf-8")
    command = [sys.executable, "run_tests.py"]
    with subprocess.Popen(
        command,
        cwd=solved,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - a job in the background ignores it
    ) as process:
        deadline = time.monotonic() + 30
        while not (solved / "began").exists() and time.monotonic() < deadline:
            time.sleep(0.02)

        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=30)

    assert (process.returncode, stderr) == (130, "")
    assert re.search(
        r"Stopped in the test `forward: .*`, while your code was in ReLU\.forward \(hw3_lib\.py, line \d+\)\. "
        "These are the tests that ended before you did:",
        stdout,
    )
    assert re.search(r"^ok    sigmoid ", stdout, re.MULTILINE)
    assert re.search(r"\n(\d+) of the \1 tests that ended passed; the others did not run\.\n$", stdout)
    assert "hidden tests alone judge" not in stdout
    assert "Next:" not in stdout


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("records.npz", None),
        ("records.npz", b""),
        ("records.npz", b"PK\x03\x04 broken off"),
        ("records.npz", b"<html>not found</html>"),
        ("assignment.json", None),
        ("assignment.json", b"[]"),
        ("assignment.json", b'{"name": '),
        ("public", None),
        ("public/test_linear.py", b"def test_("),
    ],
)
def test_a_damaged_tests_folder_says_so(folder: Path, file: str, content: bytes | None) -> None:
    """With what to do, and without a traceback."""
    path = folder / "tests" / file
    if content is not None:
        path.write_bytes(content)
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()

    ran = run(folder)

    assert (ran.returncode, ran.stderr) == (2, "")
    assert "unpack the handout again" in ran.stdout.lower()


def test_records_that_broke_off_in_the_middle_say_so(folder: Path) -> None:
    """As a download that was interrupted leaves them."""
    path = folder / "tests" / "records.npz"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    ran = run(folder)

    assert (ran.returncode, ran.stderr) == (2, "")
    assert "records.npz is cut off or damaged" in ran.stdout


@pytest.mark.parametrize(
    "content",
    [None, b"", b"<html>not found</html>", b"half", b"flipped", b"of something else"],
    ids=["missing", "empty", "a web page", "broken off", "a byte changed", "another zip"],
)
def test_a_harness_that_is_missing_or_damaged_is_told_in_one_sentence(
    folder: Path, content: bytes | None
) -> None:
    """With what to do, and without a traceback."""
    packed = folder / "harness.zip"
    whole = packed.read_bytes()
    middle = len(whole) // 2
    packed.unlink()
    if content == b"half":
        content = whole[:middle]
    elif content == b"flipped":
        content = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    elif content == b"of something else":
        content = zip_bytes({"notes.txt": b"mine"})
    if content is not None:
        packed.write_bytes(content)

    ran = run(folder)

    what = "missing" if content is None else "damaged"
    assert (ran.returncode, ran.stderr) == (2, "")
    assert ran.stdout == f"{packed} is {what}: unpack the whole handout again.\n"


def test_a_harness_of_another_version_than_the_tests_is_told(folder: Path) -> None:
    """As where only a part of a newer handout was copied over the older one."""
    path = folder / "tests" / "assignment.json"
    about = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**about, "format": about["format"] + 1}), encoding="utf-8")

    ran = run(folder)

    assert (ran.returncode, ran.stderr) == (2, "")
    assert "it belongs to another version of harness.zip" in ran.stdout
    assert "unpack the handout again" in ran.stdout


@pytest.mark.parametrize("name", ["harness.py", "harness/__init__.py", "harness/handout/run.py"])
def test_a_student_s_own_harness_does_not_stand_in_for_ours(solved: Path, name: str) -> None:
    """A folder of that name may also be left from an older handout."""
    (solved / name).parent.mkdir(parents=True, exist_ok=True)
    (solved / name).write_text("raise RuntimeError('this is not ours')\n", encoding="utf-8")

    ran = run(solved)

    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_traceback_through_the_harness_shows_its_lines(folder: Path) -> None:
    """Python before 3.13 finds no line in a zip by itself; whoever reports a fault of ours should send them along."""
    with zipfile.ZipFile(folder / "harness.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    begin = b"    troubles = "
    fault = b"    raise RuntimeError(str(folder))  # a fault of ours\n"
    files["harness/handout/pack.py"] = files["harness/handout/pack.py"].replace(begin, fault + begin, 1)
    (folder / "harness.zip").write_bytes(zip_bytes(files))

    ran = run(folder, "--zip")

    assert ran.returncode == 1
    assert "raise RuntimeError(str(folder))  # a fault of ours" in ran.stderr
    assert "return pack(public)" in ran.stderr
