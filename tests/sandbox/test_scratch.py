"""The folder that a worker may write into: new for each worker, bounded, and emptied however hostile it was left."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder.harness.student.plain import Fault
from autograder.harness.student.proxy import StudentError
from autograder.model.assignment import Limits
from autograder.sandbox.confinement import linux
from autograder.sandbox.leftovers.tree import MOST_DEPTH, contents_of, empty, remove
from autograder.sandbox.scratch.scratch_folder import MOST_ENTRIES, SCRATCH
from tests.support.bare import BARE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from autograder.sandbox.sandbox import Sandbox
    from autograder.sandbox.submission import SandboxedSubmission

SMALL = Limits(scratch_mib=1, test_seconds=5, total_seconds=60, resident_mib=128)
NOBODY = 65_534
CAP_SYS_PTRACE, CAP_SYS_ADMIN = 19, 21
MODULE = (
    BARE
    + """
import ctypes, errno, os, socket, sys, time
import numpy as np

def listed():
    return sorted(os.path.join(folder, name) for folder, inner, names in os.walk(".") for name in (*inner, *names))

def where():
    return os.getcwd(), [os.environ[name] for name in ("HOME", "TMPDIR")], os.path.dirname(__file__)

def wait():
    time.sleep(60)

def many_files(number):
    for one in range(number):
        os.close(os.open(f"file{one}", os.O_CREAT | os.O_WRONLY, 0o600))

def deep(number):
    for one in range(number):
        os.mkdir("deep")
        os.chdir("deep")

def closed_folders():
    os.umask(0)
    for one in range(20):
        os.makedirs(f"closed{one}/inner/most")
        open(f"closed{one}/inner/most/file", "w").close()
        os.mkdir(f"closed{one}/inner/none", 0)
    os.umask(0o777)
    os.mkdir("none"), open("unreadable", "w").close()

def bytes_in_folders(mib):
    os.makedirs("a/b")
    for one in range(4 * mib):
        with open(f"a/b/{one}", "wb") as file:
            file.write(bytes(1 << 18))

def holds_deleted(mapped):
    held = []
    for one in range(8):
        file = open("held", "wb+")
        file.write(bytes(1 << 19))
        file.flush()
        held.append(np.memmap(file, mode="r+") if mapped else file)
        os.remove("held")
        if mapped:
            file.close()
    time.sleep(60)
    return len(held)

def makes(what):
    def attempt(action):
        try:
            return repr(action())
        except OSError as error:
            return errno.errorcode[error.errno]
    return [attempt(lambda text=text: eval(text)) for text in what]

def replaces_itself():
    os.remove("hw.py")
    with open("hw.py", "w") as file:
        file.write("def listed(): return ['another']")
    return open("hw.py").read()

def marks_times():
    before = os.stat("hw.py").st_atime_ns, os.stat("hw.py").st_mtime_ns, os.stat(".").st_atime_ns
    open("hw.py").read(), os.listdir(".")
    os.utime("hw.py", (1, 1)), os.utime(".", (1, 1)), os.chmod("hw.py", 0)
    return before == (os.stat("hw.py").st_atime_ns, os.stat("hw.py").st_mtime_ns, os.stat(".").st_atime_ns)
