"""Describe to the grader the exception that left a student's code."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

from autograder.harness.crashes.ancestors import ancestors_of, message_of, sendable
from autograder.harness.crashes.facts import facts_of
from autograder.harness.student.plain import ELSEWHERE, Fault
from autograder.harness.student.skipping import SkippedError
from autograder.sandbox.child.imports import ForeignImportError, SourceLoader
from autograder.sandbox.wire.module_files import BESIDE
from autograder.sandbox.wire.protocol import MAX_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.harness.student.time_limit import TimeLimit

    Description = tuple[Fault, str, str, str, int, list[Any], list[str]]


def described(error: BaseException, folder: str, *, importing: bool) -> Description:
    """The kind of fault, the exception's class and text, the student's file and line, what the names there were.

    The last part names the classes that the exception belongs to.

    Args:
        error: What was raised.
        folder: The submission's folder: only its files are named.
        importing: Whether a module was being imported.
    """
    file, line = _position(error, folder)
    fault = Fault.IMPORT if importing else Fault.RAISED
    if isinstance(error, SkippedError):
        return Fault.TIMEOUT, "SkippedError", _message(error, folder), file, line, [], []
    name = sendable(type(error).__name__, MAX_NAME)
    if _is_file_elsewhere(error):
        return fault, name, f"{_message(error, folder)}{ELSEWHERE}", file, line, [], []
    if isinstance(error, ForeignImportError):
        where = f"{file} line {line}" if file else "the program"
        return fault, "ImportError", sendable(f"{where} imports {error.about}"), file, line, [], []
    if isinstance(error, MemoryError):
        fault = Fault.MEMORY
    facts = facts_of(error, lambda path: _name(path, folder)) if fault is Fault.RAISED else []
    ancestors = [sendable(one, MAX_NAME) for one in ancestors_of(error)]
    return fault, name, _message(error, folder), file, line, facts, ancestors


def _message(error: BaseException, folder: str) -> str:
    return without_folders(message_of(error), folder)


def without_folders(text: str, folder: str = "") -> str:
    """A text in which files stand without the folders of the sandbox, of which the student knows none."""
    for one in filter(None, (SourceLoader.current, folder)):
        text = text.replace(f"{one}/", "")
    return text


def out_of_time(limit: TimeLimit) -> Description:
    """The fault of code that has used up its time; the text is the function's name and first line, if it is known."""
    culprit = limit.culprit
    if culprit is None:
        return Fault.TIMEOUT, "OutOfTimeError", "", "", 0, [], []
    text = f"{culprit.function}:{culprit.first_line}"
    return (
        Fault.TIMEOUT,
        "OutOfTimeError",
        sendable(text),
        sendable(culprit.file, MAX_NAME),
        culprit.line,
        [],
        [],
    )


def _is_file_elsewhere(error: BaseException) -> bool:
    """Whether the kernel has refused a file outside of the folder that the worker may write into."""
    if not isinstance(error, PermissionError) or error.errno != errno.EACCES or not SourceLoader.current:
        return False
    return type(error.filename) is str and not os.path.realpath(error.filename).startswith(
        f"{SourceLoader.current}/"
    )


def _position(error: BaseException, folder: str) -> tuple[str, int]:
    """The innermost line of the student's; of a SyntaxError, the line that does not parse."""
    positions = list(_positions(error, folder))
    if isinstance(error, SyntaxError) and _inside(error.filename, folder):
        positions.append((str(error.filename), error.lineno or 0))
    if not positions:
        return "", 0
    path, line = positions[-1]
    return path[len(folder) + 1 :], line


def _positions(error: BaseException, folder: str) -> Iterator[tuple[str, int]]:
    trace = error.__traceback__
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename
        if _inside(path, folder):
            yield path, trace.tb_lineno
        trace = trace.tb_next


def _inside(path: str | None, folder: str) -> bool:
    return type(path) is str and path.startswith(f"{folder}/") and not path.startswith(f"{folder}/{BESIDE}")


def _name(path: str, folder: str) -> str:
    """The name of a file of the student's; "" for any other."""
    return path[len(folder) + 1 :] if _inside(path, folder) else ""
