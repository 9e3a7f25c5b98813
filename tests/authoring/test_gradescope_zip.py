"""The zip for Gradescope: its wheel installs, its scripts fail loudly and never leave a run without a result."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

import autograder
from autograder import DISTRIBUTION
from autograder.authoring.release import wheel as wheel_module
from autograder.authoring.release.gradescope import EXECUTABLE, gradescope_files
from autograder.authoring.release.wheel import pack_wheel
from autograder.errors import BuildRefusedError
from autograder.files import read_tree, write_tree, write_zip
from autograder.model.assignment import load_assignment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Gradescope's scripts are for bash")

# Stands for python3 as setup.sh calls it: notes its arguments, and makes a virtual environment of itself.
FAKE_PYTHON = """\
#!/usr/bin/env bash
echo "$*" >> "$LOG"
case "$*" in
    *"$FAILS"*) [ -n "$FAILS" ] && exit 1 ;;
esac
if [ "$1 $2" = "-m venv" ]; then
    mkdir -p "$4/bin"
    cp "$0" "$4/bin/python"
fi
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The autograder's wheel."""
    return pack_wheel(tmp_path_factory.mktemp("packing"))


@pytest.fixture
def image(source: Path, tmp_path: Path) -> Path:
    """The folder `/autograder` of an image, with the unpacked zip in `source/`."""
    files = gradescope_files(
        load_assignment(source), {"bundle.json": b"{}"}, ("course_autograder-0-py3-none-any.whl", b"")
    )
    write_zip(tmp_path / "gradescope.zip", files, EXECUTABLE)
    folder = tmp_path / "auto grader"
    folder.mkdir()
    shutil.unpack_archive(tmp_path / "gradescope.zip", folder / "source")
    for name in EXECUTABLE:  # `unzip` does this; Python's unpacking leaves modes aside
        (folder / "source" / name).chmod(0o755)
    return folder


