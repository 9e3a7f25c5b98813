"""What the files of a student define, as far as the syntax trees alone say it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..importing.module_names import module_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST = 300_000  # characters that are read: more is no homework, and takes long
_MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)
_MOST_LOOKED_UP = 50_000  # names, of which a homework has some hundreds
_LONGEST_CHAIN = 5  # names that stand for names
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

_HISTORY = "In["  # the names of cells in the order in which they were run

Key = tuple[str, str]  # a module, and a name in it: ("m", "Stack.push")


class UnreadableError(ValueError):
    """The source cannot be read, so nothing is certain about it."""


@dataclass(frozen=True)
class Part:
    """What one name stands for.

    Attributes:
        name: The name, `Stack.push`.
        node: What stands there: a function, a class, or the value that the name is given.
        file: The file, or the cell of a notebook.
    """

    name: str
    node: ast.AST
    file: str


@dataclass
class Module:
    """The names of one module.

    Attributes:
        parts: What each name stands for; a name that is bound several times stands for all of it.
        imports: What imported names are in full: `inv` may be `numpy.linalg.inv`.
        stars: The modules of which everything is imported.
        bases: The names of the bases of each class.
        statements: What runs when the module is imported, beside the definitions.
    """

    parts: dict[str, list[Part]] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    bases: dict[str, list[str]] = field(default_factory=dict)
    statements: list[Part] = field(default_factory=list)


class Program:
    """The modules of a student; `looked_up` counts the names that were looked up.

    Args:
        texts: The text of each file by its name, `m.py`; of a notebook each cell by its name, in order.
        module: The name of the module that all cells of a notebook make.

    Raises:
        UnreadableError: if the files are too long or are no Python.
    """

    def __init__(self, texts: Mapping[str, str], module: str) -> None:
        files = {
            module_name(name): {name: text}
            for name, text in texts.items()
            if name.endswith(".py")
            and all(map(str.isidentifier, module_name(name).split(".")))  # the file of a cell has a number
        }
        ran = {name: text for name, text in texts.items() if name.startswith(_HISTORY)}
        if sum(map(len, (ran or texts).values())) > LONGEST:
            raise UnreadableError("the file is too long to be read")
        self.looked_up = 0
        self.modules: dict[str, Module] = (
            {name: _module(own, is_notebook=False) for name, own in files.items()}
            if files
            else {module: _module(ran or texts, is_notebook=True)}
        )

    def find(self, key: Key) -> list[Part]:
        """What a name of a module stands for; of a method, what its class or a base of it has.

        Raises:
            UnreadableError: if so much was looked up that the file is no homework.
        """
        waiting, known = [key], {key}
        for module, name in waiting:
            self.looked_up += 1
            if self.looked_up > _MOST_LOOKED_UP:
                raise UnreadableError("it is too large to be read")
            parts = self.modules[module].parts.get(name, []) if module in self.modules else []
            if parts:
                return parts
            for base in self._bases(module, name):
                if base not in known:
                    known.add(base)
                    waiting.append(base)
        return []

    def full_names(self, module: str, dotted: str) -> list[str]:
        """What a dotted name of a module may be in full: by what its first part was imported as, or stands for."""
        own = self.modules[module]
        first, dot, rest = dotted.partition(".")
        for _ in range(_LONGEST_CHAIN):
            parts = own.parts.get(first, [])
            if len(parts) != 1 or not isinstance(parts[0].node, (ast.Name, ast.Attribute)):
                break
            dotted = f"{ast.unparse(parts[0].node)}{dot}{rest}"  # `inverse = np.linalg.inv`
            first, dot, rest = dotted.partition(".")
        if first in own.imports:
            return [f"{own.imports[first]}{dot}{rest}"]
        return [dotted] if first in own.parts else [dotted, *(f"{star}.{dotted}" for star in own.stars)]

    def key_of(self, module: str, dotted: str) -> Key | None:
        """The name of the student's that a dotted name in a module means; None if it is no name of the student's."""
        if self.find((module, dotted)):
            return module, dotted
        for full in self.full_names(module, dotted):
            for name in self.modules:
                if full.startswith(f"{name}.") and self.find((name, full[len(name) + 1 :])):
                    return name, full[len(name) + 1 :]
        return None

    def _bases(self, module: str, name: str) -> list[Key]:
        """The names that a method may have in the bases of its class."""
        owner, _, short = name.rpartition(".")
        bases = self.modules[module].bases.get(owner, []) if module in self.modules else []
        keys = (self.key_of(module, base) for base in bases)
        return [(key[0], f"{key[1]}.{short}") for key in keys if key is not None]


def without_magic(cell: str) -> str:
    """A cell without the lines that only a notebook understands."""
    return _MAGIC.sub(r"\1pass", cell)


def _module(texts: Mapping[str, str], *, is_notebook: bool) -> Module:
    module = Module()
    for file, text in texts.items():
        try:
            tree = ast.parse(without_magic(text) if is_notebook else text)
        except SyntaxError as error:
            if is_notebook:
                continue  # this cell defines nothing
            raise UnreadableError(f"it cannot be read: {file}, line {error.lineno}: {error.msg}") from None
        except (ValueError, RecursionError, MemoryError) as error:
            raise UnreadableError(f"{file} cannot be read: {type(error).__name__}") from None
        _read(tree.body, "", file, module)
        module.statements += [
            Part("", node, file) for node in tree.body if not isinstance(node, (*_FUNCTIONS, ast.ClassDef))
        ]
        _read_imports(tree, module, file)
    return module


def _read(body: list[ast.stmt], within: str, file: str, module: Module, *, sure: bool = True) -> None:
    """Read statements; those under a condition are not sure to run, so what was bound before counts as well."""
    for node in body:
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            name = f"{within}{node.name}"
            if sure and name in module.parts:
                _forget(module, name)
            module.parts.setdefault(name, []).append(Part(name, node, file))
            if isinstance(node, ast.ClassDef):
                module.bases[name] = [ast.unparse(base) for base in node.bases]
                _read(node.body, f"{name}.", file, module)
            continue
        for name, value in _values(node):
            module.parts.setdefault(f"{within}{name}", []).append(Part(f"{within}{name}", value, file))
        for part in ("body", "orelse", "finalbody"):
            _read(getattr(node, part, []), within, file, module, sure=False)
        for handler in getattr(node, "handlers", []):
            _read(handler.body, within, file, module, sure=False)


def _forget(module: Module, name: str) -> None:
    """Forget what a name stood for, and the names in it: the last definition is the one that counts."""
    for known in [one for one in module.parts if one == name or one.startswith(f"{name}.")]:
        del module.parts[known]


def _values(node: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    """The names that a statement gives a value, each with the value."""
    if isinstance(node, ast.Assign):
        targets, value = node.targets, node.value
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        targets, value = [node.target], node.value
    else:
        return
    for target in targets:
        for one in ast.walk(target):
            if isinstance(one, (ast.Name, ast.Attribute)) and not isinstance(one.ctx, ast.Load):
                yield ast.unparse(one), value


def _package(file: str, level: int) -> list[str]:
    """The package that a relative import in a file begins at."""
    around = file.split("/")[:-1]
    return around[: max(len(around) - level + 1, 0)] if level else []


def _read_imports(tree: ast.AST, module: Module, file: str) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                if one.asname:
                    module.imports[one.asname] = one.name
        elif isinstance(node, ast.ImportFrom):
            origin = ".".join([*_package(file, node.level), *filter(None, [node.module])])
            for one in node.names:
                if one.name == "*":
                    module.stars.append(origin)
                else:
                    module.imports[one.asname or one.name] = f"{origin}.{one.name}".lstrip(".")
