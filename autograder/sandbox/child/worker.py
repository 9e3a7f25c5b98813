"""The student's side of the wall: import the submission's modules and answer what the grader asks of them.

The grader asks one thing at a time and gets one answer, a value or a fault. No answer carries a verdict: whoever
takes over this process can only make it return another value.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.errors import ProtocolError
from autograder.harness.student.plain import Fault
from autograder.sandbox.child.batch import answers
from autograder.sandbox.child.callable_names import members_of
from autograder.sandbox.child.faults import described
from autograder.sandbox.child.imports import compiled
from autograder.sandbox.wire import protocol
from autograder.sandbox.wire.decode import decode
from autograder.sandbox.wire.encode import encode, type_name_of
from autograder.sandbox.wire.protocol import Handle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from autograder.sandbox.child.faults import Description

MAX_OBJECTS = 10_000
GREETING_SIZE = 1 << 16
RPC, OUTPUT = 3, 1
FIRST_READ = 1 << 14
PIECES_AT_ONCE = 512  # the kernel takes up to 1024
_NOT_LISTED = object()
_CALLS = frozenset({"call", "invoke"})
_LARGEST_GIVEN = 1 << 20  # bytes of an array that is looked at again after the call


class Table:
    """The objects that the grader holds by number; a number is never given twice."""

    def __init__(self) -> None:
        self._objects: dict[int, object] = {}
        self._numbers: dict[int, int] = {}  # id() of an object -> its number
        self._next = 1

    def handle(self, value: object) -> Handle:
        """The handle of an object, the same as before if the grader still holds it."""
        number = self._numbers.get(id(value))
        if number is not None:  # the grader has its proxy, and so knows its members
            return Handle(number, type_name_of(value))
        if len(self._objects) >= MAX_OBJECTS:
            raise ProtocolError(f"the answers hold more than {MAX_OBJECTS:,} objects")
        members = members_of(value)
        number, self._next = self._next, self._next + 1
        self._objects[number] = value
        self._numbers[id(value)] = number
        return Handle(number, type_name_of(value), members)

    def object(self, handle: Handle) -> object:
        """The object that the grader means."""
        found = self._objects.get(handle.number, _NOT_LISTED)
        if found is _NOT_LISTED:
            raise ProtocolError(f"there is no object {handle.number}")
        return found

    def forget(self, numbers: list[int]) -> None:
        """Let go of objects that the grader no longer holds."""
        for number in numbers:
            value = self._objects.pop(number, _NOT_LISTED)
            if value is not _NOT_LISTED:
                del self._numbers[id(value)]


def greeting(layers: Iterable[str]) -> bytes:
    """What tells the grader, before any student code runs, which walls stand."""
    return b"".join(_without_objects(("ready", *layers), GREETING_SIZE))


def greet(words: bytes) -> None:
    """Say it, once they stand."""
    _write([words])


def complain(error: BaseException) -> None:
    """Tell the grader that the walls do not stand; no student code will run."""
    _write(_without_objects(("broken", f"{type(error).__name__}: {error}"), GREETING_SIZE))


def serve(folder: str, limit: int) -> None:
    """Answer until the grader closes the connection.

    Args:
        folder: The submission's.
        limit: The most bytes of an answer.
    """
    table = Table()
    while (body := _read_frame()) is not None:
        (number, forgotten, verb), operands = _request(decode(body, table.object))
        table.forget(forgotten)  # before the answer, which may give an object among them a new number
        answer = _answer(number, verb, operands, table, folder, limit)
        _flush()
        _write(answer)


def open_prints() -> None:
    """Give student code its standard streams: prints go out line by line, so that a crash loses none."""
    sys.stdin = io.TextIOWrapper(io.FileIO(0, "r", closefd=False), encoding="utf-8")
    for name in ("stdout", "stderr"):
        raw = io.BufferedWriter(io.FileIO(OUTPUT, "w", closefd=False))
        setattr(sys, name, io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", line_buffering=True))


def _request(message: Any) -> tuple[tuple[int, list[int], str], Any]:  # noqa: ANN401 - the grader's words, which are trusted
    return message  # type: ignore[no-any-return]


def _answer(
    number: int, verb: str, operands: tuple[Any, ...], table: Table, folder: str, limit: int
) -> list[protocol.Part]:
    overwritten = False
    try:
        if verb == "pipeline":
            bodies, wanted, handed_on = operands
            value: object = answers(bodies, wanted, handed_on, VERBS, table.object, _given)
        else:
            was_changed = _given(verb, operands)
            value = VERBS[verb](*operands)
            overwritten = was_changed()
    except ProtocolError as error:  # of a result that a pipeline cannot hand on
        return _fault(number, (Fault.REFUSED, "", str(error), "", 0), limit)
    except BaseException as error:  # noqa: BLE001 - whatever leaves student code is its answer
        return _fault(number, described(error, folder, importing=verb == "import"), limit)
    try:
        told = (number, "value", value, True) if overwritten else (number, "value", value)
        return protocol.frame(encode(told, table.handle), limit)
    except ProtocolError as error:
        return _fault(number, (Fault.REFUSED, "", str(error), "", 0), limit)
    except BaseException as error:  # noqa: BLE001 - memory may end here, and a student's thread may raise here
        return _fault(number, described(error, folder, importing=False), limit)


def _given(verb: str, operands: tuple[Any, ...]) -> Callable[[], bool]:
    """Tells whether a call has changed arrays that it was given: the test's own are safe, and the student is told."""
    arguments = operands[-2] if verb in _CALLS else ()
    given = [(one, one.tobytes()) for one in arguments if type(one) is np.ndarray and one.nbytes <= _LARGEST_GIVEN]
    return lambda: any(array.tobytes() != before for array, before in given)


