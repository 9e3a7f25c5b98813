"""Make the handout, the staff solution and the zips from one source folder: all of them, or none."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.audit.catalogue import load_catalogue, mistake_records, refuse_blind_tests
from autograder.authoring.audit.signatures import known_mistakes, never_named
from autograder.authoring.audit.verdict_cache import CACHE_FOLDER, cache_files
from autograder.authoring.notebook.dry_run import dry_run
from autograder.authoring.notebook.notebook import Notebooks, make_notebooks
from autograder.authoring.notebook.split import OneNamespaceError
from autograder.authoring.proof.bundle_layout import bundle_tree
from autograder.authoring.proof.prepare import prepare
from autograder.authoring.proof.prove import public_points
from autograder.authoring.release.build_report import BuildReport
from autograder.authoring.release.drift import drift
from autograder.authoring.release.gradescope import EXECUTABLE, gradescope_files
from autograder.authoring.release.kept_secret import kept_secret
from autograder.authoring.release.layouts import (
    HARNESS,
    nbgrader_tree,
    release_tree,
    solution_tree,
)
from autograder.authoring.release.leak_scopes import (
    refuse_hidden_tests,
    refuse_right_solutions,
    refuse_solution_lines,
)
from autograder.authoring.release.own_files import WRITTEN, refuse_own_files, written_file
from autograder.authoring.release.wheel import pack_wheel
from autograder.authoring.trial.trial import trial
from autograder.files import write_tree, write_zip
from autograder.harness.checks.confirm import may_be_looked_up
from autograder.harness.checks.expected import RECORDS
from autograder.harness.checks.folders import HIDDEN, PUBLIC
from autograder.harness.crashes.given import GIVEN_FILE, Given
from autograder.model.assignment import load_assignment
from autograder.model.graded_cells import RELEASED_NOTEBOOK, STUBS, fingerprint
from autograder.model.private_folders import DIST, close_to_others
from autograder.model.secret import SECRET, new_secret, stand_in
from autograder.swap import staging, swap_all
from autograder.toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from autograder.authoring.proof.prepare import Prepared
    from autograder.authoring.proof.reference import Reference
    from autograder.authoring.trial.trial import Trial
    from autograder.harness.diagnosis.known_mistakes import KnownMistakes
    from autograder.model.assignment import Assignment

    Files = Mapping[str, bytes]

COURSE_FOLDER = "nbgrader"  # the folder beside the bundle with the files for an nbgrader course


@dataclass(frozen=True, kw_only=True)
class _Made:
    """Everything that a build writes, still in memory."""

    release: Files
    solution: Files
    bundle: Files
    gradescope: Files
    verdict_cache: Files  # the tests' verdicts on mistakes and right solutions, for the next build
    nbgrader: Files  # the files for an nbgrader course, if there is a notebook
    report: BuildReport


def build(
    source: Path,
    root: Path,
    data: Path | None = None,
    *,
    check: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> BuildReport:
    """Build one assignment.

    Everything is made in a folder beside the targets, which it replaces at the end; if anything fails, they stay as
    they were.

    Args:
        source: The assignment's source folder.
        root: Where release/, solutions/ and dist/ are.
        data: A folder with real data sets, or None for what can be made offline.
        check: Write nothing, and report how release/ and solutions/ differ from what would be written.
        progress: Called with the number of catalogued mistakes that were tried, and of all; not called if the records
            of an earlier build are still valid.

    Raises:
        SourceError: if a file of the source folder has to be mended.
        BuildRefusedError: if the assignment is not fit to be released.
    """
    assignment = _load(source)
    with _workshop(root, assignment, check=check) as folder:
        fresh = stand_in(assignment.name) if check else new_secret()  # two checks of one source must agree
        secret = kept_secret(root, assignment.name) or fresh
        cache = root / "dist" / assignment.name / CACHE_FOLDER
        made = _make(assignment, data, folder, cache, progress, secret=secret)
        return _compare(assignment, root, made) if check else _write(assignment, root, folder, made)


def _load(source: Path) -> Assignment:
    """The assignment of a source folder; it must have the folder's name, so that no two have the same name."""
    assignment = load_assignment(source)
    if assignment.name != source.name:
        toml = read_toml(source / "assignment.toml")
        raise toml.error(
            "name", f"`name` has to be the folder's, {source.name!r}, and is {assignment.name!r}"
        )
    return assignment


@contextlib.contextmanager
def _workshop(root: Path, assignment: Assignment, *, check: bool) -> Iterator[Path]:
    """A folder to build in; it lies beside the targets, so that a finished folder can be moved in one step."""
    if check:
        with tempfile.TemporaryDirectory(prefix="autograder-check-") as folder:
            yield Path(folder)
    else:
        with staging(root / DIST / f".{assignment.name}.building") as folder:
            with contextlib.suppress(PermissionError):  # it is another user's, whose folder it stays
                close_to_others(root / DIST)
            yield folder


