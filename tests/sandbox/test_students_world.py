"""A student's code meets in a worker what it meets at home: it works, or one sentence says what is refused."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from autograder.harness.student import refused_calls
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.proxy import StudentError
from autograder.model.assignment import Limits
from tests.support.snippets import REFUSED, WORKS, function_of, module

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Outcome = tuple[str, ...]

LIMITS = Limits(test_seconds=10)
AT_HOME = """
import json, sys
from pathlib import Path
from autograder.harness.session.prints import Prints
from autograder.harness.student.local import LocalStudent
from tests.sandbox.test_students_world import outcome
from tests.support.snippets import REFUSED, WORKS

outcomes = {}
for name in (*WORKS, *REFUSED):
    prints = Prints()
    with prints.kept(), LocalStudent(Path(sys.argv[1]), ("hw",)) as student:
        outcomes[name] = outcome(student, name)
    outcomes[name].append(prints.text.replace(sys.argv[1] + "/", ""))  # the grade names files without their folders
print(json.dumps(outcomes))
"""


def outcome(student: Any, name: str) -> list[str]:  # noqa: ANN401 - of either kind
    """What a function of the module gives, or how it fails."""
    try:
        return ["gave", repr(getattr(student.hw, function_of(name))())]
    except StudentError as error:
        return ["failed", error.type_name, error.message, error.file, str(error.line)]


@pytest.fixture(scope="module")
def at_home(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> dict[str, list[str]]:
    """Each of the functions at home, one after the other."""
    folder = tmp_path_factory.mktemp("home").resolve()
    (folder / "hw.py").write_text(module(), encoding="utf-8")
    environment = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": str(repository), "USER": "somebody"}
    command = [sys.executable, "-c", AT_HOME, str(folder)]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    outcomes: dict[str, list[str]] = json.loads(done.stdout)
    return outcomes


@pytest.fixture(scope="module")
def in_the_grade(make_sandbox: Callable[..., Any]) -> dict[str, list[str]]:
    """Each of them in a worker of its own."""
    outcomes = {}
    with make_sandbox(LIMITS).submission({"hw.py": module().encode()}, ("hw",)) as submission:
        submission.compile()
        for name in (*WORKS, *REFUSED):
            with submission.worker() as student:
                outcomes[name] = outcome(student, name)
            outcomes[name].append(submission.prints)
    return outcomes


@pytest.mark.parametrize("name", WORKS)
def test_what_students_write_beside_their_mathematics_works_as_at_home(
    name: str, at_home: dict[str, list[str]], in_the_grade: dict[str, list[str]]
) -> None:
    """The same answer, and the same prints."""
    assert in_the_grade[name][0] == "gave", in_the_grade[name]
    assert in_the_grade[name] == at_home[name]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_named_in_the_same_sentence_at_home(
    name: str, at_home: dict[str, list[str]], in_the_grade: dict[str, list[str]]
) -> None:
    """With the line of the student's file; and nothing is printed."""
    line = 1 + module()[: module().index(f"def {function_of(name)}()")].count("\n") + 1
    sentence = f"{name} is refused while your code is graded"

    assert in_the_grade[name] == ["failed", "RefusedCallError", sentence, "hw.py", str(line), ""]
    assert at_home[name] == in_the_grade[name]


def test_all_that_is_refused_by_name_is_there_in_some_python(tmp_path: Path) -> None:
    """A misspelt name would refuse nothing; what another system has is left out."""
    (tmp_path / "hw.py").write_text("", encoding="utf-8")
    elsewhere = {"os.startfile", "os.lchown", "os.memfd_create"}
    missing = []
    for module_name, paths in refused_calls.REFUSED.items():
        try:
            loaded = importlib.import_module(module_name)
        except ImportError:  # a Python that was built without tkinter, say
            continue
        for path in paths.split():
            found: Any = loaded
            for part in path.split("."):
                found = getattr(found, part, None)
            if found is None:
                missing.append(f"{module_name}.{path}")

    assert set(missing) <= elsewhere


def test_the_functions_are_as_before_when_no_student_is_open(tmp_path: Path) -> None:
    """The harness shares its process with others."""
    (tmp_path / "hw.py").write_text("import os, webbrowser\ndef fork(): return os.fork()\n", encoding="utf-8")
    before = os.fork, subprocess.run, vars(subprocess.Popen)["__init__"], [*sys.meta_path]

    with LocalStudent(tmp_path, ("hw",)) as outer, LocalStudent(tmp_path, ("hw",)) as inner:
        for student in (outer, inner):
            with pytest.raises(StudentError, match=r"os\.fork is refused"):
                student.hw.fork()
        tests_own = subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, check=True)

    assert (os.fork, subprocess.run, vars(subprocess.Popen)["__init__"], [*sys.meta_path]) == before
    assert tests_own.stdout == b"1\n"


def test_generators_without_a_seed_are_the_same_in_each_grading(ask: Callable[..., Any]) -> None:
    """Else a right solution that draws its first weights so could pass in one grading and fail in the next."""
    source = """
import random
import numpy as np
def answer():
    return (np.random.default_rng().random(), np.random.RandomState().rand(), np.random.rand(), random.random(),
            np.random.default_rng().random())
"""
    first, second = ask(source), ask(source)

    assert first == second
    assert len(set(first)) == len(first)
