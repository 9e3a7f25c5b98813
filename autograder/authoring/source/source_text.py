"""Read an instructor's source files: text in UTF-8, and Python that compiles."""

from __future__ import annotations

import codecs
import io
import tokenize
import warnings
from typing import TYPE_CHECKING

from autograder.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

NO_CODE = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
)


def read_source(path: Path) -> str:
    r"""The text of a source file, with `\n` at its line ends and no byte order mark.

    Raises:
        SourceError: if the file is absent, or is not text in UTF-8.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise SourceError(path, 0, "the file is missing") from None
    except OSError as error:
        raise SourceError(path, 0, f"the file cannot be read ({error.strerror})") from None
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in content:
        raise SourceError(
            path, 0, "the file is not UTF-8 text (it looks like UTF-16 or binary); save it as UTF-8"
        )
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(path, line, f"the file is not UTF-8 ({error.reason}); save it as UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_python(path: Path) -> str:
    """The text of a Python file that only the grader reads.

    Raises:
        SourceError: if it is not valid Python.
    """
    text = read_source(path)
    python_tokens(path, text)
    return text


def python_tokens(path: Path, text: str) -> tuple[tokenize.TokenInfo, ...]:
    """The tokens of a module that compiles.

    Raises:
        SourceError: if it does not, or declares an encoding other than the UTF-8 that it was read in.
    """
    fault = compile_error(text)
    if fault is not None:
        raise SourceError(path, fault[0], f"not valid Python: {fault[1]}")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(text.encode()).readline)
    except SyntaxError as error:
        raise SourceError(path, 1, f"the encoding line cannot be followed: {error.msg}") from None
    if encoding != "utf-8":
        raise SourceError(
            path, 1, f"the encoding line says {encoding}, and assignments are UTF-8; delete that line"
        )
    return tuple(tokenize.generate_tokens(io.StringIO(text).readline))


def compile_error(text: str) -> tuple[int, str] | None:
    """The line and the reason, if this text is not valid Python; it is compiled and never run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # strange escapes in strings are for a linter to report
        try:
            compile(text, "<source>", "exec", dont_inherit=True)
        except SyntaxError as error:
            return error.lineno or 0, error.msg
        except (ValueError, RecursionError, MemoryError) as error:
            return 0, str(error)
    return None