def run(script: Path, folder: Path, fails: str = "") -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """Run a script with a stand-in for Python; what it did, and how it called Python."""
    tools = folder.parent / "tools"
    write_tree(tools, {"python3": FAKE_PYTHON.encode(), "log": b""}, {"python3"})
    environment = {"PATH": f"{tools}:{os.defpath}", "LOG": str(tools / "log"), "FAILS": fails}
    ran = subprocess.run([script], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return ran, (tools / "log").read_text(encoding="utf-8").splitlines()


def test_the_zip_has_its_scripts_at_the_root_and_lets_them_run(source: Path, tmp_path: Path) -> None:
    """With the wheel and the bundle beside them."""
    files = gradescope_files(
        load_assignment(source), {"bundle.json": b"{}"}, ("w.whl", b""), {"numpy.whl": b""}
    )
    write_zip(tmp_path / "g.zip", files, EXECUTABLE)

    with zipfile.ZipFile(tmp_path / "g.zip") as archive:
        modes = {entry.filename: entry.external_attr >> 16 & 0o777 for entry in archive.infolist()}
    assert modes == {
        "setup.sh": 0o755,
        "run_autograder": 0o755,
        "requirements.txt": 0o644,
        "w.whl": 0o644,
        "bundle/bundle.json": 0o644,
        "wheels/numpy.whl": 0o644,
    }


def test_setup_makes_a_python_beside_the_source_and_closes_the_source(image: Path) -> None:
    """Wherever it lies, a folder with a blank in its name included."""
    ran, calls = run(image / "source" / "setup.sh", image)

    assert ran.returncode == 0, ran.stderr
    assert calls[1] == f"-m venv --clear {image}/venv"
    assert calls[2].endswith(
        f"{image}/source/course_autograder-0-py3-none-any.whl --requirement {image}/source/requirements.txt"
    )
    assert "--no-index" not in calls[2]
    assert (image / "source").stat().st_mode & 0o777 == 0o700


def test_setup_asks_no_index_where_wheels_lie_beside_it(image: Path) -> None:
    """For courses whose images are built offline."""
    (image / "source" / "wheels").mkdir()

    ran, calls = run(image / "source" / "setup.sh", image)

    assert ran.returncode == 0, ran.stderr
    assert f"--no-index --find-links {image}/source/wheels" in calls[2]


@pytest.mark.parametrize(
    ("fails", "sentence"),
    [
        ("-m venv", "virtual environment"),
        ("pip install", "pip could not install"),
        ("import autograder", "does not start"),
    ],
)
def test_setup_fails_loudly(image: Path, fails: str, sentence: str) -> None:
    """A broken image must not pass for a good one."""
    ran, _ = run(image / "source" / "setup.sh", image, fails)

    assert ran.returncode == 1
    assert sentence in ran.stderr


def test_setup_says_so_where_the_wheel_is_missing(image: Path) -> None:
    """Nor go on without it."""
    (image / "source" / "course_autograder-0-py3-none-any.whl").unlink()

    ran, _ = run(image / "source" / "setup.sh", image)

    assert (ran.returncode, "the wheel" in ran.stderr) == (1, True)


@pytest.mark.parametrize("place", ["run_autograder", "source/run_autograder"])
def test_run_autograder_leaves_a_zero_before_it_grades(image: Path, place: str) -> None:
    """Gradescope copies the script out of source/; both places find the same root."""
    if place == "run_autograder":
        shutil.copy(image / "source" / "run_autograder", image)
    write_tree(image / "venv" / "bin", {"python": FAKE_PYTHON.encode()}, {"python"})

    ran, calls = run(image / place, image)

    assert (ran.returncode, calls) == (0, [f"-I -m autograder.grading.platforms.gradescope {image}"])
    results = json.loads((image / "results" / "results.json").read_text(encoding="utf-8"))
    assert (results["score"], results["tests"]) == (0, [])
    assert "did not finish" in results["output"]


def test_run_autograder_leaves_a_zero_where_there_is_no_python(image: Path) -> None:
    """Setup failed and nobody looked; old results must not stand."""
    write_tree(image / "results", {"results.json": b'{"score": 100}'})

    ran, _ = run(image / "source" / "run_autograder", image)

    assert ran.returncode != 0
    assert json.loads((image / "results" / "results.json").read_text(encoding="utf-8"))["score"] == 0


def test_the_wheel_holds_the_package_and_no_caches(wheel: Path) -> None:
    """File by file as it is installed."""
    package = read_tree(Path(autograder.__file__).parent)

    with zipfile.ZipFile(wheel) as archive:
        packed = {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}
        times = {entry.date_time for entry in archive.infolist()}
    assert packed == {f"autograder/{name}": content for name, content in package.items()}
    assert times == {(1980, 1, 1, 0, 0, 0)}


def test_the_wheel_is_the_same_whenever_it_is_packed(wheel: Path, tmp_path: Path) -> None:
    """Whatever the umask."""
    before = os.umask(0o077)
    try:
        again = pack_wheel(tmp_path)
    finally:
        os.umask(before)

    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_the_wheel_installs_into_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    """With its version and its command."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    install = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--disable-pip-version-check",
        wheel,
    ]

    subprocess.run(install, check=True)

    ask = "import autograder, os; print(autograder.__version__, os.path.dirname(autograder.__file__))"
    said = subprocess.run([python, "-I", "-c", ask], capture_output=True, text=True, check=True).stdout.split(
        maxsplit=1
    )
    assert said[0] == version(DISTRIBUTION)
    assert Path(said[1].strip()).is_relative_to(tmp_path)
    assert (tmp_path / "venv" / "bin" / "autograder").is_file()


def test_a_build_without_the_wheel_library_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It belongs to the extra `build`."""
    monkeypatch.setattr(wheel_module, "find_spec", lambda _: None)

    with pytest.raises(BuildRefusedError, match=r"course-autograder\[build\]"):
        pack_wheel(tmp_path)


def test_a_wheel_that_cannot_be_packed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the tool's own words."""
    monkeypatch.setattr(wheel_module, "_wheel_files", lambda: {"nothing": b""})

    with pytest.raises(BuildRefusedError, match=r"`wheel pack` failed: .*dist-info"):
        pack_wheel(tmp_path)
