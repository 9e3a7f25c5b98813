"""From one source folder make the handout, the staff solution and the zips; all of them, or none."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.audit.catalogue import load_catalogue, mistake_records, refuse_blind_tests
from autograder.authoring.audit.signatures import known_files, known_mistakes
from autograder.authoring.audit.verdict_cache import KEPT, kept_files
from autograder.authoring.notebook.dry_run import rehearse
from autograder.authoring.notebook.notebook import Notebooks, make_notebooks
from autograder.authoring.notebook.split import OneNamespaceError
from autograder.authoring.proof.prepare import prepare
from autograder.authoring.proof.prove import public_points
from autograder.authoring.release.drift import Drift, drift
from autograder.authoring.release.gradescope import EXECUTABLE, gradescope_files
from autograder.authoring.release.layouts import (
    HARNESS,
    bundle_tree,
    nbgrader_tree,
    release_tree,
    solution_tree,
    without_data,
)
from autograder.authoring.release.leaks import refuse_leaks, secrets_of, secrets_of_tests
from autograder.authoring.release.wheel import pack_wheel
from autograder.files import staging, swap_all, write_tree, write_zip
from autograder.model.assignment import load_assignment
from autograder.model.graded_cells import RELEASED, STUBS, fingerprint
from autograder.toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from autograder.authoring.proof.prepare import Prepared
    from autograder.authoring.source.assignment_files import AssignmentFiles
    from autograder.authoring.source.markers import MarkedModule
    from autograder.harness.checks.expected import Records
    from autograder.model.assignment import Assignment

    Files = Mapping[str, bytes]

COURSE_FOLDER = "nbgrader"  # the folder beside the bundle that goes into an nbgrader course


@dataclass(frozen=True, kw_only=True)
class BuildReport:
    """What a build made, or in a check what it found."""

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
        proved = f"{self.name}: {self.regions} solution regions, {tests}; the reference passes all, the stub none"
        caught = (f"  all {self.mistakes} mistakes of the catalogue are caught",) if self.mistakes else ()
        without = (f"  no notebook: {self.no_notebook}",) if self.no_notebook else ()
        written = (f"  wrote {path}" for path in self.written)
        return (proved, *caught, *without, *written, *(f"  {one}" for one in self.drift))


@dataclass(frozen=True, kw_only=True)
class _Made:
    """Everything a build puts out, still in memory."""

    release: Files
    solution: Files
    bundle: Files
    gradescope: Files
    kept: Files  # what the tests said of the catalogued mistakes, for the next build
    nbgrader: Files  # the folder in an nbgrader course, or nothing
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

    All is made in a folder beside the targets and put in their place at the end; on any failure they stand as before.

    Args:
        source: The assignment's source folder.
        root: Where release/, solutions/ and dist/ are.
        data: A folder with real data sets, or None for what can be made offline.
        check: Write nothing, and report how release/ and solutions/ differ from what would be written.
        progress: Called with the number of catalogued mistakes that the tests have met, and of all; not where an
            earlier build's verdict holds.

    Raises:
        SourceError: if a file of the source folder has to be mended.
        BuildRefusedError: if the assignment is not fit to be released.
    """
    assignment = _load(source)
    with _workshop(root, assignment, check=check) as folder:
        made = _make(assignment, data, folder, root / "dist" / assignment.name / KEPT, progress)
        return _compare(assignment, root, made) if check else _write(assignment, root, folder, made)


def _load(source: Path) -> Assignment:
    """The assignment of a source folder, which has its name: two of one name would overwrite each other."""
    assignment = load_assignment(source)
    if assignment.name != source.name:
        toml = read_toml(source / "assignment.toml")
        raise toml.error("name", f"`name` has to be the folder's, {source.name!r}, and is {assignment.name!r}")
    return assignment


@contextlib.contextmanager
def _workshop(root: Path, assignment: Assignment, *, check: bool) -> Iterator[Path]:
    """A folder to build in; beside the targets, because only there a finished folder can be moved in one step."""
    if check:
        with tempfile.TemporaryDirectory(prefix="autograder-check-") as folder:
            yield Path(folder)
    else:
        with staging(root / "dist" / f".{assignment.name}.building") as folder:
            yield folder


def _notebook_files(notebooks: Notebooks, material: AssignmentFiles) -> dict[str, bytes]:
    """What grading has to know of what students were given, as notebook and modules may be handed in together."""
    stubs = {name: fingerprint(text) for name, text in material.stubs.items()}
    return {RELEASED: notebooks.released, STUBS: (json.dumps(stubs, indent=1) + "\n").encode()}


