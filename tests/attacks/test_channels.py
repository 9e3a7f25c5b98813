"""Classes 36 to 46: what a hostile submission says, on every line that it has to the grader and to the world."""

from __future__ import annotations

import re
import zipfile
from textwrap import dedent, indent
from typing import TYPE_CHECKING

import pytest

from autograder.grading.platforms.gradescope import to_results
from tests.support.bare import BARE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.siege import Aftermath, Siege

# The attack is ReLU.forward; Linear and the mean stay honest, and have to keep their points.
HONEST_PART = {"linear": 6.0, "mean": 10.0}
PUBLIC_SHAPE = "3_2"  # of the input of the public test of ReLU; the hidden ones have 4_3 and 1_5
RAISED = "Your code raised an exception."
FAILED = "This hidden test did not pass."
REFUSED = "What your code returned is not plain data (numbers, arrays, lists), or is too large."
TAG = "tag = 'LEAK_{}_{}'.format(*x.shape)\n"

# What student code needs to speak to the grader past the worker, once it has looked into the worker's frames.
FORGERY = '''
import os, struct, sys

def request():
    """The number of the frame of requests that the worker is answering."""
    frame = sys._getframe()
    while "number" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["number"]

def count(number): return struct.pack("<Q", number)
def integer(number): return b"i" + struct.pack("<q", number)
def text(words): return b"s" + count(len(words)) + words.encode()
def sequence(*items): return b"t" + count(len(items)) + b"".join(items)
def listing(*items): return b"l" + count(len(items)) + b"".join(items)
def values(value, number): return sequence(integer(number), text("values"), listing(value), listing())
def answer(value): return values(value, request())
def fault(kind, name, words, file, facts=(), ancestors=()): return sequence(
    integer(request()), text("fault"), *map(text, (kind, name, words, file)), integer(1), listing(*facts),
    listing(*map(text, ancestors)),
)
def fact(name): return listing(
    text("layers.py"), integer(1), text(name), listing(),
    listing(listing(text(name), text("number"), text(name), listing(), text(name))),
)

def send(body, length=None, magic=b"AGF1"):
    print("forging")
    pending = magic + count(len(body) if length is None else length) + body
    while pending:
        pending = pending[os.write(3, pending):]
'''

# What a page, a terminal, a spreadsheet or a template could take for its own.
MARKUP = "<img src=x onerror=alert(1)> [here](javascript:x) {{7*7}} =cmd|'/c calc'!A1"
INVISIBLE = "\x1b[31mred \x1b]0;title\x07 \u202eknil \r overwritten \x00 \u2028"


@pytest.fixture
def from_forward(siege: Siege, attack: Callable[..., Aftermath]) -> Callable[..., Aftermath]:
    """Attack with a body of ReLU.forward; asserts that what the other questions are worth is kept."""

    def run(body: str, prelude: str = "") -> Aftermath:
        method = f"def forward(self, x):\n{indent(dedent(body), '    ')}\n\nReLU.forward = ReLU.backward = forward\n"
        aftermath = attack(
            {"layers.py": f"{siege.solution['layers.py']}\n{prelude}\n{method}"}, earned=HONEST_PART
        )
        assert aftermath.attack.points == 16
        return aftermath

    return run


def shown(aftermath: Aftermath) -> str:
    """What the attacker reads under the public test of ReLU: everything, prints included."""
    return next(
        test.feedback for test in aftermath.attack.tests if test.id == "public/test_layers.py::test_forward"
    )


def hidden_feedback(aftermath: Aftermath) -> set[str]:
    """What the attacker reads under the hidden tests of ReLU."""
    tests = [
        test for test in aftermath.attack.tests if test.question == "relu" and test.id.startswith("hidden/")
    ]
    return {test.feedback for test in tests}


def by_shape(three: str) -> str:
    """Three attacks, one a line, as a body that makes the first in the public test and the others in hidden ones."""
    shapes = ((3, 2), (4, 3), (1, 5))
    attacks = zip(shapes, dedent(three).strip().splitlines(), strict=True)
    return "\n".join(f"if x.shape == {shape}: {attack}" for shape, attack in attacks)


def leaked(aftermath: Aftermath) -> set[str]:
    """The shapes of inputs that reached the attacker by a tag."""
    return set(re.findall(r"LEAK_(\d_\d)", aftermath.visible))


