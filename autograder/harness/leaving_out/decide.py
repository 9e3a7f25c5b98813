"""Decide once, for all tests, which statements of a student's files are left out.

Left out is what takes long, if the import as a whole takes long, and what fails. The files are run statement by
statement, each time in a fresh process without what is known so far, until nothing new is found. What fails after an
interruption may fail because of it, so it is judged in the next round.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ..importing.measure import Finding
from ..student.plain import Fault
from ..student.proxy import StudentError

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Position = tuple[int, int, int]  # part, number and line of a statement

SLOW = 0.5  # seconds: an import that takes longer is slow
REST = 0.1  # seconds that may be left of a slow import
BUDGET = 8.0  # seconds for all measuring; afterwards whatever computes something is left out
_SHORTEST_LIMIT = 0.25  # seconds
_ROUNDS = 12
_DEATHS = 6  # of a process, for one module
_AT_ONCE = 64
_MOST_LEFT_OUT = 2_000


class Beginning(NamedTuple):
    """What is known of a module before a statement of it runs.

    Attributes:
        next: Its first statement; None if it has none.
        imported: The names of the modules that it imports.
        definitions: How many of its statements define something.
    """

    next: Position | None
    imported: frozenset[str]
    definitions: int


class Measurer(Protocol):
    """A fresh process that runs modules statement by statement."""

    def begin(self, name: str, left_out: Sequence[int]) -> Beginning:
        """Read a module; run nothing.

        Raises:
            StudentError: if it cannot be read.
        """

    def run(self, name: str, most: int, limit: float) -> tuple[Position | None, list[Finding], float]:
        """Run its next statements; give the statement after them, the findings, and the seconds.

        Raises:
            StudentError: if the process has ended.
        """

    def working(self, name: str) -> list[Finding]:
        """Those of its statements that compute something."""


@dataclass
class Decision:
    """What was decided about one module.

    Attributes:
        slow: What is left out because it takes long.
        failed: What is left out because it fails.
        rest: The seconds that the other statements take.
        definitions: How many of its statements define something.
        whole: Whether it is imported as it is, because it cannot be split.
        fault: Why it cannot be imported in any way, or None.
    """

    slow: dict[int, Finding] = field(default_factory=dict)
    failed: dict[int, Finding] = field(default_factory=dict)
    rest: float = 0.0
    definitions: int = 0
    whole: bool = False
    fault: StudentError | None = None

    @property
    def left_out(self) -> list[int]:
        """The numbers of the statements that are left out; none if the module would then define nothing."""
        if self.fault is not None or self.whole or (self.failed and not self.definitions):
            return []
        return sorted({**self.slow, **self.failed})

    @property
    def failing(self) -> list[Finding]:
        """What is left out because it fails, and not for lack of something else that is left out."""
        return [one for one in self.failed.values() if not one.follows]

    @property
    def seconds(self) -> float:
        """What its import takes, as far as it was measured."""
        return self.rest + sum(one.seconds for one in self.slow.values())

    @property
    def longer(self) -> bool:
        """Whether it takes longer than that, because something was interrupted."""
        return any(one.interrupted for one in self.slow.values())


class Decider:
    """Measures modules and decides.

    Args:
        names: The modules, in the order in which they are measured; what one imports is measured before it.
        open_measurer: Gives a fresh process.
        affordable: Seconds that statements may take at every import if functions use what they set.
        budget: Seconds for all measuring; one statement may take a quarter of what is left of them.
    """

    def __init__(
        self,
        names: Sequence[str],
        open_measurer: Callable[[], contextlib.AbstractContextManager[Measurer]],
        affordable: float,
        budget: float = BUDGET,
    ) -> None:
        self._open, self._affordable, self._budget = open_measurer, affordable, budget
        self.decisions = {name: Decision() for name in names}
        self._used = self._limit = 0.0
        self._one_by_one: dict[str, int] = {}  # module -> from which statement on
        self._deaths: dict[str, int] = dict.fromkeys(names, 0)
        self._at: tuple[str, Position | None] = ("", None)
        self._done: set[str] = set()
        self._cut: set[str] = set()  # the modules of which all that computes something is left out
        self._changed = False

    def decide(self) -> dict[str, Decision]:
        """What was decided about each module."""
        for _ in range(_ROUNDS):
            self._done, self._changed = set(), False
            try:
                with self._open() as measurer:
                    for name in self.decisions:
                        if not self._changed:  # else it may fail because of what another module lacks
                            self._module(measurer, name)
            except StudentError as error:
                self._blame(error)
            if not self._changed:
                break
        return self.decisions

    def _module(self, measurer: Measurer, name: str) -> None:
        decision = self.decisions[name]
        if name in self._done or decision.whole or decision.fault is not None:
            return
        self._done.add(name)
        self._at = (name, None)
        try:
            beginning = measurer.begin(name, sorted({**decision.slow, **decision.failed}))
        except StudentError as error:
            if error.fault not in (Fault.IMPORT, Fault.MISSING):
                raise
            decision.whole = True  # its import says what is wrong
            return
        decision.definitions = beginning.definitions
        for other in self.decisions:
            if other in beginning.imported and not self._changed:
                self._module(measurer, other)
        if self._changed:
            return
        if self._used > self._budget and name not in self._cut:
            self._cut.add(name)
            self._leave_out(name, decision.slow, measurer.working(name))
        else:
            self._run(measurer, name, beginning.next)

    def _run(self, measurer: Measurer, name: str, position: Position | None) -> None:
        findings: list[Finding] = []
        total = 0.0
        while position is not None:
            self._at = (name, position)
            most = 1 if self._is_careful(name, position) else _AT_ONCE
            self._limit = max(_SHORTEST_LIMIT, (self._budget - self._used) / 4)
            position, some, seconds = measurer.run(name, most, self._limit)
            findings += some
            total += seconds
            self._used += seconds
            if self._used > self._budget and name not in self._cut:
                self._changed = True  # the rest is cut in the next round
                break
            if self._used > 2 * self._budget:
                self._give_up(name, StudentError(Fault.TIMEOUT, message="it takes too long to import"))
                return
            if len(findings) > _MOST_LEFT_OUT:
                self.decisions[name].whole = self._changed = True
                return
        self._choose(name, findings, total)

    def _choose(self, name: str, findings: list[Finding], total: float) -> None:
        decision = self.decisions[name]
        interrupted = [one for one in findings if one.interrupted]
        until = findings.index(interrupted[0]) if interrupted else len(findings)
        slow = [
            *interrupted,
            *_too_slow(findings, self._affordable, already=bool(decision.slow or interrupted)),
        ]
        self._leave_out(name, decision.slow, slow)
        self._leave_out(name, decision.failed, [one for one in findings[:until] if one.error])
        decision.rest = total - sum(one.seconds for one in slow)

    def _leave_out(self, name: str, where: dict[int, Finding], findings: Sequence[Finding]) -> None:
        decision = self.decisions[name]
        for one in findings:
            if one.number not in decision.slow and one.number not in decision.failed:
                where[one.number] = one
                self._changed = True
        if len(where) > _MOST_LEFT_OUT:
            decision.whole = True

    def _blame(self, error: StudentError) -> None:
        """Find out which statement ended the process: run it alone, then leave it out."""
        name, position = self._at
        self._changed = True
        self._deaths[name] += 1
        if position is None or self._deaths[name] > _DEATHS:
            self._give_up(name, error)
        elif not self._is_careful(name, position):
            self._one_by_one[name] = position[1]
        else:
            part, number, line = position
            slow = error.fault is Fault.TIMEOUT
            finding = _ended(part, number, line, error, self._limit if slow else 0.0)
            self._used += finding.seconds
            where = self.decisions[name].slow if slow else self.decisions[name].failed
            self._leave_out(name, where, [finding])

    def _is_careful(self, name: str, position: Position) -> bool:
        first = self._one_by_one.get(name)
        return first is not None and position[1] >= first

    def _give_up(self, name: str, error: StudentError) -> None:
        self.decisions[name].fault = error
        self._changed = True


def _too_slow(findings: Sequence[Finding], affordable: float, *, already: bool) -> list[Finding]:
    """The statements that make the import slow, the longest first; imports and definitions are none of them.

    Args:
        findings: What was found in a round.
        affordable: Seconds that those may take together which set what functions use.
        already: Whether the import is known to be slow.
    """
    judged = [one for one in findings if not (one.interrupted or one.error or one.fixed)]
    free = [one for one in judged if not one.needed]
    rest = sum(one.seconds for one in free)
    chosen = _longest(free, rest - REST) if already or rest > SLOW else []
    needed = [one for one in judged if one.needed]
    over = sum(one.seconds for one in needed) - max(affordable, SLOW)
    return chosen + _longest(needed, over)


def _longest(findings: Sequence[Finding], over: float) -> list[Finding]:
    """The longest of these, until they take so many seconds."""
    chosen = []
    for one in sorted(findings, key=lambda finding: -finding.seconds):
        if over <= 0:
            break
        chosen.append(one)
        over -= one.seconds
    return chosen


def _ended(part: int, number: int, line: int, error: StudentError, seconds: float) -> Finding:
    """The finding of a statement with which the process ended."""
    return Finding(
        part=part,
        number=number,
        line=line,
        seconds=seconds,
        interrupted=error.fault is Fault.TIMEOUT,
        fixed=False,
        needed=False,
        follows=False,
        error=error.message,
    )


def failing(decisions: Mapping[str, Decision]) -> Iterator[tuple[str, int, str]]:
    """Of each statement that failed by itself its module, its line, and the class and text of its exception."""
    for name, decision in decisions.items():
        for one in decision.failing:
            yield name, one.line, one.error
