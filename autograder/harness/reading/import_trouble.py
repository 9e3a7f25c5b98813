"""Say why a file does not import: the line, where in it, and what that means to somebody who has just begun.

What an error means is said only where it is certain: for most kinds the line is mended in the way that the sentence
names, and Python then reads on. So nothing here rests on the wording of one version of Python.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..rules.program import LONGEST
from .brackets import unclosed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_BLOCKS = re.compile(r"\s*(async\s+)?(def|class|if|elif|else|for|while|try|except|finally|with|match|case)\b")
_ASKS = re.compile(r"\s*(if|elif|while)\b")
_SINGLE = "\u2018\u2019\u201a"  # the curly forms of '
_CURLY = f"\u201c\u201d\u201e\u00ab\u00bb{_SINGLE}"  # those of " as well
_SINGLE_EQUALS = re.compile(r"(?<![=!<>:+\-*/%&|^@])=(?!=)")
_LONGEST_LINE = 160


@dataclass(frozen=True)
class Trouble:
    """Why a file does not import.

    Attributes:
        file: Its name.
        line: The line.
        source: The text of the line, without what stands before it.
        column: How far from the beginning of `source` the trouble is; -1 if that is not known.
        error: The class and the text of Python's error.
        meaning: What it means, or "" where nothing is certain.
    """

    file: str
    line: int
    source: str
    column: int
    error: str
    meaning: str

    def lines(self) -> list[str]:
        """The picture below a heading: the line, a caret, Python's words, and what they mean."""
        caret = [f"    {' ' * self.column}^"] if self.column >= 0 else []
        shown = [f"    {self.source}", *caret] if self.source else []
        return [*shown, f"  {self.error}", *([f"  {self.meaning}"] if self.meaning else [])]

    @property
    def sentence(self) -> str:
        """All of it in one line, where there is no room for a picture."""
        source = f"; the line is `{self.source}`" if self.source else ""
        meaning = f" {self.meaning}" if self.meaning else ""
        return f"{self.file}, line {self.line}: {self.error}{source}.{meaning}"


def syntax_trouble(name: str, data: bytes) -> Trouble | None:
    """Why Python cannot read a file; None if it can, or says no line.

    Args:
        name: The file's.
        data: What it holds.
    """
    text = data.decode("utf-8-sig", "replace")
    error = _error_of(text)
    if error is None or not error.lineno or len(text) > LONGEST:
        return None
    lines = text.splitlines()
    number = min(error.lineno, len(lines))
    if not number:
        return None
    meaning = next(filter(None, (rule(error, lines, number) for rule in _RULES)), "")
    source, column = _shown(lines[number - 1], error.offset)
    return Trouble(name, number, source, column, f"{type(error).__name__}: {_said(error)}", meaning)


def name_trouble(name: str, data: bytes, line: int, error: str, packages: Sequence[str]) -> Trouble:
    """Why a statement of a file fails when the file is imported.

    Args:
        name: The file's.
        data: What it holds.
        line: The statement's line.
        error: The class and the text of the exception.
        packages: Those that the assignment allows.
    """
    text = data.decode("utf-8-sig", "replace")
    lines = text.splitlines()
    source, _ = _shown(lines[line - 1], None) if 0 < line <= len(lines) else ("", -1)
    missing = re.match(r"NameError: name '(\w+)' is not defined", error)
    package = re.match(r"ModuleNotFoundError: No module named '([\w.]+)'", error)
    meaning = ""
    if missing:
        meaning = _not_defined(missing.group(1), text, line)
    elif package:
        meaning = _no_module(package.group(1).split(".")[0], packages)
    return Trouble(name, line, source, -1, error, meaning)


def _error_of(text: str) -> SyntaxError | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "file", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _said(error: SyntaxError) -> str:
    return re.sub(r" \(file, line \d+\)$", "", str(error.msg))


def _shown(line: str, offset: int | None) -> tuple[str, int]:
    """The line without its indentation, and where in it the error is."""
    bare = line.expandtabs(4).strip()
    indent = len(line) - len(line.lstrip())
    column = offset - 1 - indent if offset else -1
    if len(bare) > _LONGEST_LINE:
        return f"{bare[:_LONGEST_LINE]} ...", -1
    return bare, column if 0 <= column <= len(bare) else -1


def _tabs(error: SyntaxError, _lines: Sequence[str], _number: int) -> str:
    if not isinstance(error, TabError):
        return ""
    return "The lines around this one are indented partly with tabs and partly with spaces: use spaces alone."


