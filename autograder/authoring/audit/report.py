"""What an audit found, counted and put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.authoring.audit.catalogue import Verdict
    from autograder.authoring.audit.mutants import Mutant
    from autograder.authoring.proof.reference import Reference
    from autograder.model.assignment import Assignment
    from autograder.model.mistakes import Mistake


@dataclass(frozen=True, kw_only=True)
class MutantVerdict:
    """What the tests make of one mutant."""

    mutant: Mutant
    question: str  # whose function it is in; "" where no test calls it
    caught_by: tuple[str, ...]
    why: str  # why it cannot be caught, from equivalent.toml, or ""


@dataclass(frozen=True, kw_only=True)
class PairVerdict:
    """What the tests make of two mistakes at once."""

    mistakes: tuple[Mistake, Mistake]
    caught_by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Score:
    """How many mistakes and mutants of a question there are, and how many its tests catch."""

    question: str
    mistakes: int
    caught: int
    mutants: int
    killed: int

    def row(self) -> tuple[str, ...]:
        """As a line of the table."""
        share = f"{100 * self.killed / self.mutants:.1f} %" if self.mutants else "-"
        return self.question, *map(str, (self.mistakes, self.caught, self.mutants, self.killed)), share


@dataclass(frozen=True, kw_only=True)
class AuditReport:
    """The audit of an assignment; it is clean where there are no failures."""

    assignment: str
    tests: tuple[str, ...]  # those that earn points
    mistakes: tuple[Verdict, ...]
    mutants: tuple[MutantVerdict, ...]
    pairs: tuple[PairVerdict, ...]
    scores: tuple[Score, ...]
    failures: tuple[str, ...]  # each a sentence with file and line
    idle: tuple[str, ...]  # test functions that catch nothing which the others do not; empty without mutants

    @property
    def mutation_score(self) -> float:
        """The share of mutants that some test catches, those explained as equivalent counted as not caught."""
        return sum(bool(one.caught_by) for one in self.mutants) / len(self.mutants) if self.mutants else 1.0

    def lines(self) -> tuple[str, ...]:
        """The report for people."""
        explained = sum(not one.caught_by and bool(one.why) for one in self.mutants)
        paired = sum(bool(one.caught_by) for one in self.pairs)
        told = [
            f"{self.assignment}: the reference passes all {len(self.tests)} tests that earn points, the stub none",
            *_table(self.scores),
        ]
        if self.pairs:
            told.append(f"pairs of mistakes that are caught: {paired} of {len(self.pairs)}")
        if explained:
            told.append(f"mutants that no test catches, explained as equivalent: {explained}")
        if self.idle:
            told.append("test functions that catch nothing which the others do not, each by itself (no fault):")
            told += [f"  {line}" for line in _by_file(self.idle)]
        return (*told, *self.failures)

    def to_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "assignment": self.assignment,
            "clean": not self.failures,
            "failures": list(self.failures),
            "mutation_score": self.mutation_score,
            "questions": [
                {
                    "id": one.question,
                    "mistakes": one.mistakes,
                    "caught": one.caught,
                    "mutants": one.mutants,
                    "killed": one.killed,
                }
                for one in self.scores
            ],
            "mistakes": [
                {
                    "id": one.mistake.id,
                    "question": one.mistake.question,
                    "costs": sorted(one.costs),
                    "caught_by": list(one.caught_by),
                }
                for one in self.mistakes
            ],
            "pairs": [
                {"mistakes": [two.id for two in one.mistakes], "caught_by": list(one.caught_by)} for one in self.pairs
            ],
            "mutants": [
                {
                    "id": one.mutant.id,
                    "question": one.question,
                    "function": one.mutant.function,
                    "before": one.mutant.before,
                    "after": one.mutant.after,
                    "caught_by": list(one.caught_by),
                    "equivalent": one.why,
                }
                for one in self.mutants
            ],
            "idle_tests": list(self.idle),
        }


def scores(
    assignment: Assignment, mistakes: Sequence[Verdict], mutants: Sequence[MutantVerdict]
) -> tuple[Score, ...]:
    """The count for each question."""
    return tuple(
        Score(
            question=question.id,
            mistakes=sum(one.mistake.question == question.id for one in mistakes),
            caught=sum(one.mistake.question == question.id and bool(one.caught_by) for one in mistakes),
            mutants=sum(one.question == question.id for one in mutants),
            killed=sum(one.question == question.id and bool(one.caught_by) for one in mutants),
        )
        for question in assignment.questions
    )


def idle_tests(
    reference: Reference, mistakes: Sequence[Verdict], mutants: Sequence[MutantVerdict]
) -> tuple[str, ...]:
    """The test functions without which everything would be caught as well, the cases of each taken together."""
    failed = [*(one.failed for one in mistakes), *(one.caught_by for one in mutants)]
    catching = [{_function(test) for test in tests} for tests in failed]
    needed = {next(iter(functions)) for functions in catching if len(functions) == 1}
    return tuple(dict.fromkeys(name for one in reference.weighted if (name := _function(one.id)) not in needed))


def _table(found: Sequence[Score]) -> list[str]:
    total = Score(
        question="all",
        mistakes=sum(one.mistakes for one in found),
        caught=sum(one.caught for one in found),
        mutants=sum(one.mutants for one in found),
        killed=sum(one.killed for one in found),
    )
    rows = [("question", "mistakes", "caught", "mutants", "caught", "score"), *(one.row() for one in (*found, total))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.rjust(width) if column else cell.ljust(width) for column, (cell, width) in enumerate(cells))
        for cells in (list(zip(row, widths, strict=True)) for row in rows)
    ]


def _function(test: str) -> str:
    return test.split("[", maxsplit=1)[0]


def _by_file(functions: Sequence[str]) -> list[str]:
    files: dict[str, list[str]] = {}
    for one in functions:
        file, _, name = one.partition("::")
        files.setdefault(file, []).append(name)
    return [f"{file}: {', '.join(names)}" for file, names in files.items()]
