"""Read the texts of a student's files, to say what stands at a line of them."""

from __future__ import annotations

import linecache
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def texts_of(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The files of these names in a folder; what cannot be read is left out."""
    found = {}
    for name in names:
        try:
            with tokenize.open(folder / name) as stream:
                found[name] = stream.read()
        except (OSError, SyntaxError, ValueError):
            continue
    return found


def cells_of(folder: Path, history: Iterable[object]) -> dict[str, str]:
    """The cells of a notebook that runs here, by the names of the files that stand for them in this folder.

    Args:
        folder: The folder.
        history: The cells in the order in which they were run, as the notebook's `In` lists them; they come last, by
            the names that Jupyter shows: `In[3]`.
    """
    ran = {cell: f"In[{number}]" for number, cell in enumerate(history) if isinstance(cell, str) and cell}
    files = {
        Path(path).name: "".join(entry[2])
        for path, entry in list(linecache.cache.items())
        if Path(path).parent == folder and len(entry) > 2  # noqa: PLR2004 - not one that is still to be read
    }
    return {**files, **{name: cell for cell, name in sorted(ran.items(), key=lambda one: int(one[1][3:-1]))}}
