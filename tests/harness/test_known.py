"""The catalogue as the tests see it: kept without pickle, matched up to rounding, and never by accident."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.files import write_tree
from autograder.harness.checks.check import Finding
from autograder.harness.checks.status import Status
from autograder.harness.checks.test_record import TestRecord
from autograder.harness.diagnosis.known_mistakes import MISTAKES_FILE, KnownMistake, KnownMistakes
from autograder.harness.diagnosis.mistake_signature import MistakeSignature, same_value
from autograder.harness.diagnosis.relations.relation import Relation, RelationKind

if TYPE_CHECKING:
    from pathlib import Path

VALUE = np.array([[0.5, 1.5], [2.5, -3.25]])
TEST, HIDDEN = "public/test_a.py::test_one", "hidden/test_a.py::test_two"


def known() -> KnownMistakes:
    """Two mistakes that a public test tells apart, and one that only a hidden test sees."""
    mistakes = [KnownMistake(name, "q", f"{name} is a mistake.") for name in ("summed", "silent", "late")]
    public = (
        MistakeSignature(("summed",), "Z", "value", "", VALUE),
        MistakeSignature(("silent",), "Z", "none", "", None),
    )
    return KnownMistakes(
        mistakes, {TEST: public, HIDDEN: (MistakeSignature(("late", "summed"), "Z", "value", "", VALUE * 2),)}
    )


def record(**about: Any) -> TestRecord:  # noqa: ANN401 - fields of a record
    """A test that failed with the value above."""
    values: dict[str, Any] = {
        "check": "Z",
        "wrong": VALUE,
        "finding": Finding("value", "Z differs"),
        "id": TEST,
    }
    return TestRecord(
        **{"question": "q", "weight": 1.0, "title": "t", "status": Status.FAILED, **values, **about}
    )


def written(folder: Path, content: bytes) -> Path:
    """The folder, with this content as the catalogue in it."""
    (folder / MISTAKES_FILE).write_bytes(content)
    return folder


def whole() -> bytes:
    """The catalogue above as its file holds it."""
    return known().to_files()[MISTAKES_FILE]


def changed(content: bytes, **arrays: np.ndarray) -> bytes:
    """The same catalogue with these arrays in place of its own."""
    with np.load(io.BytesIO(content)) as archive:
        values = {key: archive[key] for key in archive.files}
    stream = io.BytesIO()
    np.savez(stream, **{**values, **arrays})  # type: ignore[arg-type]  # numpy's stub takes the keys for options
    return stream.getvalue()


def test_what_is_kept_is_what_is_read(tmp_path: Path) -> None:
    """Ids, hints, kinds and values, and the same bytes each time."""
    write_tree(tmp_path, known().to_files())

    found = KnownMistakes.load(tmp_path)

    assert found is not None
    assert found.mistakes == known().mistakes
    assert found.suspects(record()) == {"summed"}
    assert found.to_files() == known().to_files()


def test_a_handout_holds_what_its_public_tests_see(tmp_path: Path) -> None:
    """No value of a hidden test, and no hint of a mistake that only a hidden test sees."""
    write_tree(tmp_path, known().to_files(("public",)))

    found = KnownMistakes.load(tmp_path)

    assert found is not None
    assert found.mistakes.keys() == {"summed", "silent"}
    assert found.signatures.keys() == {TEST}


def test_no_hint_stands_in_the_file_as_text() -> None:
    """Whoever opens it, or searches the folder for a word, is not told what to look for."""
    content = whole()

    assert b"is a mistake" not in content
    assert b"summed" not in content


def test_an_assignment_without_a_catalogue_has_none(tmp_path: Path) -> None:
    """And is no worse for it."""
    assert KnownMistakes.load(tmp_path) is None
    assert KnownMistakes([], {}).to_files() == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\3\4 no archive",
        whole()[:-30],
        changed(whole(), catalogue=np.frombuffer(b"not JSON", np.uint8)),
        changed(whole(), catalogue=np.frombuffer(b'{"mistakes": 5, "tests": {}}', np.uint8)),
        changed(whole(), catalogue=np.array([{}])),
    ],
    ids=["empty", "no archive", "cut off", "no JSON", "other JSON", "a pickle"],
)
def test_a_damaged_catalogue_says_so(tmp_path: Path, content: bytes) -> None:
    """One kind of error for whatever is wrong, and nothing is unpickled."""
    with pytest.raises(ValueError, match=r"^mistakes\.npz is damaged"):
        KnownMistakes.load(written(tmp_path, content))


@pytest.mark.parametrize(
    ("about", "suspects"),
    [
        ({"wrong": VALUE + 1e-10}, {"summed"}),
        ({"wrong": VALUE + 1e-3}, set()),
        ({"wrong": VALUE.ravel()}, set()),
        ({"wrong": VALUE[:, :1]}, set()),
        ({"wrong": None, "finding": Finding("none", "Z is None")}, {"silent"}),
        ({"finding": Finding("gradient", "Z differs")}, set()),
        ({"check": "d_weights"}, set()),
        ({"error": "ValueError"}, set()),
        ({"id": "public/test_a.py::test_other"}, set()),
        ({"finding": None}, set()),
    ],
)
def test_a_mistake_is_suspected_where_check_reason_and_value_agree(
    about: dict[str, Any], suspects: set[str]
) -> None:
    """Up to rounding, and in nothing less."""
    assert known().suspects(record(**about)) == suspects


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ([1.0, np.nan], [1.0, np.nan], True),
        ([1.0, np.nan], [1.0, np.inf], False),
        ([0.0, 0.0], [0.0, 1e-3], False),
        ([1e-20, 1e6], [0.0, 1e6], True),
        (["a", "b"], ["a", "b"], True),
        (["a", "b"], ["a", "c"], False),
        ([1, 2], [1.0, 2.0], True),
        (["1"], [1.0], False),
        ([], [], True),
    ],
)
def test_wrong_values_are_the_same_up_to_rounding(one: list[Any], other: list[Any], same: bool) -> None:  # noqa: FBT001 - the case
    """Also where they are not finite, or words."""
    assert same_value(np.array(one), np.array(other)) is same


@pytest.mark.parametrize(
    ("wrong", "kind", "distinctive"),
    [
        (VALUE, None, True),
        (VALUE, RelationKind.INPUT, False),
        (VALUE, RelationKind.SIGN, True),
        (np.zeros((2, 2)), None, False),
        (np.array([1, 2, 3, 4]), None, False),
        (np.array([0.5, 0.25]), None, False),
        (np.full(4, np.nan), None, False),
        (None, None, False),
    ],
)
def test_a_value_tells_where_nobody_meets_it_by_accident(
    wrong: np.ndarray | None,
    kind: RelationKind | None,
    distinctive: bool,  # noqa: FBT001 - the case
) -> None:
    """Different decimals do; labels, zeros, nothing, and what was passed in do not."""
    relations = () if kind is None else (Relation(kind, "A sentence."),)

    assert known().with_suspects(record(wrong=wrong, relations=relations)).distinctive is distinctive


def test_entries_that_are_right_are_no_evidence() -> None:
    """NaN in one place and right numbers in all others come about in many ways."""
    right = np.array([[0.1, 0.2], [0.3, 0.4]])
    broken, moved = right.copy(), right + 0.1
    broken[0, 0] = np.nan

    assert not known().with_suspects(record(wrong=broken), right).distinctive
    assert known().with_suspects(record(wrong=moved), right).distinctive
