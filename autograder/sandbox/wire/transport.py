"""Carry frames to and from a worker that may be slow, silent, dripping, flooding or dead."""

from __future__ import annotations

import os
import select
import socket
import time
from typing import TYPE_CHECKING

import numpy as np

from autograder.sandbox.wire import protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WATCH_SECONDS = 0.02  # how often the worker's memory is looked at
SMALL = 1 << 16
PIPES_AT_ONCE = 4
BUFFER = 1 << 22  # of the socket; the kernel gives what its own limit allows
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
        self._next_watch = time.monotonic() + WATCH_SECONDS  # a worker that is just met has done nothing yet
        self._received = bytearray()
        self._space = memoryview(bytearray(SMALL))
        self._polls = {event: select.poll() for event in (select.POLLIN, select.POLLOUT)}
        for event, poll in self._polls.items():
            poll.register(connection, event)
            poll.register(prints, select.POLLIN)
        connection.settimeout(0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        os.set_blocking(prints, False)
        self._open = True
        self.printed = bytearray()

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
        while len(self._received) < protocol.HEADER_SIZE:
            self._received += self._some(deadline)
        start = protocol.HEADER_SIZE
        length = protocol.body_length(self._received[:start], limit)
        body = np.empty(length, np.uint8).data  # memory that is taken only as the bytes come
        early = self._received[start : start + length]
        body[: len(early)] = early
        del self._received[: start + length]
        done = len(early)
        while done < length:
            done += self._some_into(body[done:], deadline)
        return body

    def drain(self) -> None:
        """Read prints that are waiting, but never for as long as they come; keep the first, drop the rest."""
        try:
            for _ in range(PIPES_AT_ONCE):
                data = os.read(self._prints, SMALL)
                if not data:  # the worker closed it; asking on would answer at once for ever
                    self._forget_prints()
                    return
                room = max(0, self._keep - len(self.printed))
                self.printed += data[:room]
        except BlockingIOError:
            return

    def close(self) -> None:
        """Let go of both descriptors."""
        self._connection.close()
        os.close(self._prints)

    def _forget_prints(self) -> None:
        if self._open:
            self._open = False
            for poll in self._polls.values():
                poll.unregister(self._prints)

    def _some(self, deadline: float) -> bytes:
        return bytes(self._space[: self._some_into(self._space, deadline)])

    def _some_into(self, space: memoryview, deadline: float) -> int:
        self._wait(select.POLLIN, deadline)
        try:
            count = self._connection.recv_into(space)
        except ConnectionError:
            raise HungUpError from None
        if not count:
            raise HungUpError
        return count

    def _wait(self, event: int, deadline: float) -> None:
        """Until the connection is ready, draining prints and watching meanwhile."""
        while True:
            now = time.monotonic()
            if now >= deadline:
                raise LateError
            if now >= self._next_watch:
                self._next_watch = now + WATCH_SECONDS
                self._watch()
            patience = min(deadline - now, WATCH_SECONDS) * 1000 + 1
            ready = [descriptor for descriptor, _ in self._polls[event].poll(patience)]
            if self._prints in ready:
                self.drain()
            if self._connection.fileno() in ready:
                return
