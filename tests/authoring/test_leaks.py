"""No line of a solution leaves the house, whatever it is dressed up as."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.release.leaks import is_distinctive, refuse_leaks, secrets_of
from autograder.authoring.source.regions import read_module
from autograder.errors import BuildRefusedError
from autograder.files import zip_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.authoring.release.leaks import Secrets

MODULE = '''\
"""A module."""

import numpy as np


def given(x, y):
    """Given."""
    total = np.sum(x) + np.sum(y)
    return total


def f(x, y):
    """Secret."""
    ### BEGIN SOLUTION
    total = np.sum(x) + np.sum(y)
    z = 1.0 / (1.0 + np.exp(-x))  # the logistic function, once more
    w = np.where(
        z > 0.5,
        y - z, 0.0)
    self.x = x
    return w
    ### END SOLUTION


def g(y_hat, y):
    """Secret, in one line."""
    ### BEGIN SOLUTION
    return y_hat - y
    ### END SOLUTION
'''


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    """What must not leak of the module above."""
    path = tmp_path / "lib.py"
    path.write_text(MODULE, encoding="utf-8")
    return secrets_of([read_module(path)])


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.py", "z = 1.0 / (1.0 + np.exp(-x))\n", "a.py:1"),
        ("a.py", "\n\n        z=1.0/( 1.0+np.exp( -x ) )\n", "a.py:3"),
        ("a.py", "x = 1\n# z = 1.0 / (1.0 + np.exp(-x))\n", "a.py:2"),
        ("a.py", "z = 1.0 / (1.0 + np.exp(-x))  # as in the lecture\n", "a.py:1"),
        ("a.py", "pass  # z = 1.0 / (1.0 + np.exp(-x))\n", "a.py:1"),
        ("a.py", "z = (\n    1.0 / (1.0 + np.exp(-x)))\n", "none"),
        ("a.py", "z = 1.0 / (\n    1.0\n    + np.exp(-x)\n)\n", "a.py:1"),
        ("a.py", "w = np.where(z > 0.5, y - z, 0.0)\n", "a.py:1"),
        ("a.py", "x = 1; z = 1.0 / (1.0 + np.exp(-x)); y = 2\n", "a.py:1"),
        ("a.py", "x = 1\r\nz = 1.0 / (1.0 + np.exp(-x))\r\n", "a.py:2"),
        ("a.md", "Hint:\n\n    z = 1.0 / (1.0 + np.exp(-x))\n", "a.md:3"),
        ("a.md", "> `z = 1.0 / (1.0 + np.exp(-x))`\n", "a.md:1"),
        ("a.py", 'text = """\n    z = 1.0 / (1.0 + np.exp(-x))\n"""\n', "a.py:2"),
        ("a.py", "# The logistic function, once more\n", "none"),
        ("a.py", "# the logistic function, once more\n", "a.py:1"),
        ("a.py", "def h(a, b):\n    return a - b\n", "none"),
        ("a.py", "def h(y_hat, y):\n    return y_hat - y\n", "a.py:2"),
        ("a.json", '{"cell": [\n  "z = 1.0 / (1.0 + np.exp(-x))\\n",\n  "w"]}', "a.json:2"),
        ("a.py", "total = np.sum(x) + np.sum(y)\nself.x = x\nreturn w\n", "none"),
    ],
)
def test_a_line_of_a_region_is_found_in_any_dress(secrets: Secrets, name: str, text: str, place: str) -> None:
    """What is given elsewhere, or says nothing, is no secret."""
    shipped = {"fine.py": b"x = 1\n", name: text.encode()}

    if place == "none":
        refuse_leaks(secrets, shipped)
        return
    with pytest.raises(BuildRefusedError, match=rf"lib\.py:\d+ stands in {place}"):
        refuse_leaks(secrets, shipped)


def test_a_leak_names_both_places(secrets: Secrets) -> None:
    """The line of the solution and the line of the shipped file."""
    with pytest.raises(BuildRefusedError, match=r"lib\.py:16 stands in tests/public/test_f\.py:2"):
        refuse_leaks(secrets, {"tests/public/test_f.py": b"import numpy\nz = 1.0 / (1.0 + np.exp(-x))\n"})


def test_a_region_is_found_where_no_single_line_is(secrets: Secrets) -> None:
    """Its tokens follow each other within longer lines, of a program or of prose."""
    for name, text in [
        ("a.py", "h = lambda y_hat, y: 0\ndef g(y_hat, y): return y_hat - y\n"),
        ("a.md", "so `return\ny_hat - y`."),
    ]:
        with pytest.raises(BuildRefusedError, match=rf"the region at .*lib\.py:28 stands in {name}"):
            refuse_leaks(secrets, {name: text.encode()})


def test_members_of_archives_and_cells_of_notebooks_are_looked_at(secrets: Secrets) -> None:
    """A leak does not hide behind a file format."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner/a.py", "return y_hat - y\n")
    cells = [
        {"cell_type": "code", "source": ["x = 1\n", "return y_hat - y"]},
        {"cell_type": "code", "source": "x = 2"},
    ]

    for name, content, place in [
        ("w.whl", packed.getvalue(), "w.whl/inner/a.py:1"),
        ("n.ipynb", json.dumps({"cells": cells}).encode(), "n.ipynb:2"),
        ("n.ipynb", b"return y_hat - y", "n.ipynb:1"),
    ]:
        with pytest.raises(BuildRefusedError, match=place):
            refuse_leaks(secrets, {name: content})


