"""A small course under siege: what an attack is graded with and between, and what has to hold after it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.authoring.release.build import build
from autograder.grading.intake.submission import Submission, digest
from autograder.grading.platforms.gradescope import to_results
from autograder.grading.summary import summary
from autograder.model.bundle import load_bundle
from tests.support.bare import BARE
from tests.support.grading_process import GradingProcess
from tests.support.secret import put_secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from autograder.model.assignment import Limits
    from autograder.model.bundle import Bundle
    from autograder.model.results import SubmissionResult

COURSE = Path(__file__).parents[1] / "attacks" / "course"
HIDDEN_MARK = "SECRET-OF-THE-HIDDEN-TESTS"
OTHER_STUDENT = "DATA-OF-THE-STUDENT-BEFORE"

PUBLIC = "public/test_layers.py::test_forward"

# Hostile code comes after this. Its own ReLU or Linear replaces the wrong one here, whose public test fails and so
# shows what was tried: without a trace of itself no attack proves anything.
OPENING = (
    BARE
    + """
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
)

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


@dataclass(frozen=True, kw_only=True)
class Siege:
    """A course that is built and ready to be attacked."""

    bundle: Path
    root: Path
    solution: Mapping[str, str]
    honest: Submission
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


def build_course(root: Path) -> None:
    """Build the course in this folder."""
    source = root / "source" / "besieged"
    shutil.copytree(COURSE, source, ignore=shutil.ignore_patterns("__pycache__"))
    put_secret(root, "besieged")
    build(source, root)


def opened(root: Path) -> Siege:
    """The course that was built in this folder."""
    solutions = root / "solutions" / "besieged"
    bundle = root / "dist" / "besieged" / "bundle"
    watched = (root, Path(np.__file__).parent)
    honest = {name: text.encode() for name, text in HONEST.items()}
    return Siege(
        bundle=bundle,
        root=root,
        solution={name: (solutions / name).read_text(encoding="utf-8") for name in HONEST},
        honest=Submission(name="honest", files=honest, notes=(), sha256=digest(honest)),
        loaded=load_bundle(bundle),
        watched=watched,
        stamps=_stamps(watched),
    )


def folder_of(folder: Path, siege: Siege, files: Mapping[str, str | bytes], *, alone: bool) -> Path:
    """A folder to hand in: these files, with the reference solution's beside them unless `alone`."""
    folder.mkdir(parents=True)
    whole: dict[str, str | bytes] = {} if alone else dict(siege.solution)
    for name, content in {**whole, **files}.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


class Graders:
    """The processes that grade: one for each set of limits, so that attacks follow one another in one sandbox.

    Between two attacks an honest submission is graded, which shows what each of them has done to the next student.
    """

    def __init__(self, *, with_landlock: bool) -> None:
        self._with_landlock = with_landlock
        self._started: dict[Limits, tuple[GradingProcess, list[SubmissionResult]]] = {}

    def pid(self, siege: Siege) -> int:
        """The number of the process that grades this course."""
        return self._of(siege)[0].pid

    def grade_between(self, siege: Siege, handed_in: Submission) -> Aftermath:
        """Grade what is handed in between two gradings of an honest submission."""
        process, honest = self._of(siege)
        attacked = process.grade(handed_in)
        honest.append(process.grade(siege.honest))
        before, after = honest[-2:]
        return Aftermath(
            before=before, attack=attacked, after=after, seconds=0.0, visible=_visible(siege, attacked)
        )

    def close(self) -> None:
        """End the processes; the next attack starts another."""
        for process, _ in self._started.values():
            process.close()
        self._started.clear()

    def _of(self, siege: Siege) -> tuple[GradingProcess, list[SubmissionResult]]:
        limits = siege.loaded.assignment.limits
        if limits not in self._started:
            process = GradingProcess(siege.loaded, with_landlock=self._with_landlock)
            self._started[limits] = process, [process.grade(siege.honest)]
        return self._started[limits]


def _visible(siege: Siege, result: SubmissionResult) -> str:
    """Everything that a student can see of a result: Gradescope's file and our own texts."""
    forms: list[Any] = [
        result.to_json(),
        to_results(result, siege.loaded.assignment),
        summary(result, siege.loaded.assignment.measures),
    ]
    return "\n".join(form if isinstance(form, str) else json.dumps(form) for form in forms)


def assert_held(siege: Siege, aftermath: Aftermath, earned: Mapping[str, float], before: set[str]) -> None:
    """Nothing earned, nothing told, nothing left and nothing changed, beyond what an honest submission does.

    `before` are the processes from before the grading.
    """
    for question in aftermath.attack.questions:
        assert question.points <= earned.get(question.id, 0.0) + 1e-9, f"{question.id}: unearned points"
    assert [one.points for one in aftermath.before.questions] == pytest.approx(
        [4.0, 0.0, 20 / 3], abs=1e-5
    ), "the honest one's own points"
    assert _points(aftermath.after) == _points(aftermath.before), "the next submission was affected"
    assert HIDDEN_MARK not in aftermath.visible
    assert OTHER_STUDENT not in aftermath.visible
    for text in _secret_numbers(siege):
        assert text not in aftermath.visible, f"the hidden value {text} reached the student"
    changed = dict(siege.stamps.items() ^ _stamps(siege.watched).items())
    assert not changed, f"files were changed: {sorted(changed)}"
    left = processes() - before
    assert not left, f"processes were left: {left}"


def _points(result: SubmissionResult) -> list[tuple[str, float]]:
    return [(test.id, test.points) for test in result.tests]


def _secret_numbers(siege: Siege) -> list[str]:
    """Expected values that students may not see, as they would print them: long enough not to be met by chance."""
    values = siege.loaded.records.values
    hidden = [value for key, value in values.items() if not key.startswith("public/")]
    numbers = [number for value in hidden for number in np.ravel(value).tolist() if isinstance(number, float)]
    return sorted(
        {f"{abs(number):.6f}"[:8] for number in numbers if abs(number) > 1e-3 and number != round(number)}
    )


def _stamps(folders: Iterable[Path]) -> dict[Path, int]:
    """When each file and folder was last changed, in content, name or mode: no process can set that time back."""
    paths = (path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts)
    return {path: path.lstat().st_ctime_ns for path in paths if not path.is_dir()}


def processes() -> set[str]:
    """Our descendants by number and name; the siege took on those that lose their parent.

    Of the init processes that sleep in namespaces, of which the next is always ready, the number alone counts.
    """
    found, pending = set(), [str(os.getpid())]
    while pending:
        for listed in Path(f"/proc/{pending.pop()}/task").glob("*/children"):
            for pid in listed.read_text(encoding="ascii").split():
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ended just now
                    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
                    if "State:\tZ" not in status:
                        pending.append(pid)
                        found.add(f"{pid} {status.split(maxsplit=2)[1]}")
    sleepers = {name for name in found if name.endswith(" sleep")}
    return found - sleepers | {f"{len(sleepers)} asleep"}
