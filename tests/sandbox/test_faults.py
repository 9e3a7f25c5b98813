"""How student code fails: each way arrives as one StudentError that says what happened and where."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder.harness.crashes.given import Given
from autograder.harness.crashes.stop import stop_of
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.model.assignment import Limits
from tests.support.process_numbers import number_outside

if TYPE_CHECKING:
    from collections.abc import Callable

SHORT = Limits(
    test_seconds=0.4,
    total_seconds=1,
    cpu_seconds=1,
    memory_mib=1024,
    resident_mib=64,
    output_kib=1,
    reply_mib=1,
)
LATE = Limits(test_seconds=5, total_seconds=60, cpu_seconds=1, memory_mib=1024, output_kib=1, reply_mib=1)


@pytest.fixture
def fault(ask: Callable[..., Any]) -> Callable[..., StudentError]:
    """The error that asking `hw.answer()` ends in."""

    def caught(source: str, **options: Any) -> StudentError:  # noqa: ANN401 - passed on
        with pytest.raises(StudentError) as error:
            ask(source, **options)
        return error.value

    return caught


def test_an_exception_brings_its_class_text_and_place(fault: Callable[..., StudentError]) -> None:
    """The innermost line of the student's own."""
    error = fault("import json\n\n\ndef answer():\n    return json.loads('{')\n")

    assert (error.fault, error.type_name, error.file, error.line) == (
        Fault.RAISED,
        "JSONDecodeError",
        "hw.py",
        5,
    )
    assert error.message.startswith("Expecting property name")


@pytest.mark.parametrize(
    "name", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException", "StopIteration"]
)
def test_what_is_no_exception_is_a_fault_too(fault: Callable[..., StudentError], name: str) -> None:
    """None of them may reach the grader's own loop."""
    error = fault(f"def answer(): raise {name}(7)")

    assert (error.fault, error.type_name) == (Fault.RAISED, name)


def test_pytests_skip_is_a_fault(fault: Callable[..., StudentError]) -> None:
    """A student who raises the runner's own skip has not skipped anything."""
    error = fault("class Skipped(BaseException): pass\ndef answer(): raise Skipped('not today')")

    assert (error.fault, error.type_name, error.message) == (Fault.RAISED, "Skipped", "not today")


def test_a_syntax_error_names_the_students_line(fault: Callable[..., StudentError]) -> None:
    """As the compiler does."""
    error = fault("import numpy\n\ndef answer(:\n    pass\n")

    assert (error.fault, error.type_name, error.file, error.line) == (Fault.IMPORT, "SyntaxError", "hw.py", 3)


def test_an_exception_at_import_is_an_import_fault(fault: Callable[..., StudentError]) -> None:
    """With its line."""
    error = fault("x = 1\ny = x / 0\ndef answer(): pass")

    assert (error.fault, error.type_name, error.line) == (Fault.IMPORT, "ZeroDivisionError", 2)


def test_a_package_that_is_not_allowed_is_named_with_the_line(fault: Callable[..., StudentError]) -> None:
    """In one sentence that says what there is instead."""
    error = fault("import numpy\n\nimport sklearn\ndef answer(): pass")

    assert error.fault is Fault.IMPORT
    assert error.message == (
        "hw.py line 3 imports sklearn; this assignment's grader has only numpy and the standard library"
    )


@pytest.mark.parametrize("module", ["matplotlib", "matplotlib.pyplot"])
def test_a_package_whose_functions_would_be_replaced_is_refused_as_any_other(
    fault: Callable[..., StudentError], module: str
) -> None:
    """Where the assignment does not have it: in the same words, and without the folder in which it is installed."""
    error = fault(f"import numpy\nimport {module} as plt\ndef answer(): pass")

    assert error.message == (
        "hw.py line 2 imports matplotlib; this assignment's grader has only numpy and the standard library"
    )


def test_a_package_imported_in_a_function_is_the_function_s_exception(
    fault: Callable[..., StudentError],
) -> None:
    """The file itself can be imported, and nothing may say otherwise."""
    error = fault("def answer():\n    import pandas")

    assert (error.fault, error.type_name, error.line) == (Fault.RAISED, "ImportError", 2)
    assert error.message.startswith("hw.py line 2 imports pandas;")


def test_an_import_of_a_file_that_was_not_handed_in_says_so(fault: Callable[..., StudentError]) -> None:
    """It is not the grader that lacks something."""
    assert (
        fault("import absent\ndef answer(): pass").message
        == "hw.py line 1 imports absent, but absent.py was not handed in"
    )


