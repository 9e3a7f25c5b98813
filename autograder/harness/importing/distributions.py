"""Find what an installed package brings along: the packages that it requires, and the modules of all of them."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def distribution_of(module: str) -> metadata.Distribution | None:
    """The distribution that has a module; its name may differ, as scikit-learn for sklearn."""
    if found := _installed(module):
        return found[0]
    if not hasattr(metadata, "packages_distributions"):  # before Python 3.10
        return None
    names = metadata.packages_distributions().get(module, ())  # slow, and rarely needed
    return next((distribution for name in names for distribution in _installed(name)), None)


def with_needs(first: metadata.Distribution | None) -> Iterator[metadata.Distribution]:
    """The distribution and all that it requires, directly or not, as far as they are installed."""
    pending, known = [first] if first else [], set()
    while pending:
        distribution = pending.pop()
        name = distribution.metadata["Name"].lower()
        if name in known:
            continue
        known.add(name)
        yield distribution
        for requirement in distribution.requires or ():
            if "extra ==" not in requirement and (found := re.match(r"[\w.-]+", requirement)):
                pending += _installed(found[0])


def top_level(distribution: metadata.Distribution) -> Iterator[Path]:
    """The files and folders that a distribution put into site-packages, `numpy` and `numpy.libs` say."""
    site = Path(str(distribution.locate_file("")))
    record = distribution.read_text("RECORD") or ""
    for name in {line.partition(",")[0].partition("/")[0] for line in record.splitlines()}:
        if name != ".." and not name.endswith((".dist-info", ".egg-info", ".pth", "__pycache__")):
            yield site / name


def _installed(name: str) -> list[metadata.Distribution]:
    try:
        return [metadata.distribution(name)]
    except metadata.PackageNotFoundError:
        return []
