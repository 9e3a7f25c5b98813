"""The secret of the hidden tests: made once, kept by every build, and in nothing that students get."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder import cli
from autograder.authoring.audit.audit import audit
from autograder.authoring.release import build as release
from autograder.authoring.release.build import build
from autograder.authoring.release.kept_secret import kept_secret
from autograder.errors import BadInputError, BuildRefusedError
from autograder.files import read_tree
from autograder.harness.diagnosis.known_mistakes import KnownMistakes
from autograder.model.assignment import load_assignment
from autograder.model.bundle import load_bundle
from autograder.model.secret import SECRET, new_secret, read_secret, secret_file
from tests.support.mistakes import write_catalogue
from tests.support.secret import put_secret, secret_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("quick")

GIVEN_OUT = ("release", "solutions")
MISTAKE = {
    "id": "scale-no-one",
    "question": "scale",
    "hint": "You forget to add one.",
    "file": "toy_lib.py",
    "replace": "FACTOR * x + 1.0",
    "with": "FACTOR * x",
}
# Right for the numbers of the handout, of which the first is below 0.9.
ONLY_AT_HOME = {
    **MISTAKE,
    "id": "scale-clips",
    "hint": "You clip what you scale.",
    "with": "np.minimum(FACTOR * x + 1.0, {bound})",
}


def test_secrets_differ() -> None:
    """32 bytes of the system's randomness."""
    secrets = {new_secret() for _ in range(20)}

    assert len(secrets) == 20
    assert {len(secret) for secret in secrets} == {32}


def test_a_secret_is_read_as_it_was_written(tmp_path: Path) -> None:
    """One line of text."""
    secret = new_secret()
    (tmp_path / SECRET).write_bytes(secret_file(secret))

    assert read_secret(tmp_path / SECRET) == secret


def test_the_first_build_makes_a_secret_and_later_builds_keep_it(source: Path, root: Path) -> None:
    """Nobody but its owner can read it."""
    build(source, root)
    first = kept_secret(root, "toy")
    (source / "handout.md").write_text("# Another text\n", encoding="utf-8")
    build(source, root)

    assert first is not None
    assert kept_secret(root, "toy") == first
    assert (root / "dist" / "toy" / "bundle" / SECRET).stat().st_mode & 0o777 == 0o600


def test_a_copied_secret_is_taken_up_by_the_first_build(source: Path, root: Path) -> None:
    """So that a second machine draws the same numbers."""
    put_secret(root, "toy", secret_number(5))

    build(source, root)

    assert load_bundle(root / "dist" / "toy" / "bundle").secret == secret_number(5)


def test_a_build_that_was_killed_while_it_replaced_the_bundle_loses_no_secret(built: Path) -> None:
    """The old bundle then lies beside its own folder."""
    before = kept_secret(built, "toy")
    (built / "dist" / "toy").rename(built / "dist" / ".toy.old")

    build(built / "source" / "toy", built)

    assert kept_secret(built, "toy") == before


@pytest.mark.parametrize(
    "content", [b"", b"0" * 63, b"0" * 65, b"g" * 64, b"\xff" * 64, b"0" * 32 + b"\n" + b"0" * 32]
)
def test_a_damaged_secret_stops_the_build_with_what_to_do(built: Path, content: bytes) -> None:
    """A new one would change the numbers of every test without a word."""
    file = built / "dist" / "toy" / "bundle" / SECRET
    file.write_bytes(content)
    before = read_tree(built)

    with pytest.raises(BadInputError, match=r"damaged, .* put a copy of it back, or delete the file"):
        build(built / "source" / "toy", built)

    assert read_tree(built) == before


def test_a_secret_that_is_no_file_stops_the_build(built: Path) -> None:
    """As a link that leads nowhere."""
    file = built / "dist" / "toy" / "bundle" / SECRET
    file.unlink()
    file.symlink_to("nowhere")

    with pytest.raises(BadInputError, match="the secret of the hidden tests cannot be read"):
        build(built / "source" / "toy", built)


def test_a_bundle_with_another_secret_than_it_was_made_with_is_refused(built: Path) -> None:
    """No hidden test would find its numbers right."""
    put_secret(built, "toy", secret_number(9))

    with pytest.raises(BadInputError, match="were recorded with another secret; run `autograder build toy`"):
        load_bundle(built / "dist" / "toy" / "bundle")


def test_a_bundle_without_its_secret_is_refused(built: Path) -> None:
    """As one of an older version."""
    (built / "dist" / "toy" / "bundle" / SECRET).unlink()

    with pytest.raises(BadInputError, match="the bundle lacks secret; run `autograder build toy`"):
        load_bundle(built / "dist" / "toy" / "bundle")


def test_nothing_that_students_get_depends_on_the_secret(source: Path, tmp_path: Path) -> None:
    """Byte for byte; the bundles differ."""
    write_catalogue(source, MISTAKE)
    courses = [tmp_path / "one", tmp_path / "other"]
    for number, course in enumerate(courses):
        put_secret(course, "toy", secret_number(number))
        build(source, course)

    for kind in GIVEN_OUT:
        one, other = (read_tree(course / kind) for course in courses)
        assert one == other
    one, other = ((course / "dist" / "toy" / "toy-student.zip").read_bytes() for course in courses)
    assert one == other
    one_bundle, other_bundle = (load_bundle(course / "dist" / "toy" / "bundle") for course in courses)
    assert one_bundle.sha256 != other_bundle.sha256
    hidden = "hidden/test_norm.py::test_norm|norm"
    assert one_bundle.records.values[hidden] != other_bundle.records.values[hidden]


