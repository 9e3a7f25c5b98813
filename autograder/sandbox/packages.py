"""Find an assignment's packages, the packages that these need, and the folders of all."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import SandboxError
from autograder.harness.importing.distributions import distribution_of, top_level, with_needs

if TYPE_CHECKING:
    from collections.abc import Iterable


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
        for distribution in with_needs(distribution_of(name)):
            for entry in top_level(distribution):
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
