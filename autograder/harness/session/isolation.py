"""Keep pytest to our tests and our options, and leave the process as it was found."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# A student's folder may hold a pytest.ini or a conftest.py: neither is ours to obey.
OPTIONS = (
    "-c",
    os.devnull,
    "--noconftest",
    "--import-mode=importlib",
    *(f"-pno:{name}" for name in ("cacheprovider", "doctest", "junitxml", "stepwise", "pastebin", "faulthandler")),
    "-pno:logging",
    "-pno:warnings",
    "--capture=no",
    "-q",
)


@contextlib.contextmanager
def own_environment() -> Iterator[None]:
    """Keep the user's pytest plugins and options out, and leave the environment as it was."""
    before = {
        name: os.environ.get(name) for name in ("PYTEST_ADDOPTS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_PLUGINS")
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
    """Forget the test modules afterwards: pytest would take an earlier session's `test_linear` for this one's."""
    own = {folder.resolve() for folder in folders.values()}  # pytest itself makes paths absolute
    try:
        yield
    finally:
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if file is not None and Path(file).resolve().parent in own:
                del sys.modules[name]