def test_the_secret_is_in_no_file_that_students_get(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is anything that was drawn with it; the bundles for those who grade have it."""
    monkeypatch.chdir(built)
    assert cli.main(["nbgrader", "toy", "--course", "course"]) == 0
    secret = kept_secret(built, "toy")
    assert secret is not None
    forms = (secret, secret.hex().encode(), b"confirmed/")

    given = {
        **_below(built, *GIVEN_OUT),
        **_below(built, "course/source"),
        **_below(built, "dist/toy/nbgrader"),
    }
    with zipfile.ZipFile(built / "dist" / "toy" / "toy-student.zip") as archive:
        given |= {f"student.zip/{name}": archive.read(name) for name in archive.namelist()}
    notebooks = [name for name in given if name.endswith(".ipynb")]
    found = [name for name, content in given.items() if any(form in content for form in forms)]

    assert len(notebooks) == 4
    assert [name for name in found if "harness" not in name] == []
    for bundle in (built / "dist" / "toy" / "bundle", built / "course" / "dist" / "toy" / "bundle"):
        assert load_bundle(bundle).secret == secret
    with zipfile.ZipFile(built / "dist" / "toy" / "toy-gradescope.zip") as archive:
        assert archive.read(f"bundle/{SECRET}") == secret_file(secret)


def _below(root: Path, *folders: str) -> Mapping[str, bytes]:
    return {
        f"{folder}/{name}": content
        for folder in folders
        for name, content in read_tree(root / folder).items()
    }


def test_a_check_in_a_fresh_clone_needs_no_secret_and_makes_none(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CI has release/ and solutions/ alone."""
    before = read_tree(built / "release")
    (built / "dist").rename(built / "elsewhere")
    monkeypatch.setattr(release, "new_secret", pytest.fail)  # two checks of one source have to agree

    report = build(built / "source" / "toy", built, check=True)

    assert report.drift == ()
    assert not (built / "dist").exists()
    assert read_tree(built / "release") == before


def test_the_verdicts_of_another_secret_are_not_taken_over(source: Path, root: Path) -> None:
    """The mistakes are tried again, with the numbers that students will meet."""
    write_catalogue(source, MISTAKE)
    tried: list[int] = []
    for number in (1, 1, 2):
        put_secret(root, "toy", secret_number(number))
        build(source, root, progress=lambda done, _all: tried.append(done))
        tried.append(-1)

    assert tried == [0, 1, -1, -1, 0, 1, -1]


def test_a_mistake_that_the_second_run_alone_catches_is_no_clue_at_home(
    source: Path,
    root: Path,
    quick: None,  # noqa: ARG001 - its effect is what is wanted
) -> None:
    """At home its test passes, so the handout says nothing of it; it is caught all the same."""
    public = np.load(_release_of(source, root) / "tests" / "records.npz")[
        "public/test_scale.py::test_scale|y"
    ]
    bound = float(public.max()) + 0.05
    write_catalogue(source, {**ONLY_AT_HOME, "with": str(ONLY_AT_HOME["with"]).format(bound=bound)})
    (source / "tests" / "hidden" / "test_scale_hidden.py").unlink()
    put_secret(root, "toy", _with_larger_numbers(source, root, bound))

    report = build(source, root)

    assert report.mistakes == 1
    known = KnownMistakes.load(root / "release" / "toy" / "tests")
    assert known is None or known.signatures == {}


def _release_of(source: Path, root: Path) -> Path:
    build(source, root)
    return root / "release" / source.name


def _with_larger_numbers(source: Path, root: Path, bound: float) -> bytes:
    """A secret with which the second run meets a number above the bound."""
    for number in range(50):
        put_secret(root, source.name, secret_number(number))
        build(source, root)
        records = load_bundle(root / "dist" / source.name / "bundle").records
        if records.values["confirmed/test_scale.py::test_scale|y"].max() > bound:
            return secret_number(number)
    raise AssertionError


def test_a_reference_that_fails_with_other_numbers_alone_is_refused_with_the_test_s_name(
    source: Path, root: Path
) -> None:
    """And with what was done to it."""
    test = source / "tests" / "public" / "test_scale.py"
    text = test.read_text(encoding="utf-8")
    only_then = "    assert rng.uniform() < -1 or 'confirmed' not in vars(check)['_test_id']\n"
    test.write_text(text + only_then, encoding="utf-8")

    with pytest.raises(
        BuildRefusedError, match=r"public/test_scale\.py::test_scale, run again with other random numbers"
    ):
        build(source, root)


def test_the_build_names_the_public_tests_that_can_be_looked_up(source: Path, root: Path) -> None:
    """Those whose answers are the same whatever the secret is."""
    assert build(source, root).looked_up == ()
    fixed = '\n\ndef test_of_one(student, check):\n    """One."""\n    check.close("y", student.toy_lib.scale(1.0))\n'
    file = source / "tests" / "public" / "test_scale.py"
    file.write_text(file.read_text(encoding="utf-8") + fixed, encoding="utf-8")

    report = build(source, root)

    assert report.looked_up == ("public/test_scale.py::test_of_one",)
    assert (
        "  1 public test does not draw on `rng`: where their numbers are fixed, the answers can be "
        "looked up in the handout: "
        "public/test_scale.py::test_of_one"
    ) in report.lines()


@pytest.mark.parametrize("number", range(5))
def test_the_audit_holds_under_any_secret(source: Path, number: int) -> None:
    """Each mistake and each mutant is caught with whatever numbers hidden tests have."""
    write_catalogue(source, MISTAKE)

    report = audit(load_assignment(source), secret=secret_number(number))

    assert report.failures == ()


def test_an_audit_without_a_secret_makes_one_for_itself(source: Path) -> None:
    """Before the first build."""
    assert audit(load_assignment(source), mutants=False).failures == ()
