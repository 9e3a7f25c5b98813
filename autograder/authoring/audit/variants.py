"""Run variants of the reference through the tests; a variant is the reference with one or several edits."""

from __future__ import annotations

import dataclasses
import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.audit.coverage import changed_functions
from autograder.authoring.audit.variant_files import Job, Task, read_baseline, read_findings
from autograder.authoring.proof.record import laid_out
from autograder.authoring.proof.sentences import said_of, source_lines
from autograder.authoring.source.source_text import compile_error
from autograder.authoring.source.stubs import solution_text
from autograder.errors import BadInputError, BuildRefusedError
from autograder.harness.checks.check import Finding
from autograder.harness.checks.confirm import judged, test_of
from autograder.harness.checks.folders import PUBLIC
from autograder.harness.checks.status import Status
from autograder.harness.student.plain import Fault
from autograder.model.session_tests import session_tests
from autograder.python_process import python_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from autograder.authoring.audit.variant_files import Baseline, Findings
    from autograder.authoring.proof.reference import Reference
    from autograder.authoring.source.functions import Function
    from autograder.authoring.source.regions import MarkedModule
    from autograder.harness.checks.test_record import TestRecord

_MOST_JOBS = 4
_TEST_SECONDS, _TASK_SECONDS = 2.0, 30.0
_FAULTS = {Fault.TIMEOUT: "the code took too long", Fault.MEMORY: "the code used too much memory"}
# One thread: a pool of threads does not survive a fork.
_THREADS = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")}
_START = """
from autograder.authoring.audit.variant_runner import main
main(sys.argv[1], int(sys.argv[2]))
"""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """An edit of `file`: in its source text, markers included, `text` replaces what is from `start` to `end`."""

    file: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Runs:
    """What the tests said.

    Attributes:
        tests: By the variant's name, the record of each weighted test. It is the reference's own record if the test
            passed, or was not run because it enters no edited function. If a variant was ended early, the tests that
            it did not reach are missing.
        entered: By test id, the functions that the reference enters in the test; None if that is unknown.
    """

    tests: Mapping[str, tuple[TestRecord, ...]]
    entered: Mapping[str, frozenset[Function] | None]

    def may_enter(self, test: str, function: Function) -> bool:
        """Whether the reference enters the function in this test, as far as that is known."""
        entered = self.entered[test]
        return entered is None or function in entered


def edited(modules: Iterable[MarkedModule], edits: Sequence[Edit]) -> dict[str, str]:
    """The modules that the edits change, by file name, without markers.

    An edit may not reach across a marker, and two edits may not overlap.
    """
    files = {edit.file for edit in edits}
    return {module.name: _applied(module, edits) for module in modules if module.name in files}


