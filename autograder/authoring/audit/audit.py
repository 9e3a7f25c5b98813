"""Test the tests: against the catalogue of mistakes, pairs of them, and automatic mutants of the reference."""

from __future__ import annotations

import itertools
import random
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.audit.catalogue import Verdict, edit_of, load_catalogue, verdicts
from autograder.authoring.audit.equivalents import EQUIVALENT, load_equivalents, stale
from autograder.authoring.audit.foreign import foreign_edits, misjudged
from autograder.authoring.audit.mutation.mutants import Mutant, mutants_of
from autograder.authoring.audit.report import AuditReport, MutantVerdict, PairVerdict, idle_tests, scores
from autograder.authoring.audit.signatures import known_mistakes
from autograder.authoring.audit.variants import Edit, Runs, fault_of, run_variants
from autograder.authoring.proof.bundle_layout import bundle_tree
from autograder.authoring.proof.prepare import prepare
from autograder.authoring.source.functions import Function, function_lines
from autograder.authoring.trial.in_sandbox import NoSandboxError
from autograder.authoring.trial.trial import right_verdicts
from autograder.harness.checks.status import Status
from autograder.model.secret import new_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from autograder.authoring.proof.prepare import Prepared
    from autograder.authoring.proof.reference import Reference
    from autograder.authoring.trial.right import RightVerdict
    from autograder.harness.diagnosis.known_mistakes import KnownMistakes
    from autograder.model.assignment import Assignment
    from autograder.model.mistakes import Mistake

_PAIRS = 40  # a sample, since there are thousands of pairs