def _make(
    assignment: Assignment, data: Path | None, folder: Path, kept: Path, progress: Callable[[int, int], None]
) -> _Made:
    """Everything, from the source; what the tests say of the mistakes is in `kept`, as long as that still holds."""
    prepared = prepare(assignment, data, folder)
    material, reference = prepared.material, prepared.reference
    modules, records, tests = reference.modules, reference.records, reference.passed
    catalogue = load_catalogue(reference)
    wrong = mistake_records(reference, catalogue, kept, progress)
    refuse_blind_tests(reference, catalogue, wrong)
    known = known_mistakes(assignment, catalogue, wrong)
    notebooks, no_notebook = _notebooks(prepared)
    release = release_tree(
        assignment,
        material,
        {**_saved(records, ("public",)), **known_files(known, ("public",))},
        public_points(assignment, tests),
        notebooks.released if notebooks else None,
    )
    bundle = bundle_tree(
        assignment,
        material,
        {
            **_saved(records, None),
            **known_files(known, None),
            **(_notebook_files(notebooks, material) if notebooks else {}),
        },
    )
    wheel = pack_wheel(_new(folder / "packing"))
    gradescope = gradescope_files(assignment, bundle, (wheel.name, wheel.read_bytes()))
    _refuse_leaks(assignment, modules, release, gradescope)
    _refuse_hidden(material, release)
    course = nbgrader_tree(assignment, material, release, notebooks.source) if notebooks else {}
    if course:
        rehearse(assignment, course, folder / "rehearsal")
    return _Made(
        release=release,
        solution=solution_tree(assignment, material),
        bundle=bundle,
        gradescope=gradescope,
        kept=kept_files(reference, wrong) if catalogue else {},
        nbgrader=course,
        report=BuildReport(
            name=assignment.name,
            regions=sum(len(module.regions) for module in modules),
            public_tests=sum(one.folder == "public" for one in tests),
            hidden_tests=sum(one.folder == "hidden" for one in tests),
            mistakes=len(catalogue),
            no_notebook=no_notebook,
            written=(),
            drift=(),
        ),
    )


def _notebooks(prepared: Prepared) -> tuple[Notebooks | None, str]:
    """The notebook in its two forms; or none, and the reason, where the modules need a namespace each."""
    try:
        return make_notebooks(prepared.material, prepared.reference), ""
    except OneNamespaceError as error:
        return None, str(error)


def _saved(records: Records, folders: tuple[str, ...] | None) -> Files:
    return {"records.npz": records.to_bytes(folders)}


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _refuse_leaks(
    assignment: Assignment, modules: tuple[MarkedModule, ...], release: Files, gradescope: Files
) -> None:
    """Look through the release, which the student zip holds file by file, and the Gradescope zip."""
    bundled = {name.removeprefix("bundle/"): content for name, content in gradescope.items()}
    shipped = {
        **{f"release/{name}": content for name, content in without_data(assignment, release).items()},
        **{f"gradescope/{name}": content for name, content in without_data(assignment, bundled).items()},
    }
    ours = (
        f"release/{HARNESS}",
        "release/run_tests.py",
        "gradescope/course_autograder-",
        *(f"gradescope/{name}" for name in EXECUTABLE),
    )
    refuse_leaks(secrets_of(modules), shipped, {name for name in shipped if name.startswith(ours)})


def _refuse_hidden(material: AssignmentFiles, release: Files) -> None:
    """Look for hidden tests in the notebook that students get."""
    stubs = (text.encode() for text in material.stubs.values())
    given = (*stubs, *material.public.values(), *material.shared.values())
    notebooks = {f"release/{name}": content for name, content in release.items() if name.endswith(".ipynb")}
    refuse_leaks(secrets_of_tests(material.hidden, given), notebooks, what="a hidden test")


def _compare(assignment: Assignment, root: Path, made: _Made) -> BuildReport:
    name = assignment.name
    data = assignment.data.folder if assignment.data else None
    found = (
        *drift(made.release, root / "release" / name, f"release/{name}", data, may_lack={HARNESS}),
        *drift(made.solution, root / "solutions" / name, f"solutions/{name}", None),
    )
    return dataclasses.replace(made.report, drift=found)


def _write(assignment: Assignment, root: Path, folder: Path, made: _Made) -> BuildReport:
    """Write all of it in the workshop, then put the three folders in their places together."""
    name = assignment.name
    write_tree(folder / "release", made.release)
    write_tree(folder / "solutions", made.solution)
    write_tree(folder / "dist" / "bundle", made.bundle)
    if made.nbgrader:
        write_tree(folder / "dist" / COURSE_FOLDER, made.nbgrader)
    if made.kept:
        write_tree(folder / "dist" / KEPT, made.kept)
    student = {f"{name}/{path}": content for path, content in made.release.items()}
    write_zip(folder / "dist" / f"{name}-student.zip", student)
    write_zip(folder / "dist" / f"{name}-gradescope.zip", made.gradescope, EXECUTABLE)
    places = {root / kind / name: folder / kind for kind in ("release", "solutions", "dist")}
    swap_all(places)
    return dataclasses.replace(made.report, written=tuple(places))