def test_hidden_inputs_are_printed(from_forward: Callable[..., Aftermath]) -> None:
    """Class 36: to both streams, past Python's streams, and as a warning and a log line."""
    aftermath = from_forward(
        TAG + "import logging, os, sys, warnings\n"
        "print(tag, x.tolist())\n"
        "sys.stderr.write(f'2 {tag}\\n')\n"
        "os.write(1, f'3 {tag}\\n'.encode())\n"
        "os.write(2, f'4 {tag}\\n'.encode())\n"
        "warnings.warn(f'5 {tag}')\n"
        "logging.error(f'6 {tag}')\n"
    )

    assert shown(aftermath).count("LEAK_3_2") >= 6
    assert leaked(aftermath) == {PUBLIC_SHAPE}


def test_what_a_hidden_test_showed_is_printed_in_a_later_public_one(
    from_forward: Callable[..., Aftermath], denied: frozenset[str]
) -> None:
    """Class 36: kept in the process, the environment and a file, for whichever worker comes next."""
    aftermath = from_forward(
        TAG + "import builtins, os\n"
        "print(tag, 'before that:', getattr(builtins, 'kept', None), os.environ.get('KEPT'), os.listdir('.'))\n"
        "builtins.kept = os.environ['KEPT'] = tag\n"
        "for folder in ('.', '/tmp', '/dev/shm', '/var/tmp'):\n"
        "    try: open(f'{folder}/kept', 'a').write(tag)\n"
        "    except OSError as error: print(type(error).__name__)\n"
    )

    found = re.search(r"LEAK_3_2 before that: None None (\[.*?\])", shown(aftermath))
    assert found is not None
    assert "kept" not in found[1]
    assert sum(shown(aftermath).count(name) for name in denied) == 3  # its own folder goes with it
    assert leaked(aftermath) == {PUBLIC_SHAPE}


@pytest.mark.parametrize(
    "raising",
    [
        "exec(compile('raise type(tag, (Exception,), {})(tag)', __file__.replace('layers', tag), 'exec'))",
        "raise SyntaxError(tag, (__file__, int(abs(x.sum()) * 1e6), 1, tag))",
        "__import__(tag)",
    ],
    ids=["class-text-file", "line", "module"],
)
def test_hidden_inputs_are_put_into_an_exception(
    from_forward: Callable[..., Aftermath], raising: str
) -> None:
    """Class 37: into its text, its class's name, its line, its file's name, or the name of a missing module."""
    aftermath = from_forward(TAG + raising)

    assert "LEAK_3_2" in shown(aftermath)
    assert leaked(aftermath) == {PUBLIC_SHAPE}
    assert hidden_feedback(aftermath) <= {RAISED}


@pytest.mark.confined
def test_hidden_inputs_are_sent_over_the_network(from_forward: Callable[..., Aftermath]) -> None:
    """Class 38: TCP, UDP, IPv6, raw, Unix, abstract and other sockets, and the names that a resolver is asked for."""
    aftermath = from_forward(
        """
        import ctypes, os, socket
        kinds = [
            (socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET, socket.SOCK_DGRAM), (socket.AF_INET, 3),
            (socket.AF_INET6, socket.SOCK_STREAM), (socket.AF_INET6, socket.SOCK_DGRAM),
            (socket.AF_UNIX, socket.SOCK_STREAM), (socket.AF_UNIX, socket.SOCK_DGRAM),
            (socket.AF_NETLINK, socket.SOCK_RAW), (socket.AF_ALG, socket.SOCK_SEQPACKET), (40, socket.SOCK_STREAM),
        ]
        refused = 0
        for kind in kinds:
            try: socket.socket(*kind)
            except PermissionError: refused += 1
        try: socket.socketpair()
        except PermissionError: refused += 1
        libc = ctypes.CDLL(None, use_errno=True)
        address = b"\\0\\0".ljust(16, b"\\0")
        for call in (libc.connect, libc.bind):  # over the one socket there is
            if call(3, address, 16) < 0 and ctypes.get_errno() in (1, 13): refused += 1
        if libc.sendto(3, b"x", 1, 0, address, 16) < 0 and ctypes.get_errno() == 1: refused += 1
        try: socket.getaddrinfo("hidden-input.example.org", 80)
        except OSError: refused += 1
        print("refused", refused, "of", len(kinds) + 5)
    """,
        BARE,
    )

    assert "refused 15 of 15" in shown(aftermath)


