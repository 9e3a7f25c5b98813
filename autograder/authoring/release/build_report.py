"""Report to people what a build has made, or how the folders on disk differ from what it would make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.text import listed

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.authoring.release.drift import Drift


_UNNAMED = 40  # mistakes that are named


@dataclass(frozen=True, kw_only=True)
class BuildReport:
    """What a build has made, or what `build --check` has found."""

    name: str
    regions: int
    public_tests: int
    hidden_tests: int
    mistakes: int
    unnamed: tuple[str, ...] = ()  # mistakes whose hint nobody reads
    right: int  # right solutions written otherwise
    no_sandbox: str  # why nothing could be graded as students' work is, or ""
    unread: tuple[str, ...]  # files of the source folder that nothing reads
    looked_up: tuple[str, ...]  # public tests that ask for the same answers whatever the secret is
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
        unnamed = (self._said_of_unnamed(),) if self.unnamed else ()
        fixed = (self._said_of_fixed(),) if self.looked_up else ()
        graded = self._said_of_trial()
        unread = (f"  nothing reads {listed(self.unread)}",) if self.unread else ()
        without = (f"  no notebook: {self.no_notebook}",) if self.no_notebook else ()
        written = (f"  wrote {path}" for path in self.written)
        return (
            proved,
            *caught,
            *unnamed,
            *graded,
            *fixed,
            *unread,
            *without,
            *written,
            *(f"  {drift}" for drift in self.drift),
        )

    def _said_of_trial(self) -> tuple[str, ...]:
        """The sentence about what was graded in the sandbox."""
        if self.no_sandbox:
            return (f"  not tried in the grader, because there is no sandbox here: {self.no_sandbox}",)
        if not self.right:
            return ()
        solutions = "1 right solution" if self.right == 1 else f"all {self.right} right solutions"
        return (f"  {solutions} written otherwise: every point, and nothing said",)

    def _said_of_unnamed(self) -> str:
        """The sentence about mistakes that give too little evidence to be told from other code."""
        number = len(self.unnamed)
        hints = "1 hint of the catalogue is" if number == 1 else f"{number} hints of the catalogue are"
        return (
            f"  {hints} never shown, because single values, None, or what another mistake gives as well do not tell "
            f"the mistake: {listed(self.unnamed, shown=_UNNAMED)}"
        )

    def _said_of_fixed(self) -> str:
        """The sentence about public tests that cannot tell a table of answers from code that computes them."""
        number = len(self.looked_up)
        tests = "1 public test does not" if number == 1 else f"{number} public tests do not"
        return (
            f"  {tests} draw on `rng`: where their numbers are fixed, the answers can be looked up in the handout: "
            f"{listed(self.looked_up)}"
        )
