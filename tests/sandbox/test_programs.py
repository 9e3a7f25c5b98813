"""A student's code as a program: what it prints, reads and writes is the same at home and in the sandbox."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from autograder.harness.checks.expected import Records
from autograder.harness.session.session import Tests, run_tests
from autograder.harness.student.local import LocalStudent
from tests.support.both_sides import BothSides

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from autograder.sandbox.sandbox import Sandbox

TESTS = '''
import pytest

pytestmark = pytest.mark.question("q")


def test_console(student, check):
    """Prints and input."""
    with student.console(stdin="Ann\\\\n3\\\\n") as console:
        answer = student.m.ask()
    check.equal("answer", answer)
    check.text("prints", console.stdout)
    check.text("errors", console.stderr)


def test_two_blocks(student, check):
    """Each has its own."""
    for number in (1, 2):
        with student.console() as console:
            student.m.greet(str(number))
            print("the test's own")
        check.text(f"greeting {number}", console.stdout)


def test_end_of_input(student, check):
    """It ends too early."""
    with student.console(stdin="Ann"):
        check.raises("ask", "EOFError", student.m.ask)
    with student.console() as console:
        student.m.greet("")
    check.text("greeting", console.stdout)


@pytest.mark.batch
def test_batch(student, check):
    """Requests that wait."""
    with student.console() as console:
        student.m.greet("you")
    check.text("greeting", console.stdout)


def test_script(student, check):
    """Arguments, input, files."""
    run = student.script("prog.py", args=["in.txt", "-x"], stdin="last\\\\n", files={"in.txt": "one\\\\ntwo\\\\n"})
    check.text("output", run.stdout)
    check.text("errors", run.stderr)
    check.equal("exit code", run.exit_code)
    check.same("files", run.files)
    again = student.script("prog.py", args=["in.txt"], stdin="", files={"in.txt": ""})
    check.text("output again", again.stdout)


def test_traceback(student, check):
    """An exception ends it."""
    run = student.script("prog.py", args=["absent.txt"])
    check.equal("exit code", run.exit_code)
    check.text("the last line", run.stderr.splitlines()[-1])
    check.true("prog.py" in run.stderr and "/" not in run.stderr.split("line")[0], "the file is named")
    check.equal("exit code with a word", student.script("prog.py").exit_code)


def test_files(student, check):
    """A function that reads and writes files."""
    student.write_file("in.txt", "a\\\\nb\\\\n")
    check.equal("lines", student.m.copy("in.txt", "out.txt"))
    check.text("copy", student.read_file("out.txt"))
'''.replace("\\\\", "\\")
M = """
import sys


def ask():
    name = input("name? ")
    count = int(input())
    print(name * count)
    print("thanks", file=sys.stderr)
    return count


def greet(name):
    print("hello", name)


def copy(source, target):
    with open(source) as file:
        lines = file.readlines()
    with open(target, "w") as file:
        file.writelines(lines)
    return len(lines)
"""
PROG = """
import os
import sys

import m

if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.exit("no file is named")
    lines = open(sys.argv[1]).read().split()
    lines += sys.stdin.read().split()
    print(sys.argv, lines)
    m.greet("file")
    print("done", file=sys.stderr)
    os.makedirs("results", exist_ok=True)
    with open("results/out.txt", "w") as file:
        file.write(str(len(lines)))
    with open("raw.bin", "wb") as file:
        file.write(b"\\xff\\x00")
    sys.exit(len(lines))