def test_an_optional_import_may_fail(ask: Callable[..., Any]) -> None:
    """The refusal is an ImportError like any other."""
    assert (
        ask("try:\n    import torch\nexcept ImportError:\n    torch = None\ndef answer(): return torch")
        is None
    )


def test_a_module_that_was_not_handed_in_is_missing(submission: Callable[..., Any]) -> None:
    """Without asking the worker."""
    with submission("").worker() as student, pytest.raises(StudentError) as caught:
        student.absent  # noqa: B018 - the access is the test

    assert (caught.value.fault, caught.value.message) == (Fault.MISSING, "absent.py was not handed in")


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("os._exit(3)", "exit status 3"),
        ("os.abort()", "SIGABRT (a crash)"),
        ("ctypes.string_at(0)", "SIGSEGV (a crash)"),
        ("os.kill(os.getpid(), 9)", "SIGKILL"),
        ("os.close(3)", "closed its connection"),
    ],
)
def test_a_process_that_ends_says_how(fault: Callable[..., StudentError], end: str, words: str) -> None:
    """By itself, by a crash, or by leaving the line."""
    error = fault(f"import ctypes, os, time\ndef answer():\n    {end}\n    time.sleep(60)")

    assert error.fault is Fault.EXITED
    assert words in error.message


@pytest.mark.parametrize("where", ["call", "import"])
@pytest.mark.parametrize(
    ("loop", "words"),
    [
        ("while True: pass", "more than 0.4 s of processor time in answer"),
        ("import time; time.sleep(60)", "it waited for 2.4 s in answer"),
        ("import re; re.match('(a+)+$', 'a' * 40 + 'b')", "more than 0.4 s of processor time in answer"),
        ("10 ** 10 ** 9", "more than 0.4 s of processor time in answer"),
    ],
    ids=["busy", "asleep", "regular expression", "power"],
)
def test_an_endless_program_is_ended_on_time(
    fault: Callable[..., StudentError], make_sandbox: Callable[..., object], loop: str, words: str, where: str
) -> None:
    """Whether or not it lets Python check for signals, in a call and at import; and it says where that was."""
    source = f"def answer():\n    {loop}\n" + ("answer()\n" if where == "import" else "")
    make_sandbox(SHORT)

    error = fault(source, limits=SHORT)

    assert (error.fault, error.message, error.file, error.line) == (Fault.TIMEOUT, words, "hw.py", 2)


def test_a_program_that_ignores_all_signals_is_ended(fault: Callable[..., StudentError]) -> None:
    """The one that ends it cannot be ignored."""
    source = """
import signal
def answer():
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass
"""

    assert fault(source, limits=SHORT).fault is Fault.TIMEOUT


def test_processor_time_is_limited(fault: Callable[..., StudentError]) -> None:
    """By the kernel too, where the test's own limit is generous."""
    error = fault("def answer():\n    while True: pass", limits=LATE)

    assert (error.fault, error.message) == (Fault.TIMEOUT, "the program used more than 1 s of processor time")


def test_a_dripping_answer_is_ended_on_time(fault: Callable[..., StudentError]) -> None:
    """Each byte comes soon; the frame never does."""
    source = """
import os, struct, time
def answer():
    for byte in struct.pack("<4sQ", b"AGF1", 1000) + bytes(1000):
        os.write(3, bytes([byte]))
        time.sleep(0.05)
"""

    assert fault(source, limits=SHORT).fault is Fault.TIMEOUT


def test_an_allocation_beyond_the_address_space_is_a_memory_fault(ask: Callable[..., Any]) -> None:
    """The worker survives it."""
    with pytest.raises(StudentError) as caught:
        ask("def answer(): return bytearray(4 << 30)")

    assert (caught.value.fault, caught.value.type_name) == (Fault.MEMORY, "MemoryError")


MACHINE = os.uname().machine
HOARD = """
import ctypes, threading, time

def hoard():
    kept = []
    for _ in range(300):
        kept.append(bytearray(1 << 20))
        kept[-1][:] = bytes([1]) * (1 << 20)
    time.sleep(60)
"""


def test_touched_memory_is_watched(fault: Callable[..., StudentError]) -> None:
    """Below the limit on addresses."""
    error = fault(HOARD + "def answer(): hoard()", limits=SHORT)

    assert (error.fault, error.message) == (Fault.MEMORY, "the program used more than 64 MiB of memory")


