"""The catalogue: what is refused in it, and what a build makes of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.authoring.audit import catalogue
from autograder.authoring.audit.catalogue import load_catalogue, mistake_records
from autograder.authoring.audit.variants import Runs, run_variants
from autograder.authoring.audit.verdict_cache import CACHE_FOLDER, cache_files, read_cached
from autograder.authoring.proof.prepare import prepare
from autograder.authoring.release.build import build
from autograder.errors import BuildRefusedError, SourceError
from autograder.files import write_tree
from autograder.harness.checks.status import Status
from autograder.model.assignment import load_assignment
from tests.support.mistakes import write_catalogue
from tests.support.secret import A_SECRET

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from autograder.authoring.audit.variants import Edit
    from autograder.authoring.proof.reference import Reference

pytestmark = pytest.mark.usefixtures("quick")

MISTAKE = {
    "id": "scale-no-one",
    "question": "scale",
    "hint": "You forget to add one.",
    "file": "toy_lib.py",
    "replace": "FACTOR * x + 1.0",
    "with": "FACTOR * x",
}
NORM = {
    **MISTAKE,
    "id": "norm-no-root",
    "question": "norm",
    "replace": "np.sqrt(np.sum(x * x))",
    "with": "np.sum(x * x)",
}


@pytest.fixture
def reference(source: Path, tmp_path: Path) -> Reference:
    """The sound assignment's reference, proved."""
    write_catalogue(source, MISTAKE, NORM)
    return prepare(load_assignment(source), None, tmp_path, A_SECRET).reference


@pytest.mark.parametrize(
    ("change", "line", "sentence"),
    [
        ({"hnit": "?"}, 8, "`hnit` is not a key of this table"),
        ({"question": "scael"}, 3, "`question` names 'scael', and the questions are scale, norm"),
        ({"also": ["scael"]}, 8, "`also` names 'scael', and the questions are scale, norm"),
        ({"also": ["scale"]}, 8, "and not the mistake's own"),
        ({"id": "No Id"}, 2, "`id` has to be made of small letters"),
        ({"made_of": ["scale-no-two"]}, 8, "`made_of` names 'scale-no-two', which is no other mistake"),
        ({"made_of": ["scale-no-one"]}, 8, "`made_of` names 'scale-no-one', which is no other mistake"),
        ({"hint": "  "}, 4, "`hint` is empty; say"),
        ({"file": "toy_given.py"}, 5, "`file` is 'toy_given.py', and the modules are toy_lib.py"),
        ({"replace": "FACTOR * y"}, 6, "`replace` does not stand in toy_lib.py; quote it as it is"),
        ({"replace": "FACTOR"}, 6, "`replace` stands 2 times in toy_lib.py; quote more"),
        ({"replace": ""}, 6, "`replace` is empty"),
        (
            {"replace": "    ### BEGIN SOLUTION\n    scaled"},
            6,
            "`replace` spans a marker; keep the edit to one side",
        ),
        ({"with": "x\n    ### END SOLUTION"}, 7, "`with` spans a marker"),
        ({"with": "FACTOR * x + 1.0"}, 7, "`with` is the same as `replace`"),
        ({"with": "FACTOR *"}, 1, "with `scale-no-one`, toy_lib.py is no Python"),
    ],
)
def test_a_bad_entry_is_refused_with_file_and_line(
    source: Path, tmp_path: Path, change: dict[str, object], line: int, sentence: str
) -> None:
    """Each says what is wrong and what to do."""
    write_catalogue(source, {**MISTAKE, **change})
    reference = prepare(load_assignment(source), None, tmp_path, A_SECRET).reference

    with pytest.raises(SourceError) as refused:
        load_catalogue(reference)

    assert str(refused.value).startswith(f"{source / 'mistakes.toml'}:{line}: ")
    assert sentence in str(refused.value)


def test_a_mistake_that_stands_twice_is_refused(reference: Reference, source: Path) -> None:
    """At the second one."""
    write_catalogue(source, MISTAKE, MISTAKE)

    with pytest.raises(SourceError, match=r"mistakes.toml:9: the mistake `scale-no-one` stands twice"):
        load_catalogue(reference)


