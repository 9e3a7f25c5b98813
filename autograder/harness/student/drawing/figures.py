"""What a test is given of a student's figures: records of numbers and words, each looked at before a test sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .bounds import LARGEST_IMAGE, Budget, FiguresRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_DIMENSIONS = 3
NO_ANSWER = "no answer"


@dataclass(frozen=True, eq=False)
class Line:
    """One curve of `plot`, and whatever else matplotlib draws as a line.

    Attributes:
        x: Numbers, shape (n,); dates and categories as matplotlib counts them.
        y: Numbers, shape (n,).
        label: Its label, "" if it has none of its own.
        linestyle: "-", "--", "-.", ":" or "None", however it was named.
        color: "#rrggbb", however it was named; "none" if nothing is drawn.
        marker: "o", "x" and so on, or "None".
    """

    x: np.ndarray
    y: np.ndarray
    label: str
    linestyle: str
    color: str
    marker: str


@dataclass(frozen=True, eq=False)
class Points:
    """The points of one `scatter`.

    Attributes:
        x: Numbers, shape (n,).
        y: Numbers, shape (n,).
        label: The label, "" if there is none.
    """

    x: np.ndarray
    y: np.ndarray
    label: str


@dataclass(frozen=True)
class Bar:
    """One bar of `bar`, `barh` or `hist`.

    Attributes:
        x: Its left edge.
        y: Its lower edge.
        width: From left to right.
        height: From bottom to top.
        label: The label of all bars that were drawn with it, "" if there is none.
        color: "#rrggbb".
    """

    x: float
    y: float
    width: float
    height: float
    label: str
    color: str


@dataclass(frozen=True, eq=False)
class Image:
    """One picture of `imshow` or `matshow`.

    Attributes:
        shape: Rows, columns and, of a picture in colours, their parts.
        values: Numbers of that shape; None if they are more than 250,000.
    """

    shape: tuple[int, ...]
    values: np.ndarray | None


@dataclass(frozen=True, eq=False)
class Axes:
    """One coordinate system of a figure.

    Attributes:
        title: Its title.
        xlabel: The label of its x axis.
        ylabel: The label of its y axis.
        xlim: Both ends of the x axis.
        ylim: Both ends of the y axis.
        xscale: "linear", "log" and so on.
        yscale: The same for y.
        xticks: The words at the ticks of the x axis, if the code has named them; `bar` does for categories.
        yticks: The same for y.
        legend: The words of its legend; [] if there is none.
        texts: The words of `text` and `annotate`.
        lines: What `plot`, `axhline` and others draw; then each line of `vlines` and `hlines`.
        points: What `scatter` draws.
        bars: What `bar`, `barh` and `hist` draw.
        images: What `imshow` draws.
    """

    title: str
    xlabel: str
    ylabel: str
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    xscale: str
    yscale: str
    xticks: list[str]
    yticks: list[str]
    legend: list[str]
    texts: list[str]
    lines: list[Line]
    points: list[Points]
    bars: list[Bar]
    images: list[Image]


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure.

    Attributes:
        size: Width and height in inches.
        title: That of the whole figure, of `suptitle`.
        legend: The words of the legends of the whole figure.
        texts: The words that stand in none of the axes.
        axes: The axes, in the order in which they were made.
    """

    size: tuple[float, float]
    title: str
    legend: list[str]
    texts: list[str]
    axes: list[Axes]


def figures_of(answer: Any) -> list[Figure]:  # noqa: ANN401 - whatever came
    """The figures in what a student's process has answered.

    Raises:
        FiguresRefusedError: if it is no such answer, or too large.
    """
    read = _Reader(Budget())
    return read.listed(answer.get("figures") if type(answer) is dict else None, read.figure)


