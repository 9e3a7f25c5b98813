"""The handout works where students work: without what only Linux has, with other encodings, in an old terminal."""

from __future__ import annotations

import ast
import importlib
import os
import signal
import sys
import time
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

import pytest

import autograder
from autograder.harness.importing.ticking import Ticking
from autograder.harness.student.time_limit import OutOfTimeError, TimeLimit, culprit_of
from tests.support.home import typed

if TYPE_CHECKING:
    from types import FrameType

SYSTEM = Path(__file__).parents[1] / "support" / "other_system"
SOURCES = sorted((Path(autograder.__file__).parent / "harness").rglob("*.py"))
SHIPPED = Path(autograder.__file__).parent / "authoring" / "release" / "shipped"
LOOP = "\n    while True:\n        pass\n"


def written(folder: Path, old: str, new: str) -> None:
    """Change a line of the solution."""
    file = folder / "toy.py"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_tests_run_and_the_zip_is_made_without_what_only_linux_has(handout: Path) -> None:
    """No timers, no fork, no fcntl; a Windows code page for the prints, and another for files."""
    there = {"PYTHONPATH": str(SYSTEM), "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "LC_ALL": "C"}
    written(handout, "return TWO * x", 'print("\u00e4 \u2603"); return TWO * x')

    ran = typed(handout, PYTHONCOERCECLOCALE="0", **there)
    zipped = typed(handout, "--zip", PYTHONCOERCECLOCALE="0", **there)

    assert (ran.returncode, ran.stderr, zipped.returncode, zipped.stderr) == (0, "", 0, "")
    assert "tiny-submission.zip holds toy.py, answers.toml. Hand in this file." in zipped.stdout


def test_an_endless_loop_ends_without_timers_too(handout: Path) -> None:
    """In a function it costs its own test, at import its own line; each is named."""
    written(handout, "return TWO * x", LOOP.strip("\n").lstrip())
    (handout / "toy.py").write_text(
        (handout / "toy.py").read_text(encoding="utf-8") + "\nwhile True:\n    pass\n", encoding="utf-8"
    )

    ran = typed(handout, PYTHONPATH=str(SYSTEM))

    assert "1 of 2 tests passed" in ran.stdout, ran.stdout + ran.stderr
    assert "more than 1 s of processor time in double" in ran.stdout
    assert "line 18 runs when it is imported" in ran.stdout
    assert ran.stderr == ""


def test_what_nothing_can_interrupt_ends_the_run_with_its_line(handout: Path) -> None:
    """Such as a long sleep on Windows; what ended before is printed."""
    written(handout, "return np.mean(x)", "import time; time.sleep(300)")

    ran = typed(handout, PYTHONPATH=str(SYSTEM))

    assert ran.returncode == 1
    assert "ok    double  1 of 1" in ran.stdout
    assert (
        "The tests end here: the test `mean gives the mean.` does not come to an end, while your code was in mean "
        "(toy.py, line 15), and this system cannot interrupt it." in ran.stdout
    )


def test_a_limit_without_timers_names_the_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the timers do; and nothing is left of it afterwards."""
    monkeypatch.delattr(signal, "setitimer")
    file = tmp_path / "hang.py"
    file.write_text(
        "def outer():\n    inner()\n\n\ndef inner():\n    while True:\n        pass\n", encoding="utf-8"
    )
    names: dict[str, object] = {}
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)  # noqa: S102 - our own text
    before = signal.getsignal(signal.SIGTERM)
    limit = TimeLimit(0.3, str(tmp_path), asleep=True)

    assert limit.install()
    limit.begin()
    try:
        with pytest.raises(OutOfTimeError):
            names["outer"]()  # type: ignore[operator]  # it is a function
    finally:
        limit.end()
        limit.remove()

    assert limit.culprit is not None
    assert (limit.culprit.function, limit.culprit.file) == ("inner", "hang.py")
    assert signal.getsignal(signal.SIGTERM) == before


def test_the_second_thread_asks_only_while_it_is_on() -> None:
    """And ends with a call that is under way."""
    calls: list[int] = []

    def handler(number: int, _frame: FrameType | None) -> None:
        calls.append(number)

    ticking = Ticking(handler, 0.01)
    wait(0.05)
    off = len(calls)
    ticking.switch(on=True)
    wait(0.2)
    ticking.switch(on=False)
    ticking.close()
    on = len(calls)
    wait(0.05)

    assert (off, len(calls)) == (0, on)
    assert on > 2


def wait(seconds: float) -> None:
    """Let time pass, step by step."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def test_the_file_of_a_culprit_is_named_without_its_folder_on_windows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The path of its code has backslashes there."""
    monkeypatch.setattr(os, "sep", "\\")
    path = str(PureWindowsPath("C:/Users/me/hw3/toy.py"))

    assert culprit_of(compile("x = 1", path, "exec"), None).file == "toy.py"


@pytest.mark.parametrize("path", [*SOURCES, *sorted(SHIPPED.glob("*.py"))], ids=lambda path: path.stem)
def test_every_file_of_text_is_opened_with_its_encoding(path: Path) -> None:
    """The default is the system's, which is none of ours."""
    wrong = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _opens_text(node) and not _says_encoding(node)
    ]

    assert wrong == []


def _opens_text(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name in {"read_text", "write_text"}:
        return True
    modes = [one.value for one in call.args[1:2] if isinstance(one, ast.Constant)]
    is_open = isinstance(call.func, ast.Name) and name == "open"
    return is_open and not any("b" in str(mode) for mode in modes)


def _says_encoding(call: ast.Call) -> bool:
    return any(keyword.arg == "encoding" for keyword in call.keywords)


def test_no_module_of_the_harness_needs_what_only_linux_has() -> None:
    """Neither the modules nor, without asking first, their functions."""
    banned = {"fcntl", "resource", "termios", "pwd", "grp", "pty", "select", "posix"}
    found = {
        alias.name.partition(".")[0]
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import)
        for alias in node.names
    }

    assert found & banned == set()


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252", "TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "20"},
    ],
    ids=["ASCII", "dumb"],
)
def test_any_terminal_shows_the_report(handout: Path, environment: dict[str, str]) -> None:
    """What it cannot show becomes a question mark."""
    written(handout, "return TWO * x", 'print("\u00e4\u2603"); raise ValueError("\u00e4\u2603")  # \u00e9')

    ran = typed(handout, **environment)

    assert (ran.returncode, ran.stderr) == (1, "")
    assert "ValueError: " in ran.stdout
    assert "1 of 2 tests passed" in ran.stdout
    assert "\x1b" not in ran.stdout


def test_the_harness_loads_without_timers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each module by itself says what it needs."""
    for name in (
        "setitimer",
        "SIGALRM",
        "SIGPROF",
        "SIGVTALRM",
        "ITIMER_REAL",
        "ITIMER_PROF",
        "ITIMER_VIRTUAL",
    ):
        monkeypatch.delattr(signal, name, raising=False)
    names = ("autograder.harness.importing.stopwatch", "autograder.harness.student.time_limit")
    kept = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    try:
        for name in names:
            importlib.import_module(name)
    finally:
        sys.modules.update(kept)
