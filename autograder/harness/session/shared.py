"""Let an assignment's tests import the modules that lie beside them, and use the fixtures of its own conftest.py."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from importlib.abc import MetaPathFinder
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from ..checks.check import HarnessError
from ..checks.folders import TEST_FOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from importlib.machinery import ModuleSpec

    import pytest

    from .students import Tests

CONFTEST = "conftest.py"
# The same file in a handout, where `conftest.py` speaks to whoever types `pytest`.
HANDOUT_FIXTURES = "course_fixtures.py"


def shared_files(tests: Path) -> tuple[Path, ...]:
    """The modules that tests import, and the files of fixtures: in `tests/` itself, `public` and `hidden`."""
    return (
        *sorted(tests.glob("*.py")),
        *(file for name in TEST_FOLDERS for file in helpers_in(tests / name)),
    )


def helpers_in(folder: Path) -> tuple[Path, ...]:
    """The Python files of a folder of tests that are no tests."""
    return tuple(sorted(file for file in folder.glob("*.py") if not file.name.startswith("test_")))


@contextlib.contextmanager
def importable(files: Iterable[Path]) -> Iterator[None]:
    """Let these modules be imported by their names within the block, and not afterwards.

    Tests import them while they are collected. Student code runs later and must not find them: it would not find them
    in the grade either, and a student may have a file of the same name.
    """
    own = {_name_of(file): file for file in files}
    others = {name: sys.modules.pop(name) for name in own if name in sys.modules}
    finder = _Finder(own)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in own:
            sys.modules.pop(name, None)
        sys.modules.update(others)


def read_fixtures(session: pytest.Session, tests: Tests) -> HarnessError | None:
    """Give pytest the fixtures of an assignment's own conftest.py; call it while what tests share is importable.

    Those in a folder of tests are for the tests in it, as in pytest. Nothing else of the files is obeyed: no hook.

    Returns:
        Why the files do not load, or None.
    """
    own = {os.path.realpath(folder) for folder in tests.folders.values()}
    for file in filter(_has_fixtures, tests.shared):
        folder = os.path.realpath(file.parent)
        if folder not in own and file.parent.name in TEST_FOLDERS:
            continue  # of tests that do not run here
        try:
            module = importlib.import_module(_name_of(file))
        except Exception as error:  # noqa: BLE001 - whatever an instructor's file raises
            where = f"{file.parent.name}/{file.name}"
            return HarnessError(f"{where} does not load: {type(error).__name__}: {error}")
        everywhere = folder not in own or folder == os.path.realpath(session.config.rootpath)
        # pytest knows for which tests the fixtures of a plugin are by its name: that of a conftest.py, or any other.
        name = f"fixtures of {folder}" if everywhere else str(Path(folder) / CONFTEST)
        session.config.pluginmanager.register(_without_hooks(module, name), name)
    return None


def _without_hooks(module: ModuleType, name: str) -> ModuleType:
    """A module of what this one defines, as far as pytest would not take it for a hook."""
    copy = ModuleType(module.__name__)
    copy.__dict__.update({key: value for key, value in vars(module).items() if not key.startswith("pytest_")})
    copy.__file__ = name  # which older versions of pytest read
    return copy


def _has_fixtures(file: Path) -> bool:
    return file.name in {CONFTEST, HANDOUT_FIXTURES}


def _name_of(file: Path) -> str:
    """The name by which the module is imported; that of a file of fixtures is one that nobody else writes."""
    return f"_fixtures_of_{file.parent.name}" if _has_fixtures(file) else file.stem


class _Finder(MetaPathFinder):
    """Finds these modules, and no other file of their folder."""

    def __init__(self, files: dict[str, Path]) -> None:
        self._files = files

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - what the import system hands over
        target: ModuleType | None = None,  # noqa: ARG002 - what the import system hands over
    ) -> ModuleSpec | None:
        """The module of this name, or None for the finders that come next."""
        file = self._files.get(fullname)
        return None if file is None else spec_from_file_location(fullname, file)
