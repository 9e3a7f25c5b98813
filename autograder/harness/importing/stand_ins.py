"""Stand-ins for packages that the grade has no use for: they can be imported, and what they would do cannot be asked.

A student's file may keep `from tqdm import tqdm` and `import tensorflow as tf`. Progress bars and displays do their
harmless part; whatever else is called raises an exception that names the package. Only a student's own import
statement meets a stand-in, and not one that is tried (`try: ... except ImportError:`), nor `find_spec`: these say
that the package is not there.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import ast
import os
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from .harmless import HARMLESS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

DEFAULT = (
    *("tqdm", "IPython", "ipywidgets", "matplotlib_inline", "google.colab", "pyforest", "watermark"),
    *(
        "tensorflow",
        "keras",
        "torchvision",
        "torchaudio",
        "torchsummary",
        "torchinfo",
        "tensorboard",
        "wandb",
    ),
)
_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_HARNESS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - a process without pathlib
_OURS = (f"{_HARNESS}{os.sep}", f"{os.path.join(os.path.dirname(_HARNESS), 'sandbox')}{os.sep}")  # noqa: PTH118, PTH120 - a process without pathlib
_USES = (
    *("iter", "len", "enter", "exit", "bool", "float", "int", "index", "setitem", "lt", "gt"),
    *("add", "radd", "sub", "rsub", "mul", "rmul", "matmul", "rmatmul", "truediv", "rtruediv", "pow", "rpow"),
)
_LONGEST = 1_000_000  # letters of a file that is read


class AbsentPackageError(ModuleNotFoundError):
    """The use of a package that has a stand-in."""


AbsentPackageError.__name__ = AbsentPackageError.__qualname__ = "ModuleNotFoundError"  # for who prints it


class StandIns(MetaPathFinder):
    """Finds stand-ins for what a student's file imports.

    Args:
        names: Packages, `google.colab` too.
        folder: That of the student's files; may be changed.
        read: Gives the text of a file of the student's.
    """

    def __init__(self, names: Iterable[str], folder: str, read: Callable[[str], bytes] | None = None) -> None:
        self._names = frozenset(names)
        self._tops = frozenset(name.partition(".")[0] for name in self._names)
        self.folder, self._read = folder, read or _content

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,  # noqa: ARG002 - what the import system hands over
    ) -> ModuleSpec | None:
        """The stand-in of this name; None if there is none, or who asks is not to have it."""
        parent = fullname.rpartition(".")[0]
        if path is None and not parent:
            is_theirs = fullname in self._tops and self._is_asked_by_a_student()
            return ModuleSpec(fullname, _Loader(), is_package=True) if is_theirs else None
        if type(sys.modules.get(parent)) is not _StandIn or not self._has(fullname):
            return None
        return ModuleSpec(fullname, _Loader(), is_package=True)

    def _has(self, name: str) -> bool:
        return any(f"{name}.".startswith(f"{one}.") for one in self._names)

    def _is_asked_by_a_student(self) -> bool:
        frame = sys._getframe(2)  # noqa: SLF001 - who asks decides
        while frame is not None and frame.f_code.co_filename.startswith(("<frozen ", *_OURS)):
            frame = frame.f_back  # type: ignore[assignment]  # the loop ends there
        if frame is None or os.path.dirname(frame.f_code.co_filename) != self.folder:  # noqa: PTH120 - a process without pathlib
            return False
        try:
            text = self._read(frame.f_code.co_filename)
        except OSError:
            return False
        return not _is_tried(text.decode("utf-8-sig", "replace"), frame.f_lineno)


def is_stand_in(spec: ModuleSpec | None) -> bool:
    """Whether what was found is a stand-in."""
    return spec is not None and type(spec.loader) is _Loader


def forget_stand_ins() -> None:
    """Take them out of `sys.modules`."""
    for name in [name for name, module in list(sys.modules.items()) if type(module) is _StandIn]:
        del sys.modules[name]


class _Loader(Loader):
    """Makes a stand-in."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """An empty one."""
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


class _StandIn(ModuleType):
    """A module that has every name."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever stands there
        if name.startswith("__"):
            raise AttributeError(name)
        return _named(f"{self.__name__}.{name}")


def _named(name: str) -> Any:  # noqa: ANN401 - whatever stands there
    return HARMLESS[name] if name in HARMLESS else Absent(name)


class Absent:
    """Something of a package that is not there: it can be named, and not be used.

    Args:
        name: By which the student's code comes to it.
    """

    def __init__(self, name: str) -> None:
        self._autograder_name = name

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever stands there
        if name.startswith("__"):
            raise AttributeError(name)
        return _named(f"{self._autograder_name}.{name}")

    def __call__(self, *arguments: object, **keywords: object) -> Any:  # noqa: ANN401 - whatever it was to decorate
        """A decorator leaves its function as it is; nothing else is called."""
        if len(arguments) == 1 and not keywords and type(arguments[0]) is FunctionType:
            return arguments[0]
        raise self._autograder_error()

    def __mro_entries__(self, _bases: tuple[object, ...]) -> tuple[type, ...]:
        """A class that has it as its base cannot be called."""
        error = self._autograder_error

        class Base:
            def __init__(self, *_arguments: object, **_keywords: object) -> None:
                raise error()

        return (Base,)

    def __instancecheck__(self, _value: object) -> bool:
        """Nothing is one."""
        return False

    def __or__(self, _other: object) -> Absent:
        """As in an annotation."""
        return self

    __ror__ = __or__

    def __getitem__(self, _key: object) -> Any:  # noqa: ANN401 - as below
        """Nothing is in it."""
        raise self._autograder_error()

    def _autograder_error(self) -> AbsentPackageError:
        name = self._autograder_name
        package = next((one for one in DEFAULT if f"{name}.".startswith(f"{one}.")), name.partition(".")[0])
        text = f"{name} cannot be used: the grader does not have {package}"
        return AbsentPackageError(text, name=package)


def _unusable(self: Absent, *_: object) -> Any:  # noqa: ANN401 - it never returns
    raise self._autograder_error()


for _name in _USES:
    setattr(Absent, f"__{_name}__", _unusable)


def _is_tried(text: str, line: int) -> bool:
    """Whether an import in this line may fail, as it stands in a `try` that catches it; also if nobody can say."""
    lines = text.splitlines()
    plain = "\n".join(
        one[: len(one) - len(one.lstrip())] + "pass" if one.lstrip()[:1] in ("%", "!") else one
        for one in lines
    )
    if len(text) > _LONGEST:
        return True
    try:
        tree = ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    return any(
        node.body[0].lineno <= line <= (node.body[-1].end_lineno or 0) and any(map(_catches, node.handlers))
        for node in ast.walk(tree)
        if isinstance(node, ast.Try)
    )


def _catches(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return any(isinstance(one, ast.Name) and one.id in _CAUGHT for one in ast.walk(handler.type))


def _content(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 - a process without pathlib
        return file.read(_LONGEST + 1)
