"""Lines of 80 columns, with colour where a terminal shows it."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from enum import Enum
from typing import Any

WIDTH = 80
_NARROWEST = 40
_LABEL = 10  # the width of `expected: `


class Colour(Enum):
    """What a colour stands for; the value is the terminal's number of it."""

    GOOD = "32"
    BAD = "31"
    OPEN = "33"
    STRONG = "1"


def width() -> int:
    """The columns of a line: 80, or what the terminal has if that is less."""
    return max(_NARROWEST, min(WIDTH, shutil.get_terminal_size().columns - 1))


def in_colour(text: str, colour: Colour) -> str:
    """The text as a terminal shows it in colour; the text itself where nobody looks or nobody wants it."""
    return f"\033[{colour.value}m{text}\033[0m" if _has_colour() else text


def filled(text: str, indent: str = "", more: str | None = None) -> str:
    """The text in lines of the paper's width.

    Args:
        text: What to print.
        indent: What stands before the first line.
        more: What stands before the other lines; the same unless given.
    """
    return textwrap.fill(
        text,
        width(),
        initial_indent=indent,
        subsequent_indent=indent if more is None else more,
        break_on_hyphens=False,
        break_long_words=False,
    )


def labelled(label: str, text: str, indent: str) -> str:
    """A text of one line or several behind its label."""
    first, *rest = text.splitlines() or [""]
    lines = [f"{indent}{label + ':':<{_LABEL}}{first}", *(f"{indent}{'':<{_LABEL}}{line}" for line in rest)]
    return "\n".join(lines)


def labelled_prose(label: str, text: str, indent: str) -> str:
    """A sentence behind its label, in lines of the paper's width."""
    return filled(text, f"{indent}{label + ':':<{_LABEL}}", f"{indent}{'':<{_LABEL}}")


def number(points: float) -> str:
    """Points as a person writes them: two decimals at most, and no zeros at the end."""
    shown = f"{points:.2f}".rstrip("0").rstrip(".")
    return shown if shown != "-0" else "0"


def _has_colour() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    try:
        return sys.stdout.isatty() and (os.name != "nt" or _windows_has_colour())
    except (AttributeError, ValueError):  # there is no stdout, or it is closed
        return False


def _windows_has_colour() -> bool:
    """Whether the console understands the codes: since Windows 10 it does, once it is asked to."""
    import ctypes  # noqa: PLC0415 - Windows alone needs it

    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - on other systems there is none to check against
    console, mode = kernel.GetStdHandle(-11), ctypes.c_ulong()
    return bool(kernel.GetConsoleMode(console, ctypes.byref(mode))) and bool(
        kernel.SetConsoleMode(console, mode.value | 4)
    )
