"""Hand in damaged zips, notebooks and forms: each is taken in or refused with a sentence, in little time and memory.

python benchmarks/fuzz_intake.py [seconds] [seed]

Besides damaged bytes, there are files that are made to be dear: long directories, names and keys, deep brackets.
Anything but a submission, a SubmissionRefusedError or a BadInputError ends the run, and so does what takes long.
"""

from __future__ import annotations

import io
import json
import random
import resource
import sys
import tempfile
import time
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import BadInputError, SubmissionRefusedError
from autograder.grading.answers import grade_answers
from autograder.grading.intake.submission import take_in
from autograder.harness.answers.form import ANSWERS
from autograder.model.answers import load_answers
from autograder.model.assignment import load_assignment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from autograder.model.answers import AnswerKey
    from autograder.model.assignment import Assignment

MOST_SECONDS = 3.0  # of processor time for one of them, on a busy machine
MOST_MIB = 512  # of memory in all
MODULE = "toy.py"
COURSE = f"""name = "toy"\ntitle = "Toy"\nmodules = ["{MODULE}"]\nseed = 1
[stub]\ncomment = "### HERE"\n[[questions]]\nid = "q"\ntitle = "Q"\npoints = 1"""
KEY = """[[answers]]\nid = "1"\nquestion = "?"\nkind = "number"\npoints = 1\nanswer = 3.5\ndecimals = 1
[[answers]]\nid = "1.1"\nquestion = "?"\nkind = "prose"\npoints = 1\n"""
PIECES = (
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x06\x07",
    b"\0" * 4,
    b"\xff" * 4,
    b"\xff\xff",
    b'"',
)
MARKS = (
    "\u0301\u0334\u0327\u0316"  # that are set above and below letters, and are sorted by a rule of Unicode
)


def zipped(names: list[str], extra: bytes = b"", comment: bytes = b"", body: bytes = b"x = 1\n") -> bytes:
    """A zip with these names; each entry says this much beside its name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            info = zipfile.ZipInfo(name)
            archive.writestr(info, body)
            info.extra, info.comment = extra, comment
    return stream.getvalue()


def notebook(*cells: object, **more: object) -> bytes:
    """A notebook."""
    return json.dumps({"nbformat": 4, "metadata": {}, "cells": list(cells), **more}).encode()


def cell(source: object) -> dict[str, object]:
    """A code cell of one."""
    return {"cell_type": "code", "source": source, "metadata": {"nbgrader": {"grade_id": "solution-toy-f"}}}


def dear_zip(choose: random.Random) -> bytes:
    """A zip that is made to be dear."""
    count, length = choose.choice((1, 20, 900, 1_990)), choose.choice((1, 100, 255, 4_000))
    letters = choose.choice(("a", "/a", "\u200b", *MARKS, MARKS[:2], "toy.py/", "\u1e9b\u0323", "\ufdfa"))
    names = [MODULE, *((letters * length)[: length - 9].strip("/") + f"x{number}" for number in range(count))]
    field = choose.choice((b"", b"\x99\x99\0\0", b"\1\0\0\0", b"\x75\x70\1\0\1"))
    extra = field * min(
        choose.choice((1, 30, 16_000)), 65_000 // max(len(field), 1), 40_000_000 // count // 5
    )
    return zipped(names, extra=extra, comment=b"c" * choose.choice((0, 5_000)))


def dear_notebook(choose: random.Random) -> bytes:
    """A notebook that is made to be dear."""
    count = choose.choice((10, 1_990, 300_000))
    part = choose.choice(('"a":1,', '"a",', "1,", "[", "{", "1", "1.", "\\ud83d", " ", '{"a":', "[],", "{},"))
    within = choose.choice(("%s", "[%s1]", '"%s"', '{%s"z":1}'))
    match choose.randrange(3):
        case 0:
            return b'{"nbformat":4,"cells":[],"x":' + (within % (part * count)).encode() + b"}"
        case 1:
            return notebook(
                *[cell(choose.choice(("x = 1", ["%pip\n"] * 50, 7, " " * 200)))] * min(count, 1_990)
            )
        case _:
            return notebook(cell([part] * count))


def dear_form(choose: random.Random) -> bytes:
    """A form of answers that is made to be dear."""
    depth = choose.choice((1, 90, 500, 900))
    dots = "a." * depth
    head = choose.choice(
        ("", f"[{dots}a]\n", f"[[{dots}a]]\n", f'["\u2028".{dots}"\u2028"]\n', f"{dots}x=1\n")
    )
    line = choose.choice(
        ("k%d=1\n", "a.a.k%d=1\n", "k%d={}\n", "k%d=[", "[k%d.a]\n", 'k%d="""\\\n', "k%d=1_1\n")
    )
    body = "".join(line % number for number in range(8_000))
    return (head + body)[: choose.choice((200, 60_000))].encode()


