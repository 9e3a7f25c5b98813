"""Attacks on files, classes 23 to 32: reading what is hidden, writing what counts, files that act by their name."""

from __future__ import annotations

import importlib.util
import json
import os
import py_compile
import re
import shutil
import sysconfig
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.grading.platforms.gradescope import main
from tests.support.bare import BARE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.siege import Aftermath, Siege

    Attack = Callable[..., Aftermath]
    Hostile = Callable[..., Aftermath]


pytestmark = pytest.mark.confined


@pytest.fixture
def everybodys() -> Iterator[Path]:
    """A folder where every user of the machine may read and write: file permissions alone would hold nobody."""
    folder = Path(tempfile.mkdtemp(prefix="everybodys-", dir="/tmp"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def test_tests_records_and_reference_cannot_be_read_where_they_lie(
    hostile: Hostile, siege: Siege, denied: frozenset[str]
) -> None:
    """23: by their true paths, in all the ways that Python has; what can be read would be the answer."""
    aftermath = hostile(
        f"""
        import glob, io, mmap
        bundle, root = {str(siege.bundle)!r}, {str(siege.root)!r}
        hidden, records = bundle + "/tests/hidden/test_layers.py", bundle + "/records.npz"
        attempt("hidden tests", lambda: open(hidden).read())
        attempt("public tests", lambda: open(bundle + "/tests/public/test_layers.py").read())
        attempt("records", lambda: np.load(records))
        attempt("solution", lambda: open(root + "/solutions/besieged/layers.py").read())
        attempt("source", lambda: open(root + "/source/besieged/layers.py").read())
        attempt("the folder", lambda: os.listdir(bundle))
        attempt("glob", lambda: glob.glob(bundle + "/**", recursive=True)[1:])
        attempt("low level", lambda: os.read(os.open(records, os.O_RDONLY | os.O_NOATIME), 10))
        attempt("a descriptor of the path", lambda: os.read(os.open(hidden, os.O_PATH), 10))
        attempt("mapped", lambda: mmap.mmap(os.open(records, os.O_RDWR), 0))
        attempt("through /proc", lambda: open("/proc/self/root" + hidden).read())
        attempt("upwards", lambda: open("../" * 20 + hidden).read())
        attempt("copied", lambda: os.copy_file_range(os.open(hidden, os.O_RDONLY), 1, 100))
        def from_inside():
            os.chdir(bundle + "/tests/hidden")
            return open("test_layers.py").read()
        attempt("from inside", from_inside)

        class ReLU(ReLU):
            def forward(self, x):
                super().forward(x)
                with np.load(records) as expected:
                    return next(value for value in expected.values() if value.shape == x.shape)
        """
    )

    tried = aftermath.tried
    assert tried.pop("glob") == "[]"
    assert tried.pop("a descriptor of the path") in denied | {"OSError"}
    assert len(tried) == 12
    assert set(tried.values()) <= denied
    assert any(name in aftermath.feedback() for name in denied), aftermath.feedback()


def test_results_cannot_be_written_by_the_student(
    hostile: Hostile, everybodys: Path, denied: frozenset[str]
) -> None:
    """24: into a results folder open to all, over results that are open to all."""
    results = everybodys / "results.json"
    results.write_text('{"score": 0}', encoding="utf-8")
    results.chmod(0o666)

    aftermath = hostile(
        f"""
        full, forged = '{{"score": 20}}', {str(everybodys / "forged.json")!r}
        results = {str(results)!r}
        for mode in ("w", "a", "r+", "x"):
            attempt(f"open {{mode}}", lambda: open(results, mode).write(full))
        attempt("beside", lambda: open(forged, "w").write(full))
        attempt("truncate", lambda: os.truncate(results, 0))
        attempt("remove", lambda: os.unlink(results))
        attempt("rename", lambda: os.rename(results, forged))
        attempt("replace", lambda: os.replace("layers.py", results))
        attempt("link", lambda: os.link(results, forged))
        attempt("symlink", lambda: os.symlink(results, forged))
        attempt("chmod", lambda: os.chmod(results, 0))
        elsewhere = ("", "/autograder/results/", "/tmp/", "/dev/shm/")
        for place in (folder + "results.json" for folder in elsewhere):
            attempt(place, lambda: open(place, "w").write(full))
        """
    )

    tried = aftermath.tried
    assert tried.pop("open x") in denied | {"FileExistsError"}
    assert tried.pop("/autograder/results/results.json") in denied | {"FileNotFoundError"}
    assert tried.pop("replace") in denied | {"OSError"}  # from one file system to another
    assert tried.pop("results.json") == "13"  # in the worker's own folder, which goes with it
    assert len(tried) == 12
    assert set(tried.values()) <= denied
    assert [path.name for path in everybodys.iterdir()] == ["results.json"]
    assert results.read_text(encoding="utf-8") == '{"score": 0}'
    assert results.stat().st_mode & 0o777 == 0o666


def test_tests_and_the_grader_cannot_be_overwritten(
    hostile: Hostile, siege: Siege, everybodys: Path, denied: frozenset[str]
) -> None:
    """25: the true ones, and a copy of all that is open to everybody."""
    copy = everybodys / "autograder"
    shutil.copytree(siege.bundle, copy / "bundle")
    (copy / "run_autograder").write_text("#!/bin/sh\n", encoding="utf-8")
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o777)
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}

    aftermath = hostile(
        f"""
        import shutil
        easy = "def test_forward(): pass"
        for which, bundle in (("true", {str(siege.bundle)!r}), ("open", {str(copy / "bundle")!r})):
            tests = bundle + "/tests/hidden/test_layers.py"
            attempt(which + " tests", lambda: open(tests, "w").write(easy))
            attempt(which + " new tests", lambda: open(tests + "x.py", "w").write(easy))
            attempt(which + " no tests", lambda: os.unlink(tests))
            attempt(which + " no folder", lambda: shutil.rmtree(bundle + "/tests"))
            attempt(which + " renamed", lambda: os.rename(bundle + "/tests", bundle + "/old"))
            attempt(which + " records", lambda: np.savez(bundle + "/records.npz", Z=np.zeros((3, 2))))
            attempt(which + " made", lambda: os.mkdir(bundle + "/more"))
        attempt("run_autograder", lambda: open({str(copy / "run_autograder")!r}, "a").write("echo 20"))
        """
    )

    assert len(aftermath.tried) == 15
    assert set(aftermath.tried.values()) <= denied
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before