class _Reader:
    """Takes nothing for granted."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    def listed(self, value: Any, read: Callable[[Any], Any]) -> list[Any]:  # noqa: ANN401 - whatever came
        return [read(one) for one in _of(value, list)]

    def figure(self, value: Any) -> Figure:  # noqa: ANN401 - whatever came
        self._budget.spend("figures")
        parts = _of(value, dict)
        return Figure(
            size=self._pair(parts.get("size")),
            title=self._word(parts.get("title")),
            legend=self._words(parts.get("legend")),
            texts=self._words(parts.get("texts")),
            axes=self.listed(parts.get("axes"), self._axes),
        )

    def _axes(self, value: Any) -> Axes:  # noqa: ANN401 - whatever came
        self._budget.spend("axes")
        parts = _of(value, dict)
        words = (parts.get(name) for name in ("title", "xlabel", "ylabel", "xscale", "yscale"))
        title, xlabel, ylabel, xscale, yscale = map(self._word, words)
        return Axes(
            title=title,
            xlabel=xlabel,
            ylabel=ylabel,
            xlim=self._pair(parts.get("xlim")),
            ylim=self._pair(parts.get("ylim")),
            xscale=xscale,
            yscale=yscale,
            xticks=self._words(parts.get("xticks")),
            yticks=self._words(parts.get("yticks")),
            legend=self._words(parts.get("legend")),
            texts=self._words(parts.get("texts")),
            lines=self.listed(parts.get("lines"), self._line),
            points=self.listed(parts.get("points"), self._points),
            bars=self.listed(parts.get("bars"), self._bar),
            images=self.listed(parts.get("images"), self._image),
        )

    def _line(self, value: Any) -> Line:  # noqa: ANN401 - whatever came
        x, y, *words = self._artist(value, 6)
        return Line(*self._both(x, y), *map(self._word, words))

    def _points(self, value: Any) -> Points:  # noqa: ANN401 - whatever came
        x, y, label = self._artist(value, 3)
        return Points(*self._both(x, y), self._word(label))

    def _bar(self, value: Any) -> Bar:  # noqa: ANN401 - whatever came
        *sides, label, color = self._artist(value, 6)
        x, y, width, height = (_of(one, float) for one in sides)
        return Bar(x, y, width, height, self._word(label), self._word(color))

    def _image(self, value: Any) -> Image:  # noqa: ANN401 - whatever came
        shape, values = self._artist(value, 2)
        lengths = [_of(one, int) for one in _of(shape, tuple)]
        if len(lengths) > _MOST_DIMENSIONS or not all(0 <= one < 1 << 32 for one in lengths):
            raise FiguresRefusedError(NO_ANSWER)
        if values is not None:
            array = self._numbers(values)
            if array.shape != tuple(lengths) or array.size > LARGEST_IMAGE:
                raise FiguresRefusedError(NO_ANSWER)
        return Image(tuple(lengths), values)

    def _artist(self, value: Any, parts: int) -> tuple[Any, ...]:  # noqa: ANN401 - whatever came
        self._budget.spend("artists")
        if type(value) is not tuple or len(value) != parts:
            raise FiguresRefusedError(NO_ANSWER)
        return value

    def _both(self, x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:  # noqa: ANN401 - whatever came
        """Two rows of numbers, as many in each: a test's own arithmetic must not spread them."""
        first, second = self._numbers(x), self._numbers(y)
        if first.ndim != 1 or first.shape != second.shape:
            raise FiguresRefusedError(NO_ANSWER)
        return first, second

    def _numbers(self, value: Any) -> np.ndarray:  # noqa: ANN401 - whatever came
        array: np.ndarray = _of(value, np.ndarray)
        if array.dtype != np.float64:
            raise FiguresRefusedError(NO_ANSWER)
        self._budget.spend("numbers", array.size)
        return array

    def _pair(self, value: Any) -> tuple[float, float]:  # noqa: ANN401 - whatever came
        parts = _of(value, tuple)
        if len(parts) != 2:  # noqa: PLR2004 - a pair
            raise FiguresRefusedError(NO_ANSWER)
        return _of(parts[0], float), _of(parts[1], float)

    def _words(self, value: Any) -> list[str]:  # noqa: ANN401 - whatever came
        words = self.listed(value, self._word)
        self._budget.spend("artists", len(words))
        return words

    def _word(self, value: Any) -> str:  # noqa: ANN401 - whatever came
        word: str = _of(value, str)
        self._budget.spend("letters", len(word))
        return word


def _of(value: Any, kind: type) -> Any:  # noqa: ANN401 - whatever came
    if type(value) is not kind:
        raise FiguresRefusedError(NO_ANSWER)
    return value
