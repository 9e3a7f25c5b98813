"""Where Landlock is missing: user, mount and process namespaces hold student code instead."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder.errors import SandboxError
from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.model.assignment import Limits
from autograder.sandbox import sandbox as cell
from autograder.sandbox.confinement.confine import NAMESPACES
from autograder.sandbox.confinement.probe import Powers, choose, namespaces_work, open_to_all, probe
from tests.support.bare import BARE
from tests.support.open_folders import open_to_everybody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from autograder.sandbox.sandbox import Sandbox

OLD = Powers(
    linux=True, other_users=False, first_uid=0, landlock=0, seccomp=True, search=False, namespaces=True
)  # an unprivileged user on an old kernel


@pytest.fixture(scope="module", autouse=True)
def _possible() -> None:
    if sys.platform != "linux" or not namespaces_work():
        pytest.skip("this machine lets no one make user namespaces")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A sandbox as on an old kernel, for a user who is not root."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cell, "probe", without_landlock)
        with cell.Sandbox(limits=Limits(test_seconds=1, resident_mib=128, scratch_mib=1)) as sandbox:
            yield sandbox


@pytest.fixture
def ask(sandbox: Sandbox) -> Callable[..., Any]:
    """The answer of `hw.answer(*arguments)` in a fresh worker."""

    def answer(source: str, *arguments: object) -> object:
        with sandbox.submission({"hw.py": source.encode()}, ("hw",)) as held, held.worker() as student:
            return student.hw.answer(*arguments)

    return answer


def refused(ask: Callable[..., Any], source: str, *arguments: object) -> str:
    """The class of the error that an attempt ends in."""
    with pytest.raises(StudentError) as caught:
        ask(source + BARE, *arguments)
    return caught.value.type_name


def test_they_are_used_where_nothing_else_holds_files() -> None:
    """Not beside Landlock or another user, and not without a filter."""
    assert choose(OLD, ["/usr"], allow_weak=False).namespaces
    assert not choose(replace(OLD, landlock=1), ["/usr"], allow_weak=False).namespaces
    assert not choose(replace(OLD, other_users=True, first_uid=9), ["/usr"], allow_weak=False).namespaces
    assert not choose(replace(OLD, seccomp=False), ["/usr"], allow_weak=True).namespaces


def test_without_them_an_old_kernel_is_refused() -> None:
    """The sandbox fails closed."""
    with pytest.raises(SandboxError, match=r"no Landlock .* and no user namespaces"):
        choose(replace(OLD, namespaces=False), ["/usr"], allow_weak=False)


def test_they_are_named_in_the_results(sandbox: Sandbox) -> None:
    """With what else holds, and without what does not."""
    assert NAMESPACES in sandbox.protection
    assert "seccomp" in sandbox.protection
    assert not any(layer.startswith(("landlock", "separate user")) for layer in sandbox.protection)


def test_student_code_computes(ask: Callable[..., Any]) -> None:
    """With NumPy, a part of it that is loaded late, and a module of Python's that is."""
    source = """
import numpy as np, numpy.polynomial, sqlite3
def answer(): return float(np.linalg.norm(np.arange(5.0))), sqlite3.connect(":memory:").execute("select 7").fetchone()
"""

    assert ask(source) == (pytest.approx(30**0.5), (7,))


def test_a_hidden_file_is_not_there(ask: Callable[..., Any], tmp_path: Path) -> None:
    """Its owner is the worker's own user, and its mode lets everybody read."""
    hidden = tmp_path / "test_hidden.py"
    hidden.write_text("expected = 2.6912\n", encoding="utf-8")
    open_to_everybody(tmp_path)

    assert refused(ask, "def answer(path): return open(path).read()", str(hidden)) == "FileNotFoundError"


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "/proc/self/environ", "/proc/1", "/boot", "/sys", "/var", "/tmp/x"],  # noqa: S108 - what is attempted
)
def test_the_machine_is_not_there(ask: Callable[..., Any], path: str) -> None:
    """Only what a worker has to read is."""
    assert refused(ask, "import os\ndef answer(path): os.stat(path)", path) == "FileNotFoundError"


def test_the_way_back_to_the_old_root_is_gone(ask: Callable[..., Any]) -> None:
    """`..` above the root is the root, and it holds a few names."""
    source = (
        "import os\ndef answer(): return os.listdir('/' + '../' * 30), os.listdir('/etc'), os.listdir('/dev')"
    )

    root, etc, dev = ask(source)

    assert {"usr", "etc", "dev"} <= set(root)
    assert not {"proc", "sys", "boot", "var"} & set(root)
    assert set(etc) <= {"ld.so.cache", "localtime"}
    assert set(dev) == {"null", "random", "urandom"}


