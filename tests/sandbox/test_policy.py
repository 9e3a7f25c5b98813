"""When student code is held well enough, and what is said when it is not."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from autograder.errors import SandboxError
from autograder.sandbox.confinement import syscalls
from autograder.sandbox.confinement.namespaces import outermost
from autograder.sandbox.confinement.probe import Powers, choose, open_to_all, probe
from autograder.sandbox.folders import sweep
from autograder.sandbox.packages import find_packages
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.uids import claimed_uid
from tests.support.bare import BARE
from tests.support.process_numbers import number_outside

if TYPE_CHECKING:
    from collections.abc import Callable

ALL = Powers(linux=True, other_users=True, first_uid=210_000, landlock=7, seccomp=True, search=True)


@pytest.fixture
def private(tmp_path: Path) -> str:
    """A folder that other users may not pass through."""
    tmp_path.chmod(0o700)
    return str(tmp_path)


def test_all_that_works_is_used() -> None:
    """With an interpreter that everyone may read, no right is kept."""
    plan = choose(ALL, ["/usr"], allow_weak=False)

    assert (plan.first_uid, plan.landlock, plan.seccomp, plan.keep_search) == (210_000, 7, True, False)


def test_a_private_interpreter_needs_the_right_to_pass_which_landlock_bounds(private: str) -> None:
    """Kept only then."""
    assert choose(ALL, [private], allow_weak=False).keep_search


def test_a_private_interpreter_without_that_right_runs_as_the_same_user_under_landlock(private: str) -> None:
    """As it does for everyone who is not root."""
    plan = choose(replace(ALL, search=False), [private], allow_weak=False)

    assert (plan.first_uid, plan.keep_search, plan.landlock) == (None, False, 7)


def test_a_private_interpreter_without_landlock_is_refused(private: str) -> None:
    """The right to pass would open every file."""
    with pytest.raises(SandboxError, match=f"could not read {private}") as caught:
        choose(replace(ALL, landlock=0), [private], allow_weak=False)

    assert "--allow-weak-sandbox" in str(caught.value)


def test_an_unprivileged_user_without_landlock_is_refused() -> None:
    """Nothing holds the files."""
    with pytest.raises(SandboxError, match="no Landlock"):
        choose(replace(ALL, other_users=False, landlock=0), ["/usr"], allow_weak=False)


def test_root_without_landlock_is_enough() -> None:
    """Another user and the filter hold the same."""
    assert choose(replace(ALL, landlock=0), ["/usr"], allow_weak=False).first_uid == 210_000


def test_without_seccomp_it_is_refused_unless_told() -> None:
    """And then runs with the rest."""
    powers = replace(ALL, seccomp=False)
    with pytest.raises(SandboxError, match="seccomp filters do not work here"):
        choose(powers, ["/usr"], allow_weak=False)

    assert choose(powers, ["/usr"], allow_weak=True).landlock == 7


def test_another_system_is_refused() -> None:
    """However weak it may be."""
    with pytest.raises(SandboxError, match="on Linux only"):
        choose(replace(ALL, linux=False), [], allow_weak=True)


@pytest.mark.parametrize("missing", ["landlock", "seccomp", "other_users"])
def test_a_weaker_sandbox_still_answers(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """Each layer may be absent, and the others work without it."""
    powers = replace(probe(), **{missing: 0})
    monkeypatch.setattr("autograder.sandbox.sandbox.probe", lambda: powers)
    with (
        Sandbox(allow_weak=True) as sandbox,
        sandbox.submission({"hw.py": b"def answer(): return 5"}, ("hw",)) as held,
        held.worker() as student,
    ):
        answer = student.hw.answer()

    assert answer == 5
    assert not any(layer.startswith(missing) for layer in sandbox.protection)


def test_a_wall_with_a_hole_stops_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first worker finds that it can read what it must not."""
    monkeypatch.setattr("autograder.sandbox.sandbox.interpreter_paths", lambda: ("/",))

    with pytest.raises(SandboxError, match="could read a file of the grader's"), Sandbox():
        pass


def test_a_package_that_is_not_installed_stops_the_sandbox() -> None:
    """It is the grader's machine that lacks it."""
    with pytest.raises(SandboxError, match="the package nowhere_to_be_had, which is not installed here"):
        Sandbox(packages=("nowhere_to_be_had",)).__enter__()


