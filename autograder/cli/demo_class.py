"""Make a class of submissions for a demo: the reference, the stub, known mistakes, a broken zip, a hostile file."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.files import write_zip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from autograder.model.assignment import Assignment
    from autograder.model.mistakes import Mistake

MISTAKES_OF_A_QUESTION = 3
_LONGEST_STORY = 90  # characters

# Attacks that a student might try, in one file: look for the tests, change the verdict, leave something behind.
_HOSTILE = '''"""A submission that would rather change the grader than solve the assignment."""
import glob, os, socket, subprocess, sys

class Yes:
    """Equal to everything, close to everything."""
    __array_priority__ = 1e9
    shape, dtype, ndim = (10, 5), "float64", 2
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    def __le__(self, other): return True
    def __array__(self, *args, **kwargs): raise SystemExit(0)
    def __getattr__(self, name): return self
    def __call__(self, *args, **kwargs): return self

def attempt(deed, *args):
    try: deed(*args)
    except BaseException as error: print(type(error).__name__, error)

import numpy.testing
numpy.testing.assert_allclose = numpy.allclose = lambda *args, **kwargs: True
for found in glob.glob("/**/records.npz", recursive=True): attempt(open, found)
attempt(lambda: open(f"/proc/{os.getppid()}/mem", "rb").read(1))
attempt(lambda: open("/tmp/results.json", "w").write('{"score": 1000}'))
attempt(lambda: open(f"/proc/{os.getppid()}/environ").read())
attempt(os.kill, os.getppid(), 9)
attempt(os.fork)
attempt(subprocess.run, ["rm", "-rf", "tests"])
attempt(socket.create_connection, ("127.0.0.1", 80), 1)
for module in list(sys.modules.values()):
    if hasattr(module, "Records"): module.Records.get = lambda *args: Yes()
'''


@dataclass(frozen=True, kw_only=True)
class DemoStudent:
    """One made-up student.

    Attributes:
        name: The zip's name without its suffix.
        story: What the student did, one sentence.
        loses: The questions that this has to cost points.
        may_lose: Further questions that it may cost points.
        files: What the zip holds; None for a file that is not a valid zip and has to be refused.
    """

    name: str
    story: str
    loses: frozenset[str]
    may_lose: frozenset[str] = frozenset()
    files: Mapping[str, bytes] | None


def make_class(
    assignment: Assignment,
    solution: Mapping[str, bytes],
    handout: Mapping[str, bytes],
    mistakes: Sequence[Mistake],
    folder: Path,
) -> tuple[DemoStudent, ...]:
    """Write one zip for each student into `folder`, which is empty.

    Args:
        assignment: What they hand in.
        solution: The assignment's modules as the reference solution has them.
        handout: The same modules as students receive them.
        mistakes: The assignment's catalogue; a few mistakes of each question are made, as edits of the solution.
        folder: Where the zips go.
    """
    students = tuple(_students(assignment, solution, handout, mistakes))
    for student in students:
        target = folder / f"{student.name}.zip"
        if student.files is None:
            target.write_bytes(b"PK\x03\x04 this upload broke off")
        else:
            write_zip(target, student.files)
    return students


def _students(
    assignment: Assignment,
    solution: Mapping[str, bytes],
    handout: Mapping[str, bytes],
    mistakes: Sequence[Mistake],
) -> Iterator[DemoStudent]:
    everything = frozenset(question.id for question in assignment.questions)
    yield DemoStudent(name="reference", story="the reference solution", loses=frozenset(), files=solution)
    yield DemoStudent(name="stub", story="the untouched handout", loses=everything, files=handout)
    for question in assignment.questions:
        own = [mistake for mistake in mistakes if mistake.question == question.id]
        for mistake in _spread(own, MISTAKES_OF_A_QUESTION):
            yield _mistaken(mistake, solution)
    broken = "an upload that broke off: no zip at all"
    yield DemoStudent(name="broken-zip", story=broken, loses=everything, files=None)
    yield DemoStudent(name="hostile", story="attacks the grader", loses=everything, files=_hostile(solution))


def _spread(mistakes: Sequence[Mistake], most: int) -> list[Mistake]:
    """At most so many of these mistakes, evenly spread over the catalogue, beginning with the first."""
    count = min(most, len(mistakes))
    return [mistakes[index * len(mistakes) // count] for index in range(count)]


def _mistaken(mistake: Mistake, solution: Mapping[str, bytes]) -> DemoStudent:
    """The reference solution with the one edit of a mistake."""
    text = solution[mistake.file].decode().replace(mistake.replace, mistake.with_, 1)
    return DemoStudent(
        name=mistake.id,
        story=_first_sentence(mistake.hint),
        loses=frozenset({mistake.question}),
        may_lose=frozenset(mistake.also),
        files={**solution, mistake.file: text.encode()},
    )


def _first_sentence(hint: str) -> str:
    sentence = " ".join(hint.split()).split(". ")[0]
    return sentence if len(sentence) <= _LONGEST_STORY else f"{sentence[: _LONGEST_STORY - 3].rstrip()}..."


def _hostile(solution: Mapping[str, bytes]) -> dict[str, bytes]:
    """Modules that attack, and that replace each function and class of the reference by the same false object."""
    return {file: _hostile_module(text.decode()).encode() for file, text in solution.items()}


def _hostile_module(text: str) -> str:
    kinds = (ast.FunctionDef, ast.ClassDef)
    names = [node.name for node in ast.parse(text).body if isinstance(node, kinds)]
    return _HOSTILE + "".join(f"{name} = Yes()\n" for name in names)
