"""Let matplotlib draw into memory alone: no window opens, and figures are a student's own.

`plt.show()` ends the figures that are open, as a window that is closed or a notebook does: what is drawn next goes
into a new one. A test still gets a figure that was shown, or that was saved before it was closed.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from .artists import artists
from .bounds import MOST_FIGURES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import ModuleType, TracebackType

    from typing_extensions import Self

    Adaptations = Mapping[str, Callable[[ModuleType], None]]

MATPLOTLIB, PYPLOT, REGISTRY = "matplotlib", "matplotlib.pyplot", "matplotlib._pylab_helpers"
_VARIABLE, _BACKEND = "MPLBACKEND", "agg"
_SAVED = "_was_saved"


class Figures(OrderedDict):  # type: ignore[type-arg]
    """The figures that are open, by number, as pyplot keeps them, and those that are done.

    Attributes:
        done: Figures that were shown, or saved and closed, in that order; of very many the last ones.
    """

    def __init__(self, open_: Mapping[int, Any] | None = None) -> None:
        super().__init__(open_ or {})
        self.done: list[Any] = []

    def end(self, figures: Iterable[Any]) -> None:
        """Keep figures that are done."""
        self.done = [*self.done, *figures][-MOST_FIGURES:]


def forget_figures() -> None:
    """Close all figures, as at the end of a program or of a notebook's cell."""
    registry = _registry()
    if registry is not None:
        registry.figs = Figures()


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
        self._replace(pyplot, "show", _show)
        self._replace(pyplot, "close", _closing(pyplot.close))
        self._replace(pyplot, "pause", _nothing)
        figure: Any = pyplot.Figure
        self._replace(figure, "savefig", _saving(figure.savefig))
        self._replace(sys.modules["matplotlib.backend_bases"].FigureManagerBase, "show", _nothing)


class OwnFigures(DrawingInMemory):
    """The same in a process that draws for others too: a student's figures are apart, and all is put back."""

    def __init__(self) -> None:
        super().__init__()
        self._figures: Any = Figures()
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
        self._figures = Figures()
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


def _kept() -> Figures:
    """The figures that are open now; they are kept so from the first of them that is done."""
    registry = _registry()
    if type(registry.figs) is not Figures:
        registry.figs = Figures(registry.figs)
    figures: Figures = registry.figs
    return figures


def _show(*_arguments: object, block: bool | None = None) -> None:
    """End the figures that are open, unless the code goes on without waiting for their windows."""
    if block is False or sys.modules[MATPLOTLIB].is_interactive():
        return
    figures = _kept()
    figures.end([manager.canvas.figure for _, manager in sorted(figures.items())])
    figures.clear()


def _closing(real: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(real)
    def close(*arguments: object, **keywords: object) -> None:
        figures = _kept()
        before = dict(figures)
        real(*arguments, **keywords)
        closed = [manager.canvas.figure for number, manager in before.items() if number not in figures]
        figures.end(figure for figure in closed if _SAVED in vars(figure))

    return close


def _saving(real: Callable[..., object]) -> Callable[..., object]:
    @functools.wraps(real)
    def savefig(figure: object, *arguments: object, **keywords: object) -> object:
        saved = real(figure, *arguments, **keywords)
        vars(figure)[_SAVED] = True
        return saved

    return savefig


def _nothing(*_arguments: object, **_keywords: object) -> None:
    """Do nothing: there is no window."""