def test_the_worker_has_loaded_nothing_of_ours_but_its_own_side(make_sandbox: Callable[..., Any]) -> None:
    """No test, no record, no grader can be found in its memory."""
    ours = set(make_sandbox()._context.zygote.modules)  # noqa: SLF001 - what it told

    sides = ("autograder.sandbox.child", "autograder.sandbox.wire", "autograder.sandbox.confinement")
    assert {name for name in ours if not name.startswith(sides)} == {
        "autograder",
        "autograder.errors",
        "autograder.sandbox",
        "autograder.harness",
        "autograder.harness.crashes",
        "autograder.harness.crashes.ancestors",
        "autograder.harness.crashes.facts",
        "autograder.harness.crashes.look",
        "autograder.harness.spelling",
        "autograder.harness.spelling.lookup",
        "autograder.harness.student",
        "autograder.harness.student.drawing",
        "autograder.harness.student.drawing.artists",
        "autograder.harness.student.drawing.bounds",
        "autograder.harness.student.drawing.plain_parts",
        "autograder.harness.student.drawing.memory",
        "autograder.harness.student.drawing.pictures",
        "autograder.harness.student.program",
        "autograder.harness.student.program.files",
        "autograder.harness.student.program.script",
        "autograder.harness.student.program.streams",
        "autograder.harness.values.operations",
        "autograder.harness.values",
        "autograder.harness.values.adapters",
        "autograder.harness.values.description",
        "autograder.harness.values.tables",
        "autograder.harness.values.kinds",
        "autograder.harness.student.plain",
        "autograder.harness.student.refused_calls",
        "autograder.harness.student.skipping",
        "autograder.harness.student.time_limit",
        "autograder.harness.importing",
        "autograder.harness.importing.grader_has",
        "autograder.harness.importing.harmless",
        "autograder.harness.importing.measure",
        "autograder.harness.importing.module_names",
        "autograder.harness.importing.names",
        "autograder.harness.importing.stand_ins",
        "autograder.harness.importing.statements",
        "autograder.harness.importing.stopwatch",
    }


def test_the_graders_modules_are_no_library_for_students(make_sandbox: Callable[..., Any]) -> None:
    """They cannot be imported in a worker, nor is pytest there."""
    source = b"""
import sys
def answer():
    found = []
    for name in ("autograder", "autograder.errors", "pytest", "hypothesis"):
        try: __import__(name)
        except ImportError: continue
        found.append(name)
    return found, [name for name in sys.modules if name.split(".")[0] in ("_pytest", "autograder")]
"""
    with make_sandbox().submission({"hw.py": source}, ("hw",)) as held, held.worker() as student:
        assert student.hw.answer() == ([], [])


def test_everything_is_gone_when_the_sandbox_closes() -> None:
    """Processes and folders."""
    with Sandbox() as sandbox:
        folder = sandbox._context.folder  # noqa: SLF001 - what must be gone
        zygote = sandbox._context.zygote._process.pid  # noqa: SLF001 - what must be gone
        assert folder.is_dir()

    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(zygote, 0)


def test_what_a_worker_starts_is_ended_where_no_filter_forbids_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A daemon that left its process group and lost its parent."""
    monkeypatch.setattr("autograder.sandbox.sandbox.probe", lambda: replace(probe(), seccomp=False))
    source = b"""
import os, time
def answer():
    source, sink = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.write(sink, str(os.getpid()).encode())
            os.close(3)
            time.sleep(60)
        os._exit(0)
    return int(os.read(source, 100))
""" + BARE.encode()
    with Sandbox(allow_weak=True) as sandbox, sandbox.submission({"hw.py": source}, ("hw",)) as held:
        with held.worker() as student:
            daemon = number_outside(student.hw.answer())
            os.kill(daemon, 0)
        held.close()  # waits for the end of the worker and of what it started

        with pytest.raises(ProcessLookupError):
            os.kill(daemon, 0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_a_worker_left_where_everyone_may_write_is_swept_away() -> None:
    """By its user's number, and nothing else."""
    with tempfile.NamedTemporaryFile(delete=False) as theirs, tempfile.NamedTemporaryFile() as ours:
        os.chown(theirs.name, 210_999, 210_999)

        sweep(210_999)

        assert not Path(theirs.name).exists()
        assert Path(ours.name).exists()


def test_user_numbers_differ_while_they_are_held() -> None:
    """Across all graders of the machine, too: the kernel keeps the list."""
    with claimed_uid(210_000) as one, claimed_uid(210_000) as other:
        assert one != other
    with claimed_uid(None) as nobody:
        assert nobody is None