def test_touched_memory_is_watched_where_the_first_thread_has_ended(
    fault: Callable[..., StudentError],
) -> None:
    """The kernel then shows no memory for the process, though its other threads go on."""
    source = f"""{HOARD}
def answer():
    threading.Thread(target=hoard).start()
    time.sleep(0.02)
    ctypes.CDLL(None).syscall(60 if {MACHINE == "x86_64"} else 93, 0)
"""

    error = fault(source, limits=SHORT)

    assert (error.fault, error.message) == (Fault.MEMORY, "the program used more than 64 MiB of memory")


def test_shared_memory_that_belongs_to_no_file_is_refused(fault: Callable[..., StudentError]) -> None:
    """The kernel keeps all of it while one page is mapped, and counts it to nobody."""
    error = fault("import mmap\ndef answer(): return len(mmap.mmap(-1, 4096))", limits=SHORT)

    assert (error.fault, error.type_name) == (Fault.RAISED, "PermissionError")


def test_a_worker_cannot_stop_itself(fault: Callable[..., StudentError]) -> None:
    """The grader would wait for it for as long as for code that sleeps, and could not ask where it is."""
    error = fault("import os, signal\ndef answer(): signal.raise_signal(signal.SIGSTOP)", limits=SHORT)

    assert (error.fault, error.type_name) == (Fault.RAISED, "PermissionError")


def test_zeros_cannot_be_mapped_as_shared_memory(fault: Callable[..., StudentError]) -> None:
    """A mapping of /dev/zero is shared memory as well."""
    error = fault("import os\ndef answer(): return os.open('/dev/zero', os.O_RDWR)", limits=SHORT)

    assert (error.fault, error.type_name) == (Fault.RAISED, "PermissionError")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("b'x' * (2 << 20)", "bytes, more than the 1,048,576"),
        ("'\\ud800'", "not Unicode"),
        ("nested", "deep"),
        ("10 ** 5000", "integer"),
        ("[0] * 2_000_000", "items"),
    ],
)
def test_an_answer_that_cannot_travel_is_refused(
    submission: Callable[..., Any], value: str, reason: str
) -> None:
    """And the worker goes on."""
    source = f"nested = []\nnested.append(nested)\ndef answer(): return {value}\ndef other(): return 5"
    with submission(source, LATE).worker() as student:
        with pytest.raises(StudentError) as caught:
            student.hw.answer()
        again = student.hw.other()

    assert caught.value.fault is Fault.REFUSED
    assert reason in caught.value.message
    assert again == 5


@pytest.mark.parametrize(
    "frame",
    [
        "b'x' * 100",
        "struct.pack('<4sQ', b'AGF1', 1 << 40)",
        "struct.pack('<4sQ', b'AGF1', 0)",
        "struct.pack('<4sQ', b'AGF1', 1) + b'?'",
        "struct.pack('<4sQ', b'AGF1', 1) + b'N'",
        "struct.pack('<4sQ', b'AGF1', 10) + b'l' + struct.pack('<Q', 1 << 60) + b'N'",
    ],
    ids=["noise", "endless", "empty", "unknown tag", "no answer", "counted too high"],
)
def test_a_forged_frame_ends_the_worker(fault: Callable[..., StudentError], frame: str) -> None:
    """What is not an answer is refused as a whole."""
    error = fault(
        f"import os, struct, time\ndef answer():\n    os.write(3, {frame})\n    time.sleep(60)", limits=SHORT
    )

    assert error.fault is Fault.REFUSED


@pytest.mark.parametrize("place_of_array", range(10))
def test_an_array_where_a_word_belongs_is_refused(
    fault: Callable[..., StudentError], place_of_array: int
) -> None:
    """Comparing it with the word would be an array, and asking that for its truth an error of the grader's."""
    source = f"""
import os, struct, time
def text(word): return b"s" + struct.pack("<Q", len(word)) + word
def answer():
    number = b"i" + struct.pack("<q", 2)
    facts = b"l" + struct.pack("<Q", 0)
    parts = [number, text(b"fault"), text(b"raised"), text(b"E"), text(b""), text(b""), number, facts, facts]
    parts[{place_of_array % 9}] = b"a" + bytes([8, 1]) + struct.pack("<Q", 2) + bytes(2)
    body = (b"t" if {place_of_array} < 9 else b"l") + struct.pack("<Q", 9) + b"".join(parts)
    os.write(3, struct.pack("<4sQ", b"AGF1", len(body)) + body)
    time.sleep(60)
"""

    assert fault(source, limits=SHORT).fault is Fault.REFUSED