def audit(
    assignment: Assignment,
    data: Path | None = None,
    *,
    secret: bytes | None = None,
    mutants: bool = True,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> AuditReport:
    """Audit the tests of an assignment.

    The reference has to pass every test and the stub has to earn nothing, or there is no audit. Then every function
    that students write has to be called by a test that earns points. Every catalogued mistake has to be caught by its
    own question, alone and together with a second mistake, and to cost no other question. Every mutant has to be
    caught, or explained in `equivalent.toml`. Every right solution in `right/` has to get every point in the grader,
    and nothing may be said of it. An exception that any function raises may not be taken for a catalogued mistake.

    Args:
        assignment: The assignment to audit.
        data: A folder with real data sets, or None for what can be made offline.
        secret: The assignment's secret; None for one that this audit makes, so that no two judge the same numbers.
        mutants: Whether to make automatic mutants, which takes about as long as the catalogue.
        progress: Called with the number of variants done, and of all.

    Raises:
        SourceError: if a file of the source folder has to be mended.
        BuildRefusedError: if the reference does not pass everything, or the stub earns a point.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-audit-") as folder:
        prepared = prepare(assignment, data, Path(folder), secret or new_secret())
        reference = prepared.reference
        catalogue = load_catalogue(reference)
        pairs = _pairs(reference, catalogue)
        foreign = foreign_edits(reference.modules)
        made = mutants_of(reference.modules) if mutants else ()
        variants: dict[str, Sequence[Edit]] = {
            **{mistake.id: [edit_of(reference, mistake)] for mistake in catalogue},
            **{_name(pair): [edit_of(reference, mistake) for mistake in pair] for pair in pairs},
            **{mutant.id: [mutant.edit] for mutant in made},
            **foreign,
        }
        runs = run_variants(reference, variants, progress=lambda done: progress(done, len(variants)))
        known = known_mistakes(assignment, catalogue, runs.tests)
        falsely = tuple(misjudged(reference, known, runs.tests, foreign))
        right, no_sandbox = _right(prepared, known, Path(folder) / "right")
    report = _report(reference, verdicts(reference, catalogue, runs.tests), pairs, made, runs)
    problems = tuple(problem for verdict in right for problem in verdict.problems)
    return replace(
        report, right=right, no_sandbox=no_sandbox, failures=(*report.failures, *falsely, *problems)
    )


def _right(prepared: Prepared, known: KnownMistakes, folder: Path) -> tuple[tuple[RightVerdict, ...], str]:
    """What the grader makes of the right solutions; or none, and why nothing can be graded here."""
    reference = prepared.reference
    recorded = {**reference.recorded_files(), **known.to_files()}
    bundle = bundle_tree(reference.assignment, prepared.files, recorded, reference.secret)
    try:
        return right_verdicts(reference.assignment, bundle, folder), ""
    except NoSandboxError as error:
        return (), str(error)


def _report(
    reference: Reference,
    mistakes: Sequence[Verdict],
    pairs: Sequence[tuple[Mistake, Mistake]],
    mutants: Sequence[Mutant],
    runs: Runs,
) -> AuditReport:
    caught = {
        name: tuple(test.id for test in tests if test.status is not Status.PASSED)
        for name, tests in runs.tests.items()
    }
    assignment = reference.assignment
    path = assignment.folder / EQUIVALENT
    equivalents = load_equivalents(path, assignment.modules) if mutants else ()
    explained = {entry.key: entry.why for entry in equivalents}
    judged = tuple(
        MutantVerdict(
            mutant=mutant,
            question=_question_of(reference, runs, Function(mutant.edit.file, mutant.function)),
            caught_by=caught[mutant.id],
            why=explained.get(mutant.key, ""),
        )
        for mutant in mutants
    )
    paired = tuple(_pair_verdict(reference, pair, caught[_name(pair)]) for pair in pairs)
    return AuditReport(
        assignment=assignment.name,
        tests=tuple(test.id for test in reference.weighted),
        mistakes=tuple(mistakes),
        mutants=judged,
        pairs=paired,
        scores=scores(assignment, mistakes, judged),
        failures=(
            *_unexercised(reference, runs),
            *(problem for mistake in mistakes for problem in mistake.problems),
            *(_cancelled(reference, pair) for pair in paired if not pair.caught_by),
            *(_survivor(reference, mutant) for mutant in judged if not mutant.caught_by and not mutant.why),
            *stale(path, equivalents, mutants, caught),
        ),
        idle=idle_tests(reference, mistakes, judged) if mutants else (),
    )


def _pairs(reference: Reference, catalogue: Sequence[Mistake]) -> tuple[tuple[Mistake, Mistake], ...]:
    """Pairs of mistakes in different lines; every audit takes the same sample."""
    edits = {mistake.id: edit_of(reference, mistake) for mistake in catalogue}
    possible = [
        (first, second)
        for first, second in itertools.combinations(catalogue, 2)
        if _apart(edits[first.id], edits[second.id])
    ]
    chosen = random.Random(reference.assignment.seed).sample(possible, len(possible))  # noqa: S311 - a sample, no secret
    fit = (
        pair for pair in chosen if not fault_of(reference.modules, [edits[mistake.id] for mistake in pair])
    )
    return tuple(itertools.islice(fit, _PAIRS))


def _apart(one: Edit, other: Edit) -> bool:
    return one.file != other.file or one.end < other.start or other.end < one.start


def _name(pair: tuple[Mistake, Mistake]) -> str:
    return f"{pair[0].id} + {pair[1].id}"


def _pair_verdict(
    reference: Reference, pair: tuple[Mistake, Mistake], caught_by: Sequence[str]
) -> PairVerdict:
    """A pair is caught if a test of either mistake's question fails."""
    questions = {mistake.question for mistake in pair}
    ids = {test.id for test in reference.weighted if test.question in questions}
    return PairVerdict(mistakes=pair, caught_by=tuple(test for test in caught_by if test in ids))


def _question_of(reference: Reference, runs: Runs, function: Function) -> str:
    """The question that a function belongs to: the first that calls it and builds on no other that calls it."""
    calling = {test.question for test in reference.weighted if runs.may_enter(test.id, function)}
    for question in reference.assignment.questions:
        if question.id in calling and not calling.intersection(question.builds_on):
            return question.id
    return ""


def _unexercised(reference: Reference, runs: Runs) -> Iterator[str]:
    """Functions that students write and that no test calls, so that leaving them out costs nothing."""
    if None in runs.entered.values():
        return
    called = {function for entered in runs.entered.values() for function in entered or ()}
    for module in reference.modules:
        functions = function_lines(module.name, "\n".join(module.lines))
        for region in module.regions:
            function = functions.get(region.begin)
            if function is not None and function not in called:
                position = f"{module.path}:{region.begin}"
                yield f"{position}: no test that earns points calls `{function.name}`; write one"


def _survivor(reference: Reference, verdict: MutantVerdict) -> str:
    position = f"{reference.assignment.folder / verdict.mutant.edit.file}:{verdict.mutant.line}"
    return (
        f"{position}: no test catches `{verdict.mutant.after}` in place of `{verdict.mutant.before}` "
        f"in `{verdict.mutant.function}`; write a test, or explain it in {EQUIVALENT}"
    )


def _cancelled(reference: Reference, pair: PairVerdict) -> str:
    first, second = pair.mistakes
    position = f"{reference.assignment.folder / 'mistakes.toml'}:{first.line}"
    return f"{position}: together with `{second.id}`, no test of theirs catches `{first.id}`; write one that does"