def test_packages_bring_what_they_need() -> None:
    """scikit-learn cannot be imported without scipy and joblib."""
    pytest.importorskip("sklearn")

    packages = find_packages(("sklearn",))

    assert {"numpy", "sklearn", "scipy", "joblib"} <= set(packages.modules)
    assert any(path.endswith("/scipy") for path in packages.read)


def test_only_allowed_packages_can_be_read(make_sandbox: Callable[..., Any]) -> None:
    """Not the whole folder that they are installed in."""
    site = sysconfig.get_path("purelib")
    if site.startswith(sys.base_prefix):
        pytest.skip("the packages lie among Python's own files here")
    read = make_sandbox()._context.read  # noqa: SLF001 - what the rules are made of

    assert not any(f"{site}/".startswith(f"{path}/") for path in read)
    assert any(path == f"{site}/numpy" for path in read)


def test_plots_can_be_drawn_where_matplotlib_is_allowed() -> None:
    """Into memory, and without a folder of its own."""
    pytest.importorskip("matplotlib")
    source = b"""
import io
import matplotlib.pyplot as plt
def answer():
    plt.plot([1, 2])
    plt.savefig(sink := io.BytesIO())
    return sink.getvalue()[:4]
"""
    with (
        Sandbox(packages=("numpy", "matplotlib")) as sandbox,
        sandbox.submission({"hw.py": source}, ("hw",)) as held,
        held.worker() as student,
    ):
        image = student.hw.answer()

    assert image == b"\x89PNG"


def test_paths_inside_other_paths_are_left_out() -> None:
    """Each costs every worker a rule."""
    assert outermost(["/usr/lib", "/usr/lib/python3", "/usr/lib64", "/usr/lib"]) == ("/usr/lib", "/usr/lib64")


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_call_numbers_are_the_kernels(machine: str) -> None:
    """Compared with its headers, where they are installed."""
    header = {
        "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        "aarch64": Path("/usr/include/asm-generic/unistd.h"),
    }[machine]
    if not header.exists():
        pytest.skip(f"{header} is not installed")
    words = [line.split() for line in header.read_text(encoding="utf-8").splitlines()]
    known = {
        row[1].replace("__NR3264_", "__NR_").replace("__NR_fstatat", "__NR_newfstatat"): int(row[2])
        for row in words
        if len(row) >= 3 and row[0] == "#define" and row[1].startswith("__NR") and row[2].isdigit()
    }

    for table in (syscalls.ALLOWED, syscalls.CONDITIONAL, syscalls.ABSENT):
        for name, number in syscalls.numbers(table, machine).items():
            assert known[f"__NR_{name}"] == number


def _interpreter_for_all() -> str | None:
    """An interpreter of our version that every user may run."""
    for path in ("/usr/bin/python3", "/usr/local/bin/python3"):
        if Path(path).exists() and open_to_all(Path(path)):
            command = [path, "-c", "import sysconfig; print(sysconfig.get_python_version())"]
            version = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
            if version == sysconfig.get_python_version():
                return path
    return None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user to try it")
@pytest.mark.parametrize("user", [65534, 0], ids=["nobody", "root"])
def test_everything_holds_with_an_interpreter_that_all_may_read(repository: Path, user: int) -> None:
    """The confinement tests once more: as an unprivileged user, and as root without any right kept."""
    interpreter = _interpreter_for_all()
    if interpreter is None or not open_to_all(repository):
        pytest.skip("needs this Python's version in /usr, and a repository that other users may read")
    tests = [str(repository / "tests/sandbox/test_confinement.py")]
    command = [
        interpreter,
        "-B",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(repository),
        *tests,
    ]
    environment = {"PYTHONPATH": f"{repository}:{sysconfig.get_path('purelib')}", "PATH": "/usr/bin:/bin"}

    done = subprocess.run(
        command, env=environment, cwd=repository, user=user, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_a_bundle_that_every_user_may_read_is_refused_where_only_permissions_hold_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Root without Landlock: the worker is another user, and may read what other users may."""
    plan = replace(choose(probe(), (), allow_weak=True), landlock=0, namespaces=False, first_uid=210_000)
    monkeypatch.setattr("autograder.sandbox.sandbox.choose", lambda *_, **__: plan)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        bundle = Path(folder)
        bundle.chmod(0o755)

        with (
            pytest.raises(SandboxError, match=r"other users may look into this.*`chmod go= /tmp/"),
            Sandbox(secrets=[bundle]),
        ):
            pass
