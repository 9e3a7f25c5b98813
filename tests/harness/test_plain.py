"""The one list of what travels: it needs NumPy alone, and everyone who decides goes by it."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.errors import ProtocolError
from autograder.harness.student import plain
from autograder.harness.student.local import LocalStudent
from autograder.harness.student.local_proxy import LocalProxy
from autograder.harness.values import adapters, description, kinds, tables
from autograder.sandbox.wire.decode import decode
from autograder.sandbox.wire.encode import encode

if TYPE_CHECKING:
    from types import ModuleType

VALUES = [
    None,
    True,
    3,
    2.5,
    1j,
    "text",
    b"bytes",
    np.float32(1.5),
    np.bool_(True),  # noqa: FBT003 - a value like the others
    *(np.ones(2, dtype) for dtype in plain.DTYPES),
    np.ones(2, ">f8"),
    np.ones((2, 0)),
    np.array(5),
    np.ones(2, np.longdouble),
    np.array(["a"]),
    np.array([object()]),
    np.ma.ones(2),
    {1, 2},
    range(3),
    [1, (2.0, "b")],
    {"a": 1, 2: [None]},
    {1 << 70: 1},
    {(1, 2): 3},
]


class _StaysError(Exception):
    """The value is no plain data."""


def _refuse(value: object) -> Any:  # noqa: ANN401 - it gives nothing
    raise _StaysError(type(value).__name__)


def _travels(value: object) -> bool:
    """Whether the wire takes it, without a handle."""
    try:
        body = b"".join(encode(value, _refuse))
    except (_StaysError, ProtocolError):
        return False
    decode(body, _refuse)
    return True


@pytest.mark.parametrize("value", VALUES, ids=lambda value: f"{type(value).__name__}-{value!r:.20}")
def test_what_travels_in_the_grade_is_copied_at_home_and_nothing_else(value: object, tmp_path: Path) -> None:
    """The student's process at home and the wire go by one list."""
    (tmp_path / "hw.py").write_text("kept = None\ndef give(): return kept\n", encoding="utf-8")
    with LocalStudent(tmp_path, ("hw",)) as student:
        _ = student.hw
        sys.modules["hw"].kept = value  # type: ignore[attr-defined]  # as if the student's code had made it
        found = student.hw.give()

    assert (not isinstance(found, LocalProxy)) is _travels(value)


@pytest.mark.parametrize("value", [np.ones(3), np.asfortranarray(np.ones((2, 3))), np.ones(2, ">i4")])
def test_an_array_is_copied_as_the_wire_copies_it(value: np.ndarray) -> None:
    """In C order and little-endian, and no part of the original."""
    here = plain.copied(value, _refuse)
    there: Any = decode(b"".join(encode(value, _refuse)), _refuse)

    assert here.dtype == there.dtype
    assert here.flags.c_contiguous == there.flags.c_contiguous is True
    assert not np.shares_memory(here, value)
    assert np.array_equal(here, there)


@pytest.mark.parametrize("module", [plain, kinds, adapters, tables, description])
def test_the_list_needs_numpy_and_nothing_else_of_ours(module: ModuleType) -> None:
    """A student's process loads it, and so whatever it imports."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [node.module if not node.level else f".{node.module}"]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }

    own = {".kinds", ".values.kinds", ".values.adapters", ".tables", ".None"}
    assert {one.partition(".")[0] for one in imported - own} <= {
        *sys.stdlib_module_names,
        "numpy",
    }