def test_what_a_forged_fault_says_is_bounded(fault: Callable[..., StudentError]) -> None:
    """The grader trusts no length, name or line that the worker gives it."""
    source = """
import os, struct, time
def text(word): return b"s" + struct.pack("<Q", len(word)) + word
def answer():
    number = b"i" + struct.pack("<q", 2)
    line = b"i" + struct.pack("<q", -1 << 60)
    facts = b"l" + struct.pack("<Q", 9) + 9 * text(b"x" * 9999)
    words = [text(b"<E>" * 99), text(b"x" * 9999), text(b"../<b>")]
    parts = [number, text(b"fault"), text(b"raised"), *words, line, facts, facts]
    body = b"t" + struct.pack("<Q", 9) + b"".join(parts)
    os.write(3, struct.pack("<4sQ", b"AGF1", len(body)) + body)
    time.sleep(60)
"""

    error = fault(source, limits=SHORT)

    assert (len(error.type_name), len(error.message), error.file, error.line) == (60, 4000, "", 0)
    assert (error.frames, error.ancestors) == ((), ())


def test_an_answer_to_another_question_is_refused(fault: Callable[..., StudentError]) -> None:
    """A worker that speaks unasked is out of step, and trusted no more."""
    source = """
import os, struct, time
def answer():
    value = b"t" + struct.pack("<Q", 3) + b"i" + struct.pack("<q", 99) + b"s" + struct.pack("<Q", 5) + b"valueT"
    os.write(3, struct.pack("<4sQ", b"AGF1", len(value)) + value)
    time.sleep(60)
"""

    assert fault(source).fault is Fault.REFUSED


def test_after_the_end_every_use_is_the_same_fault(submission: Callable[..., Any]) -> None:
    """At once, and for what was held before too."""
    with submission("import os\ndef answer(): os._exit(3)\nvalue = 5").worker() as student:
        module, crash = student.hw, student.hw.answer
        errors = []
        for use in (crash, crash, lambda: module.value):
            with pytest.raises(StudentError) as caught:
                use()
            errors.append(caught.value)

    assert errors[0] is errors[1] is errors[2]


def test_the_time_of_a_submission_is_limited_over_its_workers(submission: Callable[..., Any]) -> None:
    """Once it is used up, nothing runs any more."""
    source = """
import signal
def answer():
    for number in (signal.SIGPROF, signal.SIGUSR2):
        signal.signal(number, signal.SIG_IGN)
    while True: pass
"""
    held = submission(source, SHORT)
    messages = []
    for _ in range(5):
        with held.worker() as student, pytest.raises(StudentError) as caught:
            student.hw.answer()
        messages.append(caught.value.message)

    assert messages[0] == "more than 0.4 s of processor time"
    assert messages[1:] == ["the submission has used up its 1 s of processor time"] * 4


def test_a_fresh_worker_follows_a_dead_one(submission: Callable[..., Any]) -> None:
    """A crash costs its own test alone, and nothing of it is left."""
    held = submission(
        "import os\nstate = []\ndef crash(): os.abort()\ndef count(): state.append(1); return len(state)"
    )
    with held.worker() as student, pytest.raises(StudentError):
        student.hw.crash()
    counts = []
    for _ in range(2):
        with held.worker() as student:
            counts.append(student.hw.count())

    assert counts == [1, 1]


@pytest.mark.parametrize("text", ["raise OSError", "return 5", "import os; os._exit(1)"])
def test_an_exception_that_cannot_be_printed_is_a_fault(
    fault: Callable[..., StudentError], text: str
) -> None:
    """Its `__str__` is student code like the rest."""
    source = f"class Odd(Exception):\n    def __str__(self): {text}\ndef answer(): raise Odd"

    assert fault(source).fault in (Fault.RAISED, Fault.EXITED)


def test_names_and_texts_of_faults_are_bounded(fault: Callable[..., StudentError]) -> None:
    """They end up in reports."""
    error = fault(
        "Odd = type('<b>' + 'x' * 10_000, (Exception,), {})\ndef answer(): raise Odd('\\ud800' * 100_000)"
    )

    assert len(error.type_name) <= 60
    assert "<" not in error.type_name
    assert len(error.message) == 4000
    assert error.message.encode("utf-8")


def test_prints_are_kept_up_to_the_limit(submission: Callable[..., Any]) -> None:
    """The rest is thrown away as it comes, so that the program does not stand still."""
    flood = (
        "import sys\ndef answer():\n    print('first')\n"
        "    for _ in range(50): sys.stderr.write('x' * 1_000_000)\n"
    )
    held = submission(f"{flood}    return 5", LATE)
    with held.worker() as student:
        value = student.hw.answer()

    assert value == 5
    assert held.prints.startswith("first\nxxx")
    assert len(held.prints) == 1024