def test_hidden_inputs_choose_how_and_when_the_code_fails(
    siege: Siege, from_forward: Callable[..., Aftermath]
) -> None:
    """Class 39: the class of fault and the time as a channel; what is said comes from a short list, times do not."""
    aftermath = from_forward("""
        import os, time
        choice = int(abs(x).sum() * 1000) % 4
        print("chose", choice)
        time.sleep(choice / 50)
        if choice == 0: raise ValueError
        if choice == 1: os._exit(choice)
        return x.T if choice == 2 else object()
    """)

    assert re.search("chose [0-3]", shown(aftermath))
    assert hidden_feedback(aftermath) <= {
        RAISED,
        "Your code ended its program: a call of exit(), or a crash.",
        FAILED,
    }
    for test in to_results(aftermath.attack, siege.loaded.assignment)["tests"]:
        assert set(test) == {
            "number", "name", "name_format", "score", "max_score", "status", "output", "output_format", "visibility",
            "tags", "extra_data",
        }  # fmt: skip
        assert {key for one in test["extra_data"]["tests"].values() for key in one} == {
            "status", "points", "max_points", "diagnosis",
        }  # fmt: skip


def test_results_are_printed_as_the_grader_would_write_them(
    siege: Siege, from_forward: Callable[..., Aftermath]
) -> None:
    """Class 40, and a leaderboard entry of class 46: on both streams, at import, in the call and at exit."""
    results = '{"score": 20, "tests": [{"score": 20, "max_score": 20}], "leaderboard": [{"name": "1st", "value": 9}]}'
    prelude = f"import atexit, os\nRESULTS = '{results}\\n'\nprint(RESULTS)\natexit.register(print, RESULTS)"

    aftermath = from_forward("for stream in (1, 2): os.write(stream, RESULTS.encode())", prelude)

    assert shown(aftermath).count('"score": 20, "tests"') == 3
    for form in (aftermath.attack.to_json(), to_results(aftermath.attack, siege.loaded.assignment)):
        assert form.get("score", form.get("points")) == 16
        assert form.get("leaderboard", []) == []
        assert form.get("measures", {}) == {}


@pytest.mark.parametrize(
    "handing_over",
    [
        "return pickle.dumps(Bomb())\nreturn Bomb()\nreturn np.array([Bomb()], dtype=object)",
        "send(pickle.dumps(Bomb()))\nsend(answer(b'p' + pickle.dumps(Bomb())))\nos.write(3, pickle.dumps(Bomb()))",
    ],
    ids=["values", "frames"],
)
def test_a_pickle_that_runs_code_comes_back(
    from_forward: Callable[..., Aftermath], tmp_path: Path, handing_over: str
) -> None:
    """Class 41: whoever unpickles any of it makes a file; dill's bytes are pickles too."""
    marker = tmp_path / "unpickled"
    bomb = f"class Bomb:\n    def __reduce__(self): return open, ({str(marker)!r}, 'w')\n"
    prelude = f"{FORGERY}\nimport pickle\n{bomb}"

    aftermath = from_forward(f"print(pickle.dumps(Bomb())[:2])\n{by_shape(handing_over)}", prelude)

    assert r"b'\x80\x04'" in shown(aftermath)
    assert hidden_feedback(aftermath) <= {REFUSED, FAILED}
    assert not marker.exists()


@pytest.mark.parametrize(
    ("forging", "finding"),
    [
        (
            r"""
            send(answer(b'a' + bytes([200, 1]) + count(1) + b'x' * 8))
            send(answer(b'a' + b'|O' + count(1) + b'x' * 8))
            send(answer(b'g' + bytes([11, 1]) + count(1) + b'x' * 8))
            """,
            "an array of an unknown type",
        ),
        (
            r"""
            send(answer(b'C' + text('os.system')))
            send(answer(b's' + count(3) + b'\xff\xfe\xfd'))
            send(answer(b'c' + b'complex'))
            """,
            "a tag that is not known",
        ),
        (
            r"""
            send(sequence(b'd' + struct.pack('<d', request()), text('values'), listing(b'N'), listing()))
            send(sequence(integer(request()), b'h' + count(9) + text('str')[1:], listing(b'N'), listing()))
            send(sequence(b'a' + bytes([7, 1]) + count(1) + b'x' * 8, text('values'), listing(b'N'), listing()))
            """,
            "not an answer to the requests",
        ),
    ],
    ids=["dtypes", "classes", "kinds"],
)
def test_the_decoder_is_told_of_types_that_are_none(
    from_forward: Callable[..., Aftermath], forging: str, finding: str
) -> None:
    """Class 42: dtypes, classes and functions chosen by the child, straight on the descriptor."""
    aftermath = from_forward(by_shape(forging), FORGERY)

    assert "forging" in shown(aftermath)
    assert finding in shown(aftermath)
    assert hidden_feedback(aftermath) == {REFUSED}


