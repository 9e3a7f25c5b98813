"""Let matplotlib draw into memory alone: no window opens, `plt.show()` does nothing, and figures are a student's own.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from .artists import artists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType, TracebackType

    from typing_extensions import Self

    Adaptations = Mapping[str, Callable[[ModuleType], None]]

MATPLOTLIB, PYPLOT, REGISTRY = "matplotlib", "matplotlib.pyplot", "matplotlib._pylab_helpers"
_VARIABLE, _BACKEND = "MPLBACKEND", "agg"


def forget_figures() -> None:
    """Close all figures, as at the end of a program or of a notebook's cell."""
    registry = _registry()
    if registry is not None:
        registry.figs = OrderedDict()


def has_pyplot() -> bool:
    """Whether anything can have been drawn: pyplot is imported."""
    return PYPLOT in sys.modules


def _registry() -> Any:  # noqa: ANN401 - a class of matplotlib's, which may be absent
    """Where pyplot keeps the figures that are open; None before it is imported."""
    module = sys.modules.get(REGISTRY) if has_pyplot() else None
    return getattr(module, "Gcf", None)


class DrawingInMemory:
    """Has functions of matplotlib's replaced that would open a window or wait for somebody.

    Attributes:
        adapted: What is to be done with which module of matplotlib's when it is imported.
    """

    def __init__(self) -> None:
        self._replaced: list[tuple[Any, str, object]] = []
        self.adapted: Adaptations = {MATPLOTLIB: self._adapt, PYPLOT: self._adapt_pyplot}

    def undo(self) -> None:
        """Put the functions back."""
        while self._replaced:
            owner, name, real = self._replaced.pop()
            setattr(owner, name, real)

    def _replace(self, owner: Any, name: str, new: object) -> None:  # noqa: ANN401 - a module or a class
        self._replaced.append((owner, name, getattr(owner, name)))
        setattr(owner, name, new)

    def _adapt(self, matplotlib: ModuleType) -> None:
        self._replace(matplotlib, "use", _nothing)

    def _adapt_pyplot(self, pyplot: ModuleType) -> None:
        real = pyplot.switch_backend
        artists()  # before a student's code can change what it keeps
        self._replace(pyplot, "switch_backend", lambda newbackend: real(_BACKEND))  # noqa: ARG005 - as its own argument is called
        for name in ("show", "pause"):
            self._replace(pyplot, name, _nothing)
        self._replace(sys.modules["matplotlib.backend_bases"].FigureManagerBase, "show", _nothing)


class OwnFigures(DrawingInMemory):
    """The same in a process that draws for others too: a student's figures are apart, and all is put back."""

    def __init__(self) -> None:
        super().__init__()
        self._figures: Any = OrderedDict()
        self._variable: str | None = None
        self._backend: tuple[object, object, bool] | None = None

    def __enter__(self) -> Self:
        """Begin, without a figure."""
        self._variable = os.environ.get(_VARIABLE)
        os.environ[_VARIABLE] = _BACKEND
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Forget the figures, and put all back."""
        self._figures = OrderedDict()
        self.undo()
        if self._backend is not None:
            pyplot: Any = sys.modules[PYPLOT]
            parameter, pyplot._backend_mod, interactive = self._backend  # noqa: SLF001 - there is no other way back
            dict.__setitem__(pyplot.rcParams, "backend", parameter)
            pyplot.matplotlib.interactive(interactive)
            self._backend = None
        if self._variable is None:
            os.environ.pop(_VARIABLE, None)
        else:
            os.environ[_VARIABLE] = self._variable

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """Let the student's figures be those that pyplot knows within the block."""
        registry = _registry()
        before = OrderedDict() if registry is None else registry.figs
        if registry is not None:
            registry.figs = self._figures
        try:
            yield
        finally:
            registry = _registry()
            if registry is not None:
                self._figures, registry.figs = registry.figs, before

    def _adapt_pyplot(self, pyplot: Any) -> None:  # noqa: ANN401 - the module
        parameter = dict.__getitem__(pyplot.rcParams, "backend")
        if str(parameter).lower() != _BACKEND:
            self._backend = parameter, getattr(pyplot, "_backend_mod", None), pyplot.isinteractive()
            with self.inside():
                pyplot.switch_backend(_BACKEND)
            pyplot.matplotlib.interactive(False)  # noqa: FBT003 - its own argument
        super()._adapt_pyplot(pyplot)


def _nothing(*_arguments: object, **_keywords: object) -> None:
    """Do nothing: there is no window."""
