"""Say at which line of the student's an exception arose, and in one sentence what was wrong there."""

from __future__ import annotations

import ast
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .code import read_all
from .explain import explained
from .scene import Scene, dotted_name
from .table.attributes import of_answer
from .table.calls import of_definition

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .code import Code
    from .frames import Frame
    from .given import Given

    Sources = Callable[[], Mapping[str, str]]

_DIGITS = 16
_LONGEST = 300  # characters of a sentence of Python's
# What NumPy writes for those who know its machinery, in place of which our sentence stands.
_MACHINERY = re.compile(r"gufunc|ufunc|core dimension|\(remapped shapes\)|operands could not be broadcast")


@dataclass(frozen=True)
class Stop:
    """Where a test stopped in the student's code.

    Attributes:
        file: The file; "" where no line of it was reached.
        line: The line in it.
        function: The function's qualified name, or "".
        text: The source of the statement, in one line.
        sentence: What was wrong there, or "".
        python: The exception's class, and its text unless our sentence says the same better.
        mark: The same wherever the same statement in the same function fails on values of the same shapes; "" where
            no line of the student's was reached. It goes into the signatures of known mistakes.
    """

    file: str
    line: int
    function: str
    text: str
    sentence: str
    python: str
    mark: str = ""

    @property
    def where(self) -> str:
        """File and line in words: `hw3_lib.py, line 195`; of a notebook, the cell."""
        cell = re.fullmatch(r"cell-(\d+)", self.file)
        if cell is not None:
            return f"cell {cell[1]}, line {self.line}"
        if re.fullmatch(r"\d+\.py", self.file):  # the temporary file of a kernel's cell
            return f"line {self.line} of its cell"
        return f"{self.file}, line {self.line}"


def stop_of(error: str, message: str, frames: Sequence[Frame], sources: Sources, given: Given) -> Stop | None:
    """Where and why an exception arose; None if nothing is known of it.

    Args:
        error: The exception's class.
        message: Its text.
        frames: The lines of the student's that it went through, the innermost first.
        sources: Gives the student's files, by name.
        given: The lines that are the handout's own.
    """
    files = read_all(sources())
    if not frames:
        return _of_call(error, message, files)
    scenes = [
        Scene(error, message, frame, position, files)
        for frame in frames
        if frame.file in files and (position := files[frame.file].position(frame.line)) is not None
    ]
    if not scenes:
        return None
    if error == "RecursionError":  # at which of the lines that call each other it ends is chance
        scenes.sort(key=lambda one: not explained(one))
    inner = scenes[0]
    sentence = explained(inner)
    blamed = next((one for one in scenes if not given.is_own(one.position)), inner)
    if blamed is not inner:
        sentence = _through(inner, sentence)
    elif given.is_own(inner.position) and not _is_about_no_value(inner):
        sentence = f"{sentence} This line is the handout's own: look where its values come from.".strip()
    return _stop(blamed, inner, sentence)


def _stop(blamed: Scene, inner: Scene, sentence: str) -> Stop:
    position = blamed.position
    return Stop(
        file=position.code.file,
        line=blamed.frame.line,
        function=position.name,
        text=position.text,
        sentence=sentence,
        python=_python(inner.error, inner.message, sentence),
        mark=_mark(inner),
    )


def _is_about_no_value(scene: Scene) -> bool:
    """Whether values have nothing to do with the exception: the line raises it, or sets what cannot be set."""
    cannot_set = scene.error == "AttributeError" and "set" in scene.message
    return cannot_set or isinstance(scene.position.statement, ast.Raise)


def _of_call(error: str, message: str, files: Mapping[str, Code]) -> Stop | None:
    """What the test itself asked for: a call that the function does not take, an attribute that is not there."""
    known = {"TypeError": of_definition, "AttributeError": of_answer}
    sentence = known[error](message, files) if error in known else ""
    if not sentence:
        return None
    mark = hashlib.sha256(f"{message}\n{sentence.partition('line')[0]}".encode()).hexdigest()[:_DIGITS]
    return Stop("", 0, "", "", sentence, _python(error, message, sentence), mark)


def _through(inner: Scene, sentence: str) -> str:
    """The sentence of a line that is the handout's own, seen from the line of the student's that led to it."""
    position = inner.position
    where = f"line {inner.frame.line}{f' in `{position.name}`' if position.name else ''}"
    return f"It leads to {where}, which is the handout's own: `{position.text}`. {sentence}".rstrip()


def _python(error: str, message: str, sentence: str) -> str:
    """Python's own words; of what only says how NumPy works inside, the class alone if we have a sentence."""
    text = " ".join(message.split())
    if not text or (sentence and _MACHINERY.search(text)):
        return error
    return f"{error}: {text if len(text) <= _LONGEST else f'{text[:_LONGEST]} ...'}"


def _mark(scene: Scene) -> str:
    position = scene.position
    names = sorted({name for node in position.nodes if (name := dotted_name(node)) in scene.frame.values})
    values = [(name, scene.frame.values[name]) for name in names]
    shapes = [(name, value.kind, value.type, value.shape) for name, value in values]
    return hashlib.sha256(f"{position.name}\n{position.form}\n{shapes}".encode()).hexdigest()[:_DIGITS]
