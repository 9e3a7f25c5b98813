"""The standard streams of a student's code within a block: what it prints is kept, and what it reads is given.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PRINTED = 1_000_000  # bytes of each of the two streams
_NAMES = ("stdin", "stdout", "stderr")


class PrintedTooMuchError(BaseException):
    """Ends code that prints without end; no `except Exception` of a student's catches it."""


class Console:
    """Streams that take the place of the process's own.

    Args:
        stdin: What the code finds on its standard input.
    """

    def __init__(self, stdin: str) -> None:
        self._kept = {"stdout": _Kept(1), "stderr": _Kept(2)}
        self._streams = {name: _writing(kept) for name, kept in self._kept.items()}
        reading = io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8", "replace")), encoding="utf-8")
        others: dict[str, Any] = {"stdin": reading, **self._streams}
        self._others = {name: others[name.strip("_")] for kind in _NAMES for name in (kind, f"__{kind}__")}

    def swap(self) -> None:
        """Exchange the process's streams and those that are kept here."""
        before = {name: getattr(sys, name) for name in self._others}
        for name, stream in self._others.items():
            setattr(sys, name, stream)
        self._others = before

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """Let the streams lead here within the block."""
        self.swap()
        try:
            yield
        finally:
            self.swap()

    def complain(self, text: str) -> None:
        """Print on the standard error, as Python does when a program ends by an exception."""
        with contextlib.suppress(PrintedTooMuchError):
            self._kept["stderr"].write(text.encode("utf-8", "backslashreplace"))

    @property
    def is_full(self) -> bool:
        """Whether more was printed than is kept."""
        return any(kept.is_full for kept in self._kept.values())

    def printed(self) -> dict[str, str]:
        """What was printed, by the name of the stream."""
        for stream in self._streams.values():
            with contextlib.suppress(ValueError, PrintedTooMuchError):  # it is closed or detached, or full
                stream.flush()
        return {name: kept.content.decode("utf-8", "replace") for name, kept in self._kept.items()}


def inside(console: Console | None) -> contextlib.AbstractContextManager[None]:
    """Let the streams lead to this console within the block, if there is one."""
    return contextlib.nullcontext() if console is None else console.inside()


def _writing(kept: _Kept) -> io.TextIOWrapper:
    return io.TextIOWrapper(
        kept,  # type: ignore[arg-type]  # it has all that a stream of text asks of it
        encoding="utf-8",
        errors="backslashreplace",
        newline="\n",
        write_through=True,
    )


class _Kept(io.BufferedIOBase):
    """Keeps the first bytes."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.content = bytearray()
        self.is_full = False

    def writable(self) -> bool:
        """It is."""
        return True

    def fileno(self) -> int:
        """The number that the stream has in every program."""
        return self._number

    def write(self, data: Any, /) -> int:  # noqa: ANN401 - whatever holds bytes
        """Keep the bytes.

        Raises:
            PrintedTooMuchError: if they are too many, now and at every later time.
        """
        view = memoryview(data).cast("B")
        self.content += view[: MOST_PRINTED - len(self.content)]
        self.is_full = self.is_full or len(self.content) >= MOST_PRINTED
        if self.is_full:
            raise PrintedTooMuchError
        return len(view)

    def close(self) -> None:
        """What is kept stays."""
