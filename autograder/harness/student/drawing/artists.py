"""Read what figures show as plain data, in the student's process.

It is read by matplotlib's own functions, as they were before any code of a student's ran, from what matplotlib keeps.
So a class that overrides `get_ylabel` gains nothing. What it says is the student's word all the same.

A student's process loads this module, so it imports NumPy and the standard library alone.
"""

from __future__ import annotations

import functools
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from .bounds import LARGEST_IMAGE, MOST_FIGURES, Budget, FiguresRefusedError
from .plain_parts import NUMBERS, dashed, numbers, pair, plain_word, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Getter = Callable[[Any], Any]

CURRENT, ALL, GIVEN = "current", "all", "given"
_NAMED = ("FixedFormatter", "FuncFormatter")  # of ticks that the code itself has named
_MOST_DIMENSIONS = 3


def read_figures(which: str, drawn: object = None) -> dict[str, Any]:
    """The figures, each as a dictionary of plain data; or in place of them the word for what is `refused`.

    Args:
        which: The current one, all that are open, or that of what is given.
        drawn: A figure, or a part of one.
    """
    try:
        return {"figures": _read(which, drawn)}
    except FiguresRefusedError as refused:
        return {"refused": str(refused)}
    except Exception:  # noqa: BLE001 - a student's code may have put anything into a figure
        return {"refused": "unreadable"}


def _read(which: str, drawn: object) -> list[dict[str, Any]]:
    known = artists() if "matplotlib.pyplot" in sys.modules else None
    found = [] if known is None else known.figures(which, drawn)
    if known is None or not found:
        if which == ALL:
            return []
        raise FiguresRefusedError("none" if which == CURRENT else "no figure")
    budget = Budget()
    return [known.figure(one, budget) for one in found]


@functools.cache
def artists() -> Artists:
    """Matplotlib's own functions; they are kept at the first call."""
    return Artists()


