"""Draw a student's figures as PNG files, in the student's process.

A student's process loads this module, so it imports the standard library alone.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from .artists import ALL, artists
from .memory import has_pyplot

if TYPE_CHECKING:
    from typing import Any

MOST_PICTURES = 6
LARGEST_PICTURE = 1_000_000  # bytes of a file
LONGEST_SIDE = 1_200  # pixels
_USUAL_DPI = 100


def pictures() -> list[bytes]:
    """The first figures in the order of their numbers, each as a PNG file; what cannot be drawn is left out."""
    if not has_pyplot():
        return []
    drawn = []
    for figure in artists().figures(ALL, None)[:MOST_PICTURES]:
        try:
            png = _png(figure)
        except Exception:  # noqa: BLE001, S112 - whatever a student's code has put into it
            continue
        if len(png) <= LARGEST_PICTURE:
            drawn.append(png)
    return drawn


def _png(figure: Any) -> bytes:  # noqa: ANN401 - a figure of matplotlib's
    width, height = (float(one) for one in figure.get_size_inches())
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=min(_USUAL_DPI, LONGEST_SIDE / max(width, height)))
    return file.getvalue()