def test_the_grader_is_handed_objects_that_there_are_not(from_forward: Callable[..., Aftermath]) -> None:
    """Class 42: with numbers and class names of the child's own choice."""
    aftermath = from_forward(
        "send(answer(b'h' + count(2 ** 64 - 1) + text('<b>\\n\\x1b[1m os.system')[1:] + 2 * count(0)))",
        FORGERY,
    )

    assert "Z is an object of type ?b???[1m?os.system" in shown(aftermath)
    assert "forging" in shown(aftermath)


def test_hidden_inputs_are_put_into_the_facts_of_an_exception(from_forward: Callable[..., Aftermath]) -> None:
    """Class 42: what the names of a line stood for is the child's own word, and shown in no hidden test."""
    aftermath = from_forward(
        TAG + "send(fault('raised', 'NameError', tag, 'layers.py', 1000 * [fact(tag)], [tag] * 1000))",
        FORGERY,
    )

    assert "LEAK_3_2" in shown(aftermath)
    assert leaked(aftermath) == {PUBLIC_SHAPE}
    assert hidden_feedback(aftermath) <= {RAISED}


@pytest.mark.parametrize(
    ("forging", "finding"),
    [
        (
            """
            send(text('passed'))
            send(sequence(integer(request()), text('passed'), b'T'))
            send(b'm' + count(1) + text('score') + integer(20))
            """,
            "not an answer to the requests",
        ),
        (
            """
            send(values(b'N', request() + 1))
            send(sequence(text('ended'), integer(1), integer(0)))
            send(sequence(text('ready'), text('full points')))
            """,
            "not an answer to the requests",
        ),
        (
            """
            send(fault('raised', 'Skipped', 'not today', 'layers.py'))
            send(fault('raised', 'CheckFailed', '', ''))
            send(fault('passed', '', '', ''))
            """,
            "Skipped: not today",
        ),
    ],
    ids=["verdicts", "messages", "faults"],
)
def test_a_frame_that_claims_a_verdict_is_forged(
    from_forward: Callable[..., Aftermath], forging: str, finding: str
) -> None:
    """Class 43: frames carry values alone, so there is no verdict to forge."""
    aftermath = from_forward(by_shape(forging), FORGERY)

    assert "forging" in shown(aftermath)
    assert finding in shown(aftermath)
    assert hidden_feedback(aftermath) <= {REFUSED, RAISED}
    assert {test.status.value for test in aftermath.attack.tests if test.question == "relu"} == {"failed"}


def test_answers_to_requests_that_are_yet_to_come_are_sent_ahead(
    from_forward: Callable[..., Aftermath],
) -> None:
    """Class 43: a row of them, so that the grader reads the forgeries for a while."""
    aftermath = from_forward("for ahead in range(20): send(values(b'N', request() + ahead))", FORGERY)

    assert "Z is None" in shown(aftermath)
    assert "forging" in shown(aftermath)


