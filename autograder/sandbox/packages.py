"""Find an assignment's packages, the packages that these need, and the folders of all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, kw_only=True)
class Packages:
    """What a worker may import besides the standard library."""

    allowed: tuple[str, ...]  # as the assignment names them
    modules: tuple[str, ...]  # top-level modules of these packages and of those that they need
    path: tuple[str, ...]  # entries of sys.path
    read: tuple[str, ...]  # files and folders


def find_packages(allowed: Iterable[str]) -> Packages:
    """Find the packages; NumPy is always among them, because values travel as its arrays.

    Raises:
        SandboxError: if one is not installed here.
    """
    allowed = tuple(allowed)
    modules: set[str] = set()
    paths: set[Path] = set()
    for name in {"numpy", *allowed}:
        location = _location(name)
        modules.add(name)
        paths.add(location)
        for distribution in _with_needs(_distribution(name)):
            for entry in _top_level(distribution):
                modules.add(entry.name.partition(".")[0])
                paths.add(entry)
    return Packages(
        allowed=allowed,
        modules=tuple(sorted(modules)),
        path=tuple(sorted({str(location.parent) for location in paths})),
        read=tuple(sorted(str(location) for location in paths)),
    )


def _location(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SandboxError(
            f"the assignment allows the package {name}, which is not installed here; install it"
        )
    origin = Path(spec.origin)
    return origin.parent if spec.submodule_search_locations else origin


def _distribution(module: str) -> metadata.Distribution | None:
    """The distribution that has a module; its name may differ, as scikit-learn for sklearn."""
    if found := _installed(module):
        return found[0]
    names = metadata.packages_distributions().get(module, ())  # slow, and rarely needed
    return next((distribution for name in names for distribution in _installed(name)), None)


def _with_needs(first: metadata.Distribution | None) -> Iterator[metadata.Distribution]:
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


def _installed(name: str) -> list[metadata.Distribution]:
    try:
        return [metadata.distribution(name)]
    except metadata.PackageNotFoundError:
        return []


def _top_level(distribution: metadata.Distribution) -> Iterator[Path]:
    """The files and folders that a distribution put into site-packages, `numpy` and `numpy.libs` say."""
    site = Path(str(distribution.locate_file("")))
    record = distribution.read_text("RECORD") or ""
    for name in {line.partition(",")[0].partition("/")[0] for line in record.splitlines()}:
        if name != ".." and not name.endswith((".dist-info", ".egg-info", ".pth", "__pycache__")):
            yield site / name