"""
)


@pytest.fixture(scope="module")
def held(make_sandbox: Callable[..., Sandbox]) -> Iterator[SandboxedSubmission]:
    """A submission with two files, whose workers may write a MiB."""
    files = {"hw.py": MODULE.encode(), "given.py": b"GIVEN = 1\n"}
    with make_sandbox(SMALL).submission(files, ("hw",)) as submission:
        yield submission


def fault_in(held: SandboxedSubmission, function: str, *arguments: object) -> tuple[Fault, str]:
    """The fault in which a function ends."""
    with pytest.raises(StudentError) as caught, held.worker() as student:  # noqa: PT012 - it may come to wait
        getattr(student.hw, function)(*arguments)
        student.hw.wait()
    return caught.value.fault, caught.value.message


def listing(held: SandboxedSubmission) -> list[str]:
    """What some workers more find, each of which has another folder or the one that was left."""
    found = []
    for _ in range(4):
        with held.worker() as student:
            found.append(student.hw.listed())
    assert all(one == found[0] for one in found)
    return found[0]  # type: ignore[no-any-return]


OWN = ["./given.py", "./hw.py"]


def test_it_is_the_current_folder_with_the_files_of_the_submission(held: SandboxedSubmission) -> None:
    """As at home: what lies beside the module is found there, and what is written lies beside it."""
    with held.worker() as student:
        current, settings, of_the_file = student.hw.where()

    assert [current] * 3 == [*settings, of_the_file]
    assert listing(held) == OWN


@pytest.mark.parametrize(
    ("function", "argument", "sentence"),
    [
        ("many_files", 2 * MOST_ENTRIES, "made more than 2,000 files and folders"),
        ("deep", 2 * MOST_DEPTH, "folders too deep to look into"),
        ("bytes_in_folders", 2, "wrote more than 1 MiB into its scratch folder"),
    ],
)
def test_a_worker_that_writes_too_much_is_ended_and_the_next_finds_nothing(
    held: SandboxedSubmission, function: str, argument: int, sentence: str
) -> None:
    """Files, folders and bytes are counted, in folders too."""
    fault, message = fault_in(held, function, argument)

    assert fault is Fault.MEMORY
    assert sentence in message
    assert listing(held) == OWN


def test_what_is_allowed_is_not_too_much(held: SandboxedSubmission) -> None:
    """Right below the bounds."""
    with held.worker() as student:
        student.hw.many_files(200)
    with held.worker() as student:
        student.hw.deep(MOST_DEPTH - 1)

    assert listing(held) == OWN


def test_folders_that_nobody_may_open_are_removed_too(held: SandboxedSubmission) -> None:
    """Made with a mode of 000, whether the grader is root or not; a grader that is not cannot count them."""
    with held.worker() as student:
        try:
            student.hw.closed_folders()
        except StudentError as error:
            assert "too deep to look into" in error.message  # noqa: PT017 - an unprivileged grader's words

    assert listing(held) == OWN


@pytest.mark.parametrize("mapped", [False, True], ids=["open", "mapped"])
def test_deleted_files_that_are_held_are_counted_where_the_kernel_shows_them(
    held: SandboxedSubmission,
    mapped: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """To a grader that may look into its workers' descriptors; docs/security.md says what holds elsewhere."""
    rights = linux.effective_capabilities()
    if not (rights >> CAP_SYS_PTRACE & 1 and rights >> CAP_SYS_ADMIN & 1):
        pytest.skip("the kernel shows this grader no descriptors of workers")

    fault, message = fault_in(held, "holds_deleted", mapped)

    assert (fault, message) == (Fault.MEMORY, "the program wrote more than 1 MiB into its scratch folder")


def test_links_devices_sockets_and_files_without_a_name_cannot_be_made(held: SandboxedSubmission) -> None:
    """What the grader could follow, or could not count."""
    attempts = {
        "os.symlink('/etc', 'link')": "EPERM",
        "os.link('hw.py', 'link')": "EPERM",
        "os.rename('hw.py', 'renamed')": "None",
        "os.mkfifo('fifo')": "EPERM",
        "os.mknod('device', 0o20600, 0x103)": "EPERM",
        "socket.socket(socket.AF_UNIX).bind('socket')": "EPERM",
        "os.open('.', os.O_RDWR | os.O_TMPFILE)": "ENOTSUP",
        "os.chmod('renamed', 0o4777)": "None",
        "os.open('program', os.O_CREAT | os.O_WRONLY, 0o755) > 0": "True",
        "os.execv('program', ['program'])": "EPERM",
        "os.rmdir('.')": "EINVAL",
    }

    with held.worker() as student:
        outcomes = student.hw.makes([*attempts])

    assert dict(zip(attempts, outcomes, strict=True)) == attempts
    assert listing(held) == OWN