def damaged(content: bytes, choose: random.Random) -> bytes:
    """The bytes with up to a few faults."""
    body = bytearray(content)
    for _ in range(choose.randint(1, 5)):
        start = choose.randrange(len(body) + 1)
        match choose.randrange(5):
            case 0:
                del body[start : start + choose.choice((1, 4, 100))]
            case 1:
                body[start : start + 1] = bytes([choose.randrange(256)])
            case 2:
                body[start:start] = choose.choice(PIECES) * choose.choice((1, 3))
            case 3:
                body[start : start + 4] = choose.choice(PIECES)
            case _:
                body[start:start] = body[start // 2 : start][:10_000]
    return bytes(body)


def files(choose: random.Random) -> Iterator[tuple[str, bytes]]:
    """Suffix and content of files to hand in, one of each kind; ".toml" is a form of answers."""
    small = zipped([MODULE, "b/c.txt", ANSWERS, "__MACOSX/._toy.py"], extra=b"\x99\x99\2\0ab", comment=b"c")
    book = notebook(
        cell("def f():\n    return 1\n"), cell(["import os\n", "%time 1"]), metadata={"a": {"b": 1}}
    )
    form = b'1 = "3.5"\n"1.1" = [1, 2]\n[a.b]\nc = """\nwords\n"""\nd = 2020-01-01\n'
    yield ".zip", damaged(small, choose)
    yield ".ipynb", damaged(book, choose)
    yield ".toml", damaged(form, choose)
    if choose.random() < 1 / 20:
        yield ".zip", dear_zip(choose)
        yield ".ipynb", dear_notebook(choose)
        yield ".toml", dear_form(choose)


def course(folder: Path) -> tuple[Assignment, tuple[AnswerKey, ...]]:
    """An assignment of one module, and the key to its form of answers, written into this folder."""
    (folder / "assignment.toml").write_text(COURSE, encoding="utf-8")
    (folder / "key.toml").write_text(KEY, encoding="utf-8")
    return load_assignment(folder), load_answers(folder / "key.toml")


def fault_of(step: Callable[[], object]) -> str:
    """What is wrong with a step; "" if it ends in little time and memory, with a refusal or without."""
    began = time.process_time()
    try:
        step()
    except (SubmissionRefusedError, BadInputError):
        pass
    except BaseException as error:  # noqa: BLE001 - this is what is looked for
        return f"{type(error).__name__}: {error}"
    seconds = time.process_time() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if most > MOST_MIB:
        return f"{most:.0f} MiB"
    return f"{seconds:.1f} s" if seconds > MOST_SECONDS else ""


def main(seconds: float = 20, seed: float = 1) -> int:
    """Run, and print what came of it; 1 if anything else than a submission or a refusal came of a file."""
    end = time.monotonic() + seconds
    rounds = handed_in = 0
    with tempfile.TemporaryDirectory() as folder:
        assignment, answer_keys = course(Path(folder))
        while time.monotonic() < end:
            number = seed + rounds
            rounds += 1
            for suffix, content in files(random.Random(number)):  # noqa: S311 - to be repeated, not to be secret
                handed_in += 1
                path = Path(folder) / f"submission{suffix}"
                path.write_bytes(content)
                step = (
                    partial(grade_answers, answer_keys, content)
                    if suffix == ".toml"
                    else partial(take_in, path, assignment)
                )
                fault = fault_of(step)
                if fault:
                    kept = Path(tempfile.mkdtemp()) / path.name
                    kept.write_bytes(content)
                    print(f"{fault}\nfile: {kept}\nseed: {number:g}")
                    return 1
    print(
        f"{handed_in:,} files in {seconds:g} s (seeds from {seed:g}): each was taken in or refused, nothing else"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:])))