def _curly(_error: SyntaxError, lines: Sequence[str], number: int) -> str:
    line = lines[number - 1]
    found = [letter for letter in _CURLY if letter in line.split("#")[0]]
    mended = line
    for letter in found:
        mended = mended.replace(letter, "'" if letter in _SINGLE else '"')
    if not found or not _reads_on(lines, number, mended):
        return ""
    return f"`{found[0]}` is a curly quote, as word processors and chats make them: type \" or ' anew."


def _indentation(error: SyntaxError, lines: Sequence[str], number: int) -> str:
    if not isinstance(error, IndentationError):
        return ""
    said = str(error.msg)
    if "expected an indented block" in said:
        above = _above(lines, number)
        what = "Nothing but comments" if _has_comments(lines, above, number) else "Nothing"
        return f"{what} is indented below line {above}: write its body there, or `pass`." if above else ""
    if "unexpected indent" in said:
        return "This line is indented further than the line above it, which opens no block."
    if "unindent" in said:
        return "This line is not aligned with any line above it: count the spaces before it."
    return ""


def _above(lines: Sequence[str], number: int) -> int:
    """The line that opens the block whose body is missing: the last one with code before this line."""
    for position in range(number - 1, 0, -1):
        bare = lines[position - 1].split("#")[0].strip()
        if bare:
            return position if bare.endswith(":") else 0
    return 0


def _has_comments(lines: Sequence[str], above: int, number: int) -> bool:
    """Whether comments stand where the body is missing, indented further than the line that opens the block."""
    between = lines[above : number - 1] if above else ()
    return any(
        line.lstrip().startswith("#") and _indent(line) > _indent(lines[above - 1]) for line in between
    )


def _indent(line: str) -> int:
    line = line.expandtabs()
    return len(line) - len(line.lstrip())


def _colon(_error: SyntaxError, lines: Sequence[str], number: int) -> str:
    line = lines[number - 1]
    code = line.split("#")[0].rstrip()
    if not _BLOCKS.match(code) or code.endswith(":") or not _reads_on(lines, number, f"{code}:"):
        return ""
    return "The colon `:` at the end of this line is missing."


def _equals(_error: SyntaxError, lines: Sequence[str], number: int) -> str:
    line = lines[number - 1]
    if not _ASKS.match(line) or not _reads_on(lines, number, _SINGLE_EQUALS.sub("==", line)):
        return ""
    return "One `=` gives a name to a value; to compare two values, write `==`."


def _bracket(_error: SyntaxError, lines: Sequence[str], number: int) -> str:
    opened = unclosed(lines)
    if opened is None or opened.line > number:
        return ""
    where = "in this line" if opened.line == number else f"in line {opened.line}"
    return f"The bracket `{opened.bracket}` {where} is never closed."


def _quote(error: SyntaxError, _lines: Sequence[str], _number: int) -> str:
    said = str(error.msg)
    if "triple-quoted" in said:
        return 'The text that begins with """ in this line is never closed: its second """ is missing.'
    if "unterminated string" in said or "EOL while scanning string" in said:
        return "A text begins in this line, and its closing quote is missing."
    return ""


def _outside(error: SyntaxError, _lines: Sequence[str], _number: int) -> str:
    if "outside function" not in str(error.msg):
        return ""
    return "This line belongs to no function: it has to be indented like the function's other lines."


_RULES: tuple[Callable[[SyntaxError, Sequence[str], int], str], ...] = (
    _tabs,
    _curly,
    _indentation,
    _colon,
    _equals,
    _bracket,
    _quote,
    _outside,
)


def _reads_on(lines: Sequence[str], number: int, mended: str) -> bool:
    """Whether Python reads past a line once it is mended so."""
    if mended == lines[number - 1]:
        return False
    error = _error_of("\n".join([*lines[: number - 1], mended, *lines[number:]]))
    return error is None or (error.lineno or 0) > number


def _not_defined(name: str, text: str, line: int) -> str:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    defined = {
        node.name: node.lineno for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    }
    if defined.get(name, 0) > line:
        return (
            f"`{name}` is defined in line {defined[name]}, below this line: Python reads from top to bottom."
        )
    if name == "np" and "import numpy as np" not in text:
        return "`import numpy as np` is missing at the top of the file."
    for node in ast.walk(tree):
        for alias in node.names if isinstance(node, ast.Import) else ():
            if alias.name == name and alias.asname:
                return f"`{name}` is imported as `{alias.asname}` in this file: write `{alias.asname}`."
    near = get_close_matches(name, defined, n=1, cutoff=0.8)
    return f"Nothing is called `{name}` here; there is `{near[0]}`." if near else ""


def _no_module(name: str, packages: Sequence[str]) -> str:
    if name in packages:
        return f"Install it: python -m pip install {name}"
    return f"The grader does not have `{name}`: it has {', '.join(packages)} and Python's own library."
