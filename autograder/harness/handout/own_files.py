"""Say what of a student's folder will not be there in the grade, and what Python reads otherwise than was meant."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from ..answers.checked import CheckedForm, check_form
from ..answers.form import ANSWERS
from ..importing.encodings import unreadable
from ..importing.grader_has import lacks
from ..importing.module_names import module_name, top_names
from ..importing.own_folder import library_names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .description import Handout

_CONDITIONS = {"__name__", "TYPE_CHECKING", "find_spec"}
_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


class Imported(NamedTuple):
    """An import in one of a student's files.

    Attributes:
        file: The file's name.
        line: The line.
        name: The module's name, without what follows a point.
        at_top: Whether it runs when the file is imported.
    """

    file: str
    line: int
    name: str
    at_top: bool


def imports_of(folder: Path, handout: Handout) -> Iterator[Imported]:
    """The imports in the files that are handed in; none of a file that cannot be read."""
    for module, tree in _trees(folder, handout):
        for node in _needed(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for name in names:
                yield Imported(module, node.lineno, name.split(".")[0], node in tree.body)  # type: ignore[attr-defined]  # an import has a line


def _trees(folder: Path, handout: Handout) -> Iterator[tuple[str, ast.Module]]:
    for module in handout.modules:
        try:
            yield module, ast.parse((folder / module).read_bytes())
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # the import, which is tried next, reports this better


def _own_in_packages(folder: Path, handout: Handout) -> Iterator[tuple[str, int, str]]:
    """The student's own modules in a package of the assignment that files import: the file, the line, the module."""
    known = {*handout.modules, *handout.given}
    tops = {one.partition("/")[0] for one in known if "/" in one}
    found: set[str] = set()
    for module, tree in _trees(folder, handout):
        for node in _needed(tree):
            for name in _full_names(module, node):
                own = f"{name.replace('.', '/')}.py"
                in_package = "/" in own and own.partition("/")[0] in tops
                if in_package and own not in {*known, *found} and (folder / own).is_file():
                    found.add(own)
                    yield module, node.lineno, own  # type: ignore[attr-defined]  # an import has a line


def _full_names(file: str, node: ast.AST) -> list[str]:
    """The names of all that may be a module in an import, from the top folder on."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    around = file.split("/")[: -node.level] if node.level else []
    base = [*around, *(node.module.split(".") if node.module else [])]
    return [".".join(base), *(".".join([*base, alias.name]) for alias in node.names)]


def _needed(tree: ast.Module) -> Iterator[ast.AST]:
    """The parts of a file without those that the grade never reaches, or that expect an import to fail."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, ast.If) and _is_for_scripts(node.test):
            pending += node.orelse
        elif isinstance(node, ast.With) and any(
            _expects_import_error(one.context_expr) for one in node.items
        ):
            continue
        elif isinstance(node, ast.Try) and any(_expects_import_error(one.type) for one in node.handlers):
            pending += [*node.orelse, *node.finalbody]
        else:
            pending += ast.iter_child_nodes(node)


def _is_for_scripts(test: ast.expr) -> bool:
    """Whether a condition is not known to hold in the grade: for scripts, for types, or if a package is there."""
    names = (getattr(one, "id", getattr(one, "attr", "")) for one in ast.walk(test))
    return not _CONDITIONS.isdisjoint(names)


def _expects_import_error(caught: ast.expr | None) -> bool:
    """Whether a handler or a `with suppress(...)` catches this of a failing import; None is everything."""
    names = {one.id for one in ast.walk(caught) if isinstance(one, ast.Name)} if caught else _IMPORT_ERRORS
    return not names.isdisjoint(_IMPORT_ERRORS)


def file_notes(folder: Path, handout: Handout) -> list[str]:
    """Sentences about the files that are handed in, and about those beside them that they import."""
    texts = [
        unreadable(module, _content(folder / module))
        if (folder / module).is_file()
        else f"{module} is not there, and the tests that need it fail: take it out of the handout again."
        for module in handout.modules
    ]
    first: dict[str, Imported] = {}
    for one in sorted(imports_of(folder, handout), key=lambda one: (not one.at_top, one.file, one.line)):
        first.setdefault(one.name, one)
    about = sorted(first.values(), key=lambda one: (one.file, one.line))
    own = (_not_handed_in(*one, handout) for one in _own_in_packages(folder, handout))
    return [*filter(None, texts), *filter(None, (_elsewhere(one, folder, handout) for one in about)), *own]


def is_beside(name: str, folder: Path) -> str:
    """The file or folder of a student's that an import would find by this name; "" if there is none."""
    if (folder / f"{name}.py").is_file():
        return f"{name}.py"
    return f"{name}/" if name.isidentifier() and (folder / name).is_dir() else ""


def foreign(one: Imported, handout: Handout) -> str:
    """What to say of an import of a package that the grader does not have."""
    return f"{one.file}, line {one.line}: imports {lacks(one.name, handout.packages)}"


def is_unwritten(folder: Path, handout: Handout) -> bool:
    """Whether a placeholder of the handout still stands in one of the files."""
    return any(handout.placeholder.encode() in _content(folder / module) for module in handout.modules)


def form_in(folder: Path, handout: Handout) -> CheckedForm:
    """What can be said of the written answers without their key."""
    if not handout.answers:
        return CheckedForm()
    path = folder / ANSWERS
    if path.is_file():
        return check_form(handout.answers, _content(path))
    return CheckedForm(
        notes=(f"{ANSWERS} is not there: none of its {len(handout.answers)} answers is handed in.",)
    )


def _elsewhere(one: Imported, folder: Path, handout: Handout) -> str:
    """What to say of an import of something that will not be there in the grade, or is not what it seems."""
    own = is_beside(one.name, folder)
    if one.name in top_names((*handout.modules, *handout.given)):
        return ""
    if not own:
        there = one.name in library_names() or one.name in handout.packages or one.at_top
        return "" if there else f"{foreign(one, handout)}."
    where = f"{one.file}, line {one.line}"
    kind = (
        "module of Python's own library"
        if one.name in library_names()
        else "package of the assignment"
        if one.name in handout.packages
        else ""
    )
    if kind:
        if own.endswith("/"):
            return ""
        return (
            f"{own} has the name of a {kind}: `import {one.name}` ({where}) does not give your file, neither here "
            "nor in the grade. Rename your file."
        )
    return _not_handed_in(one.file, one.line, own, handout, one.name)


def _not_handed_in(file: str, line: int, own: str, handout: Handout, name: str = "") -> str:
    what = name or module_name(own)
    return (
        f"{file}, line {line} imports {what}, and {own} will not be there when your files are graded: the "
        f"assignment takes {_joined(handout.modules)}. Move what you need of it into {file}."
    )


def _joined(names: tuple[str, ...]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
