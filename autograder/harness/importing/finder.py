"""Import a student's modules without the statements that are left out."""

from __future__ import annotations

from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from typing import TYPE_CHECKING

from .module_names import file_in
from .statements import code_without

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from pathlib import Path
    from types import CodeType, ModuleType


class LeavingOut(MetaPathFinder):
    """Finds those modules of a folder of which something is left out, and no others.

    Args:
        folder: The folder.
        left_out: The modules, and the numbers of the statements.
        names: The names of all modules that there should be.
        forgiving: Whether statements that raise are left out as well.
    """

    def __init__(
        self,
        folder: Path,
        left_out: Mapping[str, Sequence[int]],
        names: Sequence[str] = (),
        *,
        forgiving: bool = False,
    ) -> None:
        self._folder, self._left_out, self._names = folder, left_out, names
        self._forgiving = forgiving
        self._codes: dict[str, CodeType] = {}

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - what the import system hands over
        target: ModuleType | None = None,  # noqa: ARG002 - as above
    ) -> ModuleSpec | None:
        """The module of this name, or None for the finders that come next."""
        if fullname not in self._left_out:
            return None
        file = self._folder / file_in(str(self._folder), fullname, self._names)
        if not file.is_file():
            return None
        if fullname not in self._codes:
            self._codes[fullname] = code_without(
                file.read_bytes(), str(file), self._left_out[fullname], forgiving=self._forgiving
            )
        loader = _Loader(fullname, str(file), self._codes[fullname])
        return spec_from_file_location(fullname, str(file), loader=loader)


class _Loader(SourceFileLoader):
    """Runs code that was compiled before."""

    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - what the import system hands over
        """The code of the module."""
        return self._code
