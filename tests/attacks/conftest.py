"""A small course under siege: grade a hostile submission between two honest ones, and look at everything after it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import textwrap
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.authoring.release.build import build
from autograder.grading.grader import grade_each
from autograder.grading.intake.submission import Submission, take_in
from autograder.grading.platforms.gradescope import to_results
from autograder.grading.summary import summary
from autograder.model.bundle import load_bundle
from autograder.sandbox.confinement import landlock, linux

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from autograder.model.bundle import Bundle
    from autograder.model.results import SubmissionResult

collect_ignore = ["course"]  # tests of the course, not of the package


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the siege be run as on a kernel without Landlock, where namespaces have to hold."""
    parser.addoption("--without-landlock", action="store_true", help="hide Landlock from the sandbox")


def pytest_configure(config: pytest.Config) -> None:
    """Hide it before any sandbox is started."""
    if config.getoption("--without-landlock", default=False):
        landlock.abi = lambda: 0


COURSE = Path(__file__).with_name("course")
HIDDEN_MARK = "SECRET-OF-THE-HIDDEN-TESTS"
OTHER_STUDENT = "DATA-OF-THE-STUDENT-BEFORE"

PUBLIC = "public/test_layers.py::test_forward"

# Hostile code comes after this. Its own ReLU or Linear replaces the wrong one here, whose public test fails and so
# shows what was tried: without a trace of itself no attack proves anything.
OPENING = """
import importlib, os, sys
import numpy as np

tried = []

def attempt(name, action):
    try:
        tried.append(f"{name} -> {action()}")
    except BaseException as error:
        tried.append(f"{name} -> {type(error).__name__}")

class ReLU:
    def forward(self, x):
        print(*tried, sep="\\n")
        return x - 1

    backward = forward

class Linear:
    def __init__(self, weights, biases):
        pass

    def forward(self, x):
        return x
"""

# An honest submission with partial points: ReLU is right, Linear forgets its biases, the mean forgets its past.
HONEST = {
    "layers.py": f'''"""{OTHER_STUDENT}"""
import numpy as np

class ReLU:
    def forward(self, x):
        self.positive = x > 0
        return np.where(self.positive, x, 0.0)

    def backward(self, g):
        return np.where(self.positive, g, 0.0)

class Linear:
    def __init__(self, weights, biases):
        self.weights, self.biases = weights, biases

    def forward(self, x):
        return x @ self.weights
''',
    "training.py": """
class RunningMean:
    def __init__(self, size):
        self.count = 0

    def update(self, rows):
        self.count += len(rows)
        return rows.mean(axis=0)
""",
}


@pytest.fixture
def denied(request: pytest.FixtureRequest) -> frozenset[str]:
    """How the kernel refuses: in a root folder of one's own other paths, and other processes, do not exist."""
    elsewhere = {"FileNotFoundError", "OSError", "ProcessLookupError"}
    hidden = request.config.getoption("--without-landlock", default=False)
    return frozenset({"PermissionError", *(elsewhere if hidden else ())})


@dataclass(frozen=True, kw_only=True)
class Siege:
    """A course that is built and ready to be attacked."""

    bundle: Path
    root: Path
    solution: Mapping[str, str]
    loaded: Bundle
    watched: tuple[Path, ...]  # folders in which nothing may change
    stamps: Mapping[Path, int]  # of what lies there, when it was last changed


@dataclass(kw_only=True)
class Aftermath:
    """What there is to see after an attack."""

    before: SubmissionResult  # the honest submission ahead of the attack
    attack: SubmissionResult
    after: SubmissionResult  # the honest submission behind it
    seconds: float
    visible: str  # all that the attacker gets to read, in every form we give it
    leftovers: list[str] = field(default_factory=list)

    def points(self, question: str) -> float:
        """The attacker's points of a question."""
        return {one.id: one.points for one in self.attack.questions}[question]

    def feedback(self, test: str = PUBLIC) -> str:
        """What the attacker reads about a test."""
        return {one.id: one.feedback for one in self.attack.tests}[test]

    @property
    def tried(self) -> dict[str, str]:
        """What the hostile code attempted in the public test, and what came of each attempt."""
        lines = (line.strip().removeprefix("printed:").strip() for line in self.feedback().splitlines())
        return dict(line.split(" -> ", 1) for line in lines if " -> " in line)


@pytest.fixture(scope="session")
def siege(tmp_path_factory: pytest.TempPathFactory) -> Siege:
    """The course, built once."""
    linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)  # what a submission leaves behind falls to us
    root = tmp_path_factory.mktemp("siege")
    source = root / "source" / "besieged"
    shutil.copytree(COURSE, source, ignore=shutil.ignore_patterns("__pycache__"))
    build(source, root)
    solutions = root / "solutions" / "besieged"
    bundle = root / "dist" / "besieged" / "bundle"
    watched = (root, Path(np.__file__).parent)
    return Siege(
        bundle=bundle,
        root=root,
        solution={name: (solutions / name).read_text(encoding="utf-8") for name in HONEST},
        loaded=load_bundle(bundle),
        watched=watched,
        stamps=_stamps(watched),
    )