def acting_by_name(mark: Path) -> str:
    """Code that leaves a mark wherever it is run, and makes every report of pytest a success."""
    return f"""
from pathlib import Path
Path({str(mark)!r}).touch()
def pytest_runtest_makereport(item, call):
    call.excinfo = None
def __getattr__(name):
    return lambda *_, **__: True
"""


# File names that act on whoever has them on its path or in its folder, and the content that does it.
CONFIGURATION = {
    "pytest.ini": "[pytest]\naddopts = -p layers --co\npython_functions = none\n",
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "-p layers"\npython_functions = "none"\n',
    "setup.cfg": "[tool:pytest]\naddopts = -p layers\npython_functions = none\n",
    "tox.ini": "[pytest]\naddopts = -p layers\npython_functions = none\n",
}
ACTING = {
    "26 conftest": ("conftest.py", "tests/conftest.py", "tests/hidden/conftest.py"),
    "28 site": ("sitecustomize.py", "usercustomize.py", "evil.pth", "lib/site-packages/evil.pth"),
    "29 shadows": ("numpy.py", "json.py", "numpy/__init__.py", "_pytest.py", "autograder.py", "encodings.py"),
}


@pytest.mark.parametrize("names", ACTING.values(), ids=ACTING)
def test_a_file_that_acts_by_its_name_is_left_out(
    hostile: Hostile, everybodys: Path, names: tuple[str, ...]
) -> None:
    """26, 28, 29: it is handed in beside the modules, and would leave a mark if anybody ran it."""
    code = acting_by_name(everybodys / "mark")
    files = {name: f"import pathlib; {code}" if name.endswith(".pth") else code for name in names}

    aftermath = hostile(
        f"""
        names = {[Path(name).stem for name in names]!r}
        sys.path[:0] = ["", os.getcwd(), os.getcwd() + "/tests", os.getcwd() + "/lib/site-packages"]
        for name in dict.fromkeys(names):
            sys.modules.pop(name, None) if name == "json" else None
            attempt(name, lambda: importlib.import_module(name).__file__.startswith(os.getcwd()))
        attempt("what lies here", lambda: sorted(name for name in os.listdir(".") if name[0] != "."))
        """,
        files,
    )

    tried = aftermath.tried
    assert tried.pop("what lies here") == "['layers.py', 'training.py']"
    assert "True" not in tried.values()
    assert len(tried) == len({Path(name).stem for name in names})
    assert "Not asked for and left out: " in aftermath.attack.notes[0]
    assert not (everybodys / "mark").exists()


