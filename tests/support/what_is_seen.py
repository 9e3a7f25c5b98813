"""What a test sees of an answer or of an exception, as text that is the same where it sees the same."""

from __future__ import annotations

import re
from types import GeneratorType
from typing import Any

import numpy as np

from autograder.harness.student.batch import Deferred, resolved
from autograder.harness.student.proxy import NotPlainError, Proxy, StudentError

_ADDRESS = re.compile(r"0x[0-9a-f]+")
_FOLDER = re.compile(r"(/[\w.-]+)+/")
_LONGEST = 2_000


def seen(value: Any) -> str:  # noqa: ANN401 - whatever a student answers
    """The value with the types of all that is in it."""
    kind = type(value)
    if issubclass(kind, Proxy):
        return f"proxy {value._autograder_type()} {value._autograder_base()} {callable(value)}"  # noqa: SLF001 - no request has it
    if issubclass(kind, Deferred):
        return f"{kind.__name__} of {seen(resolved(value))}"
    if issubclass(kind, np.ndarray):
        content = value.tolist() if value.dtype.hasobject else np.asarray(value).tobytes().hex()
        return f"{kind.__name__} {value.dtype.str} {value.shape} {value.flags.writeable} {content}"[:_LONGEST]
    if issubclass(kind, (list, tuple)):
        return f"{kind.__name__} {len(value)} {[seen(one) for one in value[:20]]}"
    if issubclass(kind, (set, frozenset)):
        return f"{kind.__name__} {sorted(map(seen, value))}"
    if issubclass(kind, dict):
        return f"{kind.__name__} {[(seen(key), seen(one)) for key, one in value.items()]}"
    # A generator and a class of ours have names of their own on each side.
    text = "" if kind is GeneratorType else value.__name__ if kind is type else f"{value!r}"
    return _same_everywhere(f"{kind.__name__} {text}"[:_LONGEST])


def seen_of(error: BaseException) -> str:
    """The class of an exception in a test, its words, and what a test can ask about it."""
    about: tuple[object, ...] = ()
    if isinstance(error, StudentError):
        about = (error.fault.value, error.type_name, error.file, error.line, error.ancestors, error.frames)
    elif not isinstance(error, NotPlainError):
        about = ("the test's own",)
    return _same_everywhere(f"{type(error).__name__} {str(error)[:_LONGEST]!r} {about}")


def _same_everywhere(text: str) -> str:
    """Without addresses and folders, which are others in each process."""
    return _FOLDER.sub("", _ADDRESS.sub("0x", text))