def run_variants(
    reference: Reference,
    variants: Mapping[str, Sequence[Edit]],
    *,
    selective: bool = True,
    jobs: int | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Runs:
    """Run the weighted tests against every variant, each in its own process.

    The reference runs first, through all tests: it has to pass again, against its recorded values.

    Args:
        reference: The reference solution.
        variants: Name to edits.
        selective: Run only the tests in which the reference enters a function that was edited.
        jobs: The number of processes at once; by default one for each processor, at most four.
        progress: Called with the number of variants done.

    Raises:
        BadInputError: if the tests do not load.
        BuildRefusedError: if the reference does not pass there, or the process that runs them breaks.
    """
    texts = {name: edited(reference.modules, edits) for name, edits in variants.items()}
    plain = {module.name: solution_text(module) for module in reference.modules}
    tasks = tuple(
        Task(texts=changed, functions=_changed(plain, changed) if selective else None)
        for changed in texts.values()
    )
    with (
        laid_out(reference.assignment, plain, reference.data_folder) as base,
        tempfile.TemporaryDirectory(prefix="autograder-variants-") as temporary,
    ):
        job = _job(reference, tasks, base, Path(temporary), jobs or min(os.cpu_count() or 1, _MOST_JOBS))
        _start(job, progress)
        baseline = read_baseline(job.out, job.weighted)
        _refuse_unrepeatable(reference, baseline)
        found = [
            read_findings(job.out, str(number), baseline.chosen(task.functions))
            for number, task in enumerate(tasks)
        ]
    tests = {name: _joined(reference, findings) for name, findings in zip(variants, found, strict=True)}
    return Runs(tests=tests, entered=baseline.entered)


def fault_of(modules: Iterable[MarkedModule], edits: Sequence[Edit]) -> str:
    """Why the variant is not valid Python, or ""."""
    faults = (compile_error(text) for text in edited(modules, edits).values())
    return next((fault[1] for fault in faults if fault is not None), "")


def _job(reference: Reference, tasks: tuple[Task, ...], base: Path, out: Path, jobs: int) -> Job:
    """What the process that runs the variants has to know."""
    return Job(
        tests=session_tests(reference.assignment, reference.data_folder, secret=reference.secret),
        weighted=frozenset(test.id for test in reference.weighted),
        modules=reference.assignment.modules,
        packages=reference.assignment.packages,
        stand_ins=reference.assignment.stand_ins,
        beside=reference.assignment.beside_files,
        base=base,
        out=out,
        records=reference.records,
        tasks=tasks,
        jobs=jobs,
        memory_mib=reference.assignment.limits.memory_mib,
        test_seconds=_TEST_SECONDS,
        task_seconds=_TASK_SECONDS,
    )


def _applied(module: MarkedModule, edits: Iterable[Edit]) -> str:
    text = "\n".join(module.lines)
    own = [edit for edit in edits if edit.file == module.name]
    for edit in sorted((*own, *_marker_lines(module)), key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _changed(plain: Mapping[str, str], texts: Mapping[str, str]) -> frozenset[Function] | None:
    found: frozenset[Function] = frozenset()
    for file, text in texts.items():
        changed = changed_functions(file, plain[file], text)
        if changed is None:
            return None
        found |= changed
    return found


def _marker_lines(module: MarkedModule) -> Iterator[Edit]:
    """The edits that take the markers out."""
    markers = {line for region in module.regions for line in (region.begin, region.end)}
    start = 0
    for number, line in enumerate(module.lines, 1):
        if number in markers:
            yield Edit(file=module.name, start=start, end=start + len(line) + 1, text="")
        start += len(line) + 1


def _refuse_unrepeatable(reference: Reference, baseline: Baseline) -> None:
    """Refuse a reference that does not pass: students could not, and every variant would seem to be caught."""
    ended = [
        baseline.records.get(test.id) or _ended_in(test, Fault.EXITED)
        for test in (*reference.passed, *reference.confirmed)
    ]
    failed = [test for test in ended if test.status is not Status.PASSED]
    if failed:
        said = said_of(failed, source_lines(reference.assignment))
        raise BuildRefusedError(
            "the reference solution does not pass against its own values when it runs again, in another process with "
            f"one thread and the assignment's memory: {said}; make the code and these tests independent of when and "
            "where they run (of the clock, unseeded random numbers, and the order of a set)"
        )


def _start(job: Job, progress: Callable[[int], None]) -> None:
    """Run the job in a process that ends with this one."""
    file = job.out / "job"
    file.write_bytes(pickle.dumps(job))
    path = [folder for folder in sys.path if folder]
    others = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    with (
        (job.out / "errors").open("wb") as errors,
        subprocess.Popen(  # noqa: S603 - our own interpreter with our own text
            python_command(_START, [str(file), str(os.getpid())], path=path, with_environment=True),
            env={**others, **_THREADS, "PYTHONHASHSEED": "0"},  # as in the grade
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,  # a Ctrl-C ends this process, which then kills that one below
        ) as process,
    ):
        try:
            _follow(process, progress)
        finally:
            process.kill()
    broken = job.out / "broken"
    if broken.exists():
        raise BadInputError(broken.read_text(encoding="utf-8"))
    if process.returncode:
        said = (job.out / "errors").read_text(encoding="utf-8", errors="replace").strip()
        raise BuildRefusedError(f"the process that runs the variants broke: {said[-500:]}")


def _follow(process: subprocess.Popen[bytes], progress: Callable[[int], None]) -> None:
    done = -1  # the reference comes first
    while process.stdout is not None and process.stdout.read(1):
        done += 1
        progress(done)
    process.wait()


def _joined(reference: Reference, found: Findings) -> tuple[TestRecord, ...]:
    """The reference's record of each test that passed or was not run, and the variant's records of the others."""
    records: dict[str, TestRecord] = {}
    cut = found.cut
    for test in _in_order(reference):
        ran = found.ran.get(test.id)
        first = records.get(test_of(test.id))
        if test.id != test_of(test.id) and (first is None or first.status is not Status.PASSED):
            continue  # a test that has failed does not run again
        if test_of(test.id) not in found.chosen or (ran is not None and ran.status is Status.PASSED):
            records[test.id] = test
        elif ran is not None:
            records[test.id] = dataclasses.replace(ran, seconds=0.0)  # the same in every run
        elif cut is not None:
            # The variant ended in the first test that has no record.
            records[test.id] = _ended_in(test, cut)
            cut = None
    return judged(records.values())


def _in_order(reference: Reference) -> tuple[TestRecord, ...]:
    """The runs of weighted tests, in the order in which they run."""
    public = [test for test in reference.weighted if test.folder == PUBLIC]
    hidden = [test for test in reference.weighted if test.folder != PUBLIC]
    return (*public, *reference.confirmed, *hidden)


def _ended_in(test: TestRecord, cut: Fault) -> TestRecord:
    """A record for the test in which the program ended, which therefore has none."""
    finding = Finding(cut.value, _FAULTS.get(cut, "the code ended the program"))
    return dataclasses.replace(
        test, status=Status.FAILED, finding=finding, fault=cut, observed={}, seconds=0.0
    )
