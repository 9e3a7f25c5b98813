"""Gradescope's own steps, done for real: unpack the zip, run its setup.sh, run run_autograder for each submission."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from autograder.harness.checks.expected import Records
from tests.support.gradescope_image import environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

pytestmark = [
    pytest.mark.siege,  # submissions of the real assignment, in an image that pip fills
    pytest.mark.skipif(sys.platform != "linux", reason="Gradescope runs Linux, and so does the sandbox"),
]

NAME = "cmu10701-hw3"
POINTS = {
    "linear": 5,
    "optimizer": 5,
    "sigmoid": 5,
    "relu": 5,
    "cross-entropy": 10,
    "train-network": 20,
    "worked-example": 5,
}

# What Gradescope documents for results.json; it refuses a file with a value that it does not know.
TOP_FIELDS = {
    "score": (float, int),
    "execution_time": (float, int),
    "output": str,
    "output_format": str,
    "test_output_format": str,
    "test_name_format": str,
    "visibility": str,
    "stdout_visibility": str,
    "extra_data": dict,
    "tests": list,
    "leaderboard": list,
}
TEST_FIELDS = {
    "score": (float, int),
    "max_score": (float, int),
    "status": str,
    "name": str,
    "name_format": str,
    "number": str,
    "output": str,
    "output_format": str,
    "tags": list,
    "visibility": str,
    "extra_data": dict,
}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
VISIBILITIES = {"hidden", "after_due_date", "after_published", "visible"}
HIDDEN_SENTENCES = {
    "",
    "This hidden test did not pass.",
    "Your code raised an exception.",
    "The file cannot be imported; the note at the top says why.",
    "Your code took too long and was stopped.",
    "Your code ended its program: a call of exit(), or a crash.",
}

METADATA = {
    "id": 123456,
    "created_at": "2026-02-18T17:35:31.000000-05:00",
    "assignment": {
        "id": 25828,
        "course_id": 1234,
        "title": "Homework 3",
        "due_date": "2026-02-20T23:59:00.000000-05:00",
        "late_due_date": None,
        "release_date": "2026-02-02T00:00:00.000000-05:00",
        "group_submission": False,
        "group_size": None,
        "total_points": "55.0",
        "outline": None,
    },
    "users": [
        {"id": 1, "email": "student@example.edu", "name": "Secret Person", "sid": "s-0042", "assignment": {}}
    ],
    "submission_method": "upload",
    "previous_submissions": [
        {
            "submission_time": "2026-02-17T15:35:31.000000-05:00",
            "score": 12.0,
            "autograder_error": False,
            "results": {"score": 12.0, "tests": []},
        }
    ],
}

# Runs the script as process 1 of a container would: whatever the script leaves behind becomes this process's child.
CONTAINER = """
import ctypes, json, os, pathlib, subprocess, sys, tempfile, time

PR_SET_CHILD_SUBREAPER = 36
assert ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
out, err = tempfile.TemporaryFile("w+"), tempfile.TemporaryFile("w+")  # files: a pipe would wait for what is left
code = subprocess.run(["bash", sys.argv[1]], stdout=out, stderr=err).returncode

def children():
    for place in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid():
                yield (place / "cmdline").read_bytes().replace(b"\\0", b" ").decode(errors="replace")
        except OSError:
            pass

deadline = time.monotonic() + 3
while True:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        break
    if time.monotonic() > deadline:
        break
    time.sleep(0.05)
for stream in (out, err):
    stream.seek(0)
print(json.dumps({"code": code, "stdout": out.read(), "stderr": err.read(), "left": list(children())}))
"""

SNOOP = """
import os
import subprocess

ROOT = {root!r}
done = []


def attempt(name, deed):
    try:
        deed()
    except BaseException:
        pass
    else:
        done.append(name)