def test_configuration_of_pytest_is_left_out(hostile: Hostile) -> None:
    """27: options that load the submission as a plugin, or leave no tests to run."""
    aftermath = hostile(
        "attempt('what lies here', lambda: sorted(name for name in os.listdir('.') if name[0] != '.'))",
        CONFIGURATION,
    )

    assert aftermath.tried == {"what lies here": "['layers.py', 'training.py']"}
    assert aftermath.attack.notes == (
        "Not asked for and left out: pyproject.toml, pytest.ini, setup.cfg, tox.ini.",
    )
    assert len(aftermath.attack.tests) == 9


def test_nothing_can_be_put_into_site_packages(hostile: Hostile, denied: frozenset[str]) -> None:
    """28: whatever Python loads at its start would run with the next student, or as the grader."""
    site = Path(sysconfig.get_path("purelib"))
    before = {path.name for path in site.iterdir()}

    aftermath = hostile(
        f"""
        import site
        packages, stdlib, own = {str(site)!r}, os.path.dirname(os.__file__), os.path.dirname(np.__file__)
        for folder in (packages, stdlib, own):
            for name in ("evil.pth", "sitecustomize.py"):
                place = folder + "/" + name
                attempt(f"{{name}} into {{os.path.basename(folder)}}", lambda: open(place, "w").write("import evil"))
        attempt("usercustomize", lambda: os.makedirs(site.getusersitepackages()))
        attempt("home", lambda: open(os.path.expanduser("~/.pythonrc.py"), "w"))
        attempt("numpy itself", lambda: open(np.__file__, "a").write("allclose = lambda *_: True"))
        """
    )

    tried = aftermath.tried
    assert tried.pop("usercustomize") == "None"  # its home is its own folder, which goes with it
    assert tried.pop("home").startswith("<_io.")
    assert len(tried) == 7
    assert set(tried.values()) <= denied
    assert {path.name for path in site.iterdir()} == before


def test_a_module_shadowed_in_memory_is_so_for_its_own_tests_only(hostile: Hostile) -> None:
    """29: `sys.modules` gets an agreeable numpy and json, which no test of an honest module may meet."""
    aftermath = hostile(
        """
        import json, types
        class Shadow(types.ModuleType):
            def __getattr__(self, name):
                return lambda *_, **__: True
        sys.modules["json"] = sys.modules["numpy"] = sys.modules["numpy.testing"] = Shadow("numpy")
        attempt("numpy agrees", lambda: importlib.import_module("numpy").allclose(0, 1))
        """
    )

    assert aftermath.tried == {"numpy agrees": "True"}


def test_compiled_code_that_was_handed_in_is_never_run(hostile: Hostile, tmp_path: Path) -> None:
    """30: a `.pyc` that asks for no check of its source, in `__pycache__` and beside the modules."""
    evil = tmp_path / "evil.py"
    evil.write_text("print('out of the cache')\nfrom training import RunningMean as ReLU\n", encoding="utf-8")
    compiled = tmp_path / "evil.pyc"
    py_compile.compile(
        str(evil), str(compiled), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
    )
    cached = Path(importlib.util.cache_from_source("layers.py"))

    aftermath = hostile(
        "attempt('own source', lambda: __cached__ is None or not os.path.exists(__cached__))",
        {
            str(cached): compiled.read_bytes(),
            "layers.pyc": compiled.read_bytes(),
            "numpy.pyc": compiled.read_bytes(),
        },
    )

    assert aftermath.tried == {"own source": "True"}
    assert aftermath.attack.notes == ("Not asked for and left out: layers.pyc, numpy.pyc, __pycache__.",)
    assert "out of the cache" not in aftermath.visible


