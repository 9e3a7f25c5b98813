"""A class of submissions: the reference, the untouched stub, wrong solutions, a broken zip and a hostile one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import SourceError
from autograder.files import write_zip
from autograder.toml import Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WRONG = Path(__file__).with_name("wrong.toml")

# Everything a student might try in one file: look for the tests, change the verdict, leave something behind.
HOSTILE = '''"""A submission that would rather change the grader than solve the assignment."""
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

Linear = Sigmoid = ReLU = CrossEntropyLoss = GradientDescentOptimizer = MultiLayerPerceptron = Yes()
init_linear_params = sigmoid = Module = Yes()
'''


@dataclass(frozen=True, kw_only=True)
class DemoStudent:
    """One made-up student.

    Attributes:
        name: The zip's name without its suffix.
        story: What the student did, one sentence.
        breaks: The question that this should cost points, "all" or "none".
        files: What the zip holds; None for one that is no zip at all.
    """

    name: str
    story: str
    breaks: str
    files: Mapping[str, bytes] | None


def make_class(solution: Mapping[str, bytes], handout: Mapping[str, bytes], folder: Path) -> tuple[DemoStudent, ...]:
    """Write one zip per student into `folder`.

    Args:
        solution: The assignment's files as the reference solution has them.
        handout: The same files as students receive them.
        folder: An empty folder.
    """
    students = tuple(_students(solution, handout))
    for student in students:
        target = folder / f"{student.name}.zip"
        if student.files is None:
            target.write_bytes(b"PK\x03\x04 this upload broke off")
        else:
            write_zip(target, student.files)
    return students


def _students(solution: Mapping[str, bytes], handout: Mapping[str, bytes]) -> Iterator[DemoStudent]:
    yield DemoStudent(name="reference", story="the reference solution", breaks="none", files=solution)
    yield DemoStudent(name="stub", story="the untouched handout", breaks="all", files=handout)
    for table in read_toml(WRONG).tables("wrong"):
        yield _wrong(table, solution)
    broken = "an upload that broke off: no zip at all"
    yield DemoStudent(name="broken-zip", story=broken, breaks="refused", files=None)
    hostile = {**solution, "hw3_lib.py": HOSTILE.encode()}
    yield DemoStudent(name="hostile", story="attacks the grader", breaks="all", files=hostile)


def _wrong(table: Table, solution: Mapping[str, bytes]) -> DemoStudent:
    """The reference solution with one edit, which has to fit exactly once."""
    file, old, new = (table.get(key, str) for key in ("file", "replace", "with"))
    text = solution.get(file, b"").decode()
    if text.count(old) != 1:
        raise SourceError(
            WRONG, table.line_of("replace"), f"the text stands {text.count(old)} times in {file}, not once"
        )
    student = DemoStudent(
        name=table.get("id", str),
        story=table.get("title", str),
        breaks=table.get("question", str),
        files={**solution, file: text.replace(old, new).encode()},
    )
    table.close()
    return student