def _fault(number: int, description: Description, limit: int) -> list[protocol.Part]:
    fault, *rest = description
    return _without_objects((number, "fault", fault.value, *rest), limit)


def _without_objects(value: object, limit: int) -> list[protocol.Part]:
    def refuse(_value: object) -> Handle:
        raise ProtocolError("only plain data was expected")

    return protocol.frame(encode(value, refuse), limit)


def _set(target: object, name: str, value: object) -> None:
    setattr(target, name, value)


def _call(target: Callable[..., object], arguments: tuple[object, ...], keywords: dict[str, object]) -> object:
    return target(*arguments, **keywords)


def _invoke(target: object, name: str, arguments: tuple[object, ...], keywords: dict[str, object]) -> object:
    return getattr(target, name)(*arguments, **keywords)


def _next(iterator: Any) -> tuple[object, ...]:  # noqa: ANN401 - an iterator of the student's
    """The next item in a tuple, or an empty one at the end."""
    try:
        return (next(iterator),)
    except StopIteration:
        return ()


VERBS: dict[str, Callable[..., object]] = {
    "compile": compiled,
    "import": importlib.import_module,
    "get": getattr,
    "set": _set,
    "call": _call,
    "invoke": _invoke,
    "item": lambda target, key: target[key],
    "length": len,
    "iterate": iter,
    "next": _next,
}


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # noqa: BLE001, S112 - student code may have put anything there, or closed it
            continue


def _read_frame() -> memoryview | None:
    """The body of the grader's next question, most often in one read; None if it hung up."""
    data = b""
    while len(data) < protocol.HEADER_SIZE:
        some = os.read(RPC, FIRST_READ)
        if not some:
            return None
        data += some
    body = np.empty(protocol.body_length(data[: protocol.HEADER_SIZE], protocol.MAX_FRAME), np.uint8).data
    early = data[protocol.HEADER_SIZE :]  # of this question only: the grader sends no other before it has the answer
    body[: len(early)] = early
    done = len(early)
    while done < len(body):
        count = os.readv(RPC, [body[done:]])
        if not count:
            return None
        done += count
    return body


def _write(parts: list[protocol.Part]) -> None:
    pending = [memoryview(part) for part in parts if len(part)]
    while pending:
        count = os.writev(RPC, pending[:PIECES_AT_ONCE])
        while pending and count >= len(pending[0]):
            count -= len(pending.pop(0))
        if count:
            pending[0] = pending[0][count:]