attempt("read metadata", lambda: open(ROOT + "/submission_metadata.json").read())
attempt("list tests", lambda: os.listdir(ROOT + "/source/bundle/tests/hidden"))
attempt("read records", lambda: open(ROOT + "/source/bundle/records.npz", "rb").read())
attempt("read key", lambda: open(ROOT + "/source/bundle/answers.toml").read())
attempt("read submission", lambda: os.listdir(ROOT + "/submission"))
attempt("write results", lambda: open(ROOT + "/results/results.json", "w").write('{{"score": 1000}}'))
attempt("add results", lambda: open(ROOT + "/results/more.json", "w").write('{{"score": 1000}}'))
attempt("read memory", lambda: open(f"/proc/{{os.getppid()}}/mem", "rb"))
attempt("read environment", lambda: open(f"/proc/{{os.getppid()}}/environ", "rb"))
attempt("kill", lambda: os.kill(os.getppid(), 9))
attempt("daemon", lambda: subprocess.Popen(["sleep", "600"], start_new_session=True))
os.write(1, b'{{"score": 1000, "tests": []}}')
raise RuntimeError("got away with: " + (", ".join(done) or "nothing"))
"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one call of run_autograder left."""

    code: int
    stdout: str
    stderr: str
    text: str  # of results.json
    results: dict[str, Any]

    @property
    def protection(self) -> list[str]:
        """The layers that held the student's code."""
        return list(self.results["extra_data"]["protection"])

    def points(self) -> dict[str, float]:
        """The points of each question, as the tests' scores add up to them."""
        sums: Counter[str] = Counter()
        for test in self.results["tests"]:
            sums[test["tags"][0]] += test["score"]
        return {question: round(points, 4) for question, points in sums.items()}

    def hidden(self) -> list[dict[str, Any]]:
        """The cards of hidden tests."""
        return [card for card in self.results["tests"] if "hidden tests" in card["name"]]


@dataclass(frozen=True, kw_only=True)
class Container:
    """Gradescope's /autograder, for one submission."""

    root: Path
    _before: dict[Path, bytes] = field(default_factory=dict)

    def hand_in(self, files: Mapping[str, str]) -> None:
        """Put a student's files where Gradescope unpacks them."""
        for name, text in files.items():
            (self.root / "submission" / name).write_text(text, encoding="utf-8")

    def change(self, name: str, content: bytes | None) -> None:
        """Replace or remove a file of the bundle, until the end of the test."""
        path = self.root / "source" / "bundle" / name
        self._before.setdefault(path, path.read_bytes())
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)

    def change_text(self, name: str, old: str, new: str) -> None:
        """Replace a text wherever it stands in a file of the bundle."""
        text = (self.root / "source" / "bundle" / name).read_text(encoding="utf-8")
        assert old in text
        self.change(name, text.replace(old, new).encode())

    def restore(self) -> None:
        """Make the bundle what it was."""
        for path, content in self._before.items():
            path.write_bytes(content)

    def run(self) -> Run:
        """Run run_autograder, see that it cleaned up, and read what it left."""
        command = [sys.executable, "-c", CONTAINER, self.root / "run_autograder"]
        ran = subprocess.run(
            command, cwd="/", env=environment(), capture_output=True, text=True, check=True, timeout=200
        )
        told = json.loads(ran.stdout)
        assert told.pop("left") == []
        assert [path.name for path in (self.root / "results").iterdir()] == ["results.json"]
        text = (self.root / "results" / "results.json").read_text(encoding="utf-8")
        return Run(text=text, results=valid(text), **told)


def valid(text: str) -> dict[str, Any]:
    """The results, which have to be as Gradescope documents them."""
    results: dict[str, Any] = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert {"score", "output", "tests"} <= results.keys()
    for key, value in results.items():
        assert isinstance(value, TOP_FIELDS[key]), key
    assert results["stdout_visibility"] == "hidden"
    for test in results["tests"]:
        assert test.keys() == TEST_FIELDS.keys()
        assert [key for key, kind in TEST_FIELDS.items() if not isinstance(test[key], kind)] == []
        assert 0 <= test["score"] <= test["max_score"]
        assert test["status"] in {"passed", "failed"}
        assert test["visibility"] in VISIBILITIES
        assert {test["output_format"], test["name_format"]} <= FORMATS
    for entry in results.get("leaderboard", []):
        assert entry.keys() == {"name", "value", "order"}
        assert entry["order"] in {"asc", "desc"}
    return results


@pytest.fixture
def container(image: Path) -> Iterator[Container]:
    """The image with a fresh submission/, results/ and submission_metadata.json."""
    for name in ("submission", "results"):
        shutil.rmtree(image / name, ignore_errors=True)
        (image / name).mkdir()
    (image / "submission_metadata.json").write_text(json.dumps(METADATA), encoding="utf-8")
    container = Container(root=image)
    yield container
    container.restore()


def edited(text: str, old: str, new: str) -> str:
    """The text with one edit, which has to fit exactly once."""
    assert text.count(old) == 1, f"{old!r} is not the reference's text any more"
    return text.replace(old, new)


