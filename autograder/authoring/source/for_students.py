"""Which of the modules beside the tests a test needs, and so which of them students get: those of public tests."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.authoring.source.overlooked.fixtures import fixture_names, has_autouse
from autograder.authoring.source.overlooked.imports import imported
from autograder.authoring.source.overlooked.parsed import ParsedFile
from autograder.authoring.source.source_text import read_python
from autograder.errors import SourceError
from autograder.harness.checks.folders import HIDDEN, PUBLIC
from autograder.harness.session.shared import CONFTEST, shared_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def for_students(tests: Path) -> frozenset[Path]:
    """The files of `tests/` that the public tests need, these tests among them: what they import and ask for.

    Raises:
        SourceError: if one of them imports a module of `tests/hidden`.
    """
    beside = BesideTests.of(parsed(file, read_python(file)) for file in shared_files(tests))
    public = [parsed(file, read_python(file)) for file in sorted((tests / PUBLIC).glob("*.py"))]
    needed = beside.needed_by(public)
    for file in needed:
        for line, name in imported(file):
            _refuse_hidden(file.path, line, beside.modules.get(name))
    return frozenset(file.path for file in needed)


def parsed(path: Path, text: str) -> ParsedFile:
    """A file of tests, or one beside them, with its statements."""
    return ParsedFile(path, ast.parse(text), shared=True)


@dataclass(frozen=True)
class BesideTests:
    """What lies beside tests and is no test.

    Attributes:
        modules: The modules that tests can import, by name.
        conftests: The files of fixtures.
    """

    modules: Mapping[str, ParsedFile]
    conftests: tuple[ParsedFile, ...]

    @classmethod
    def of(cls, files: Iterable[ParsedFile]) -> BesideTests:
        """Those among these files."""
        files = tuple(files)
        modules = {file.path.stem: file for file in files if file.path.name != CONFTEST}
        return cls(modules, tuple(file for file in files if file.path.name == CONFTEST))

    def needed_by(self, tests: Iterable[ParsedFile]) -> tuple[ParsedFile, ...]:
        """These files, what they import, directly or through others, and the fixtures that they ask for.

        A conftest.py is needed by tests that ask for one of its fixtures, or if one of them is `autouse`.
        """
        found: dict[Path, ParsedFile] = {}
        waiting = list(tests)
        while waiting:
            file = waiting.pop(0)
            if file.path in found:
                continue
            found[file.path] = file
            waiting += [self.modules[name] for _, name in imported(file) if name in self.modules]
            waiting += [one for one in self.conftests if self._asks(file, one)]
        return tuple(found.values())

    def _asks(self, file: ParsedFile, conftest: ParsedFile) -> bool:
        """Whether a file needs the fixtures of another: it has one of their names as a parameter or as a text."""
        if conftest.path.parent not in file.path.parents:
            return False
        names = set(fixture_names(conftest))
        for node in conftest.nodes:
            if isinstance(node, ast.ImportFrom) and node.module in self.modules:
                names |= {alias.asname or alias.name for alias in node.names}
        texts = {
            one.value for one in file.nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)
        }
        return has_autouse(conftest) or not names.isdisjoint(file.names_used | texts)


def _refuse_hidden(file: Path, line: int, module: ParsedFile | None) -> None:
    if module is not None and module.path.parent.name == HIDDEN:
        raise SourceError(
            file,
            line,
            f"public tests need this file, and `{module.path.stem}` lies in tests/{HIDDEN}, which students do not "
            f"get; move {module.path.name} into tests/ itself",
        )
