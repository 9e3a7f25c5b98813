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


class LateError(Exception):
    """The deadline has passed."""


class HungUpError(Exception):
    """The worker has closed the channel, or has ended."""


class Transport:
    """The two descriptors that lead to a worker: frames go over one, its prints come out of the other.

    Args:
        channel: The stream socket for frames, which becomes the transport's to close.
        prints: The pipe of standard output and standard error, which becomes the transport's to close.
        keep: How many bytes of prints are kept.
        watch: Called every few milliseconds of waiting; may raise.
    """

    def __init__(self, channel: socket.socket, prints: int, keep: int, watch: Callable[[], None]) -> None:
        self._channel = channel
        self._prints = prints
        self._keep = keep
        self._watch = watch
        self._next_watch = time.monotonic() + WATCH_SECONDS  # a worker that is just met has done nothing yet
        self._received = bytearray()
        self._space = memoryview(bytearray(SMALL))
        self._polls = {event: select.poll() for event in (select.POLLIN, select.POLLOUT)}
        for event, poll in self._polls.items():
            poll.register(channel, event)
            poll.register(prints, select.POLLIN)
        channel.settimeout(0)
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        os.set_blocking(prints, False)
        self._open = True
        self.printed = bytearray()

    def send(self, parts: Sequence[protocol.Part], deadline: float) -> None:
        """Send a frame.

        Raises:
            LateError: if the worker has not read it by the deadline, in `time.monotonic` seconds.
            HungUpError: if it will not.
        """

        def send_some(pieces: list[memoryview]) -> int:
            while True:
                try:
                    return self._channel.sendmsg(pieces)
                except BlockingIOError:
                    self._wait(select.POLLOUT, deadline)
                except ConnectionError:
                    raise HungUpError from None

        protocol.send_all(parts, send_some)

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
                if not data:  # the worker closed it: it would be ready for ever
                    self._forget_prints()
                    return
                room = max(0, self._keep - len(self.printed))
                self.printed += data[:room]
        except BlockingIOError:
            return

    def close(self) -> None:
        """Let go of both descriptors."""
        self._channel.close()
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
            count = self._channel.recv_into(space)
        except ConnectionError:
            raise HungUpError from None
        if not count:
            raise HungUpError
        return count

    def _wait(self, event: int, deadline: float) -> None:
        """Until the channel is ready, draining prints and watching meanwhile."""
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
            if self._channel.fileno() in ready:
                return
