"""Check the tests with the catalogue: each mistake is caught by its own question and costs no other question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.authoring.audit.variants import Edit, fault_of, run_variants
from autograder.authoring.audit.verdict_cache import read_cached
from autograder.authoring.source.near_markers import BEGIN, END
from autograder.errors import BuildRefusedError, SourceError
from autograder.harness.checks.status import Status
from autograder.model.mistakes import MISTAKES, load_mistakes
from autograder.text import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from autograder.authoring.proof.reference import Reference
    from autograder.harness.checks.test_record import TestRecord
    from autograder.model.mistakes import Mistake


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the tests make of one catalogued mistake."""

    mistake: Mistake
    failed: tuple[str, ...]  # the tests that do not pass
    caught_by: tuple[str, ...]  # the failed tests that belong to the mistake's own question
    costs: frozenset[str]  # the questions that lose points
    problems: tuple[str, ...]  # what has to be mended, each with file and line

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "id": self.mistake.id,
            "question": self.mistake.question,
            "costs": sorted(self.costs),
            "caught_by": list(self.caught_by),
        }


def load_catalogue(reference: Reference) -> tuple[Mistake, ...]:
    """The mistakes of an assignment; none where it has no catalogue.

    Raises:
        SourceError: with file and line, for an entry that has to be mended.
    """
    path = _path(reference)
    if not path.exists():
        return ()
    questions = [question.id for question in reference.assignment.questions]
    mistakes = load_mistakes(path, questions, _texts(reference), {BEGIN, END})
    for mistake in mistakes:
        fault = fault_of(reference.modules, [edit_of(reference, mistake)])
        if fault:
            raise SourceError(
                path, mistake.line, f"with `{mistake.id}`, {mistake.file} is no Python ({fault}); mend `with`"
            )
    return mistakes


def edit_of(reference: Reference, mistake: Mistake) -> Edit:
    """The mistake as an edit of the reference."""
    start = _texts(reference)[mistake.file].index(mistake.replace)
    return Edit(file=mistake.file, start=start, end=start + len(mistake.replace), text=mistake.with_)


def mistake_records(
    reference: Reference,
    mistakes: Sequence[Mistake],
    cache: Path | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Mapping[str, tuple[TestRecord, ...]]:
    """Run the weighted tests with each mistake; give the tests' records by mistake id.

    A test that passes has the reference's own record. The `observed` of a test that fails holds the values that the
    mistake produces, as far as the test came. The reference is run in any case, and has to pass.

    Args:
        reference: The solution without mistakes.
        mistakes: The catalogue.
        cache: A folder in which an earlier build kept the records; they are used if nothing has changed since.
        progress: Called with the number of mistakes that were run, and of all; not called if none has to be run.

    Raises:
        BadInputError: if the tests do not load.
        BuildRefusedError: if the reference does not pass.
    """
    known = read_cached(cache, reference) if mistakes and cache is not None else None
    edits = {} if known is not None else {mistake.id: [edit_of(reference, mistake)] for mistake in mistakes}

    def met(done: int) -> None:
        if edits:
            progress(done, len(edits))

    # Also if there is no mistake to run, because the reference has to pass once more.
    ran = run_variants(reference, edits, progress=met).tests
    return ran if known is None else known


def verdicts(
    reference: Reference, mistakes: Sequence[Mistake], records: Mapping[str, tuple[TestRecord, ...]]
) -> tuple[Verdict, ...]:
    """What the tests make of each mistake."""
    return tuple(_verdict(reference, mistake, records[mistake.id]) for mistake in mistakes)


def refuse_blind_tests(
    reference: Reference, mistakes: Sequence[Mistake], records: Mapping[str, tuple[TestRecord, ...]]
) -> None:
    """Refuse tests that let a catalogued mistake pass, or charge a question for it that it does not belong to.

    Raises:
        BuildRefusedError: naming the first of them, with file and line.
    """
    problems = [problem for verdict in verdicts(reference, mistakes, records) for problem in verdict.problems]
    if problems:
        name = reference.assignment.name
        more = f" (and {len(problems) - 1} more: run `autograder audit {name}`)" if len(problems) > 1 else ""
        raise BuildRefusedError(problems[0] + more)


def _verdict(reference: Reference, mistake: Mistake, tests: Sequence[TestRecord]) -> Verdict:
    failed = [test for test in tests if test.status is not Status.PASSED]
    whole = len(tests) == len(reference.weighted)
    return Verdict(
        mistake=mistake,
        failed=tuple(test.id for test in failed),
        caught_by=tuple(test.id for test in failed if test.question == mistake.question),
        costs=frozenset(test.question for test in failed),
        problems=tuple(
            f"{_path(reference)}:{mistake.line}: {problem}"
            for problem in _problems(mistake, failed, whole=whole)
        ),
    )


def _problems(mistake: Mistake, failed: Sequence[TestRecord], *, whole: bool) -> Iterator[str]:
    costs: dict[str, list[str]] = {}
    for test in failed:
        costs.setdefault(test.question, []).append(test.id)
    if mistake.question not in costs:
        yield (
            f"no test of `{mistake.question}` catches `{mistake.id}`; "
            f"write one that fails with it: {mistake.replace.strip()!r} becomes {mistake.with_.strip()!r}"
        )
    for question in sorted(costs.keys() - {mistake.question, *mistake.also}):
        yield (
            f"`{mistake.id}` also costs points of `{question}` (in {listed(costs[question], shown=2)}); "
            f"make these tests independent of it, or name the question under `also`"
        )
    for question in (question for question in mistake.also if whole and question not in costs):
        yield f"`also` names `{question}`, and `{mistake.id}` costs it nothing; take it out of `also`"


def _texts(reference: Reference) -> dict[str, str]:
    return {module.name: "\n".join(module.lines) for module in reference.modules}


def _path(reference: Reference) -> Path:
    return reference.assignment.folder / MISTAKES
