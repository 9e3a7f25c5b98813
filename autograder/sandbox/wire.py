"""Carry frames to and from a worker that may be slow, silent, dripping, flooding or dead."""

from __future__ import annotations

import os
import select
import time
from typing import TYPE_CHECKING

from autograder.sandbox import protocol

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Sequence

WATCH_SECONDS = 0.02  # how often the worker's memory is looked at
CHUNK = 1 << 20
PIECES_AT_ONCE = 512  # the kernel takes up to 1024


class LateError(Exception):
    """The deadline has passed."""


class HungUpError(Exception):
    """The worker has closed the line, or has ended."""


class Wire:
    """The two descriptors that lead to a worker: frames go over one, its prints come out of the other.

    Args:
        connection: The stream socket for frames; it becomes the wire's own.
        prints: The pipe of standard output and standard error; likewise.
        keep: How many bytes of prints are kept.
        watch: Called every few milliseconds of waiting; may raise.
    """

    def __init__(self, connection: socket.socket, prints: int, keep: int, watch: Callable[[], None]) -> None:
        self._connection = connection
        self._prints = prints
        self._keep = keep
        self._watch = watch
        self._next_watch = 0.0
        self._received = bytearray()
        connection.setblocking(False)
        os.set_blocking(prints, False)
        self._poll = select.poll()
        self._poll.register(prints, select.POLLIN)
        self.printed = bytearray()
        self.cut = False

    def send(self, parts: Sequence[protocol.Part], deadline: float) -> None:
        """Send a frame.

        Raises:
            LateError: if the worker has not read it by the deadline, in `time.monotonic` seconds.
            HungUpError: if it will not.
        """
        pending = [memoryview(part) for part in parts if len(part)]
        while pending:
            try:
                count = self._connection.sendmsg(pending[:PIECES_AT_ONCE])
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
                continue
            except ConnectionError:
                raise HungUpError from None
            while pending and count >= len(pending[0]):
                count -= len(pending.pop(0))
            if count:
                pending[0] = pending[0][count:]

    def receive(self, limit: int, deadline: float) -> memoryview:
        """The body of the next frame.

        Raises:
            LateError: if it is not all there by the deadline.
            HungUpError: if it will never be.
            ProtocolError: if it is no frame, or has more than `limit` bytes.
        """
        start = protocol.HEADER_SIZE
        self._fill(start, deadline)
        end = start + protocol.body_length(self._received[:start], limit)
        self._fill(end, deadline)
        body, self._received = memoryview(self._received)[start:end], self._received[end:]
        return body

    def drain(self) -> None:
        """Read the prints that are waiting; keep the first, drop the rest."""
        try:
            while data := os.read(self._prints, CHUNK):
                room = self._keep - len(self.printed)
                self.printed += data[:room]
                self.cut = self.cut or len(data) > room
                if len(data) < CHUNK:
                    return
        except BlockingIOError:
            return
        self._poll.unregister(self._prints)  # the worker closed it; asking on would answer at once for ever

    def close(self) -> None:
        """Let go of both descriptors."""
        self._connection.close()
        os.close(self._prints)

    def _fill(self, size: int, deadline: float) -> None:
        """Receive until `size` bytes are there: memory is taken as bytes come, whatever length was announced."""
        while len(self._received) < size:
            self._wait(select.POLLIN, deadline)
            try:
                data = self._connection.recv(CHUNK)
            except ConnectionError:
                raise HungUpError from None
            if not data:
                raise HungUpError
            self._received += data

    def _wait(self, event: int, deadline: float) -> None:
        """Until the connection is ready, draining prints and watching meanwhile."""
        self._poll.register(self._connection, event)
        while True:
            now = time.monotonic()
            if now >= deadline:
                raise LateError
            if now >= self._next_watch:
                self._next_watch = now + WATCH_SECONDS
                self._watch()
            ready = [descriptor for descriptor, _ in self._poll.poll(min(deadline - now, WATCH_SECONDS) * 1000 + 1)]
            if self._prints in ready:
                self.drain()
            if self._connection.fileno() in ready:
                return
