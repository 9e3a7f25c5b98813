"""A whole build: what it puts out, what it refuses, and that it puts out all or nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import autograder
from autograder.authoring.release import build as release
from autograder.authoring.release.build import build
from autograder.errors import AutograderError, BuildRefusedError, SourceError
from autograder.files import read_tree, tree_hash, zip_bytes
from autograder.model.secret import read_secret, secret_hash
from tests.support.secret import put_secret

if TYPE_CHECKING:
    from collections.abc import Callable


def replace(path: Path, old: str, new: str) -> None:
    """Put one text in the place of another in a file that holds it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def on_disk(root: Path) -> dict[str, bytes]:
    """All files of a course, hidden ones too, the source aside."""
    return {name: content for name, content in read_tree(root).items() if not name.startswith("source/")}


def test_a_build_puts_out_handout_solution_bundle_and_zips(source: Path, root: Path) -> None:
    """Each with the files it needs, and none that it must not have."""
    report = build(source, root)

    files = on_disk(root)
    handout = {name for name in files if name.startswith("release/toy/")}
    assert {name.removeprefix("release/toy/") for name in handout} == {
        "README.md",
        "harness.zip",
        "requirements.txt",
        "run_tests.py",
        "tests/assignment.json",
        "tests/given.json",
        "tests/conftest.py",
        "tests/public/test_scale.py",
        "tests/pytest.ini",
        "tests/records.npz",
        "toy.ipynb",
        "toy_given.py",
        "toy_lib.py",
    }
    assert {name for name in files if name.startswith("solutions/")} == {
        f"solutions/toy/{name}" for name in ("README.md", "toy_given.py", "toy_lib.py")
    }
    assert {name for name in files if name.startswith("dist/toy/bundle/")} == {
        f"dist/toy/bundle/{name}"
        for name in (
            "assignment.toml",
            "bundle.json",
            "given.json",
            "notebook.ipynb",
            "records.npz",
            "secret",
            "stub-functions.json",
            "stubs.json",
            "tests/hidden/test_norm.py",
            "tests/hidden/test_scale_hidden.py",
            "tests/public/test_scale.py",
            "toy_given.py",
        )
    }
    assert {"dist/toy/toy-student.zip", "dist/toy/toy-gradescope.zip"} < files.keys()
    assert report.lines()[0] == (
        "toy: 2 solution regions, 1 public and 2 hidden tests; the reference passes all, the stub none"
    )


def test_the_handout_knows_nothing_of_hidden_tests(built: Path) -> None:
    """Neither their names nor their values; the public part of the points is told."""
    folder = built / "release" / "toy"
    assert not [
        name
        for name, content in read_tree(folder).items()
        if b"test_zeros" in content or b"test_norm" in content
    ]
    with np.load(folder / "tests" / "records.npz") as records:
        assert records.files == ["public/test_scale.py::test_scale|y"]
    description = json.loads((folder / "tests" / "assignment.json").read_text(encoding="utf-8"))
    assert description["questions"] == [
        {
            "id": "scale",
            "title": "Scaling",
            "points": 4.0,
            "public_points": 1.0,
            "builds_on": [],
            "by_hand": 0,
        },
        {"id": "norm", "title": "Norms", "points": 6.0, "public_points": 0.0, "builds_on": [], "by_hand": 0},
    ]


def test_the_student_zip_is_the_release_in_one_folder(built: Path) -> None:
    """File by file."""
    with zipfile.ZipFile(built / "dist" / "toy" / "toy-student.zip") as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == {
        f"toy/{name}": content for name, content in read_tree(built / "release" / "toy").items()
    }


def test_the_bundle_names_the_source_and_the_secret_it_was_made_with(source: Path, built: Path) -> None:
    """By their hashes; and whose data it was made with."""
    made = json.loads((built / "dist" / "toy" / "bundle" / "bundle.json").read_text(encoding="utf-8"))
    secret = read_secret(built / "dist" / "toy" / "bundle" / "secret")
    hashes = {"source": tree_hash(source), "secret_sha256": secret_hash(secret)}
    assert made == {"format": 1, **hashes, "own_data": True}


