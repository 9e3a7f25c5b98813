"""Find the solution regions of a reference module, and refuse every marker that is not plainly one."""

from __future__ import annotations

import codecs
import io
import tokenize
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.authoring.source.near_markers import BEGIN, END, marker_slip, slip_in_text
from autograder.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
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
_IDLE = ({"pass"}, {"..."})


@dataclass(frozen=True, kw_only=True)
class Region:
    """One solution region; its code stands on the lines between the two markers."""

    begin: int  # the line of the BEGIN marker, counted from 1
    end: int  # the line of the END marker
    indentation: str


@dataclass(frozen=True, kw_only=True)
class MarkedModule:
    """A reference module, read and found in order."""

    path: Path
    lines: tuple[str, ...]  # without line ends
    regions: tuple[Region, ...]
    tokens: tuple[tokenize.TokenInfo, ...]

    @property
    def name(self) -> str:
        """The file's name, as the assignment lists it."""
        return self.path.name

    @property
    def module_name(self) -> str:
        """The name that it is imported by."""
        return self.path.stem

    def region_of(self, line: int) -> Region | None:
        """The region that this line stands in, its markers included."""
        return next((region for region in self.regions if region.begin <= line <= region.end), None)


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
        raise SourceError(path, 0, "the file is not UTF-8 text (it looks like UTF-16 or binary); save it as UTF-8")
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(path, line, f"the file is not UTF-8 ({error.reason}); save it as UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def compile_error(text: str) -> tuple[int, str] | None:
    """Line and reason if this text is no Python module; it is compiled, never run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an odd escape in a string is a linter's business
        try:
            compile(text, "<source>", "exec", dont_inherit=True)
        except SyntaxError as error:
            return error.lineno or 0, error.msg
        except (ValueError, RecursionError, MemoryError) as error:
            return 0, str(error)
    return None


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
        raise SourceError(path, 1, f"the encoding line says {encoding}, and assignments are UTF-8; delete that line")
    return tuple(tokenize.generate_tokens(io.StringIO(text).readline))


def read_module(path: Path) -> MarkedModule:
    """Read a module of the assignment and find its solution regions.

    A module without any region is refused: students hand it in, so there has to be something in it to solve. A file
    that they only use belongs under `given`.

    Raises:
        SourceError: with the line, for whatever stands in the way of telling solution from given code.
    """
    text = read_source(path)
    tokens = python_tokens(path, text)
    _refuse_slips(path, tokens)
    regions = tuple(_pair(path, tokens))
    if not regions:
        raise SourceError(
            path,
            0,
            f"there is nothing to solve: mark a region with `{BEGIN}` and `{END}`, or list the file under `given`",
        )
    for region in regions:
        _check_region(path, region, tokens)
    return MarkedModule(path=path, lines=tuple(text.split("\n")), regions=regions, tokens=tokens)


def read_python(path: Path) -> str:
    """The text of a Python file that nobody but the grader sees.

    Raises:
        SourceError: if it is no Python.
    """
    text = read_source(path)
    python_tokens(path, text)
    return text


def read_given(path: Path) -> str:
    """The text of a Python file that is shipped as it is.

    Raises:
        SourceError: if it is no Python, or holds a marker, which nothing would act upon.
    """
    text = read_source(path)
    tokens = python_tokens(path, text)
    _refuse_slips(path, tokens)
    for token in tokens:
        if _marker(token):
            raise SourceError(
                path, token.start[0], "this file is shipped as it is, so a marker would not hide anything"
            )
    return text


def read_prose(path: Path) -> str:
    """The text of a prose file that is shipped as it is, refused where it holds a marker line.

    A Markdown heading begins with `#` as well, so only a line that names a marker outright is refused.

    Raises:
        SourceError: at that line.
    """
    text = read_source(path)
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip().upper() in {BEGIN, END}:
            raise SourceError(path, number, "this file is shipped as it is, so a marker would not hide anything")
    return text


def _marker(token: tokenize.TokenInfo) -> str:
    """The marker that this token is, or "": a comment that is alone on its line."""
    text = token.string.rstrip()
    alone = token.type == tokenize.COMMENT and token.line.strip() == text
    return text if alone and text in {BEGIN, END} else ""


def _refuse_slips(path: Path, tokens: tuple[tokenize.TokenInfo, ...]) -> None:
    for token in tokens:
        line = token.start[0]
        if token.type == tokenize.COMMENT and not _marker(token):
            exact = token.string.rstrip() in {BEGIN, END}
            slip = "a marker has to stand alone on its line, not behind code" if exact else marker_slip(token.string)
        elif token.type != tokenize.COMMENT and "#" in token.string:
            slip, line = _slip_in_string(token)
        else:
            continue
        if slip:
            raise SourceError(path, line, slip)


def _slip_in_string(token: tokenize.TokenInfo) -> tuple[str, int]:
    """What in a string looks like a marker, and its line."""
    for number, line in enumerate(token.string.split("\n"), token.start[0]):
        if BEGIN in line or END in line:
            return (
                "a marker inside a string is not one; take it out of the string, or word the string differently",
                number,
            )
        slip = slip_in_text(line)
        if slip:
            return f"in a string, {slip}", number
    return "", 0


def _pair(path: Path, tokens: tuple[tokenize.TokenInfo, ...]) -> Iterator[Region]:
    opened: tokenize.TokenInfo | None = None
    for token in tokens:
        marker, line = _marker(token), token.start[0]
        if marker == BEGIN:
            if opened is not None:
                raise SourceError(
                    path, line, f"this BEGIN stands inside the region that line {opened.start[0]} begins"
                )
            opened = token
        elif marker == END:
            if opened is None:
                raise SourceError(path, line, f"this END has no BEGIN; write `{BEGIN}` where the solution begins")
            yield _region(path, opened, token)
            opened = None
    if opened is not None:
        raise SourceError(path, opened.start[0], f"this BEGIN has no END; write `{END}` where the solution ends")


def _region(path: Path, begin: tokenize.TokenInfo, end: tokenize.TokenInfo) -> Region:
    indentation = begin.line[: begin.start[1]]
    if end.line[: end.start[1]] != indentation:
        raise SourceError(
            path,
            end.start[0],
            f"this END is indented differently from its BEGIN in line {begin.start[0]}; align the two",
        )
    return Region(begin=begin.start[0], end=end.start[0], indentation=indentation)


def _check_region(path: Path, region: Region, tokens: tuple[tokenize.TokenInfo, ...]) -> None:
    """Refuse a region that holds no code, or whose markers are not at its code's indentation."""
    code = [token for token in tokens if region.begin < token.start[0] < region.end and token.type not in NO_CODE]
    if not code or {token.string for token in code} in _IDLE:
        raise SourceError(path, region.begin, "this region holds no code, so there is nothing to solve in it")
    if code[0].line[: code[0].start[1]] != region.indentation:
        raise SourceError(path, region.begin, "the markers are not at the indentation of the code that they enclose")
    for token in tokens:
        inside = region.begin < token.start[0] < region.end
        if inside and token.type == tokenize.DEDENT and token.start[1] < len(region.indentation):
            raise SourceError(
                path, token.start[0], "this line leaves the block in which its region began; end the region above"
            )