def test_a_catalogue_without_a_mistake_is_refused(reference: Reference, source: Path) -> None:
    """A misspelt header must not look like a clean audit."""
    (source / "mistakes.toml").write_text("", encoding="utf-8")

    with pytest.raises(SourceError, match=r"there is no mistake; write \[\[mistakes\]\]"):
        load_catalogue(reference)


def test_text_that_overlaps_itself_stands_more_than_once(source: Path, tmp_path: Path) -> None:
    """Which of the two places is meant could not be told."""
    text = (source / "toy_lib.py").read_text(encoding="utf-8")
    (source / "toy_lib.py").write_text(text.replace("write.", "aaa."), encoding="utf-8")
    write_catalogue(source, {**MISTAKE, "replace": "aa"})
    reference = prepare(load_assignment(source), None, tmp_path, A_SECRET).reference

    with pytest.raises(SourceError, match="`replace` stands 2 times"):
        load_catalogue(reference)


def test_the_records_of_a_mistake_hold_its_wrong_values(reference: Reference) -> None:
    """A test that passes has the reference's own record."""
    records = mistake_records(reference, load_catalogue(reference))

    wrong = {one.id: one for one in records["scale-no-one"]}
    right = {one.id: one for one in reference.passed}
    zeros, norm = "hidden/test_scale_hidden.py::test_zeros", "hidden/test_norm.py::test_norm"
    assert wrong[zeros].status is Status.FAILED
    assert np.array_equal(wrong[zeros].observed["y"], np.zeros((2, 2)))
    assert wrong[norm] == right[norm]


def test_a_build_refuses_tests_that_miss_a_mistake(source: Path, root: Path) -> None:
    """Nothing is written; the sentence names the entry and the question."""
    write_catalogue(source, {**MISTAKE, "replace": "return scaled", "with": "return scaled + 0.0"})

    with pytest.raises(
        BuildRefusedError, match=r"mistakes.toml:1: no test of `scale` catches `scale-no-one`; write"
    ):
        build(source, root)

    assert not (root / "release").exists()


def test_a_build_refuses_a_question_that_is_charged_for_anothers_mistake(source: Path, root: Path) -> None:
    """And names the tests that charge it."""
    write_catalogue(
        source, {**NORM, "with": MISTAKE["with"], "replace": MISTAKE["replace"], "question": "scale"}
    )
    text = (source / "tests/hidden/test_norm.py").read_text(encoding="utf-8")
    both = text.replace("student.toy_lib.norm(rng", "student.toy_lib.norm(student.toy_lib.scale(rng").replace(
        "9)))", "9))))"
    )
    (source / "tests/hidden/test_norm.py").write_text(both, encoding="utf-8")

    with pytest.raises(BuildRefusedError) as refused:
        build(source, root)

    assert "`norm-no-root` also costs points of `norm` (in hidden/test_norm.py::test_norm)" in str(
        refused.value
    )


def test_a_build_refuses_an_also_that_is_not_so(source: Path, root: Path) -> None:
    """The catalogue is not to promise a charge that never comes."""
    write_catalogue(source, {**MISTAKE, "also": ["norm"]})

    with pytest.raises(
        BuildRefusedError, match="`also` names `norm`, and `scale-no-one` costs it nothing; take it out"
    ):
        build(source, root)


