"""A worker in this process: requests and responses are encoded, decoded and bounded as those that travel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from autograder.harness.student.linked import linked
from autograder.harness.student.proxy import StudentError
from autograder.sandbox.batch import Batch
from autograder.sandbox.child import worker
from autograder.sandbox.remote import RemoteObject, remote_object
from autograder.sandbox.wire.decode import decode
from autograder.sandbox.wire.encode import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.sandbox.wire.protocol import Handle, Part


class _NoLimit:
    """A time limit that nothing reaches."""

    is_over = False

    def begin(self) -> None:
        """Nothing is counted."""

    next_call = end = begin


class Wire:
    """A worker in this process: its requests and responses are those that travel."""

    def __init__(self) -> None:
        self._table = worker.Table()
        self._batch = Batch(self._send)
        self._proxies: WeakValueDictionary[int, RemoteObject] = WeakValueDictionary()
        self.batch = self._batch.batch

    def proxy(self, value: object) -> Any:  # noqa: ANN401 - a proxy
        """The proxy of an object."""
        return self._own(self._table.handle(value))

    def _send(self, requests: Sequence[Part], _count: int, **lists: list[int]) -> tuple[list[Any], list[int]]:
        opening = encode((1, lists["forgotten"], lists["held"], lists["reused"]), lambda _: None)
        body = memoryview(b"".join([*opening, *requests]))
        response = worker._respond(body, self._table, "/nowhere", 1 << 26, _NoLimit())  # type: ignore[arg-type]  # noqa: SLF001 - the worker as it is
        answer: Any = decode(b"".join(response)[12:], self._own, linked)
        if answer[1] == "fault":
            raise StudentError(worker.Fault(answer[2]), *answer[3:7])
        return answer[2], answer[3]

    def _own(self, handle: Handle) -> RemoteObject:
        proxy = self._proxies.get(handle.number)
        if proxy is None:
            proxy = self._proxies[handle.number] = remote_object(self._batch, handle)
        return proxy
