"""Make pytest use only the assignment's tests and these options, and restore the process afterwards."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# A student's folder may have a pytest.ini or a conftest.py, which must not have any effect.
OPTIONS = (
    "-c",
    os.devnull,
    "--noconftest",
    "--import-mode=importlib",
    *(
        f"-pno:{name}"
        for name in ("cacheprovider", "doctest", "junitxml", "stepwise", "pastebin", "faulthandler")
    ),
    "-pno:logging",
    "-pno:warnings",
    "--capture=no",
    "-q",
    "--rootdir=.",
    "--confcutdir=.",  # above it, pytest would import an `__init__.py`
)


@contextlib.contextmanager
def own_environment() -> Iterator[None]:
    """Keep the user's pytest plugins and options out, and restore the environment afterwards."""
    before = {
        name: os.environ.get(name)
        for name in ("PYTEST_ADDOPTS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_PLUGINS")
    }
    os.environ.pop("PYTEST_ADDOPTS", None)
    os.environ.pop("PYTEST_PLUGINS", None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def own_test_modules(folders: Mapping[str, Path]) -> Iterator[None]:
    """Forget the test modules afterwards: a later session would otherwise find this session's `test_linear`."""
    own = {folder.resolve() for folder in folders.values()}  # pytest itself makes paths absolute
    try:
        yield
    finally:
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None) or ""
            if Path(file).name.startswith("test_") and Path(file).resolve().parent in own:
                del sys.modules[name]


@contextlib.contextmanager
def within(folder: Path) -> Iterator[Callable[[], None]]:
    """Make this the current folder within the block, or until the function is called that the block gets.

    pytest is then told files by their names in this folder. Of the folder's own path it would read a `[` as the
    beginning of a test's case, `::` as what stands before a test's name, and `$` as the beginning of a variable.
    """
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield lambda: os.chdir(before)
    finally:
        os.chdir(before)


@contextlib.contextmanager
def no_bytecode() -> Iterator[None]:
    """Make Python write no compiled files of the tests."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before