def test_a_second_build_does_not_run_the_mistakes_again(
    source: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as nothing has changed that the verdict rests on."""
    write_catalogue(source, MISTAKE, NORM)
    ran: list[set[str]] = []

    def run_noted(
        reference: Reference, variants: Mapping[str, Sequence[Edit]], **options: Callable[[int], None]
    ) -> Runs:
        ran.append(set(variants))
        return run_variants(reference, variants, **options)

    monkeypatch.setattr(catalogue, "run_variants", run_noted)

    first = build(source, root)
    second = build(source, root)
    (source / "handout.md").write_text("Something else.\n", encoding="utf-8")
    build(source, root)

    mistakes = {"scale-no-one", "norm-no-root"}
    assert ran == [mistakes, set(), mistakes]
    assert second.lines() == first.lines()
    assert "  all 2 mistakes of the catalogue are caught" in first.lines()


@pytest.mark.parametrize("cached", [False, True], ids=["first build", "verdict kept"])
def test_a_reference_that_does_not_repeat_itself_is_refused(
    source: Path,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    cached: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """Its values are recorded once: a student's code, right or wrong, would fail by chance, and by chance pass."""
    write_catalogue(source, MISTAKE)
    module = source / "toy_lib.py"
    text = module.read_text(encoding="utf-8")
    drawn = text.replace("FACTOR * x + 1.0", "FACTOR * x + 1.0 + 1e-3 * np.random.uniform()")
    module.write_text(drawn, encoding="utf-8")
    if cached:
        monkeypatch.setattr(catalogue, "read_cached", lambda *_: {})

    with pytest.raises(
        BuildRefusedError, match=r"does not pass against its own values when it runs again.*public/test_scale"
    ):
        build(source, root)


def test_an_unseeded_generator_of_torch_does_not_repeat_itself(
    source: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """It starts from the same seed in each process, so that running again is not enough to find it out."""
    (tmp_path / "torch.py").write_text(
        "import random\n\ngenerator = random.Random(67280421310721)\nmanual_seed = generator.seed\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    request.addfinalizer(lambda: sys.modules.pop("torch", None))
    toml, module = source / "assignment.toml", source / "toy_lib.py"
    packages = toml.read_text("utf-8").replace("seed = 7", 'seed = 7\npackages = ["numpy", "torch"]')
    toml.write_text(packages, encoding="utf-8")
    drawn = module.read_text("utf-8").replace("np.sum(x * x)))", "np.sum(x * x))) + torch.generator.random()")
    module.write_text(
        drawn.replace("import numpy as np", "import numpy as np\nimport torch"), encoding="utf-8"
    )

    with pytest.raises(BuildRefusedError, match=r"when it runs again.*hidden/test_norm"):
        build(source, root)


def test_a_test_that_earns_nothing_has_to_repeat_itself_too(source: Path, root: Path) -> None:
    """Students see it."""
    (source / "tests" / "public" / "test_shown.py").write_text(
        "import os\n\nimport numpy as np\nimport pytest\n\n\n@pytest.mark.question('norm')\n@pytest.mark.weight(0)\n"
        "def test_shown(student, check):\n    pid = np.array([float(os.getpid())])\n"
        "    check.close('pid', student.toy_lib.norm(pid))\n",
        encoding="utf-8",
    )

    with pytest.raises(BuildRefusedError, match=r"does not pass against its own values.*test_shown"):
        build(source, root)


def test_what_is_kept_is_what_was_run(reference: Reference, tmp_path: Path) -> None:
    """Record for record, values included."""
    records = mistake_records(reference, load_catalogue(reference))
    write_tree(tmp_path / CACHE_FOLDER, dict(cache_files(reference, records)))

    kept = read_cached(tmp_path / CACHE_FOLDER, reference)

    assert kept is not None
    assert kept.keys() == records.keys()
    for mistake, tests in records.items():
        for one, other in zip(tests, kept[mistake], strict=True):
            assert (one.id, one.status, one.finding, one.fault) == (
                other.id,
                other.status,
                other.finding,
                other.fault,
            )
            assert {name: value.tolist() for name, value in one.observed.items()} == {
                name: value.tolist() for name, value in other.observed.items()
            }


@pytest.mark.parametrize("damage", ["mistakes.json", "values.npz"])
def test_a_damaged_verdict_is_not_taken(reference: Reference, tmp_path: Path, damage: str) -> None:
    """It is made again."""
    records = mistake_records(reference, load_catalogue(reference))
    write_tree(tmp_path / CACHE_FOLDER, dict(cache_files(reference, records)))
    (tmp_path / CACHE_FOLDER / damage).write_bytes(b"{")

    assert read_cached(tmp_path / CACHE_FOLDER, reference) is None


@pytest.mark.siege
def test_the_real_catalogue_is_caught(real_course: Path, tmp_path: Path) -> None:
    """Every mistake of cmu10701-hw3, by its own question, and charged to no other that it does not name."""
    source = real_course / "source" / "cmu10701-hw3"
    kept = real_course / "dist" / "cmu10701-hw3" / CACHE_FOLDER
    reference = prepare(load_assignment(source), None, tmp_path, A_SECRET).reference
    mistakes = load_catalogue(reference)

    records = mistake_records(reference, mistakes, kept)

    assert len(mistakes) >= 60
    assert {one.question for one in mistakes} >= {"linear", "optimizer", "sigmoid", "relu", "cross-entropy"}
    catalogue.refuse_blind_tests(reference, mistakes, records)