@pytest.mark.parametrize(
    ("forging", "finding"),
    [
        (
            r"""
            send(b'', length=4 << 30)
            send(b'', length=2 ** 64 - 1)
            send(b'x', magic=b'\x80\x04]q')
            """,
            "a frame of 4,294,967,296 bytes was announced",
        ),
        (
            """
            send(answer((b'l' + count(1)) * 100 + b'N'))
            send(answer(b'l' + count(2_000_000) + b'N' * 2_000_000))
            send(answer(b'l' + count(2 ** 63) + b'N'))
            """,
            "too deep",
        ),
        (
            """
            send(answer(b'm' + count(2) + (text('key') + b'N') * 2))
            send(answer(b'm' + count(1) + b'l' + count(0) + b'N'))
            send(answer(b'm' + count(30_000) + b''.join(integer(i) + b'N' for i in range(30_000))))
            """,
            "stands twice",
        ),
        (
            """
            send(answer(b'a' + bytes([11, 1]) + count(10 ** 11)))
            send(answer(b'N') + b'N')
            send(answer(b's' + count(10)))
            """,
            "ends in the middle of a value",
        ),
    ],
    ids=["length", "depth", "keys", "truncated"],
)
def test_a_frame_is_too_long_too_deep_or_cut_off(
    from_forward: Callable[..., Aftermath], forging: str, finding: str
) -> None:
    """Class 44: 4 GiB, 16 EiB, 745 GiB of array, millions of items, twin keys; no count is believed unseen."""
    aftermath = from_forward(by_shape(forging), FORGERY)

    assert "forging" in shown(aftermath)
    assert finding in shown(aftermath)
    assert hidden_feedback(aftermath) == {REFUSED}


def test_the_line_to_the_grader_is_closed(from_forward: Callable[..., Aftermath]) -> None:
    """Class 45: every descriptor, the one line, and that line led to where nobody listens."""
    closing = "os.closerange(0, 64)\nos.close(3)\nos.dup2(os.open('/dev/null', os.O_RDWR), 3)"

    aftermath = from_forward(f"print('closing')\n{by_shape(closing)}", FORGERY)

    assert "closing" in shown(aftermath)
    assert hidden_feedback(aftermath) == {"Your code ended its program: a call of exit(), or a crash."}


@pytest.mark.parametrize("saying", ["", "send(answer(b'N'), length=10_000)"], ids=["nothing", "half-a-frame"])
def test_the_line_to_the_grader_falls_silent(from_forward: Callable[..., Aftermath], saying: str) -> None:
    """Class 45: the grader waits no longer than the test may last."""
    aftermath = from_forward(
        f"import time\nif x.shape == (3, 2):\n    print('silence')\n    {saying}\n    time.sleep(60)", FORGERY
    )

    assert "it waited for 12 s in forward" in shown(aftermath)
    assert "silence" in shown(aftermath)
    assert aftermath.seconds < 60  # twice, since code that only waits is tried once more


@pytest.mark.parametrize(
    "body",
    [
        "print(NAUGHTY)\nraise type(NAUGHTY.replace(chr(0), ''), (Exception,), {})(NAUGHTY)",
        "print(NAUGHTY)\nreturn type(NAUGHTY.replace(chr(0), ''), (), {})()",
    ],
    ids=["exception", "class"],
)
def test_markup_and_escape_codes_are_put_into_the_report(
    siege: Siege, from_forward: Callable[..., Aftermath], body: str
) -> None:
    """Class 46: HTML, Markdown, templates, formulas, colours, titles and letters that run backwards."""
    aftermath = from_forward(body, f"NAUGHTY = {MARKUP + INVISIBLE!r}")

    assert "<img src=x" in shown(aftermath)
    _assert_plain(siege, aftermath)


def test_markup_and_escape_codes_are_put_into_the_names_of_files(
    siege: Siege, attack: Callable[..., Aftermath], tmp_path: Path
) -> None:
    """Class 46: in the zip's own name, a folder's and those of files, which the notes list."""
    name = (MARKUP + INVISIBLE).replace("/", "").replace("\0", "")
    path = tmp_path / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in siege.solution.items():
            archive.writestr(f"{name}/{file}", text)
        archive.writestr(f"{name}/{name}", "")

    aftermath = attack(path, earned={"relu": 4.0, **HONEST_PART})

    assert aftermath.attack.points == 20
    assert "taken out of the folder" in aftermath.attack.notes[0]
    assert "left out: '<img src=x" in aftermath.attack.notes[1]
    assert "<img src=x" in aftermath.attack.submission
    _assert_plain(siege, aftermath)


def _assert_plain(siege: Siege, aftermath: Aftermath) -> None:
    """Nothing invisible is left, in JSON's spelling or as it is, and everything is declared plain text."""
    for letter in "\x1b\x07\u202e\r\x00\u2028":
        assert letter not in aftermath.visible
        assert f"\\u{ord(letter):04x}" not in aftermath.visible
    results = to_results(aftermath.attack, siege.loaded.assignment)
    formats = {
        value for entry in (results, *results["tests"]) for key, value in entry.items() if "format" in key
    }
    assert formats == {"text"}
