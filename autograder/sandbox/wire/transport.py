"""Send frames to a worker and receive its frames, also if it is slow, silent or dead, or sends without end."""

from __future__ import annotations

import os
import select
import socket
import time
from typing import TYPE_CHECKING, Protocol

import numpy as np

from autograder.sandbox.wire import protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WATCH_SECONDS = 0.02  # how often the worker's memory and time are looked at
SMALL = 1 << 16
PIPES_AT_ONCE = 4
QUIET_MS = 30  # after which the last words of a worker have come to their end
BUFFER = 1 << 22  # of the socket; the kernel gives what its own limit allows


class LateError(Exception):
    """The deadline has passed."""


class Deadline(Protocol):
    """Decides how long to wait."""

    def check(self, now: float) -> None:
        """Raise LateError if the worker has had its time; `now` is in seconds of `time.monotonic`."""


class HungUpError(Exception):
    """The worker has closed the channel, or has ended."""


class Transport:
    """The two descriptors that lead to a worker: one for frames, one for what it prints.

    Args:
        channel: The stream socket for frames; the transport closes it.
        prints: The pipe of standard output and standard error; the transport closes it.
        keep: How many bytes of prints are kept.
        watch: Called every few milliseconds of waiting; may raise.
    """

    def __init__(self, channel: socket.socket, prints: int, keep: int, watch: Callable[[], None]) -> None:
        self._channel = channel
        self._prints = prints
        self._keep = keep
        self._watch = watch
        self._next_watch = time.monotonic() + WATCH_SECONDS  # a new worker has done nothing yet
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

    def send(self, parts: Sequence[protocol.Part], deadline: Deadline) -> None:
        """Send a frame.

        Raises:
            LateError: if the worker has not read it by the deadline.
            HungUpError: if the worker has closed the channel or has ended.
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

    def receive(self, limit: int, deadline: Deadline) -> memoryview:
        """The body of the next frame.

        Raises:
            LateError: if it is not complete by the deadline.
            HungUpError: if the worker has closed the channel or has ended.
            ProtocolError: if it is not a valid frame, or has more than `limit` bytes.
        """
        while len(self._received) < protocol.HEADER_SIZE:
            self._received += self._some(deadline)
        start = protocol.HEADER_SIZE
        length = protocol.body_length(self._received[:start], limit)
        body = np.empty(
            length, np.uint8
        ).data  # the system gives this memory only when bytes are written into it
        early = self._received[start : start + length]
        body[: len(early)] = early
        del self._received[: start + length]
        done = len(early)
        while done < length:
            done += self._some_into(body[done:], deadline)
        return body

    def drain(self) -> None:
        """Read a bounded amount of what the worker has printed; keep the first bytes, drop the rest."""
        try:
            for _ in range(PIPES_AT_ONCE):
                data = os.read(self._prints, SMALL)
                if not data:  # the worker closed it; otherwise it would always be ready
                    self._forget_prints()
                    return
                room = max(0, self._keep - len(self.printed))
                self.printed += data[:room]
        except BlockingIOError:
            return

    def last_words(self, seconds: float, most: int = SMALL) -> bytes:
        """What a worker writes within so many seconds, at most so many bytes; it has been asked where it is."""
        poll, words, end = select.poll(), bytearray(), time.monotonic() + seconds
        poll.register(self._channel, select.POLLIN)
        while (
            len(words) < most and time.monotonic() < end and poll.poll(QUIET_MS if words else seconds * 1000)
        ):
            try:
                some = self._channel.recv(most)
            except (ConnectionError, BlockingIOError):
                break
            if not some:
                break
            words += some
        return bytes(words)

    def close(self) -> None:
        """Close both descriptors."""
        self._channel.close()
        os.close(self._prints)

    def _forget_prints(self) -> None:
        if self._open:
            self._open = False
            for poll in self._polls.values():
                poll.unregister(self._prints)

    def _some(self, deadline: Deadline) -> bytes:
        return bytes(self._space[: self._some_into(self._space, deadline)])

    def _some_into(self, space: memoryview, deadline: Deadline) -> int:
        self._wait(select.POLLIN, deadline)
        try:
            count = self._channel.recv_into(space)
        except ConnectionError:
            raise HungUpError from None
        if not count:
            raise HungUpError
        return count

    def _wait(self, event: int, deadline: Deadline) -> None:
        """Wait until the channel is ready; meanwhile read prints and watch the worker."""
        while True:
            now = time.monotonic()
            if now >= self._next_watch:
                self._next_watch = now + WATCH_SECONDS
                self._watch()
                deadline.check(now)
            ready = [descriptor for descriptor, _ in self._polls[event].poll(WATCH_SECONDS * 1000)]
            if self._prints in ready:
                self.drain()
            if self._channel.fileno() in ready:
                return