def test_another_submission_is_not_there(ask: Callable[..., Any], sandbox: Sandbox) -> None:
    """Nor the canary, nor anything else in the folder that holds them."""
    with sandbox.submission({"hw.py": b"secret = 1"}, ("hw",)) as other:
        source = "import os\ndef answer(path): return open(path).read()"
        assert refused(ask, source, f"{other._folder}/hw.py") == "FileNotFoundError"  # noqa: SLF001 - its name is the secret
    beside = ask("import os\ndef answer(): return sorted(os.listdir('..'))")

    assert [name.partition("-")[0] for name in beside] == ["scratch", "submission"]


@pytest.mark.parametrize(
    "path", ["__file__", "os.__file__", "f'{MODULES}/hw.py'", "'../made'", "'/made'", "'/dev/made'"]
)
def test_nothing_can_be_written(ask: Callable[..., Any], path: str) -> None:
    """Neither the submission, which the worker's user owns, nor Python's files, nor the new root."""
    with pytest.raises(StudentError) as caught:
        ask(f"import os\nMODULES = (lambda: 0).__code__.co_filename[:-6]\ndef answer(): open({path}, 'a')")

    assert caught.value.type_name in {"OSError", "PermissionError"}
    assert "Read-only" in str(caught.value) or "denied" in str(caught.value)


def test_its_own_files_cannot_be_removed(ask: Callable[..., Any]) -> None:
    """The next worker needs them; the copies in its own folder are its own."""
    source = "import os\ndef answer():\n    os.unlink(__file__)\n    os.unlink(answer.__code__.co_filename)"

    assert refused(ask, source) == "OSError"


def test_the_scratch_folder_can_be_written(ask: Callable[..., Any]) -> None:
    """Where an assignment gives one; and the null device."""
    source = """
import os
def answer():
    with open(os.environ["TMPDIR"] + "/x", "w+") as file, open(os.devnull, "w") as sink:
        sink.write("x")
        file.write("written")
        file.seek(0)
        return file.read()
"""

    assert ask(source) == "written"


def test_public_data_can_be_read(sandbox: Sandbox, tmp_path: Path) -> None:
    """By its link in the submission's folder."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "x.txt").write_text("public", encoding="utf-8")
    source = b"def answer(): return open('data/x.txt').read()"

    with sandbox.submission({"hw.py": source}, ("hw",), data) as held, held.worker() as student:
        assert student.hw.answer() == "public"


def test_no_process_can_be_started(ask: Callable[..., Any]) -> None:
    """The filter comes after the namespaces."""
    assert refused(ask, "import os\ndef answer(): os.fork()") == "PermissionError"


@pytest.mark.parametrize("call", ["0x10000000", "0x20000"], ids=["user", "mount"])
def test_no_further_namespace_can_be_entered(ask: Callable[..., Any], call: str) -> None:
    """In which it would have every right again."""
    source = f"""
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def answer(): return libc.unshare({call}), ctypes.get_errno()
"""

    assert ask(source) == (-1, 1)


def test_the_graders_processes_have_no_number_there(ask: Callable[..., Any]) -> None:
    """The worker's parent is out of its sight, and its number is small."""
    parent, own = ask("import os\ndef answer(): return os.getppid(), os.getpid()")

    assert parent == 0
    assert 1 < own < os.getpid()
    assert refused(ask, "import os\ndef answer(pid): os.kill(pid, 0)", os.getpid()) == "PermissionError"


def test_no_right_is_left(sandbox: Sandbox) -> None:
    """Neither of those that the namespace gave, nor any to gain."""
    source = b"import os\ndef answer(): return os.getpid(), os.getresuid()"
    with sandbox.submission({"hw.py": source}, ("hw",)) as held, held.worker() as student:
        own, users = student.hw.answer()
        status = Path(f"/proc/{seen_from_here(sandbox, own)}/status").read_text(encoding="ascii")

    sets = dict(line.split(":\t") for line in status.splitlines() if line.startswith("Cap"))
    assert [int(sets[name], 16) for name in ("CapPrm", "CapEff", "CapInh", "CapAmb")] == [0, 0, 0, 0]
    assert "NoNewPrivs:\t1" in status
    assert set(users) == {os.getuid()}


def test_a_worker_that_hangs_is_ended_and_the_next_one_answers(sandbox: Sandbox) -> None:
    """The kill reaches into the namespace."""
    source = b"import os\ndef hang():\n    while True: pass\ndef own(): return os.getpid()"
    with sandbox.submission({"hw.py": source}, ("hw",)) as held:
        with held.worker() as student:
            hanging = seen_from_here(sandbox, student.hw.own())
            with pytest.raises(StudentError) as caught:
                student.hw.hang()
        with held.worker() as student:
            answer = student.hw.own()

    assert caught.value.fault is Fault.TIMEOUT
    assert answer > 1
    assert not Path(f"/proc/{hanging}").exists()