def test_no_cache_of_compiled_code_can_be_poisoned(hostile: Hostile, denied: frozenset[str]) -> None:
    """30: neither numpy's, nor the standard library's, nor the submission's own, for the workers that follow."""
    caches = [Path(module).parent / "__pycache__" for module in (np.__file__, os.__file__)]
    before = [{path: path.stat().st_mtime_ns for path in cache.iterdir()} for cache in caches]

    aftermath = hostile(
        """
        import importlib.util, json, py_compile
        for module in (np, json, importlib.import_module("training")):
            name, target = module.__name__, importlib.util.cache_from_source(module.__file__)
            attempt(f"{name} written", lambda: open(target, "wb").write(b"x"))
            attempt(f"{name} compiled", lambda: py_compile.compile(__file__, target, doraise=True))
        attempt("its own compiled code", lambda: open(f"{os.getcwd()}/.compiled-layers.py", "wb").write(b"x"))
        attempt("a new name for it", lambda: os.rename(".compiled-training.py", ".compiled-layers.py"))
        sys.dont_write_bytecode = False
        sys.pycache_prefix = "/tmp"
        """
    )

    tried = aftermath.tried
    assert tried.pop("training written") in {
        "1",
        "FileNotFoundError",
    }  # in its own folder, which goes with it
    assert tried.pop("training compiled").endswith(".pyc")
    assert tried.pop("its own compiled code") == "1"
    assert tried.pop("a new name for it") == "FileNotFoundError"
    assert len(tried) == 4
    assert set(tried.values()) <= denied
    assert [{path: path.stat().st_mtime_ns for path in cache.iterdir()} for cache in caches] == before


@pytest.fixture
def container(siege: Siege, everybodys: Path) -> Path:
    """What Gradescope lays out, open to everybody as in its container, with earlier results in the metadata."""
    root = everybodys / "autograder"
    shutil.copytree(siege.bundle, root / "source" / "bundle")
    (root / "submission").mkdir()
    (root / "results").mkdir()
    metadata = {"previous_submissions": [{"results": "EARLIER-RESULTS", "score": 20}]}
    (root / "submission_metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    for path in (root, *root.rglob("*")):
        path.chmod(0o777)
    return root


def test_earlier_results_in_the_metadata_stay_unread(container: Path) -> None:
    """31: Gradescope's own file of this and earlier submissions, open to all when grading begins."""
    code = f"""
import os
print("cwd:", os.listdir("."))
for name in ("submission_metadata.json", "submission/layers.py", "results/results.json"):
    try:
        print(name, open({str(container)!r} + "/" + name).read())
    except OSError as error:
        print(name, type(error).__name__)
"""
    (container / "submission/layers.py").write_text(code, encoding="utf-8")
    (container / "submission/submission_metadata.json").write_text('{"score": 20}', encoding="utf-8")

    status = main([str(container)])

    results = json.loads((container / "results/results.json").read_text(encoding="utf-8"))
    assert status == 0
    assert results["score"] == 0
    assert "left out: submission_metadata.json" in results["output"]
    assert "EARLIER-RESULTS" not in json.dumps(results)


def test_a_results_folder_cannot_be_made_unwritable(
    container: Path, siege: Siege, denied: frozenset[str]
) -> None:
    """32: closed, filled with a folder in the way, renamed or replaced by a link, so that the earlier score stays."""
    tried = (
        BARE
        + """
import os
denied = []
def attempt(action, *given):
    try:
        action(*given)
    except OSError as error:
        denied.append(type(error).__name__)
"""
    )
    attempts = [
        f"attempt(os.chmod, {str(container / 'results')!r}, 0)",
        f"attempt(os.rename, {str(container / 'results')!r}, {str(container / 'gone')!r})",
        f"attempt(os.symlink, '/dev/null', {str(container / 'results/results.json')!r})",
        f"attempt(os.mkdir, {str(container / 'results/more')!r})",
        f"attempt(os.unlink, {str(container / 'results/results.json')!r})",
        f"attempt(os.truncate, {str(container / 'results/results.json')!r}, 0)",
    ]
    wrong = siege.solution["layers.py"].replace("return np.where(self.positive, x, 0.0)", "print(denied)")
    (container / "submission/layers.py").write_text("\n".join([tried, *attempts, wrong]), encoding="utf-8")

    status = main([str(container)])

    results = json.loads((container / "results/results.json").read_text(encoding="utf-8"))
    outputs = " ".join(test["output"] for test in results["tests"])
    assert status == 0
    told = re.search(r"\[('\w+'(?:, )?)+\]", outputs)
    assert told is not None
    assert len(names := re.findall(r"'(\w+)'", told[0])) == len(attempts)
    assert set(names) <= denied
    assert [path.name for path in (container / "results").iterdir()] == ["results.json"]
