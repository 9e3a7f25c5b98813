"""Report to people what a build has made, or how the folders on disk differ from what it would make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.authoring.release.drift import Drift


@dataclass(frozen=True, kw_only=True)
class BuildReport:
    """What a build has made, or what `build --check` has found."""

    name: str
    regions: int
    public_tests: int
    hidden_tests: int
    mistakes: int
    no_notebook: str  # why there is none, or ""
    written: tuple[Path, ...]  # empty in a check
    drift: tuple[Drift, ...]  # empty in a build

    def lines(self) -> tuple[str, ...]:
        """The report for people."""
        tests = f"{self.public_tests} public and {self.hidden_tests} hidden tests"
        proved = (
            f"{self.name}: {self.regions} solution regions, {tests}; the reference passes all, the stub none"
        )
        caught = (f"  all {self.mistakes} mistakes of the catalogue are caught",) if self.mistakes else ()
        without = (f"  no notebook: {self.no_notebook}",) if self.no_notebook else ()
        written = (f"  wrote {path}" for path in self.written)
        return (proved, *caught, *without, *written, *(f"  {drift}" for drift in self.drift))
