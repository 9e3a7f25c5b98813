"""Find the solution regions of a reference module, and refuse regions that are not clear."""

from __future__ import annotations

import tokenize
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.authoring.source.markers import marker_in, refuse_near_markers
from autograder.authoring.source.near_markers import BEGIN, END
from autograder.authoring.source.source_text import NO_CODE, python_tokens, read_source
from autograder.errors import SourceError
from autograder.harness.importing.module_names import module_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_IDLE = ({"pass"}, {"..."})  # code that does nothing


@dataclass(frozen=True, kw_only=True)
class Region:
    """One solution region; its code stands on the lines between the two markers."""

    begin: int  # the line of the BEGIN marker, counted from 1
    end: int  # the line of the END marker
    indentation: str


@dataclass(frozen=True, kw_only=True)
class MarkedModule:
    """A reference module that was read and checked."""

    path: Path
    lines: tuple[str, ...]  # without line ends
    regions: tuple[Region, ...]
    tokens: tuple[tokenize.TokenInfo, ...]
    listed: str = ""  # its name in `modules`, where that is more than the file's own

    @property
    def name(self) -> str:
        """The file's name, as the assignment lists it."""
        return self.listed or self.path.name

    @property
    def module_name(self) -> str:
        """The name that it is imported by."""
        return module_name(self.name)

    def region_of(self, line: int) -> Region | None:
        """The region that this line stands in, its markers included."""
        return next((region for region in self.regions if region.begin <= line <= region.end), None)


def read_module(path: Path, listed: str = "") -> MarkedModule:
    """Read a module of the assignment and find its solution regions.

    A module without any region is refused: students hand it in, so there has to be something in it to solve. A file
    that they only use belongs under `given`. The `__init__.py` of a package may have none.

    Args:
        path: The file.
        listed: Its name in `modules`, where that is more than the file's own.

    Raises:
        SourceError: with the line, if it is not clear what belongs to the solution.
    """
    text = read_source(path)
    tokens = python_tokens(path, text)
    refuse_near_markers(path, tokens)
    regions = tuple(_pair(path, tokens))
    if not regions and path.name != "__init__.py":
        raise SourceError(
            path,
            0,
            f"there is nothing to solve: mark a region with `{BEGIN}` and `{END}`, or list the file under `given`",
        )
    for region in regions:
        _check_region(path, region, tokens)
    lines = tuple(text.split("\n"))
    return MarkedModule(path=path, lines=lines, regions=regions, tokens=tokens, listed=listed)


def _pair(path: Path, tokens: tuple[tokenize.TokenInfo, ...]) -> Iterator[Region]:
    opened: tokenize.TokenInfo | None = None
    for token in tokens:
        marker, line = marker_in(token), token.start[0]
        if marker == BEGIN:
            if opened is not None:
                raise SourceError(
                    path, line, f"this BEGIN stands inside the region that line {opened.start[0]} begins"
                )
            opened = token
        elif marker == END:
            if opened is None:
                raise SourceError(
                    path, line, f"this END has no BEGIN; write `{BEGIN}` where the solution begins"
                )
            yield _region(path, opened, token)
            opened = None
    if opened is not None:
        raise SourceError(
            path, opened.start[0], f"this BEGIN has no END; write `{END}` where the solution ends"
        )


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
    code = [
        token for token in tokens if region.begin < token.start[0] < region.end and token.type not in NO_CODE
    ]
    if not code or {token.string for token in code} in _IDLE:
        raise SourceError(path, region.begin, "this region holds no code, so there is nothing to solve in it")
    if code[0].line[: code[0].start[1]] != region.indentation:
        raise SourceError(
            path, region.begin, "the markers are not at the indentation of the code that they enclose"
        )
    for token in tokens:
        inside = region.begin < token.start[0] < region.end
        if inside and token.type == tokenize.DEDENT and token.start[1] < len(region.indentation):
            raise SourceError(
                path,
                token.start[0],
                "this line leaves the block in which its region began; end the region above",
            )
