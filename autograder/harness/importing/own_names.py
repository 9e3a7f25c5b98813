"""Let two copies of a student's modules be open in one process, each with names of its own.

Python keeps one table of modules, `sys.modules`, and a function that imports when it is called looks there. So before
any code of one copy runs, the modules of the other are taken out of that table and its own are put back.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path
    from types import ModuleType


class OwnNames:
    """The names by which the code of one open student finds its modules."""

    _shown: ClassVar[OwnNames | None] = None  # whose names the process has now, as it has one `sys.modules`

    def __init__(self) -> None:
        self._outer: OwnNames | None = None
        self._is_open = False

    def open(self) -> None:
        """Begin with the names that a new student has; those of an outer student are kept for later."""
        self._outer, OwnNames._shown, self._is_open = OwnNames._shown, self, True
        if self._outer is not None:
            self._outer.put_away()
        self.begin()

    def show(self) -> None:
        """Make these the names of the process, where another student's are."""
        shown = OwnNames._shown
        if shown is self or not self._is_open:
            return
        if shown is not None:
            shown.put_away()
        self.bring_back()
        OwnNames._shown = self

    def close(self) -> None:
        """Forget these names; those of the outer student are the process's again."""
        self._is_open = False
        if OwnNames._shown is self:
            self.put_away()
            OwnNames._shown = None
        outer, self._outer = self._outer, None
        if outer is not None:
            outer.show()

    def begin(self) -> None:
        """Forget what an earlier student left."""
        raise NotImplementedError

    def put_away(self) -> None:
        """Keep these names, and take them out of the process."""
        raise NotImplementedError

    def bring_back(self) -> None:
        """Put the names that were kept back into the process."""
        raise NotImplementedError


class _Found:
    """The modules of others that the last student began with.

    A process that runs many tests has hundreds of modules, the same before each test. One of them that is still there
    need not be looked at again.
    """

    key: ClassVar[object] = None  # what made the modules those of others: the student's folder and names
    modules: ClassVar[Mapping[str, ModuleType]] = {}


def _found_before(key: object) -> frozenset[str]:
    """The names of the modules of others that the last student with this key began with, and that are still there."""
    if _Found.key != key:
        return frozenset()
    before = _Found.modules
    return frozenset([name for name, module in sys.modules.items() if before.get(name) is module])


class OwnModules(OwnNames):
    """The modules of one folder.

    Args:
        folder: The folder; every module that lies in it belongs to the student.
        names: The names of further modules of the student's, wherever they lie.
    """

    def __init__(self, folder: Path, names: Collection[str]) -> None:
        super().__init__()
        self._inside = f"{folder}{os.sep}"
        self._names = frozenset(names)
        self._tops = frozenset(name.partition(".")[0] for name in names)
        self._kept: Mapping[str, ModuleType] = {}
        self._others: frozenset[str] = frozenset()  # the modules that are not this student's

    def begin(self) -> None:
        """Forget the modules that were imported from this folder before."""
        key = self._inside, self._names
        self._others = _found_before(key)
        self._take_out()
        self._others = frozenset(sys.modules)
        _Found.key, _Found.modules = key, dict(sys.modules)

    def put_away(self) -> None:
        """Take the modules out of `sys.modules`."""
        self._kept = self._take_out()

    def bring_back(self) -> None:
        """Put the modules back into `sys.modules`."""
        sys.modules.update(self._kept)

    def _take_out(self) -> dict[str, ModuleType]:
        importlib.invalidate_caches()
        loaded = [name for name in sys.modules if name not in self._others]
        found = {name: sys.modules[name] for name in loaded if self._is_own(name, sys.modules[name])}
        for name in found:
            del sys.modules[name]
        return found

    def _is_own(self, name: str, module: ModuleType) -> bool:
        if name in self._names or name.partition(".")[0] in self._tops:
            return True
        file = getattr(module, "__file__", None) or ""
        inside = file.startswith(self._inside) and os.sep not in file[len(self._inside) :]
        return inside and name != "__main__"


class OwnNamespace(OwnNames):
    """The names that a notebook defines, and the attributes of its classes.

    A notebook's cells run once. A test that patches a function or a method would patch it for whoever works in the
    notebook, so all of them are restored.

    Args:
        namespace: The notebook's.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        super().__init__()
        self._namespace = namespace
        self._before = _Snapshot({})
        self._kept = _Snapshot({})

    def begin(self) -> None:
        """Remember what each name stands for."""
        self._before = _Snapshot(self._namespace)

    def put_away(self) -> None:
        """Restore what each name stood for."""
        self._kept = _Snapshot(self._namespace)
        self._before.restore(self._namespace)

    def bring_back(self) -> None:
        """Restore what each name stood for when it was put away."""
        self._kept.restore(self._namespace)


class _Snapshot:
    """What the names of a notebook, and the attributes of the classes that it defines, stand for now."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._names = dict(namespace)
        module = namespace.get("__name__")
        self._classes = {
            one: dict(vars(one))
            for one in namespace.values()
            if isinstance(one, type) and getattr(one, "__module__", None) == module
        }

    def restore(self, namespace: dict[str, Any]) -> None:
        """Make each name, and each attribute of a class, stand for that again."""
        for name in namespace.keys() - self._names.keys():
            del namespace[name]
        namespace.update(self._names)
        for one, attributes in self._classes.items():
            now = dict(vars(one))
            for name in now.keys() - attributes.keys():
                with contextlib.suppress(AttributeError, TypeError):
                    delattr(one, name)
            for name, value in attributes.items():
                if now.get(name) is not value:
                    with contextlib.suppress(AttributeError, TypeError):
                        setattr(one, name, value)