@pytest.fixture
def attack(siege: Siege, tmp_path: Path) -> Callable[..., Aftermath]:
    """Grade an attack between two honest submissions, and hold the result against what ATTACKS asks of every class.

    The function takes the attacker's files (text or bytes by name; the reference solution's where one is not given,
    unless `alone`), or a `Path` to hand in as it is, and the most points that the attack may honestly earn by
    question. It returns the aftermath, after these have been asserted: no unearned point, the honest submissions'
    points kept, nothing hidden in what the attacker can read, no process left, no file changed.
    """

    def run(
        files: Mapping[str, str | bytes] | Path, *, earned: Mapping[str, float] | None = None, alone: bool = False
    ) -> Aftermath:
        handed_in = files if isinstance(files, Path) else _folder(tmp_path / "attack", siege, files, alone=alone)
        honest = _folder(tmp_path / "honest", siege, HONEST, alone=True)
        before = _processes()
        started = time.monotonic()
        aftermath = _grade(siege, honest, handed_in)
        aftermath.seconds = time.monotonic() - started
        _assert_held(siege, aftermath, earned or {}, before)
        return aftermath

    return run


@pytest.fixture
def hostile(attack: Callable[..., Aftermath]) -> Callable[..., Aftermath]:
    """Grade a `layers.py` that is wrong and hostile, beside an honest `training.py`, which keeps all its points.

    The code finds `attempt(name, action)`, which lists an attempt with its outcome among the aftermath's `tried`.
    """

    def run(code: str, files: Mapping[str, str | bytes] | None = None) -> Aftermath:
        aftermath = attack({"layers.py": OPENING + textwrap.dedent(code), **(files or {})}, earned={"mean": 10.0})
        assert aftermath.points("mean") == 10
        return aftermath

    return run


def _folder(folder: Path, siege: Siege, files: Mapping[str, str | bytes], *, alone: bool) -> Path:
    folder.mkdir()
    whole: dict[str, str | bytes] = {} if alone else dict(siege.solution)
    for name, content in {**whole, **files}.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def _grade(siege: Siege, honest: Path, handed_in: Path) -> Aftermath:
    assignment = siege.loaded.assignment
    results: list[SubmissionResult] = []
    submissions: list[Submission] = [take_in(path, assignment) for path in (honest, handed_in, honest)]
    grade_each(siege.loaded, submissions, results.append)
    before, attacked, after = results
    return Aftermath(before=before, attack=attacked, after=after, seconds=0.0, visible=_visible(siege, attacked))


def _visible(siege: Siege, result: SubmissionResult) -> str:
    """Everything that a student can see of a result: Gradescope's file and our own texts."""
    assignment = siege.loaded.assignment
    forms: list[Any] = [
        result.to_json(),
        to_results(result, assignment),
        summary(result, assignment.measures),
    ]
    return "\n".join(form if isinstance(form, str) else json.dumps(form) for form in forms)


def _assert_held(siege: Siege, aftermath: Aftermath, earned: Mapping[str, float], before: set[str]) -> None:
    for question in aftermath.attack.questions:
        assert question.points <= earned.get(question.id, 0.0) + 1e-9, f"{question.id}: unearned points"
    assert [one.points for one in aftermath.before.questions] == pytest.approx([4.0, 0.0, 20 / 3], abs=1e-5), (
        "the honest one's own points"
    )
    assert _points(aftermath.after) == _points(aftermath.before), "the next submission was affected"
    assert HIDDEN_MARK not in aftermath.visible
    assert OTHER_STUDENT not in aftermath.visible
    for text in _secret_numbers(siege):
        assert text not in aftermath.visible, f"the hidden value {text} reached the student"
    changed = dict(siege.stamps.items() ^ _stamps(siege.watched).items())
    assert not changed, f"files were changed: {sorted(changed)}"
    left = _processes() - before
    assert not left, f"processes were left: {left}"


def _points(result: SubmissionResult) -> list[tuple[str, float]]:
    return [(test.id, test.points) for test in result.tests]


def _secret_numbers(siege: Siege) -> list[str]:
    """Hidden expected values as a student would print them: long enough not to be met by chance."""
    hidden = [value for key, value in siege.loaded.records.values.items() if key.startswith("hidden/")]
    numbers = [number for value in hidden for number in np.ravel(value).tolist() if isinstance(number, float)]
    return sorted({f"{abs(number):.6f}"[:8] for number in numbers if abs(number) > 1e-3 and number != round(number)})


def _stamps(folders: Iterable[Path]) -> dict[Path, int]:
    """When each file and folder was last changed, in content, name or mode: no process can set that time back."""
    paths = (path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts)
    return {path: path.lstat().st_ctime_ns for path in paths if not path.is_dir()}


def _processes() -> set[str]:
    """Our descendants by number and name; the siege took on those that lose their parent."""
    found, pending = set(), [str(os.getpid())]
    while pending:
        for listed in Path(f"/proc/{pending.pop()}/task").glob("*/children"):
            for pid in listed.read_text(encoding="ascii").split():
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ended just now
                    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
                    if "State:\tZ" not in status:
                        pending.append(pid)
                        found.add(f"{pid} {status.split(maxsplit=2)[1]}")
    return found
