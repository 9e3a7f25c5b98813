"""The worker's end of the connection: import the submission's modules and answer the grader's requests.

Each frame of requests gets one response: the results, or a fault. A response never contains a verdict, so code that
takes over this process can only make it return other values.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.errors import ProtocolError
from autograder.harness.spelling.lookup import assign, found, invoke
from autograder.harness.student import plain
from autograder.harness.student.plain import Fault, type_name_of
from autograder.harness.student.time_limit import TimeLimit
from autograder.harness.values.description import describe
from autograder.harness.values.kinds import base_of
from autograder.harness.values.operations import operate
from autograder.sandbox.child import measuring, programs
from autograder.sandbox.child.batch import Results
from autograder.sandbox.child.callable_names import callable_names_of
from autograder.sandbox.child.faults import described, out_of_time
from autograder.sandbox.child.imports import compiled, function_at
from autograder.sandbox.wire import protocol
from autograder.sandbox.wire.decode import decode_each
from autograder.sandbox.wire.encode import encode
from autograder.sandbox.wire.protocol import Handle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from autograder.sandbox.child.faults import Description

RPC, OUTPUT, ERRORS = 3, 1, 2
FIRST_READ = 1 << 14
_NOT_LISTED = object()
_IMPORTS = frozenset({"import", "import whole", "begin"})
_CALLS = frozenset({"call", "invoke"})
_LARGEST_GIVEN = 1 << 20  # bytes; larger arrays are not compared after a call


class Table:
    """The objects that the grader knows by number; no number is used twice."""

    def __init__(self) -> None:
        self._objects: dict[int, object] = {}
        self._numbers: dict[int, int] = {}  # id() of an object -> its number
        self._next = 1
        self._raised: object = None

    def handle(self, value: object) -> Handle:
        """The handle of an object, the same as before if the grader still holds it."""
        number = self._numbers.get(id(value))
        if number is not None:  # the grader has its proxy, and so knows its callable names
            return Handle(number, type_name_of(value), base=base_of(value))
        if len(self._objects) >= plain.MAX_OBJECTS:
            raise ProtocolError(f"the results hold more than {plain.MAX_OBJECTS:,} objects")
        callable_names = callable_names_of(value)
        number, self._next = self._next, self._next + 1
        self._objects[number] = value
        self._numbers[id(value)] = number
        return Handle(number, type_name_of(value), callable_names, base_of(value))

    def raised(self, error: BaseException) -> None:
        """Keep an exception that has left the student's code, without its frames, until the next one."""
        self._raised = BaseException.with_traceback(error, None) if isinstance(error, Exception) else None

    def object(self, handle: Handle) -> object:
        """The object that the grader means."""
        if handle.number == protocol.LAST_RAISED:
            return self._raised
        found = self._objects.get(handle.number, _NOT_LISTED)
        if found is _NOT_LISTED:
            raise ProtocolError(f"there is no object {handle.number}")
        return found

    def forget(self, numbers: list[int]) -> None:
        """Drop objects that the grader no longer holds."""
        for number in numbers:
            value = self._objects.pop(number, _NOT_LISTED)
            if value is not _NOT_LISTED:
                del self._numbers[id(value)]


def greeting(layers: Iterable[str]) -> bytes:
    """What tells the grader, before any student code runs, which layers hold."""
    return b"".join(_without_objects(("ready", *layers), protocol.MAX_GREETING))


def greet(words: bytes) -> None:
    """Send the greeting; the layers have been tried."""
    _write([words])


def complain(error: BaseException) -> None:
    """Tell the grader that this process is not confined; no student code will run."""
    _write(_without_objects(("broken", f"{type(error).__name__}: {error}"), protocol.MAX_GREETING))


def serve(folder: str, limit: int, seconds: float) -> None:
    """Serve requests until the grader closes the connection.

    Args:
        folder: The submission's folder.
        limit: The most bytes of a response.
        seconds: Of processor time, for all responses together.
    """
    table = Table()
    number = 0

    def give_up() -> None:
        _flush()
        _write(_fault(number, out_of_time(time_limit), limit))
        os._exit(0)

    time_limit = TimeLimit(seconds, folder, give_up=give_up)
    time_limit.install()
    while (body := _read_frame()) is not None:
        number += 1  # as the grader counts
        response = _respond(body, table, folder, limit, time_limit)
        _flush()
        _write(response)