def test_a_line_in_common_with_the_package_is_chance_and_a_region_is_not(secrets: Secrets) -> None:
    """An instructor could not change the harness."""
    whole = "\n".join(MODULE.split("\n")[14:21])

    refuse_leaks(
        secrets, {"harness/check.py": b"def h(y_hat, y):\n    return y_hat - y\n"}, {"harness/check.py"}
    )
    with pytest.raises(BuildRefusedError, match="region"):
        refuse_leaks(secrets, {"harness/check.py": whole.encode()}, {"harness/check.py"})


def test_the_packed_harness_is_the_package_s_own_file_by_file(secrets: Secrets) -> None:
    """The zip is looked into: one line in common is chance, a whole region is not."""
    line = zip_bytes({"harness/check.py": b"def h(y_hat, y):\n    return y_hat - y\n"}, compressed=False)
    region = zip_bytes({"harness/check.py": "\n".join(MODULE.split("\n")[14:21]).encode()}, compressed=False)

    refuse_leaks(secrets, {"release/harness.zip": line}, {"release/harness.zip"})
    with pytest.raises(
        BuildRefusedError, match=r"the region at .* stands in release/harness\.zip/harness/check\.py"
    ):
        refuse_leaks(secrets, {"release/harness.zip": region}, {"release/harness.zip"})


def test_arrays_and_other_binary_files_hold_no_lines(secrets: Secrets) -> None:
    """They are passed over."""
    refuse_leaks(secrets, {"a.npy": b"\x93NUMPY\0return y_hat - y", "b.txt": b"\xff\xfe caf\xe9"})


def test_many_leaks_are_counted_and_few_are_shown(secrets: Secrets) -> None:
    """The sentence stays readable."""
    with pytest.raises(BuildRefusedError, match=r" and 3 more; take it out"):
        refuse_leaks(secrets, {f"{number}.py": b"return y_hat - y\n" for number in range(8)})


@pytest.mark.parametrize(
    ("line", "tells"),
    [
        ("return x", False),
        ("else:", False),
        ("self.x = x", False),
        ("losses = []", False),
        ("import numpy as np", False),
        ("for layer in self.layers:", False),
        ("super().__init__()", False),
        ("losses.append(loss)", False),
        ("i += 1", False),
        ("", False),
        ("return self.y_hat - self.y_true", True),
        ("return np.maximum(x, 0)", True),
        ("return g * (self.state > 0)", True),
        ("self.weights -= self.learning_rate * self.d_weights", True),
        ("loss = criterion.forward(scores, labels)", True),
        ("return g @ self.weights.T", True),
    ],
)
def test_a_line_tells_by_its_names_numbers_and_operators(line: str, tells: bool) -> None:  # noqa: FBT001 - the case
    """One-line solutions are secrets, phrases of the language are not."""
    assert is_distinctive(line) is tells
