"""Which functions an edit changes, and which of them a test enters: which tests need not be run.

An edit that changes nothing but the bodies of some functions can change only tests in which one of these functions is
called. Whatever is not plainly such an edit counts as changing everything.
"""

from __future__ import annotations

import ast
import os
import sys
import threading
from typing import TYPE_CHECKING, TypeAlias

from autograder.authoring.source.functions import Function, functions_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import FrameType

    from typing_extensions import Self

    Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

_SUSPENDS = (ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith, ast.AsyncFunctionDef)


def changed_functions(file: str, before: str, after: str) -> frozenset[Function] | None:
    """The functions whose bodies differ between two texts of a module, or None if anything else does.

    Outside the bodies stand signatures, defaults, decorators and docstrings, which are part of what an import makes.
    A function that yields or awaits counts as "anything else" too: calling it does not yet enter it.
    """
    old, new = ast.parse(before), ast.parse(after)
    old_functions, new_functions = list(functions_of(old, "")), list(functions_of(new, ""))
    if [name for name, _ in old_functions] != [name for name, _ in new_functions]:
        return None
    changed = set()
    for (name, old_node), (_, new_node) in zip(old_functions, new_functions, strict=True):
        bodies = _take_body(old_node), _take_body(new_node)
        if ast.dump(bodies[0]) != ast.dump(bodies[1]):
            if any(isinstance(node, _SUSPENDS) for body in bodies for node in ast.walk(body)):
                return None
            changed.add(Function(file, name))
    # Without the bodies, the two have to be the same.
    return frozenset(changed) if ast.dump(old) == ast.dump(new) else None


class Entered:
    """Notes, while it is open, which functions of the files in a folder are called, at import too.

    Args:
        folder: Where the modules lie.
        lines: File name to `function_lines` of the text that lies there.
    """

    def __init__(self, folder: Path, lines: Mapping[str, Mapping[int, Function]]) -> None:
        self._inside = f"{folder.resolve()}{os.sep}"
        self._lines = lines
        self._calls: set[tuple[str, int]] = set()
        self._lost = False

    def __enter__(self) -> Self:
        """Begin to listen, in this thread and in those that it starts."""
        threading.setprofile(self._hear)
        sys.setprofile(self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening; where somebody else has stopped it before, nothing is known."""
        self._lost = self._lost or sys.getprofile() != self._hear
        sys.setprofile(None)
        threading.setprofile(None)

    def functions(self) -> frozenset[Function] | None:
        """What was called since it was asked last, or None where that is unknown."""
        lost, calls = self._lost, self._calls
        self._lost, self._calls = False, set()
        if lost:
            return None
        found = (self._lines.get(file, {}).get(line) for file, line in calls)
        return frozenset(function for function in found if function is not None)

    def _hear(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(self._inside):
            self._calls.add((frame.f_code.co_filename[len(self._inside) :], frame.f_code.co_firstlineno))


def _take_body(node: Definition) -> ast.Module:
    """Cut the body out of a function, its docstring aside."""
    documented = int(ast.get_docstring(node, clean=False) is not None)
    body, node.body[documented:] = node.body[documented:], []
    return ast.Module(body=body, type_ignores=[])