def test_prints_before_a_crash_are_kept(submission: Callable[..., Any]) -> None:
    """They are what a student looks for."""
    held = submission("import os\ndef answer():\n    print('so far')\n    os._exit(1)")
    with held.worker() as student, pytest.raises(StudentError) as caught:
        student.hw.answer()

    assert held.prints == "so far\n"
    assert str(caught.value) == "the program ended the process with exit status 1"


def test_nothing_survives(submission: Callable[..., Any]) -> None:
    """Neither the process, however busy, nor its threads, nor its folder."""
    source = """
import atexit, os, threading
def spin():
    while True: pass
def answer():
    for _ in range(5): threading.Thread(target=spin).start()
    return os.getpid()
"""
    held = submission(source)
    with held.worker() as student:
        pid = number_outside(student.hw.answer())
    held.close()  # waits for its end

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


SCRATCH = replace(SHORT, scratch_mib=1, test_seconds=3)


def test_a_scratch_folder_can_be_written_where_the_assignment_has_one(submission: Callable[..., Any]) -> None:
    """Each worker has its own, and it goes with the worker."""
    source = """
import os, tempfile
def answer():
    with tempfile.NamedTemporaryFile("w+") as file:
        file.write("text")
        file.seek(0)
        return file.read(), os.listdir(os.environ["TMPDIR"]), file.name
"""
    held = submission(source, SCRATCH)
    with held.worker() as student:
        text, names, path = student.hw.answer()
    held.close()  # waits for the worker's end

    assert (text, len(names)) == ("text", 2)  # the other is hw.py
    assert not Path(path).exists()
    assert not Path(path).parent.exists()


def test_a_file_beyond_the_scratch_limit_cannot_be_written(fault: Callable[..., StudentError]) -> None:
    """Python sees the write fail."""
    source = "import tempfile\ndef answer(): tempfile.TemporaryFile().write(bytes(2 << 20))"

    assert fault(source, limits=SCRATCH).type_name == "OSError"


def test_many_files_together_are_watched(fault: Callable[..., StudentError]) -> None:
    """Each below the limit."""
    source = """
import os, time
def answer():
    for number in range(5):
        with open(f"{os.environ['TMPDIR']}/{number}", "wb") as file: file.write(bytes(1 << 19))
    time.sleep(60)
"""

    error = fault(source, limits=SCRATCH)

    assert (error.fault, error.message) == (
        Fault.MEMORY,
        "the program wrote more than 1 MiB into its scratch folder",
    )


NAMED = """
import numpy as np

class Layer:
    def __init__(self):
        self.weights = np.ones((3, 2))
        self.kept = None

    def forward(self, x):
        return x @ self.weights.T

def answer():
    layer = Layer()
    layer.rate = 0.5
    {last}
"""


@pytest.mark.parametrize(
    ("last", "sentence"),
    [
        ("return layer.forward(np.ones((4, 3)))", "`x` is (4, 3) and `self.weights.T` is (2, 3): "),
        (
            "return layer.kept * 2",
            "`layer.kept` is None: in `Layer`, only `__init__` sets it, to None (line 7).",
        ),
        (
            "return layer.rate(3)",
            "`layer.rate` is the number 0.5, and `layer.rate(3)` calls it as a function: ",
        ),
        ("return layer.weight", "`layer.weight` does not exist; there is `layer.weights`."),
        (
            "return layer.forward()",
            "`Layer.forward` (hw.py, line 9) also asks for `x`, and was called without.",
        ),
    ],
)
def test_the_line_is_told_the_same_at_home_and_in_the_grade(
    fault: Callable[..., StudentError], tmp_path: Path, last: str, sentence: str
) -> None:
    """The worker sends what the names stood for, and the sentence is made of that."""
    source = NAMED.format(last=last)
    (tmp_path / "hw.py").write_text(source, encoding="utf-8")
    with LocalStudent(tmp_path, ("hw",)) as student, pytest.raises(StudentError) as at_home:
        student.hw.answer()

    errors = at_home.value, fault(source)
    stops = [
        stop_of(one.type_name, one.message, one.frames, lambda: {"hw.py": source}, Given()) for one in errors
    ]

    assert stops[0] == stops[1]
    assert stops[0] is not None
    assert stops[0].sentence.startswith(sentence)
