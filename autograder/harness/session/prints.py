"""The standard streams of a student's code in this process: text streams over a pipe, as they are in the grade."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = ("stdin", "stdout", "stderr")


class Prints:
    """What is printed in a block; an input in the block finds no line."""

    def __init__(self) -> None:
        self._content = bytearray()

    @property
    def text(self) -> str:
        """What was printed."""
        return self._content.decode("utf-8", "replace")

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Let the standard streams lead here, also by the names with which they are restored."""
        before = {name: getattr(sys, name) for kind in _NAMES for name in (kind, f"__{kind}__")}
        own = {
            "stdin": _text(io.BufferedReader(_Empty())),
            "stdout": self._stream(),
            "stderr": self._stream(),
        }
        for name, stream in own.items():
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
        try:
            yield
        finally:
            for stream in own.values():
                with contextlib.suppress(ValueError):  # the student's code has closed or detached it
                    stream.flush()
            for name, stream in before.items():
                setattr(sys, name, stream)

    def _stream(self) -> io.TextIOWrapper:
        return _text(io.BufferedWriter(_Kept(self._content)))


def _text(buffer: io.BufferedReader | io.BufferedWriter) -> io.TextIOWrapper:
    return io.TextIOWrapper(buffer, encoding="utf-8", errors="backslashreplace", line_buffering=True)


@contextlib.contextmanager
def stderr_on_stdout() -> Iterator[None]:
    """Send what the student's code writes to stderr to stdout.

    nbgrader gives no points to a cell that writes to stderr, as NumPy's warnings do. An exception of the harness
    still leaves the cell as an exception.
    """
    stream = sys.stderr
    with contextlib.redirect_stderr(sys.stdout):
        try:
            # `redirect_stderr` changes what `sys.stderr` names, which is enough for prints and warnings. A logging
            # handler made in an earlier cell keeps the stream itself, so that stream's `write` is replaced meanwhile.
            stream.write = _print_on_stdout  # type: ignore[method-assign]
            yield
        finally:
            with contextlib.suppress(AttributeError):
                del stream.write


def _print_on_stdout(text: str) -> int:
    return sys.stdout.write(text)  # looked up at each call, because it is replaced during a test


class _Kept(io.RawIOBase):
    """Keeps the bytes; like a pipe it cannot seek and is no terminal.

    Args:
        content: Where; another stream may write there too, and goes on when this one is closed.
    """

    def __init__(self, content: bytearray) -> None:
        self._content = content
        try:
            self._number = sys.__stdout__.fileno() if sys.__stdout__ is not None else -1
        except (OSError, ValueError):
            self._number = -1

    def writable(self) -> bool:
        """It is."""
        return True

    def fileno(self) -> int:
        """The number of the process's own standard output, if it has one."""
        return super().fileno() if self._number < 0 else self._number

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - whatever holds bytes
        """Keep the bytes."""
        self._content += data
        return len(data)


class _Empty(io.RawIOBase):
    """Has no line."""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, _space: object, /) -> int:
        """Give nothing."""
        return 0