def test_a_worker_that_takes_much_memory_is_seen(sandbox: Sandbox) -> None:
    """The watch knows it by the grader's number."""
    source = b"def answer():\n    x = bytearray(200 << 20)\n    while True: x[::4096] = x[::4096]"

    with (
        sandbox.submission({"hw.py": source}, ("hw",)) as held,
        held.worker() as student,
        pytest.raises(StudentError) as caught,
    ):
        student.hw.answer()

    assert caught.value.fault is Fault.MEMORY


@pytest.mark.parametrize("how", ["closed", "killed"])
def test_the_first_process_of_the_namespace_ends_with_the_zygote(how: str) -> None:
    """However that ends; and with the first process the kernel ends all others of the namespace."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cell, "probe", without_landlock)
        with cell.Sandbox() as sandbox:
            first = seen_from_here(sandbox, 1)
            if how == "killed":
                os.kill(sandbox._context.zygote._process.pid, signal.SIGKILL)  # noqa: SLF001 - the test's own process
                wait_for_the_end_of(first)

    wait_for_the_end_of(first)


@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("unshare") is None, reason="only root can mount to try it"
)
def test_what_is_mounted_below_a_readable_folder_is_read_only_too() -> None:
    """A blank in its name included, which the kernel writes as a number."""
    read = Path(os.__file__).parent / "json"
    program = """
import os, sys
from autograder.sandbox.confinement import namespaces
os.mkdir(sys.argv[1] + "/a b")
os.system("mount -t tmpfs none '" + sys.argv[1] + "/a b'")
own_namespaces = namespaces.enter()
own_namespaces.enter_next()
child = os.fork()
if child == 0:
    namespaces.leave_only([sys.argv[1], sys.base_prefix], None)
    for folder in (sys.argv[1], sys.argv[1] + "/a b"):
        try: os.mkdir(folder + "/made")
        except OSError as error: print(error.strerror, flush=True)
    os._exit(0)
os.waitpid(child, 0)
"""
    steps = 'mount -t tmpfs none "$1" && exec "$2" -c "$3" "$1"'
    command = ["unshare", "-m", "sh", "-c", steps, "sh", str(read), sys.executable, program]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.stdout.splitlines() == ["Read-only file system"] * 2, done.stderr


@pytest.mark.siege
@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="only root can become another user to try it"
)
def test_they_hold_for_an_unprivileged_user(repository: Path) -> None:
    """All others of these tests once more."""
    interpreter = "/usr/bin/python3"
    version = [interpreter, "-c", "import sysconfig; print(sysconfig.get_python_version())"]
    if not open_to_all(repository) or not Path(interpreter).exists():
        pytest.skip("needs a Python in /usr, and a repository that other users may read")
    if (
        subprocess.run(version, capture_output=True, text=True, check=True).stdout[:-1]
        != sysconfig.get_python_version()
    ):
        pytest.skip("needs this Python's version in /usr")
    command = [
        interpreter,
        "-B",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-m",
        "not siege",
        "--rootdir",
        str(repository),
        __file__,
    ]
    environment = {"PYTHONPATH": f"{repository}:{sysconfig.get_path('purelib')}", "PATH": os.defpath}

    done = subprocess.run(
        command,
        env=environment,
        cwd=repository,
        user=65534,
        group=65534,
        extra_groups=(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert " passed" in done.stdout


def without_landlock() -> Powers:
    """What works here, but for what holds files by other means."""
    return replace(probe(), landlock=0, other_users=False, namespaces=True)


def children_of(sandbox: Sandbox) -> list[str]:
    """The processes that the sandbox's zygote has forked, by our numbers."""
    zygote = sandbox._context.zygote._process.pid  # noqa: SLF001 - whose children they are
    return Path(f"/proc/{zygote}/task/{zygote}/children").read_text(encoding="ascii").split()


def seen_from_here(sandbox: Sandbox, own: int) -> str:
    """Our number of the worker that has this one in its namespace."""
    for pid in children_of(sandbox):
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        numbers = next(line.split()[1:] for line in status.splitlines() if line.startswith("NSpid:"))
        if (numbers[0], numbers[-1]) == (pid, str(own)):
            return pid
    pytest.fail(f"no worker has the number {own}")


def wait_for_the_end_of(pid: str) -> None:
    """Up to five seconds; a process that nobody has buried yet has ended too."""
    deadline = time.monotonic() + 5
    while alive(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def alive(pid: str) -> bool:
    """Whether there is such a process, other than as a name that waits for its burial."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False
