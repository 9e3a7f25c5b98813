"""Make the zip that a student hands in, after checking that its files can be imported as the grader does it."""

from __future__ import annotations

import ast
import sys
import zipfile
from typing import TYPE_CHECKING

from ..student.local import LocalStudent
from ..student.proxy import StudentError
from .imports import OwnImports
from .terminal import print_notes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .description import Handout

ANSWERS = "answers.toml"


def pack(folder: Path, handout: Handout) -> int:
    """Write `<name>-submission.zip` with the files at its root; give 1, and no zip, if a file cannot be imported."""
    imports = OwnImports(folder, handout.module_names)
    troubles = list(_troubles(folder, handout, imports))
    for trouble in troubles:
        print(trouble)
    print_notes(imports.notes)
    if troubles:
        print("No zip was made. Mend this first: the grader would meet the same trouble.")
        return 1
    target = folder / f"{handout.name}-submission.zip"
    names = [*handout.modules, *([ANSWERS] if (folder / ANSWERS).is_file() else [])]
    unfinished = target.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.write(folder / name, name)
    unfinished.replace(target)
    print(f"{target.name} holds {', '.join(names)}. Hand in this file.")
    _print_left_over(folder, handout)
    return 0


def _troubles(folder: Path, handout: Handout, imports: OwnImports) -> Iterator[str]:
    """Sentences about faults that would keep the files from being graded."""
    for module in handout.modules:
        yield from _foreign_imports(folder / module, handout)
    names = handout.module_names
    with LocalStudent(folder, names, left_out=imports.left_out) as student:
        for name in names:
            try:
                getattr(student, name)
            except StudentError as error:
                line = f", line {error.line}" if error.line else ""
                what = f"{error.type_name}: {error.message}" if error.type_name else error.message
                yield f"{name}.py cannot be imported ({error.file or name + '.py'}{line}): {what}"


def _foreign_imports(file: Path, handout: Handout) -> Iterator[str]:
    """Imports at the top of a file of packages that the grader does not have."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return  # the import, which is tried next, reports this better
    own = set(handout.module_names)
    for node in tree.body:
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        for name in names:
            top = name.split(".")[0]
            if top not in own and top not in handout.packages and _is_third_party(top, file.parent):
                allowed = f"{', '.join(handout.packages)} and Python's own library"
                yield f"{file.name}, line {node.lineno}: imports {top}; the grader has only {allowed}"


def _is_third_party(name: str, folder: Path) -> bool:
    """Whether a module is neither Python's own nor a file of the handout."""
    if hasattr(sys, "stdlib_module_names"):  # Python 3.10
        return name not in sys.stdlib_module_names and not (folder / f"{name}.py").is_file()
    return False


def _print_left_over(folder: Path, handout: Handout) -> None:
    """Say which lines still have the stub's placeholder: that is allowed, and easily forgotten."""
    for module in handout.modules:
        text = (folder / module).read_text(encoding="utf-8", errors="replace")
        lines = [number for number, line in enumerate(text.splitlines(), 1) if handout.placeholder in line]
        if lines:
            print(f"Note: {module} still has placeholders in line {', '.join(map(str, lines))}.")
