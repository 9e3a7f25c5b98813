"""Let an assignment's tests import the modules that lie beside their folders."""

from __future__ import annotations

import contextlib
import sys
from importlib.abc import MetaPathFinder
from importlib.util import spec_from_file_location
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from pathlib import Path
    from types import ModuleType


def shared_files(tests: Path) -> tuple[Path, ...]:
    """The modules that lie in `tests/` itself, beside `public` and `hidden`."""
    return tuple(sorted(tests.glob("*.py")))


@contextlib.contextmanager
def importable(files: Iterable[Path]) -> Iterator[None]:
    """Let these modules be imported by their names within the block, and not afterwards.

    Tests import them while they are collected. Student code runs later and must not find them: it would not find them
    in the grade either, and a student may have a file of the same name.
    """
    own = {file.stem: file for file in files}
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