def test_the_handout_runs_and_the_solution_passes_in_it(built: Path) -> None:
    """With the tests that students have."""
    run = [sys.executable, "-B", "run_tests.py"]

    stub = subprocess.run(run, cwd=built / "release" / "toy", capture_output=True, text=True, check=False)
    shutil.copy(built / "solutions" / "toy" / "toy_lib.py", built / "release" / "toy")
    solved = subprocess.run(run, cwd=built / "release" / "toy", capture_output=True, text=True, check=False)

    assert (stub.returncode, solved.returncode) == (1, 0), stub.stdout + stub.stderr + solved.stderr
    assert "0 of 1 tests passed" in stub.stdout
    assert "1 of 1 tests passed: 1 of 1 public points" in solved.stdout


def test_the_packed_harness_is_the_package_s_own_and_no_compression_decides_its_bytes(built: Path) -> None:
    """Compressed, it would differ from one zlib to the next."""
    folder = Path(autograder.__file__).parent
    own = {f"harness/{name}": content for name, content in read_tree(folder / "harness").items()}

    with zipfile.ZipFile(built / "release" / "toy" / "harness.zip") as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
        methods = {entry.compress_type for entry in archive.infolist()}
    assert packed == own
    assert methods == {zipfile.ZIP_STORED}


def test_every_module_of_the_harness_loads_from_the_zip(built: Path) -> None:
    """None needs a folder of its own on disk."""
    with zipfile.ZipFile(built / "release" / "toy" / "harness.zip") as archive:
        files = [name.removesuffix("/__init__.py").removesuffix(".py") for name in archive.namelist()]
    names = [name.replace("/", ".") for name in files]
    code = (
        "import importlib, sys, run_tests\n"
        "run_tests.find_harness()\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
    )

    ran = subprocess.run(
        [sys.executable, "-c", code, *names],
        cwd=built / "release" / "toy",
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(names) > 30
    assert (ran.returncode, ran.stderr) == (0, "")


def test_two_builds_give_the_same_bytes(source: Path, root: Path, tmp_path: Path) -> None:
    """Zips and wheel included, wherever and whenever they are made with the same secret."""
    for place in (root, tmp_path / "elsewhere"):
        put_secret(place, "toy")

    build(source, root)
    build(source, tmp_path / "elsewhere")

    assert on_disk(root) == on_disk(tmp_path / "elsewhere")


def test_a_build_from_windows_files_gives_the_same_release(source: Path, built: Path) -> None:
    """Line ends and byte order marks of the source do not reach the students."""
    before = on_disk(built / "release")
    for path in source.rglob("*.*"):
        path.write_bytes(b"\xef\xbb\xbf" * (path.suffix == ".py") + path.read_bytes().replace(b"\n", b"\r\n"))

    build(source, built)

    assert on_disk(built / "release") == before


@pytest.mark.usefixtures("quick")
def test_written_questions_go_out_blank_and_come_back_with_their_key(source: Path, root: Path) -> None:
    """The form to the students, the key to the grader."""
    (source / "answers.toml").write_text(
        '[[answers]]\nid = "1.1"\nquestion = "How much?"\nkind = "number"\npoints = 1\nanswer = 0.1235\n',
        encoding="utf-8",
    )

    build(source, root)

    files = on_disk(root)
    assert b'"1.1" = ""' in files["release/toy/answers.toml"]
    assert b"0.1235" in files["dist/toy/bundle/answers.toml"]


@pytest.mark.usefixtures("quick")
def test_the_data_set_is_made_into_release_and_bundle(source: Path, root: Path, tmp_path: Path) -> None:
    """By data.py, which goes out nowhere, from the folder that was named; it is no part of the drift."""
    replace(source / "assignment.toml", "[stub]", '[data]\nfolder = "data"\n\n[stub]')
    (source / "data.py").write_text(
        'def make(source):\n    return {"train.csv": b"1,2\\n", "source.txt": str(source).encode()}\n',
        encoding="utf-8",
    )

    build(source, root, tmp_path)
    asked = on_disk(root)["release/toy/data/source.txt"].decode()
    (root / "release" / "toy" / "data" / "train.csv").unlink()
    report = build(source, root, check=True)

    assert asked == str(tmp_path)
    assert on_disk(root)["dist/toy/bundle/data/train.csv"] == b"1,2\n"
    assert [path for path in on_disk(root) if path.endswith("data.py")] == []
    assert report.drift == ()


def test_a_check_names_what_is_missing_extra_and_different_and_writes_nothing(
    source: Path, built: Path
) -> None:
    """In release/ and in solutions/."""
    (built / "release" / "toy" / "README.md").write_text("Mine.\n", encoding="utf-8")
    (built / "release" / "toy" / "notes.txt").write_text("Mine.\n", encoding="utf-8")
    (built / "solutions" / "toy" / "toy_lib.py").unlink()
    before = on_disk(built)

    report = build(source, built, check=True)

    assert [str(one) for one in report.drift] == [
        "release/toy/README.md: different",
        "release/toy/notes.txt: extra",
        "solutions/toy/toy_lib.py: missing",
    ]
    assert on_disk(built) == before


def test_a_packed_harness_that_is_not_there_is_no_drift_and_an_old_one_is(source: Path, built: Path) -> None:
    """Git does not keep it: a fresh clone lacks it, and a clone that was built before may hold an older one."""
    packed = built / "release" / "toy" / "harness.zip"
    packed.unlink()
    absent = build(source, built, check=True)
    packed.write_bytes(zip_bytes({"harness/__init__.py": b""}))
    old = build(source, built, check=True)

    assert absent.drift == ()
    assert [str(one) for one in old.drift] == ["release/toy/harness.zip: different"]


REFUSALS: dict[str, tuple[type[AutograderError], str, Callable[[Path], object]]] = {
    "a slip in a module": (
        SourceError,
        r"toy_lib\.py:10: .*nearly a marker",
        lambda folder: replace(
            folder / "toy_lib.py", "    ### BEGIN SOLUTION\n    scaled", "    # BEGIN SOLUTION\n    scaled"
        ),
    ),
    "a stub body that is no Python": (
        SourceError,
        r"toy_lib\.py:10: the stub does not parse",
        lambda folder: replace(
            folder / "assignment.toml", '### TYPE HERE"', '### TYPE HERE"\nbody = "return ("'
        ),
    ),
    "a stub body that is the answer": (
        BuildRefusedError,
        r"the stub passes tests.*hidden/test_scale_hidden\.py::test_zeros",
        lambda folder: replace(
            folder / "assignment.toml", '### TYPE HERE"', '### TYPE HERE"\nbody = "return np.ones((2, 2))"'
        ),
    ),
    "a stub that cannot be imported": (
        BuildRefusedError,
        "the stub cannot be imported",
        lambda folder: replace(
            folder / "toy_lib.py",
            "from toy_given import FACTOR\n",
            "### BEGIN SOLUTION\nfrom toy_given import FACTOR\n### END SOLUTION\nHALF = FACTOR / 2\n",
        ),
    ),
    "a solution in a given file": (
        BuildRefusedError,
        r"toy_lib\.py:11 stands in release/toy_given\.py:4",
        lambda folder: (folder / "toy_given.py").write_text(
            "FACTOR = 2.5\n\n\n# scaled = FACTOR*x + 1.0\n", encoding="utf-8"
        ),
    ),
    "a solution in the handout": (
        BuildRefusedError,
        r"toy_lib\.py:19 stands in release/README\.md:1",
        lambda folder: (folder / "handout.md").write_text(
            "`return float(np.sqrt(np.sum(x * x)))`\n", encoding="utf-8"
        ),
    ),
    "a solution in a hidden test": (
        BuildRefusedError,
        r"toy_lib\.py:11 stands in gradescope/tests/hidden/test_norm\.py:1",
        lambda folder: replace(
            folder / "tests" / "hidden" / "test_norm.py", '"""Norms."""\n', "# scaled = FACTOR * x + 1.0\n"
        ),
    ),
    "a marker in a public test": (
        SourceError,
        r"test_scale\.py:1: .*tests/hidden",
        lambda folder: (folder / "tests" / "public" / "test_scale.py").write_text(
            "### BEGIN HIDDEN TESTS\n", encoding="utf-8"
        ),
    ),
    "a question without a test": (
        BuildRefusedError,
        "no test earns the points of norm",
        lambda folder: (folder / "tests" / "hidden" / "test_norm.py").unlink(),
    ),
    "a question whose tests weigh nothing": (
        BuildRefusedError,
        "no test earns the points of norm",
        lambda folder: replace(
            folder / "tests" / "hidden" / "test_norm.py",
            'pytest.mark.question("norm")',
            '[pytest.mark.question("norm"), pytest.mark.weight(0)]',
        ),
    ),
    "a reference that is wrong": (
        BuildRefusedError,
        r"the reference solution does not pass.*test_norm\.py::test_norm",
        lambda folder: replace(folder / "tests" / "hidden" / "test_norm.py", "9)))", "9)), expected=-1.0)"),
    ),
    "a hidden test that is no Python": (
        SourceError,
        r"test_norm\.py:11: not valid Python",
        lambda folder: replace(folder / "tests" / "hidden" / "test_norm.py", "9)))", "9)))\n)"),
    ),
    "a missing handout": (
        SourceError,
        r"handout\.md: the file is missing",
        lambda folder: (folder / "handout.md").unlink(),
    ),
    "a missing module": (
        SourceError,
        r"toy_lib\.py: the file is missing",
        lambda folder: (folder / "toy_lib.py").unlink(),
    ),
    "a name that the build needs": (
        SourceError,
        "`run_tests.py` is also the name",
        lambda folder: (
            replace(folder / "assignment.toml", '"toy_given.py"', '"toy_given.py", "run_tests.py"'),
            (folder / "run_tests.py").write_text("", encoding="utf-8"),
        ),
    ),
    "a module that hides the harness": (
        SourceError,
        r"assignment\.toml: `harness",
        lambda folder: (
            replace(folder / "assignment.toml", '"toy_given.py"', '"toy_given.py", "harness.py"'),
            (folder / "harness.py").write_text("", encoding="utf-8"),
        ),
    ),
    "a damaged key": (
        SourceError,
        r"answers\.toml",
        lambda folder: (folder / "answers.toml").write_text("nonsense", encoding="utf-8"),
    ),
}


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("error", "words", "spoil"), REFUSALS.values(), ids=REFUSALS)
def test_an_assignment_that_is_not_fit_is_refused_and_nothing_is_written(
    source: Path, root: Path, error: type[AutograderError], words: str, spoil: Callable[[Path], object]
) -> None:
    """The sentence says what to mend."""
    spoil(source)

    with pytest.raises(error, match=words):
        build(source, root)
    assert [path.name for path in root.iterdir()] == ["source"]


@pytest.mark.parametrize(
    ("step", "error"),
    [("prepare", KeyboardInterrupt()), ("write_zip", OSError("disk full")), ("swap_all", OSError("busy"))],
)
def test_a_build_that_fails_midway_leaves_the_old_release(
    source: Path, built: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    """At whatever step, and nothing half-written beside it."""
    before = on_disk(built)
    replace(source / "handout.md", "Write", "Please write")

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(release, step, fail)

    with pytest.raises(type(error)):
        build(source, built)
    assert on_disk(built) == before
    assert sorted(path.name for path in (built / "dist").iterdir()) == ["toy"]


@pytest.mark.usefixtures("quick")
def test_a_test_of_weight_nothing_may_pass_on_the_stub(source: Path, root: Path) -> None:
    """It is shown and gives no points."""
    path = source / "tests" / "public" / "test_scale.py"
    extra = """

@pytest.mark.weight(0)
def test_import(student, check):
    'The name is there.'
    check.true(callable(student.toy_lib.scale), "no scale")
"""
    path.write_text(path.read_text(encoding="utf-8") + extra, encoding="utf-8")

    report = build(source, root)

    assert report.public_tests == 2