def open_prints() -> None:
    """Give student code its standard streams: prints go out line by line, so that a crash loses none.

    They are made in the zygote. A stream asks its descriptor once whether it can seek, so a pipe stands there
    meanwhile, as it will in the worker.
    """
    before, (reading, writing) = {number: os.dup(number) for number in (OUTPUT, ERRORS)}, os.pipe()
    for number in before:
        os.dup2(writing, number)
    for name, raw in (
        ("stdin", io.BufferedReader(io.FileIO(0, "r", closefd=False))),
        ("stdout", io.BufferedWriter(io.FileIO(OUTPUT, "w", closefd=False))),
        ("stderr", io.BufferedWriter(io.FileIO(ERRORS, "w", closefd=False))),
    ):
        stream = io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", line_buffering=True)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)  # by which students restore what they have replaced
    for number, descriptor in before.items():
        os.dup2(descriptor, number)
    for descriptor in (*before.values(), reading, writing):
        os.close(descriptor)


def _respond(
    body: memoryview, table: Table, folder: str, limit: int, time_limit: TimeLimit
) -> list[protocol.Part]:
    """The response to a frame of requests: the results that the test holds, or the first fault."""
    results = Results(table.object)
    requests: Iterator[Any] = decode_each(body, results.meant)  # the grader's words, which are trusted
    number, forgotten, held, reused = next(requests)
    table.forget(forgotten)  # first, because the response may give one of these objects a new number
    results.need([*held, *reused])
    verb = ""
    time_limit.begin()
    try:
        overwriting = []
        for index, (verb, *operands) in enumerate(requests):
            time_limit.next_call()
            results.settle()
            was_changed = _watched(verb, operands)
            results.add(VERBS[verb](*operands))
            if was_changed():
                overwriting.append(index)
        values = (number, "values", results.among(held), overwriting)
        response = protocol.frame(encode(values, table.handle, linking=True), limit)
    except ProtocolError as error:
        response = _fault(number, (Fault.REFUSED, "", str(error), "", 0, [], []), limit)
    except BaseException as error:  # noqa: BLE001 - whatever leaves student code is its answer; memory may end too
        response = _fault(number, described(error, folder, importing=verb in _IMPORTS), limit)
        table.raised(error)
    finally:
        time_limit.end()
    # Student code that catches the exception which was to end it gives no answer either.
    return _fault(number, out_of_time(time_limit), limit) if time_limit.is_over else response


def _watched(verb: str, operands: list[Any]) -> Callable[[], bool]:
    """Give a function that says whether a call has changed the arrays that it was given (copies of the test's)."""
    arguments = operands[-2] if verb in _CALLS else ()
    given = [
        (one, one.tobytes()) for one in arguments if type(one) is np.ndarray and one.nbytes <= _LARGEST_GIVEN
    ]
    return lambda: any(array.tobytes() != before for array, before in given)


def _fault(number: int, description: Description, limit: int) -> list[protocol.Part]:
    fault, *rest = description
    return _without_objects((number, "fault", fault.value, *rest), limit)


def _without_objects(value: object, limit: int) -> list[protocol.Part]:
    def refuse(_value: object) -> Handle:
        raise ProtocolError("only plain data was expected")

    return protocol.frame(encode(value, refuse), limit)


def _call(
    target: Callable[..., object], arguments: tuple[object, ...], keywords: dict[str, object]
) -> object:
    return target(*arguments, **keywords)


VERBS: dict[str, Callable[..., object]] = {
    "compile": compiled,
    "function_at": function_at,
    "import": importlib.import_module,
    "import whole": measuring.import_whole,
    "begin": measuring.begin,
    "run": measuring.run,
    "working": measuring.working,
    "get": lambda target, name: plain.owned(found(target, name)),
    "set": assign,
    "call": _call,
    "invoke": invoke,
    "item": plain.item,
    "part": plain.part,
    "length": len,
    "iterate": iter,
    "operate": operate,
    "itself": lambda own: own,
    "plain": plain.plain_value,
    "describe": describe,
    **programs.VERBS,
}


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:  # noqa: BLE001, S112 - student code may have put anything there, or closed it
            continue


def _read_frame() -> memoryview | None:
    """The body of the grader's next frame; None if the grader has closed the connection."""
    data = b""
    while len(data) < protocol.HEADER_SIZE:
        some = os.read(RPC, FIRST_READ)
        if not some:
            return None
        data += some
    body = np.empty(protocol.body_length(data[: protocol.HEADER_SIZE], protocol.MAX_FRAME), np.uint8).data
    early = data[
        protocol.HEADER_SIZE :
    ]  # of this frame only: the grader sends no other before it has the response
    body[: len(early)] = early
    done = len(early)
    while done < len(body):
        count = os.readv(RPC, [body[done:]])
        if not count:
            return None
        done += count
    return body


def _write(parts: list[protocol.Part]) -> None:
    protocol.send_all(parts, lambda pieces: os.writev(RPC, pieces))