def _make(
    assignment: Assignment,
    data: Path | None,
    folder: Path,
    cache: Path,
    progress: Callable[[int, int], None],
    *,
    secret: bytes,
) -> _Made:
    """Make everything from the source.

    Args:
        assignment: What to build.
        data: A folder with real data sets, or None.
        folder: Where to work.
        cache: Where an earlier build has kept the tests' records of each mistake; used if they are still valid.
        progress: Called with the number of mistakes that were tried, and of all.
        secret: With which the random numbers of hidden tests are drawn. The release does not depend on it.
    """
    prepared = prepare(assignment, data, folder, secret)
    files, reference = prepared.files, prepared.reference
    catalogue = load_catalogue(reference)
    wrong = mistake_records(reference, catalogue, cache, progress)
    refuse_blind_tests(reference, catalogue, wrong)
    known = known_mistakes(assignment, catalogue, wrong)
    notebooks, no_notebook = _notebooks(prepared)
    release = _release(prepared, known, notebooks)
    bundle = _bundle(prepared, known, notebooks)
    tried = trial(prepared, bundle, folder / "trial", cache)
    gradescope = _gradescope(assignment, bundle, folder / "packing")
    refuse_solution_lines(assignment, reference.modules, release, gradescope)
    refuse_right_solutions(assignment, files, release, gradescope)
    refuse_hidden_tests(files, release)
    course = nbgrader_tree(assignment, files, release, notebooks.source) if notebooks else {}
    if course:
        dry_run(assignment, course, folder / "dry-run")
    return _Made(
        release=release,
        solution=solution_tree(assignment, files),
        bundle=bundle,
        gradescope=gradescope,
        verdict_cache={**(cache_files(reference, wrong) if catalogue else {}), **tried.keep},
        nbgrader=course,
        report=replace(
            _report(prepared, len(catalogue), no_notebook, tried), unnamed=never_named(known, wrong)
        ),
    )


def _notebooks(prepared: Prepared) -> tuple[Notebooks | None, str]:
    """The two forms of the notebook; or None and the reason, if the modules do not fit into one namespace."""
    try:
        return make_notebooks(prepared.files, prepared.reference), ""
    except OneNamespaceError as error:
        return None, str(error)


def _release(prepared: Prepared, known: KnownMistakes, notebooks: Notebooks | None) -> Files:
    """The handout; it has only those recorded values that the public tests need."""
    reference, files = prepared.reference, prepared.files
    recorded = {RECORDS: reference.records.to_bytes((PUBLIC,)), **known.to_files((PUBLIC,))}
    return release_tree(
        reference.assignment,
        files,
        {**recorded, GIVEN_FILE: Given.of(files.stubs).to_file()},
        public_points(reference.assignment, reference.passed),
        reference.stubs.of_public(),
        notebooks.released if notebooks else None,
    )


def _bundle(prepared: Prepared, known: KnownMistakes, notebooks: Notebooks | None) -> Files:
    """What grading needs; with a notebook, also what students were given, to tell untouched modules."""
    reference, files = prepared.reference, prepared.files
    recorded = {**reference.recorded_files(), **known.to_files()}
    given: dict[str, bytes] = {GIVEN_FILE: Given.of(files.stubs).to_file()}
    if notebooks:
        texts = {name: fingerprint(text) for name, text in files.stubs.items()}
        given[RELEASED_NOTEBOOK] = notebooks.released
        given[STUBS] = (json.dumps(texts, indent=1) + "\n").encode()
    return bundle_tree(reference.assignment, files, {**recorded, **given}, reference.secret)


def _gradescope(assignment: Assignment, bundle: Files, packing: Path) -> Files:
    packing.mkdir()
    wheel = pack_wheel(packing)
    return gradescope_files(assignment, bundle, (wheel.name, wheel.read_bytes()))


def _report(prepared: Prepared, mistakes: int, no_notebook: str, tried: Trial) -> BuildReport:
    reference = prepared.reference
    tests = reference.passed
    return BuildReport(
        name=reference.assignment.name,
        regions=sum(len(module.regions) for module in reference.modules),
        public_tests=sum(test.folder == PUBLIC for test in tests),
        hidden_tests=sum(test.folder == HIDDEN for test in tests),
        mistakes=mistakes,
        right=tried.right,
        no_sandbox=tried.no_sandbox,
        unread=prepared.files.unread,
        looked_up=_looked_up(reference),
        no_notebook=no_notebook,
        written=(),
        drift=(),
    )


def _looked_up(reference: Reference) -> tuple[str, ...]:
    """The public tests whose points a table of the handout's answers earns."""
    return tuple(
        test.id
        for test in reference.weighted
        if test.folder == PUBLIC and may_be_looked_up(test, reference.records, reference.confirmed)
    )


def _compare(assignment: Assignment, root: Path, made: _Made) -> BuildReport:
    name = assignment.name
    data = assignment.data.folder if assignment.data else None
    found = (
        *drift(made.release, root / "release" / name, f"release/{name}", data, may_lack={HARNESS}),
        *drift(made.solution, root / "solutions" / name, f"solutions/{name}", None),
    )
    return dataclasses.replace(made.report, drift=found)


def _write(assignment: Assignment, root: Path, folder: Path, made: _Made) -> BuildReport:
    """Write all files in the working folder, then replace the three target folders together."""
    name = assignment.name
    own = {"release": made.release, "solutions": made.solution}
    refuse_own_files(root, name, own)
    write_tree(folder / "release", made.release)
    write_tree(folder / "solutions", made.solution)
    write_tree(folder / "dist" / "bundle", made.bundle, private={SECRET})
    if made.nbgrader:
        write_tree(folder / "dist" / COURSE_FOLDER, made.nbgrader)
    if made.verdict_cache:
        write_tree(folder / "dist" / CACHE_FOLDER, made.verdict_cache)
    write_tree(folder / "dist", {WRITTEN: written_file(own)})
    student = {f"{name}/{path}": content for path, content in made.release.items()}
    write_zip(folder / "dist" / f"{name}-student.zip", student)
    write_zip(folder / "dist" / f"{name}-gradescope.zip", made.gradescope, EXECUTABLE)
    targets = {root / kind / name: folder / kind for kind in ("release", "solutions", "dist")}
    swap_all(targets)
    return dataclasses.replace(made.report, written=tuple(targets))