"""
RIGHT = {"m": M, "prog": PROG}


@pytest.fixture(scope="module")
def both(make_sandbox: Callable[..., Sandbox], tmp_path_factory: pytest.TempPathFactory) -> BothSides:
    """The tests."""
    return BothSides(tmp_path_factory.mktemp("programs"), TESTS, make_sandbox(), RIGHT)


def test_the_reference_passes_on_both_sides(both: BothSides) -> None:
    """In every test."""
    home, grade = both.at_home(**RIGHT), both.in_the_sandbox(**RIGHT)

    assert home == grade
    assert {status for status, _ in home.values()} == {"passed"}


def test_the_students_own_files_stay_as_they_are_at_home(both: BothSides) -> None:
    """A program runs in a folder of its own, and what a test writes is put back."""
    folder = both.folder_with(**RIGHT)
    (folder / "in.txt").write_text("my own")
    before = {path.name for path in folder.iterdir()}
    ran = both.at_home_in(folder)

    assert {status for status, _ in ran.values()} == {"passed"}
    assert (folder / "in.txt").read_text() == "my own"
    assert {path.name for path in folder.iterdir()} == before  # what the function wrote was read, and is gone


FAULTS = {
    "prints for ever": (
        "m",
        'print("hello", name)',
        'while True: print("total: 0.00")',
        "test_batch",
        "your code printed more than 1,000,000 bytes",
    ),
    "prints for ever and catches": (
        "m",
        'print("hello", name)',
        'for _ in range(10**7):\n        try: print("total: 0.00" * 9999)\n        except BaseException: return',
        "test_batch",
        "your code printed more than 1,000,000 bytes",
    ),
    "a program that prints for ever": (
        "prog",
        "    print(sys.argv, lines)",
        "    while True: print(0)",
        "test_script",
        "your code printed more than 1,000,000 bytes",
    ),
    "other streams": (
        "m",
        'print("hello", name)',
        "sys.stdout = sys.stderr",
        "test_batch",
        "greeting is empty",
    ),
    "a closed stream": ("m", 'print("hello", name)', "sys.stdout.close()", "test_batch", "greeting is empty"),
    "another input": ("m", 'input("name? ")', '(lambda _: "Bob")(0)', "test_console", "ValueError"),
    "many files": (
        "prog",
        "    print(sys.argv, lines)",
        "    for i in range(900): open(str(i), 'w').close()",
        "test_script",
        "your code made more than 100 files",
    ),
    "a large file": (
        "prog",
        "    print(sys.argv, lines)",
        "    open('big', 'w').write('x' * 1000001)",
        "test_script",
        "your code wrote more than 1,000,000 bytes into files",
    ),
    "an exit": ("prog", "    print(sys.argv, lines)", "    sys.exit(0)", "test_script", "output is empty"),
    "an exit of a function": ("m", 'print("hello", name)', "raise SystemExit(0)", "test_batch", "SystemExit"),
    "not begun": (
        "prog",
        "    if len(sys.argv) == 1:",
        "    raise NotImplementedError\n    if len(sys.argv) == 1:",
        "test_traceback",
        "NotImplementedError (prog.py, line 8)",
    ),
    "does not parse": ("prog", "import os", "import (", "test_script", "SyntaxError"),
    "no file": ("m", 'open(target, "w")', 'open("other.txt", "w")', "test_files", "out.txt was not written"),
    "a folder": (
        "m",
        '    with open(target, "w") as file:\n        file.writelines(lines)',
        "    import os; os.mkdir(target)",
        "test_files",
        "out.txt is a link, a folder or the like, and no plain file",
    ),
    "a word of its own kind": (
        "m",
        "return count",
        "return type('S', (str,), {'__eq__': lambda *_: True, '__hash__': None})('3')",
        "test_console",
        "answer",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_wrong_and_hostile_programs_fail_with_the_same_words(both: BothSides, name: str) -> None:
    """At home and in the grade, in little time."""
    module, old, new, test, words = FAULTS[name]
    assert RIGHT[module].count(old) == 1
    files = {**RIGHT, module: RIGHT[module].replace(old, new)}
    began = time.monotonic()
    home, grade = both.at_home(**files), both.in_the_sandbox(**files)

    assert home[test] == grade[test]
    assert home[test][0] == "failed"
    assert words in home[test][1]
    assert time.monotonic() - began < 60


def test_ten_thousand_files_links_and_signals_gain_nothing(both: BothSides) -> None:
    """In the sandbox alone: at home nobody attacks oneself."""
    lines = {
        "for i in range(10000): open(str(i), 'w').close()": "more than 2,000 files",
        "os.kill(os.getpid(), 9)": "",
        "os._exit(0)": "",
        "import ctypes; ctypes.string_at(0)": "",
        "os.chdir('/'); open('out.txt', 'w')": "",
        "os.rename('in.txt', 'results')": "",
        "sys.modules.clear()": "",
        "import builtins; builtins.open = builtins.print = builtins.input = None": "",
    }
    for line, words in lines.items():
        files = {**RIGHT, "prog": PROG.replace("    print(sys.argv, lines)", f"    {line}")}
        status, sentence = both.in_the_sandbox(**files)["test_script"]
        assert status == "failed", line
        assert words in sentence


def test_a_missing_program_is_called_that(both: BothSides) -> None:
    """As a missing module."""
    home, grade = both.at_home(m=M), both.in_the_sandbox(m=M)

    assert home["test_script"] == ("failed", "prog.py is not there")
    assert grade["test_script"] == ("failed", "prog.py was not handed in")


def test_what_has_ended_a_program_is_shown_without_our_own_frames(
    make_sandbox: Callable[..., Sandbox], tmp_path: Path
) -> None:
    """A module that it imports fails: the student's lines, at home and in the sandbox, and no path of the machine."""
    files = {"prog.py": "import m\n\nprint(m.x)\n", "m.py": "x = cuont\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with LocalStudent(tmp_path, ("prog", "m")) as student:
        at_home = student.script("prog.py").stderr, student.call_log.program_end
    content = {name: text.encode() for name, text in files.items()}
    with make_sandbox().submission(content, ("prog", "m")) as submission, submission.worker() as student:
        held = student.script("prog.py").stderr, student.call_log.program_end

    assert held == at_home
    assert held[1].splitlines() == [
        "prog.py ended with the exit code 1:",
        '  File "m.py", line 1, in <module>',
        "    x = cuont",
        "NameError: name 'cuont' is not defined",
    ]


def test_what_has_ended_a_program_stands_among_the_prints_of_its_test(tmp_path: Path) -> None:
    """Where the output is wrong because of it."""
    (tmp_path / "public").mkdir()
    test = "import pytest\n\n\n@pytest.mark.question('q')\ndef test_it(student, check):\n    '''It.'''\n"
    test += "    check.text('output', student.script('prog.py').stdout, expected='3\\n')\n"
    (tmp_path / "public" / "test_m.py").write_text(test, encoding="utf-8")
    (tmp_path / "prog.py").write_text("print(1 / 0)\n", encoding="utf-8")
    tests = Tests(folders={"public": tmp_path / "public"}, seed=1, questions=("q",))
    (record,) = run_tests(tests, Records({}), lambda: LocalStudent(tmp_path, ("prog",)))

    assert record.prints.splitlines()[-1] == "ZeroDivisionError: division by zero"
