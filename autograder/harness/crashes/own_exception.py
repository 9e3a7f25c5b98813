"""Tell an exception of a test's own from a check that fails, and from what went wrong in the grader."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

_ROOT = __name__.partition(".")[0]  # the package that this module belongs to, in a handout and elsewhere
_STUDENT = f"{__name__.rpartition('.crashes.')[0]}.student"
_ANSWERS = tuple(f"{_STUDENT}.{name}" for name in ("batch", "linked", "containers"))
_LONGEST_TEXT = 4_000  # letters of an exception's text that the student's code gets
_NEVER = (AssertionError, MemoryError)  # a check of the test's that fails, and what any code may meet


def own_exception(error: BaseException | None) -> tuple[str, ...]:
    """The class and the text of an exception that a test has raised itself; () if it has raised none.

    The class is the first of Python's own that it is or inherits from. An exception of a class of the harness or the
    grader, of pytest, and one that was raised in their code, is none of the test's.
    """
    if not isinstance(error, Exception) or isinstance(error, _NEVER):
        return ()
    if any(_is_ours(kind.__module__) for kind in type(error).__mro__) or _is_ours(
        _raised_in(error.__traceback__)
    ):
        return ()
    name = next(
        kind.__name__ for kind in type(error).__mro__ if getattr(builtins, kind.__name__, None) is kind
    )
    return name, _text(error)


def _text(error: Exception) -> str:
    # The argument alone: the text of a KeyError has quotes around it, and would get them twice.
    text = str(error.args[0]) if len(error.args) == 1 else str(error)
    return text[:_LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")


def _raised_in(trace: TracebackType | None) -> str:
    """The name of the module in which an exception was raised; a look into an answer is the test's own."""
    name = ""
    while trace is not None:
        here = str(trace.tb_frame.f_globals.get("__name__", ""))
        name = name if here.startswith(_ANSWERS) else here
        trace = trace.tb_next
    return name


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in (_ROOT, "pytest", "_pytest")
