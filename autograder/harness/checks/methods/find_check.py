"""The checks that find a class or a function of the student's by what it is: its name is the student's choice."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from ...importing.module_names import file_of
from ...rules.program import Program, UnreadableError
from ...student.linked import path_of
from ...student.plain import Fault
from ...student.proxy import StudentError
from ..values import CheckedValue, CheckFailed, Finding
from .check_state import CheckState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ...rules.program import Key

    Fits = Callable[[Any], object]

NOT_FOUND = "not-found"  # the kind of the finding
_MOST_TRIED = 12  # that a test's own condition is asked of
_MOST_BASES = 20  # that are looked at, of a class's bases and theirs
_SHOWN = 4
_GOES_ON = frozenset(
    {Fault.RAISED, Fault.MISSING, Fault.REFUSED}
)  # after these the student's process still answers
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class FindCheck(CheckState):
    """What a module has under a name that nobody laid down."""

    def find_class(
        self,
        module: Any,  # noqa: ANN401 - a proxy
        *,
        methods: Sequence[str] = (),
        bases: Sequence[str] = (),
        fits: Fits | None = None,
    ) -> Any:  # noqa: ANN401 - a proxy
        """The one class of a module that has these methods and bases, whatever it is called.

        Where several have them, `fits` decides, and of a class and its base the class; where there is one, it is
        taken, so that a mistake in it is found by the checks that follow. The classes are those that stand in the
        module's own file, read by its syntax tree; names that begin with an underscore do not count.

        Args:
            module: The module, `student.m`.
            methods: What it has to define, or a class of the student's from which it inherits.
            bases: From what it has to inherit, as `"Exception"` or `"abc.ABC"`, under whatever name it is imported.
            fits: Is given each of several classes, and answers whether it is the one; one in which it raises is not.

        Returns:
            The class, as `student.m.Name` would give it.

        Raises:
            CheckFailed: if there is none, or several.
            ValueError: if `module` is no module, or nothing is asked of the class.
        """
        if not (methods or bases or fits):
            raise ValueError("check.find_class is given methods, bases or `fits`, by which to know the class")
        listed = [f"the methods {_joined(methods)}"] if methods else []
        listed += [f"the bases {_joined(bases)}"] if bases else []
        described = (
            f"a class with {' and '.join(listed)}" if listed else "a class that does what is asked for"
        )

        def is_one(program: Program, key: Key, node: ast.AST) -> bool:
            owner, name = key
            has = all(program.find((owner, f"{name}.{method}")) for method in _words(methods))
            return isinstance(node, ast.ClassDef) and has and _inherits(program, key, _words(bases))

        return self._found(module, is_one, described, fits)

    def find_function(
        self,
        module: Any,  # noqa: ANN401 - a proxy
        *,
        parameters: int | None = None,
        fits: Fits | None = None,
    ) -> Any:  # noqa: ANN401 - a proxy
        """The one function of a module that takes so many arguments, whatever it is called.

        Where several do, `fits` decides; where there is one, it is taken, as by `find_class`.

        Args:
            module: The module, `student.m`.
            parameters: How many arguments by position it can be called with.
            fits: Is given each of several functions, and answers whether it is the one; one in which it raises is
                not.

        Returns:
            The function, as `student.m.name` would give it.

        Raises:
            CheckFailed: if there is none, or several.
            ValueError: if `module` is no module, or nothing is asked of the function.
        """
        if parameters is None and fits is None:
            raise ValueError(
                "check.find_function is given `parameters` or `fits`, by which to know the function"
            )
        many = f"{parameters} parameter{'' if parameters == 1 else 's'}"
        described = (
            "a function that does what is asked for" if parameters is None else f"a function with {many}"
        )

        def is_one(_program: Program, _key: Key, node: ast.AST) -> bool:
            return isinstance(node, _FUNCTIONS) and (parameters is None or _takes(node, parameters))

        return self._found(module, is_one, described, fits)

    def _found(
        self,
        module: Any,  # noqa: ANN401 - a proxy
        is_one: Callable[[Program, Key, ast.AST], bool],
        described: str,
        fits: Fits | None,
    ) -> Any:  # noqa: ANN401 - a proxy
        path = path_of(module)
        if path is None or path[1]:
            raise ValueError("check.find_class and check.find_function are given a module, as in student.m")
        file = file_of(path[0], self._sources())
        self.last = CheckedValue(file)
        try:
            program = Program(self._sources(), path[0])
            parts = program.modules[path[0]].parts if path[0] in program.modules else {}
            names = [
                name
                for name, own in parts.items()
                if name[0] != "_" and "." not in name and is_one(program, (path[0], name), own[-1].node)
            ]
        except UnreadableError as error:
            raise CheckFailed(Finding(NOT_FOUND, f"{file} cannot be read: {error}")) from None
        if not self._sources() or path[0] not in program.modules:  # what is not there has failed before
            raise CheckFailed(Finding(NOT_FOUND, f"{file} cannot be read: it is too long"))
        if not names:
            raise CheckFailed(Finding(NOT_FOUND, f"{file} should have {described}, and has none"))
        if len(names) > 1 and fits is not None:
            names = self._fitting(module, names, file, fits)
            if not names:
                sentence = f"{file} has {described} several times, and none of them does what is asked for"
                raise CheckFailed(Finding(NOT_FOUND, sentence))
        elif 1 < len(names) <= _MOST_TRIED:  # what was left out at the import is in the file alone
            names = [name for name in names if hasattr(module, name)] or names
        names = [name for name in names if not _is_base(program, (path[0], name), names)]
        if len(names) > 1:
            shown = f"{_joined(names[:_SHOWN])}{' and others' if names[_SHOWN:] else ''}"
            sentence = f"{file} should have {described} once, and several are like that: {shown}"
            raise CheckFailed(Finding(NOT_FOUND, sentence))
        return getattr(module, names[0])

    def _fitting(self, module: Any, names: Sequence[str], file: str, fits: Fits) -> list[str]:  # noqa: ANN401 - a proxy
        """Those of these names that fit; what is asked of the others leaves no trace in the test."""
        if len(names) > _MOST_TRIED:
            sentence = f"{file} has {len(names)} names that could be meant here; leave at most {_MOST_TRIED}"
            raise CheckFailed(Finding(NOT_FOUND, sentence))
        self._requests.settle()
        found = []
        for name in names:
            before, calls = self.kept(), self._requests.mark()
            try:
                fitting = bool(fits(getattr(module, name)))
                self._requests.settle()
            except StudentError as error:
                self._requests.drop()
                if error.fault not in _GOES_ON:
                    raise
                fitting = False
            except Exception as error:
                self._requests.drop()
                if getattr(error, "graders_fault", False) or getattr(error, "tests_fault", False):
                    raise
                fitting = False  # the answers are not such as the test's condition can go on with
            self.restore(before)
            self._requests.back_to(calls)
            found += [name] if fitting else []
        return found


def _words(words: Sequence[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def _joined(words: Sequence[str]) -> str:
    *others, last = (f"`{word}`" for word in _words(words))
    return f"{', '.join(others)} and {last}" if others else last


def _inherits(program: Program, key: Key, asked: Sequence[str]) -> bool:
    """Whether the class inherits from all of these, directly or through classes of the student's."""
    names = {
        full
        for module, name in _line(program, key)
        for base in program.modules[module].bases.get(name, [])
        for full in program.full_names(module, base)
    }
    return all(any(f".{name}".endswith(f".{word}") for name in names) for word in asked)


def _is_base(program: Program, key: Key, names: Sequence[str]) -> bool:
    """Whether another class among these inherits from this one."""
    return any(key in _line(program, (key[0], other))[1:] for other in names)


def _line(program: Program, key: Key) -> list[Key]:
    """A class, its bases that are the student's, and theirs."""
    found = [key]
    for module, name in found:
        for base in program.modules[module].bases.get(name, []):
            own = program.key_of(module, base)
            if own is not None and own not in found and len(found) < _MOST_BASES:
                found.append(own)
    return found


def _takes(node: ast.AST, count: int) -> bool:
    """Whether a function can be called with so many arguments by position."""
    arguments: ast.arguments = node.args  # type: ignore[attr-defined]  # of a function
    most = len(arguments.posonlyargs) + len(arguments.args)
    least = most - len(arguments.defaults)
    needs_words = any(default is None for default in arguments.kw_defaults)
    return least <= count and (count <= most or arguments.vararg is not None) and not needs_words
