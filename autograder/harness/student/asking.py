"""Run a student's code in this process: within its time limit, and with every exception as a StudentError."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..crashes.ancestors import ancestors_of, message_of
from ..crashes.facts import facts_of
from ..crashes.frames import frames_in
from .local_limit import late_error, skipped_error
from .plain import Fault
from .proxy import StudentError
from .skipping import SkippedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from .time_limit import TimeLimit


def within_limit(
    limit: TimeLimit | None,
    folder: Path,
    fault: Fault,
    function: Callable[..., Any],
    /,
    *args: object,
    **kwargs: object,
) -> Any:  # noqa: ANN401 - a student may answer anything
    """Run the student's code, within the time limit if there is one."""
    if limit is None:
        return ask_student(folder, fault, function, *args, **kwargs)
    if limit.is_over:
        raise late_error(limit)
    limit.begin()
    try:
        answer = ask_student(folder, fault, function, *args, **kwargs)
    except Exception as error:
        if limit.is_over:
            raise late_error(limit) from error
        raise
    finally:
        limit.end()
    if limit.is_over:  # the student's code has caught the exception that was to end it
        raise late_error(limit)
    return answer


def ask_student(
    folder: Path, fault: Fault, function: Callable[..., Any], /, *args: object, **kwargs: object
) -> Any:  # noqa: ANN401 - a student may answer anything
    """Run the student's code; every exception except the user's Ctrl-C becomes a StudentError."""
    try:
        return function(*args, **kwargs)
    except (KeyboardInterrupt, StudentError):  # a StudentError comes from the audit's time limit
        raise
    except MemoryError as error:
        raise _student_error(Fault.MEMORY, error, folder) from error
    except SkippedError as error:
        raise skipped_error(error, *_position(error.__traceback__, folder)) from error
    except BaseException as error:  # also SystemExit and pytest's outcomes, which must not end the run
        raise _student_error(fault, error, folder) from error


def _student_error(fault: Fault, error: BaseException, folder: Path) -> StudentError:
    file, line = "", 0
    if isinstance(error, SyntaxError) and error.filename:
        file, line = _own_name(error.filename, folder) or Path(error.filename).name, error.lineno or 0
    else:
        file, line = _position(error.__traceback__, folder)
    message = message_of(error)
    facts = [] if fault is Fault.MEMORY else facts_of(error, lambda path: _own_name(path, folder))
    frames = frames_in(facts)
    ancestors = tuple(ancestors_of(error))
    return StudentError(fault, type(error).__name__, message, file, line, frames, ancestors)


def _own_name(path: str, folder: Path) -> str:
    """The name of a student's file; "" for any other."""
    own = Path(path)
    if own.parent == folder:
        return own.name
    inside = folder in own.parents and (own.parent / "__init__.py").is_file()
    inner = own.relative_to(folder) if inside else own
    return inner.as_posix() if inside and (folder / inner.parts[0] / "__init__.py").is_file() else ""


def _position(trace: TracebackType | None, folder: Path) -> tuple[str, int]:
    """The innermost line of the student's own files in a traceback."""
    for frame in reversed(traceback.extract_tb(trace)):
        name = _own_name(frame.filename, folder)
        if name:
            return name, frame.lineno or 0
    return "", 0