class Artists:
    """What matplotlib's classes say of themselves."""

    def __init__(self) -> None:
        figure, axes = _of("figure", "Figure"), _of("axes", "Axes")
        text, line, bar = _of("text", "Text"), _of("lines", "Line2D"), _of("patches", "Rectangle")
        axis, image = _of("axis", "Axis"), _of("image", "AxesImage")
        self._registry: Any = sys.modules["matplotlib._pylab_helpers"].Gcf
        self._figure_class, self._points_class = figure, _of("collections", "PathCollection")
        self._bars_class, self._image_class = _of("container", "BarContainer"), image
        self._segments_class = segments = _of("collections", "LineCollection")
        self._named = (
            *(_of("ticker", name) for name in _NAMED),
            _of("category", "StrCategoryFormatter"),
        )
        self._to_rgba: Getter = sys.modules["matplotlib.colors"].to_rgba
        self._label: Getter = _of("artist", "Artist").get_label
        self._bars_label: Getter = self._bars_class.get_label
        self._of_figure = _getters(figure, "axes get_size_inches")
        self._of_axes = _getters(
            axes, "lines collections patches images texts get_xlim get_ylim get_xscale get_yscale"
        )
        self._text: Getter = text.get_text
        self._line_data: Callable[..., Any] = line.get_data
        self._of_line = _getters(line, "get_linestyle get_color get_marker")
        self._of_segments = _getters(segments, "get_segments get_linestyle get_edgecolor")
        self._of_bar = _getters(bar, "get_x get_y get_width get_height get_facecolor")
        self._offsets: Getter = self._points_class.get_offsets
        self._image_array: Getter = image.get_array
        self._of_axis = _getters(axis, "get_major_formatter get_majorticklabels")
        self._legend_texts: Getter = _of("legend", "Legend").get_texts

    def figures(self, which: str, drawn: object) -> list[Any]:
        """The figures that are asked for."""
        if which == GIVEN:
            return [one for one in (self._figure_of(drawn),) if one is not None]
        managers = self._registry.figs
        numbers = list(managers) if issubclass(type(managers), dict) else []
        done = list(getattr(managers, "done", ()))[-MOST_FIGURES:]
        if which == CURRENT:
            found = [managers[number].canvas.figure for number in numbers[-1:]]
            if done and not (found and found[0].axes):  # `plt.savefig` after `plt.show` makes an empty one
                found = done[-1:]
        else:
            left = max(MOST_FIGURES - len(numbers), 0)
            found = done[len(done) - left :] if left < len(done) else done
            found += [managers[number].canvas.figure for number in sorted(numbers)]
        if not all(issubclass(type(one), self._figure_class) for one in found):
            raise FiguresRefusedError("no figure")
        return found

    def _figure_of(self, drawn: Any) -> Any:  # noqa: ANN401 - whatever a student's code has returned
        if type(drawn) in (list, tuple) and drawn:  # `figure, axes = plt.subplots()`, and what `plot` gives
            return self._figure_of(drawn[0])
        if type(drawn) is np.ndarray and drawn.size:
            return self._figure_of(drawn.flat[0])
        if issubclass(type(drawn), self._figure_class):
            return drawn
        figure = getattr(drawn, "figure", None)
        return figure if issubclass(type(figure), self._figure_class) else None

    def figure(self, figure: Any, budget: Budget) -> dict[str, Any]:  # noqa: ANN401 - a figure
        """What it shows."""
        budget.spend("figures")
        width, height = (float(one) for one in self._of_figure["get_size_inches"](figure))
        title = getattr(figure, "_suptitle", None)
        return {
            "size": (width, height),
            "title": "" if title is None else self._word(title, budget),
            "legend": [
                word for legend in list(figure.legends) for word in self._legend_words(legend, budget)
            ],
            "texts": self._words((one for one in list(figure.texts) if one is not title), budget),
            "axes": [self._axes(one, budget) for one in self._of_figure["axes"](figure)],
        }

    def _axes(self, axes: Any, budget: Budget) -> dict[str, Any]:  # noqa: ANN401 - the axes
        budget.spend("axes")
        get = self._of_axes
        titles = (axes.title, axes._left_title, axes._right_title)  # noqa: SLF001 - where `set_title` keeps them
        words = [self._word(one, budget) for one in titles]
        return {
            "title": next(filter(None, words), ""),
            "xlabel": self._word(axes.xaxis.label, budget),
            "ylabel": self._word(axes.yaxis.label, budget),
            "xlim": pair(get["get_xlim"](axes)),
            "ylim": pair(get["get_ylim"](axes)),
            "xscale": plain_word(get["get_xscale"](axes), budget),
            "yscale": plain_word(get["get_yscale"](axes), budget),
            "xticks": self._ticks(axes.xaxis, budget),
            "yticks": self._ticks(axes.yaxis, budget),
            "legend": [] if axes.legend_ is None else self._legend_words(axes.legend_, budget),
            "texts": self._words(get["texts"](axes), budget),
            "lines": [
                *(self._line(one, budget) for one in get["lines"](axes)),
                *(
                    segment
                    for one in get["collections"](axes)
                    if issubclass(type(one), self._segments_class)
                    for segment in self._segments(one, budget)
                ),
            ],
            "points": [
                self._points(one, budget)
                for one in get["collections"](axes)
                if issubclass(type(one), self._points_class)
            ],
            "bars": list(self._bars(axes, budget)),
            "images": [
                self._image(one, budget)
                for one in get["images"](axes)
                if issubclass(type(one), self._image_class)
            ],
        }

    def _line(self, line: Any, budget: Budget) -> tuple[Any, ...]:  # noqa: ANN401 - a line
        budget.spend("artists")
        x, y = self._line_data(line, orig=False)
        style, color, marker = (get(line) for get in self._of_line.values())
        return (
            numbers(x, budget),
            numbers(y, budget),
            self._shown_label(line, budget),
            plain_word(style, budget),
            self._color(color),
            plain_word(marker, budget) if issubclass(type(marker), str) else "own",
        )

    def _segments(self, drawn: Any, budget: Budget) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - of `vlines`
        segments, styles, colors = (get(drawn) for get in self._of_segments.values())
        label = self._shown_label(drawn, budget)
        for number, segment in enumerate(segments):
            budget.spend("artists")
            pairs: np.ndarray = np.asarray(segment, dtype=float).reshape(-1, 2)
            yield (
                numbers(pairs[:, 0], budget),
                numbers(pairs[:, 1], budget),
                label,
                dashed(styles[number % len(styles)]) if len(styles) else "-",
                self._color(colors[number % len(colors)]) if len(colors) else "none",
                "None",
            )

    def _points(self, points: Any, budget: Budget) -> tuple[Any, ...]:  # noqa: ANN401 - what `scatter` makes
        budget.spend("artists")
        pairs: np.ndarray = np.ma.filled(np.ma.asarray(self._offsets(points), dtype=float), np.nan).reshape(
            -1, 2
        )
        return (
            numbers(pairs[:, 0], budget),
            numbers(pairs[:, 1], budget),
            self._shown_label(points, budget),
        )

    def _bars(self, axes: Any, budget: Budget) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - the axes
        drawn = {id(one) for one in self._of_axes["patches"](axes)}
        for container in list(axes.containers):
            for bar in tuple.__iter__(container) if issubclass(type(container), self._bars_class) else ():
                if id(bar) in drawn:
                    budget.spend("artists")
                    *sides, color = (get(bar) for get in self._of_bar.values())
                    label = self._bars_label(container)
                    yield (*map(float, sides), shown(plain_word(label, budget)), self._color(color))

    def _image(self, image: Any, budget: Budget) -> tuple[Any, ...]:  # noqa: ANN401 - what `imshow` makes
        budget.spend("artists")
        values = np.ma.asarray(self._image_array(image))
        if values.dtype.kind not in NUMBERS or values.ndim > _MOST_DIMENSIONS:
            raise FiguresRefusedError("no numbers")
        shape = tuple(map(int, values.shape))
        if values.size > LARGEST_IMAGE:
            return shape, None
        budget.spend("numbers", values.size)
        return shape, np.array(np.ma.filled(values.astype(float), np.nan))

    def _ticks(self, axis: Any, budget: Budget) -> list[str]:  # noqa: ANN401 - an axis
        """The words at the ticks, if the code itself has named them."""
        if not issubclass(type(self._of_axis["get_major_formatter"](axis)), self._named):
            return []
        return self._words(self._of_axis["get_majorticklabels"](axis), budget)

    def _legend_words(self, legend: Any, budget: Budget) -> list[str]:  # noqa: ANN401 - a legend
        return self._words(self._legend_texts(legend), budget)

    def _words(self, texts: Iterable[Any], budget: Budget) -> list[str]:
        found = []
        for one in texts:
            budget.spend("artists")
            found.append(self._word(one, budget))
        return found

    def _word(self, text: Any, budget: Budget) -> str:  # noqa: ANN401 - a text
        return plain_word(self._text(text), budget)

    def _shown_label(self, artist: Any, budget: Budget) -> str:  # noqa: ANN401 - a line, or points
        return shown(plain_word(self._label(artist), budget))

    def _color(self, color: Any) -> str:  # noqa: ANN401 - whatever matplotlib takes for a color
        red, green, blue, alpha = (float(one) for one in self._to_rgba(color))
        return (
            "#{:02x}{:02x}{:02x}".format(*(round(255 * one) for one in (red, green, blue)))
            if alpha
            else "none"
        )


def _of(module: str, name: str) -> Any:  # noqa: ANN401 - a class of matplotlib's
    return getattr(sys.modules[f"matplotlib.{module}"], name)


def _getters(kind: Any, names: str) -> dict[str, Getter]:  # noqa: ANN401 - a class of matplotlib's
    return {name: _getter(getattr(kind, name)) for name in names.split()}


def _getter(found: Any) -> Getter:  # noqa: ANN401 - a method or a property
    getter: Any = found.fget if isinstance(found, property) else found
    return getter  # type: ignore[no-any-return]  # both are functions of the object
