"""Find the nodes of a module's syntax tree in its text, so that an edit changes nothing else."""

from __future__ import annotations

import ast
import contextlib
import io
import tokenize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.authoring.audit.variants import Edit
    from autograder.authoring.source.regions import MarkedModule

_SIBLINGS = (("train", "test"), ("weights", "biases"), ("in", "out"), ("row", "column"), ("true", "hat"))


class SourceMap:
    """Where the nodes of a module's syntax tree stand in its text."""

    def __init__(self, module: MarkedModule, text: str) -> None:
        self._module, self._text = module, text
        self._starts = [0]
        self._names = {token.string for token in module.tokens if token.type == tokenize.NAME}
        for line in module.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """The positions of a node's first letter and behind its last."""
        return self._offset(node.lineno, node.col_offset), self._offset(
            node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        )

    def text(self, node: ast.expr) -> str:
        """The text of a node, in parentheses if it needs them in an expression."""
        start, end = self.span(node)
        written = self._text[start:end]
        return (
            written if isinstance(node, (ast.Name, ast.Constant, ast.Call, ast.Attribute)) else f"({written})"
        )

    def operator(self, left: ast.expr, right: ast.expr, sign: str) -> tuple[int, int] | None:
        """The position of the operator between two operands."""
        start, end = self.span(left)[1], self.span(right)[0]
        for token in _tokens(self._text[start:end]):
            if token.string == sign:
                position = start + _offset_in(self._text[start:end], token.start)
                return position, position + len(sign)
        return None

    def siblings(self, name: str) -> Iterator[str]:
        """Names of the module that differ from this one in a word: `test_x` for `train_x`."""
        words = name.split("_")
        for one, other in (pair for two in _SIBLINGS for pair in (two, two[::-1])):
            sibling = "_".join(other if word == one else word for word in words)
            if sibling != name and sibling in self._names:
                yield sibling

    def inside(self, start: int, end: int) -> bool:
        """Whether this part of the text lies in one solution region."""
        first, last = self.line_and_column(start)[0], self.line_and_column(max(start, end - 1))[0]
        return any(region.begin < first and last < region.end for region in self._module.regions)

    def line_and_column(self, position: int) -> tuple[int, int]:
        """Line and column of a position, counted from 1 as in editors."""
        line = next(number for number, start in enumerate(self._starts) if start > position)
        return line, position - self._starts[line - 1] + 1

    def lines_around(self, edit: Edit) -> tuple[str, str]:
        """The lines that the edit changes, before and after it, with single spaces."""
        first = self._starts[self.line_and_column(edit.start)[0] - 1]
        last = self._starts[self.line_and_column(max(edit.start, edit.end - 1))[0]] - 1
        before = self._text[first:last]
        after = self._text[first : edit.start] + edit.text + self._text[edit.end : last]
        return " ".join(before.split()), " ".join(after.split())

    def _offset(self, line: int, column: int) -> int:
        """The position in the text of a line and column of `ast`, which counts bytes."""
        content = self._module.lines[line - 1].encode()[:column]
        return self._starts[line - 1] + len(content.decode())


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    with contextlib.suppress(tokenize.TokenError, SyntaxError):  # a piece of text may have an open bracket
        yield from tokenize.generate_tokens(io.StringIO(text).readline)


def _offset_in(text: str, position: tuple[int, int]) -> int:
    return sum(len(line) for line in text.splitlines(keepends=True)[: position[0] - 1]) + position[1]
