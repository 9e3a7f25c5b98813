"""Make from the reference solution the stub that students start from, and the solution that staff publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.authoring.source.source_text import compile_error
from autograder.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from autograder.authoring.source.regions import MarkedModule, Region
    from autograder.model.assignment import Stub


def stub_text(module: MarkedModule, stub: Stub) -> str:
    """The module with every region replaced by the stub's wording; signatures, types and docstrings stay.

    Raises:
        SourceError: naming the region without which the module is not valid Python.
    """
    text = "\n".join(_stubbed(module, module.regions, stub))
    if compile_error(text) is not None:
        region, reason = _guilty(module, stub)
        raise SourceError(
            module.path,
            region.begin,
            f"the stub does not parse once this region is replaced by `{stub.body}`: {reason}",
        )
    return text


def solution_text(module: MarkedModule) -> str:
    """The module without its marker lines, and with nothing else changed."""
    markers = {line for region in module.regions for line in (region.begin, region.end)}
    return "\n".join(line for number, line in enumerate(module.lines, 1) if number not in markers)


def _stubbed(module: MarkedModule, regions: Iterable[Region], stub: Stub) -> Iterator[str]:
    """The lines of the module with these of its regions replaced."""
    first = {region.begin: region for region in regions}
    gone = {line for region in regions for line in range(region.begin, region.end + 1)}
    for number, line in enumerate(module.lines, 1):
        if number in first:
            yield first[number].indentation + stub.comment
            yield from (first[number].indentation + part for part in stub.body.split("\n"))
        elif number not in gone:
            yield line


def _guilty(module: MarkedModule, stub: Stub) -> tuple[Region, str]:
    """The first region without which the module is not valid Python, and why."""
    for count, region in enumerate(module.regions, 1):
        fault = compile_error("\n".join(_stubbed(module, module.regions[:count], stub)))
        if fault is not None:
            return region, fault[1]
    return module.regions[-1], "it does only where all regions are replaced"
