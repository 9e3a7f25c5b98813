"""Count what an audit found, and report it in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.authoring.audit.catalogue import Verdict
    from autograder.authoring.audit.mutation.mutants import Mutant
    from autograder.authoring.proof.reference import Reference
    from autograder.authoring.trial.right import RightVerdict
    from autograder.model.assignment import Assignment
    from autograder.model.mistakes import Mistake


@dataclass(frozen=True, kw_only=True)
class MutantVerdict:
    """What the tests make of one mutant."""

    mutant: Mutant
    question: str  # the question that its function belongs to; "" if no test calls it
    caught_by: tuple[str, ...]
    why: str  # why it cannot be caught, from equivalent.toml, or ""

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "id": self.mutant.id,
            "question": self.question,
            "function": self.mutant.function,
            "before": self.mutant.before,
            "after": self.mutant.after,
            "caught_by": list(self.caught_by),
            "equivalent": self.why,
        }


@dataclass(frozen=True, kw_only=True)
class PairVerdict:
    """What the tests make of two mistakes at once."""

    mistakes: tuple[Mistake, Mistake]
    caught_by: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {"mistakes": [mistake.id for mistake in self.mistakes], "caught_by": list(self.caught_by)}


@dataclass(frozen=True, kw_only=True)
class Score:
    """How many mistakes and mutants of a question there are, and how many its tests catch."""

    question: str
    mistakes: int
    caught: int
    mutants: int
    killed: int

    def row(self) -> tuple[str, ...]:
        """The cells of this line of the table."""
        share = f"{100 * self.killed / self.mutants:.1f} %" if self.mutants else "-"
        return self.question, *map(str, (self.mistakes, self.caught, self.mutants, self.killed)), share

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "id": self.question,
            "mistakes": self.mistakes,
            "caught": self.caught,
            "mutants": self.mutants,
            "killed": self.killed,
        }


@dataclass(frozen=True, kw_only=True)
class AuditReport:
    """The audit of an assignment; without failures, its tests are good enough."""

    assignment: str
    tests: tuple[str, ...]  # those that earn points
    mistakes: tuple[Verdict, ...]
    mutants: tuple[MutantVerdict, ...]
    pairs: tuple[PairVerdict, ...]
    scores: tuple[Score, ...]
    failures: tuple[str, ...]  # each a sentence with file and line
    idle: tuple[str, ...]  # test functions that catch nothing alone; empty without mutants
    right: tuple[RightVerdict, ...] = ()  # the right solutions written otherwise
    no_sandbox: str = ""  # why these could not be graded, or ""

    @property
    def mutation_score(self) -> float:
        """The share of mutants that some test catches; mutants explained as equivalent count as not caught."""
        return (
            sum(bool(mutant.caught_by) for mutant in self.mutants) / len(self.mutants)
            if self.mutants
            else 1.0
        )

    def lines(self) -> tuple[str, ...]:
        """The report for people."""
        explained = sum(not mutant.caught_by and bool(mutant.why) for mutant in self.mutants)
        paired = sum(bool(pair.caught_by) for pair in self.pairs)
        lines = [
            f"{self.assignment}: the reference passes all {len(self.tests)} tests that earn points, the stub none",
            *_table(self.scores),
        ]
        if self.pairs:
            lines.append(f"pairs of mistakes that are caught: {paired} of {len(self.pairs)}")
        if explained:
            lines.append(f"mutants that no test catches, explained as equivalent: {explained}")
        lines += self._said_of_right()
        if self.idle:
            lines.append(
                "test functions that catch nothing which the others do not, each by itself (no fault):"
            )
            lines += [f"  {line}" for line in _by_file(self.idle)]
        return (*lines, *self.failures)

    def _said_of_right(self) -> list[str]:
        """The line about each right solution, whatever came of it."""
        if self.no_sandbox:
            return [f"right solutions were not graded, because there is no sandbox here: {self.no_sandbox}"]
        if not self.right:
            return []
        shown = [
            f"  {one.name}: {one.points:g} of {one.max_points:g} points{'' if one.problems else ', and nothing said'}"
            for one in self.right
        ]
        return ["right solutions written otherwise:", *shown]

    def to_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "assignment": self.assignment,
            "clean": not self.failures,
            "failures": list(self.failures),
            "mutation_score": self.mutation_score,
            "questions": [score.to_json() for score in self.scores],
            "mistakes": [mistake.to_json() for mistake in self.mistakes],
            "pairs": [pair.to_json() for pair in self.pairs],
            "mutants": [mutant.to_json() for mutant in self.mutants],
            "idle_tests": list(self.idle),
            "right": [verdict.to_json() for verdict in self.right],
        }


def scores(
    assignment: Assignment, mistakes: Sequence[Verdict], mutants: Sequence[MutantVerdict]
) -> tuple[Score, ...]:
    """The count for each question."""
    return tuple(_score(question.id, mistakes, mutants) for question in assignment.questions)


def _score(question: str, mistakes: Sequence[Verdict], mutants: Sequence[MutantVerdict]) -> Score:
    own_mistakes = [verdict for verdict in mistakes if verdict.mistake.question == question]
    own_mutants = [verdict for verdict in mutants if verdict.question == question]
    return Score(
        question=question,
        mistakes=len(own_mistakes),
        caught=sum(bool(verdict.caught_by) for verdict in own_mistakes),
        mutants=len(own_mutants),
        killed=sum(bool(verdict.caught_by) for verdict in own_mutants),
    )


def idle_tests(
    reference: Reference, mistakes: Sequence[Verdict], mutants: Sequence[MutantVerdict]
) -> tuple[str, ...]:
    """The test functions without which everything would still be caught; all cases of a function count together."""
    failed = [*(verdict.failed for verdict in mistakes), *(verdict.caught_by for verdict in mutants)]
    catching = [{_function(test) for test in tests} for tests in failed]
    needed = {next(iter(functions)) for functions in catching if len(functions) == 1}
    functions = dict.fromkeys(_function(test.id) for test in reference.weighted)
    return tuple(function for function in functions if function not in needed)


def _table(found: Sequence[Score]) -> list[str]:
    total = Score(
        question="all",
        mistakes=sum(score.mistakes for score in found),
        caught=sum(score.caught for score in found),
        mutants=sum(score.mutants for score in found),
        killed=sum(score.killed for score in found),
    )
    rows = [
        ("question", "mistakes", "caught", "mutants", "caught", "score"),
        *(score.row() for score in (*found, total)),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width) for column, (cell, width) in enumerate(cells)
        )
        for cells in (list(zip(row, widths, strict=True)) for row in rows)
    ]


def _function(test: str) -> str:
    return test.split("[", maxsplit=1)[0]


def _by_file(functions: Sequence[str]) -> list[str]:
    files: dict[str, list[str]] = {}
    for function in functions:
        file, _, name = function.partition("::")
        files.setdefault(file, []).append(name)
    return [f"{file}: {', '.join(names)}" for file, names in files.items()]
