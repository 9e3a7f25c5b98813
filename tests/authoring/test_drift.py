"""What counts as drift."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.authoring.release.drift import drift
from autograder.files import write_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VALUES = {
    "a|y": np.array([[1.0, -2e-17, 3e5], [np.nan, np.inf, 0.0]]),
    "a|n": np.array(3),
    "a|s": np.array("text"),
}


def packed(values: dict[str, np.ndarray], save: Callable[..., None] = np.savez) -> bytes:
    """An archive of these arrays."""
    stream = io.BytesIO()
    save(stream, **values)
    return stream.getvalue()


def found(folder: Path, built: dict[str, bytes], there: dict[str, bytes]) -> list[str]:
    """The drift of what is there, in words."""
    write_tree(folder / "there", there)
    return [str(one) for one in drift(built, folder / "there", "release/toy", "data")]


def test_missing_extra_and_different_files_are_named(tmp_path: Path) -> None:
    """By their paths from the repository's root."""
    lines = found(tmp_path, {"a": b"1", "b": b"2", "same": b""}, {"b": b"3", "c/d": b"4", "same": b""})

    assert lines == ["release/toy/a: missing", "release/toy/b: different", "release/toy/c/d: extra"]


def test_line_ends_and_the_data_set_are_no_drift(tmp_path: Path) -> None:
    """A checkout on Windows has other line ends, and the data set is not kept in git."""
    lines = found(
        tmp_path, {"a.md": b"1\n2\n", "data/x": b"1", "data/y": b"2"}, {"a.md": b"1\r\n2\r\n", "data/x": b"3"}
    )

    assert lines == []


def test_a_folder_that_is_not_there_lacks_every_file(tmp_path: Path) -> None:
    """The release was never built."""
    missing = drift({"a": b"", "b": b""}, tmp_path / "nowhere", "release/toy", None)

    assert [one.what for one in missing] == ["missing", "missing"]


@pytest.mark.parametrize(
    "values",
    [
        VALUES,
        {**VALUES, "a|y": VALUES["a|y"] * (1 + 1e-12)},
        {**VALUES, "a|y": VALUES["a|y"] + np.array([0, 3e-17, 0])},
    ],
    ids=["same values", "last digits", "rounding error for zero"],
)
def test_records_of_another_machine_are_no_drift(tmp_path: Path, values: dict[str, np.ndarray]) -> None:
    """Other bytes, and the same values but for rounding."""
    lines = found(
        tmp_path, {"records.npz": packed(VALUES)}, {"records.npz": packed(values, np.savez_compressed)}
    )

    assert lines == []


@pytest.mark.parametrize(
    "content",
    [
        packed({**VALUES, "a|y": VALUES["a|y"] * (1 + 1e-6)}),
        packed({**VALUES, "a|y": np.nan_to_num(VALUES["a|y"])}),
        packed({**VALUES, "a|y": VALUES["a|y"].T}),
        packed({**VALUES, "a|n": np.array(4)}),
        packed({**VALUES, "a|n": np.array(3.0)}),
        packed({**VALUES, "a|s": np.array("other")}),
        packed({**VALUES, "b|y": np.array(1)}),
        packed({"a|y": VALUES["a|y"]}),
        packed(VALUES)[:-40],
        b"",
        b"nonsense",
        packed({**VALUES, "a|n": np.array([{}], dtype=object)}),
    ],
    ids=[
        "value",
        "nan",
        "shape",
        "integer",
        "kind",
        "text",
        "more",
        "fewer",
        "cut off",
        "empty",
        "nonsense",
        "pickle",
    ],
)
def test_records_that_say_something_else_are_drift(tmp_path: Path, content: bytes) -> None:
    """Damaged ones too."""
    lines = found(tmp_path, {"records.npz": packed(VALUES)}, {"records.npz": content})

    assert lines == ["release/toy/records.npz: different"]
