"""What one definition of a program uses: nodes of the syntax tree, names in full, and other definitions."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .words import HIDING, HIDING_ATTRIBUTES, HIDING_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .program import Key, Part, Program

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LONGEST_NAME = 6  # parts of a name of the student's, `package.module.Class.method`
_OURS = "run_tests."
_BY_NAME = ("getattr", "setattr")
_SKIPPED = ("annotation", "returns")  # what a name is said to be, and not what is done


@dataclass
class Uses:
    """What a definition uses.

    Attributes:
        nodes: The kinds of nodes in it, each with its line.
        names: The names that are not the definition's own, in full, each with its line.
        attributes: The names behind a dot, each with its line.
        hiding: What could run something that does not stand in the source, each with its line.
        keys: The student's own definitions that it names.
        repeats: Whether a function within it calls itself.
    """

    nodes: list[tuple[type[ast.AST], int]] = field(default_factory=list)
    names: list[tuple[str, int]] = field(default_factory=list)
    attributes: list[tuple[str, int]] = field(default_factory=list)
    hiding: list[tuple[str, int]] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    repeats: bool = False


def uses_of(program: Program, module: str, part: Part) -> Uses:
    """What one definition uses.

    Args:
        program: The student's modules.
        module: The module that it stands in.
        part: The definition.
    """
    reader = _Reader(program, module)
    owner = part.name.rpartition(".")[0]
    if isinstance(part.node, ast.ClassDef):
        owner = owner and f"{owner}."
        reader.read_class(part.node, part.name)
    else:
        reader.read(part.node, owner)
    return reader.uses


class _Reader:
    def __init__(self, program: Program, module: str) -> None:
        self.uses = Uses()
        self._program, self._module = program, module
        self._own: list[dict[str, str]] = []  # names of the functions around: what each stands for, or ""
        self._around: list[str] = []  # the functions within the definition that are being read
        self._self: list[tuple[str, str]] = []  # the first argument of each method around, and its class
        self._line = 0

    def read_class(self, node: ast.ClassDef, name: str) -> None:
        """Read a class; its methods know it as their first argument."""
        self._note(node)
        for one in (*node.decorator_list, *node.bases, *node.keywords, *node.body):
            self.read(one, name)

    def read(self, node: ast.AST, owner: str = "") -> None:
        """Read a node and all in it.

        Args:
            node: The node.
            owner: The class in whose body it stands, or "".
        """
        if isinstance(node, (ast.Attribute, ast.Name)):
            self._note(node)
            self._read_name(node)
        elif isinstance(node, ast.ClassDef):
            self.read_class(node, f"{owner}.{node.name}" if owner else node.name)
        elif isinstance(node, (*_FUNCTIONS, ast.Lambda)):
            self._read_function(node, owner)
        else:
            self._note(node)
            if isinstance(node, ast.Call):
                self._read_getattr(node)
            for one in self._left(node):
                self.read(one, owner)

    def _read_function(self, node: Any, owner: str) -> None:  # noqa: ANN401 - three kinds of nodes
        self._note(node)
        arguments = [*node.args.posonlyargs, *node.args.args]
        for one in (*getattr(node, "decorator_list", ()), *node.args.defaults, *node.args.kw_defaults):
            if one is not None:
                self.read(one)
        self._own.append(_own_names(node))
        self._around.append(getattr(node, "name", "") if self._own[1:] else "")
        self._self.append((arguments[0].arg if arguments and owner else "", owner))
        for one in node.body if isinstance(node.body, list) else [node.body]:
            self.read(one)
        self._own.pop()
        self._around.pop()
        self._self.pop()

    def _read_name(self, node: ast.AST) -> None:
        """Read `a.b.c`, as far as it is made of names."""
        chain: list[str] = []
        while isinstance(node, ast.Attribute):
            self.uses.attributes.append((node.attr, node.lineno))
            if node.attr in HIDING_ATTRIBUTES:
                self.uses.hiding.append((node.attr, node.lineno))
            chain.insert(0, node.attr)
            node = node.value
            self._note(node)
        if not isinstance(node, ast.Name):
            self.read(node)
            return
        if not isinstance(node.ctx, ast.Load):
            return
        self._read_dotted(node.id, chain, node.lineno)

    def _read_dotted(self, first: str, chain: list[str], line: int) -> None:
        for owner_name, owner in reversed(self._self):
            if owner_name and first == owner_name:
                if chain:
                    self._follow(f"{owner}.{chain[0]}")
                return
        for own in reversed(self._own):
            if first in own:
                self.uses.repeats |= first in self._around and not chain
                if not own[first]:
                    return
                first, *rest = own[first].split(".")  # `inverse = np.linalg.inv` within the function
                chain = [*rest, *chain]
                break
        dotted = ".".join((first, *chain))
        full = self._program.full_names(self._module, dotted)
        self.uses.names.extend((name, line) for name in full)
        self.uses.hiding.extend(
            (word, line) for word in HIDING_NAMES for name in full if f"{name}.".startswith(f"{word}.")
        )
        if (
            first in (*HIDING, *HIDING_ATTRIBUTES)
            and first not in {"getattr", "setattr"}
            and not self._is_own(first)
        ):
            self.uses.hiding.append((first, line))
        for length in range(min(len(chain) + 1, _LONGEST_NAME), 0, -1):
            if self._follow(".".join((first, *chain)[:length])):
                break

    def _is_own(self, name: str) -> bool:
        return self._program.key_of(self._module, name) is not None

    def _follow(self, dotted: str) -> bool:
        key = self._program.key_of(self._module, dotted)
        if key is not None:
            self.uses.keys.append(key)
        return key is not None

    def _left(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes in a node; of a call that a notebook's given cell makes, `run_question("x", globals())`, none."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            full = self._program.full_names(self._module, node.func.id)
            if any(name.startswith(_OURS) for name in full) and "run_tests" not in self._program.modules:
                return
        yield from _children(node)

    def _read_getattr(self, node: ast.Call) -> None:
        if not (isinstance(node.func, ast.Name) and node.func.id in _BY_NAME and len(node.args) > 1):
            return
        name = node.args[1]
        if isinstance(name, ast.Constant) and isinstance(name.value, str) and name.value.isidentifier():
            self.read(
                ast.copy_location(ast.Attribute(node.args[0], name.value, ast.Load()), node)
            )  # the same as the attribute
        elif not self._is_own(node.func.id):
            self.uses.hiding.append((node.func.id, node.lineno))

    def _note(self, node: ast.AST) -> None:
        self._line = getattr(node, "lineno", self._line)  # an operator stands in the line of what it is in
        self.uses.nodes.append((type(node), self._line))


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name in _SKIPPED:
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.AST):
                yield one


def _own_names(node: Any) -> dict[str, str]:  # noqa: ANN401 - a function or a lambda
    """The names that belong to a function: what each stands for where that is a name too, or ""."""
    arguments = node.args
    found = dict.fromkeys(
        (one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)), ""
    )
    found.update({one.arg: "" for one in (arguments.vararg, arguments.kwarg) if one is not None})
    outer: set[str] = set()
    times: dict[str, int] = {}
    for one in _within(node):
        if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load):
            found.setdefault(one.id, "")
            times[one.id] = times.get(one.id, 0) + 1
        elif isinstance(one, (*_FUNCTIONS, ast.ClassDef, ast.ExceptHandler)):
            found[one.name or ""] = ""
        elif isinstance(one, (ast.Global, ast.Nonlocal)):
            outer |= set(one.names)
    for one in _within(node):
        if isinstance(one, ast.Assign) and isinstance(one.value, (ast.Name, ast.Attribute)):
            target = one.targets[0]
            if isinstance(target, ast.Name) and times[target.id] == 1:
                found[target.id] = _dotted(one.value)
    return {name: stands for name, stands in found.items() if name not in outer}


def _within(node: Any) -> Iterator[ast.AST]:  # noqa: ANN401 - a function or a lambda
    """The nodes of a function, without those of the functions and classes in it."""
    waiting = list(node.body) if isinstance(node.body, list) else [node.body]
    while waiting:
        one = waiting.pop()
        yield one
        if not isinstance(one, (*_FUNCTIONS, ast.Lambda, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(one))


def _dotted(node: ast.AST) -> str:
    """`a.b.c`, or "" where it is made of something else than names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return before and f"{before}.{node.attr}"
    return ""