def test_a_file_that_a_worker_puts_in_its_own_files_stead_is_not_run_by_the_next(
    held: SandboxedSubmission,
) -> None:
    """The copies are for reading; modules come from where no worker can write."""
    for _ in range(4):
        with held.worker() as student:
            assert "another" in student.hw.replaces_itself()

    assert listing(held) == OWN


def test_times_and_modes_are_no_store(held: SandboxedSubmission) -> None:
    """Changing them does nothing, and reading leaves no trace."""
    for _ in range(4):
        with held.worker() as student:
            assert student.hw.marks_times() is True


def test_few_folders_are_made_for_many_workers(held: SandboxedSubmission) -> None:
    """Each costs a set of Landlock rules."""
    for _ in range(12):
        with held.worker() as student:
            student.hw.many_files(3)

    assert len(list(held._folder.parent.glob(f"{SCRATCH}*"))) <= 4  # noqa: SLF001 - where they lie


def test_data_and_links_to_it_are_there(make_sandbox: Callable[..., Sandbox], tmp_path: Path) -> None:
    """In the current folder, as in the handout; a worker that removes the link takes it from itself alone."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "x.txt").write_text("public", encoding="utf-8")
    source = b"import os\ndef answer():\n    text = open('data/x.txt').read()\n    os.remove('data')\n    return text"

    with make_sandbox(SMALL).submission({"hw.py": source}, ("hw",), data) as held:
        for _ in range(4):
            with held.worker() as student:
                assert student.hw.answer() == "public"


def test_without_a_scratch_folder_nothing_can_be_written(
    ask: Callable[..., Any],
) -> None:
    """Where the assignment says so."""
    source = "import os\ndef answer(): return os.listdir('.'), open('x', 'w')"

    with pytest.raises(StudentError, match="Permission denied"):
        ask(source, limits=replace(SMALL, scratch_mib=0))


# The folder's own rules, without a worker


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with all that is hard to remove, and links to what must stay."""
    victim, folder = tmp_path / "victim", tmp_path / "tree"
    for one in (victim, folder):
        one.mkdir()
    (victim / "kept").touch()
    (folder / "link").symlink_to(victim)
    (folder / "inner").mkdir()
    (folder / "inner" / "link").symlink_to(victim)
    os.mkfifo(folder / "inner" / "fifo")
    deep = folder / "deep"
    for _ in range(2 * MOST_DEPTH):
        deep.mkdir()
        deep /= "x"
    (folder / "none").mkdir(mode=0)
    return folder


def test_a_hostile_tree_is_emptied_and_no_link_is_followed(tree: Path) -> None:
    """Deep, closed, linked."""
    empty(tree)

    assert list(tree.iterdir()) == []
    assert (tree.parent / "victim" / "kept").exists()
    remove(tree)
    assert not tree.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user to try it")
def test_a_tree_of_ones_own_is_emptied_by_a_user_without_rights(tree: Path) -> None:
    """Modes keep its owner out of a folder, and not from changing them."""
    os.chown(tree, NOBODY, NOBODY)
    for path in tree.rglob("*"):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    top = os.open(tree, os.O_PATH)
    child = os.fork()
    if child == 0:
        try:
            os.fchdir(top)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            empty(Path())
        finally:
            os._exit(len([*Path().iterdir()]))

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(top)
    assert (tree.parent / "victim" / "kept").exists()


def test_counting_ends_at_its_bound(tree: Path) -> None:
    """However much there is."""
    (tree / "none").rmdir()

    whole, part = contents_of(tree, 1000), contents_of(tree, 3)

    assert (whole.counted, part.counted) == (False, False)  # too deep, too many
    assert (whole.entries > MOST_DEPTH, part.entries) == (True, 4)
    assert contents_of(tree / "inner", 2).counted