def test_the_solution_earns_everything(container: Container, solution: Mapping[str, str]) -> None:
    """55 points, with everything that Gradescope shows beside them."""
    container.hand_in(solution)

    run = container.run()

    assert (run.code, run.results["score"], run.points()) == (0, 55.0, POINTS)
    assert run.results.keys() == TOP_FIELDS.keys()
    assert {test["visibility"] for test in run.results["tests"]} == {"visible"}
    assert {test["status"] for test in run.results["tests"]} == {"passed"}
    assert len(run.hidden()) == len(POINTS)
    (accuracy,) = run.results["leaderboard"]
    assert (accuracy["name"], accuracy["order"]) == ("test accuracy", "desc")
    assert 0.5 < accuracy["value"] <= 1


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root can run code as another user"
)
def test_as_root_the_student_s_code_runs_as_another_user(container: Container) -> None:
    """Which the results say; the folders of the grader are closed to it."""
    container.hand_in(
        {"hw3_lib.py": "import os\nraise RuntimeError(f'I am user {os.geteuid()} of {os.getgroups()}')\n"}
    )

    run = container.run()

    user = re.search(r"I am user (\d+) of \[\]", run.results["output"])
    assert user, run.results["output"]
    assert int(user[1]) >= 30_000
    assert "separate user" in run.protection
    closed = [container.root / name for name in ("source", "submission", "submission_metadata.json")]
    assert [path.name for path in closed if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("hints", ["all", "public"])
def test_hidden_tests_stay_hidden(container: Container, solution: Mapping[str, str], hints: str) -> None:
    """A submission that fails many of them, and prints and raises what it is given, learns no value."""
    container.change_text("assignment.toml", 'hints = "all"', f'hints = "{hints}"')
    teller = edited(
        solution["hw3_lib.py"], "return np.maximum(x, 0.0)", "print(x); raise ValueError(repr(x))"
    )
    container.hand_in(
        {**solution, "hw3_lib.py": edited(teller, "self.in_x.T @ g / count", "self.in_x.T @ g")}
    )
    container.change_text(
        "assignment.toml", 'id = "sigmoid"', 'id = "sigmoid"\nvisibility = "after_published"'
    )

    run = container.run()

    failed = [test for test in run.hidden() if test["score"] < test["max_score"]]
    assert {test["tags"][0] for test in failed} == {"linear", "relu"}
    lines = (line for card in run.hidden() for line in card["output"].splitlines())
    outputs = {line.strip() for line in lines if line.startswith(" ")}  # what is said below the titles
    assert outputs <= HIDDEN_SENTENCES or hints == "all"
    said = [re.sub("`[^`]*`", "", output) for output in outputs]  # without the titles of public tests
    assert not any(letter.isdigit() or letter in "[]=" for output in said for letter in output)
    public = [card["output"] for card in run.results["tests"] if card not in run.hidden()]
    assert any("array(" in output for output in public)
    assert [secret for secret in secrets_of(container.root / "source" / "bundle") if secret in run.text] == []
    assert str(container.root) not in run.text
    seen = {(test["tags"][0], test["visibility"]) for test in run.hidden()}
    assert seen == {
        (question, "after_published" if question == "sigmoid" else "visible") for question in POINTS
    }


def secrets_of(bundle: Path) -> set[str]:
    """The code of the hidden tests, line by line, and the values that they expect, to eight digits."""
    sources = {kind: lines_of(bundle / "tests" / kind) for kind in ("public", "hidden")}
    records = Records.load(bundle / "records.npz").values
    values = {
        f"{number:.8g}"
        for key, array in records.items()
        if key.startswith("hidden/") and array.dtype.kind == "f"
        for number in array.ravel().tolist()
    }
    # A docstring's first line is the test's title, which everyone sees.
    code = {
        line
        for line in sources["hidden"] - sources["public"]
        if len(line) > 25 and not line.startswith('"""')
    }
    found = code | {value for value in values if len(value) > 8}
    assert len(code) > 100
    assert len(found - code) > 1000
    return found


def lines_of(folder: Path) -> set[str]:
    """The lines of the files in a folder."""
    return {
        line.strip() for file in folder.glob("*.py") for line in file.read_text(encoding="utf-8").splitlines()
    }


def test_a_file_with_a_syntax_error_is_named_with_its_line(
    container: Container, solution: Mapping[str, str]
) -> None:
    """The library alone still earns its points, and so does the worked example, which needs no more."""
    text = solution["hw3_sol.py"]
    number = text.splitlines().index("class MultiLayerPerceptron:") + 1
    container.hand_in(
        {
            **solution,
            "hw3_sol.py": edited(text, "class MultiLayerPerceptron:", "class Multi LayerPerceptron:"),
        }
    )

    run = container.run()

    assert run.code == 0
    assert f"hw3_sol.py cannot be imported in line {number}: SyntaxError" in run.results["output"]
    assert {name: points for name, points in run.points().items() if points} == {
        name: points for name, points in POINTS.items() if name != "train-network"
    }


def test_an_empty_submission_is_told_what_to_hand_in(container: Container) -> None:
    """It is the student's to mend, so the grader has not failed."""
    run = container.run()

    assert (run.code, run.results["score"], run.results["tests"]) == (0, 0.0, [])
    assert "none of the files asked for: hw3_lib.py, hw3_sol.py" in run.results["output"]


def test_a_file_that_ends_the_process_earns_nothing(container: Container) -> None:
    """Without costing the grader its own."""
    container.hand_in({"hw3_lib.py": "import os\nos._exit(0)\n"})

    run = container.run()

    assert (run.code, run.results["score"]) == (0, 0.0)
    assert sum(test["max_score"] for test in run.results["tests"]) == pytest.approx(55)
    assert "hw3_lib.py cannot be imported" in run.results["output"]


def test_an_endless_loop_costs_the_tests_that_run_into_it(
    container: Container, solution: Mapping[str, str]
) -> None:
    """And no other question: here where an input of ReLU is exactly 0."""
    stuck = "while np.any(self.state == 0): pass\n        return np.where(self.state > 0, g, 0.0)"
    endless = edited(solution["hw3_lib.py"], "return np.where(self.state > 0, g, 0.0)", stuck)
    container.hand_in({"hw3_lib.py": endless})
    container.change_text("assignment.toml", "test_seconds = 10.0", "test_seconds = 0.5")

    run = container.run()

    points = run.points()
    assert (run.code, points["linear"], points["sigmoid"]) == (0, 5, 5)
    assert 0 < points["relu"] < 5
    stopped = [test for test in run.results["tests"] if "took too long" in test["output"]]
    assert {test["tags"][0] for test in stopped} == {"relu"}


def test_a_hostile_submission_finds_nothing_and_changes_nothing(container: Container) -> None:
    """Not the tests, nor people's names, nor its own score."""
    container.hand_in({"hw3_lib.py": SNOOP.format(root=str(container.root))})

    run = container.run()

    assert "RuntimeError: got away with: nothing" in run.results["output"]
    assert (run.code, run.results["score"]) == (0, 0.0)
    assert "Secret Person" not in run.text


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("records.npz", b"PK\x03\x04 broken off", "records.npz is cut off or damaged"),
        ("records.npz", None, "records.npz"),
        ("assignment.toml", b'name = "cmu10701-hw3"\ntitle = ', "assignment.toml:2"),
        ("tests/hidden/test_linear.py", None, "the bundle lacks tests/hidden/test_linear.py"),
        ("tests/hidden/test_linear.py", b"def test_(", "test_linear.py does not load"),
        ("module_tutorial.py", None, "the bundle lacks module_tutorial.py"),
    ],
)
def test_a_damaged_bundle_is_the_grader_s_fault_and_says_so(
    container: Container, solution: Mapping[str, str], name: str, content: bytes | None, fault: str
) -> None:
    """The student reads that this is no score; staff read why."""
    container.hand_in(solution)
    container.change(name, content)

    run = container.run()

    assert (run.code, run.results["score"], run.results["tests"]) == (1, 0.0, [])
    assert "The grader did not finish, so this is not your score." in run.results["output"]
    assert fault in run.results["extra_data"]["fault"]
    assert fault in run.stderr


def test_without_the_venv_there_still_is_a_zero(container: Container, solution: Mapping[str, str]) -> None:
    """Setup failed, and nobody looked; results of an earlier run must not stand."""
    container.hand_in(solution)
    (container.root / "results" / "results.json").write_text('{"score": 55}', encoding="utf-8")
    (container.root / "venv").rename(container.root / "venv-away")
    try:
        run = container.run()
    finally:
        (container.root / "venv-away").rename(container.root / "venv")

    assert run.code != 0
    assert (run.results["score"], run.results["tests"]) == (0, [])
    assert "did not finish" in run.results["output"]
