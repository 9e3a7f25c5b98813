"""Mutants: what is changed, where, and what is not."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from autograder.authoring.audit.equivalents import load_equivalents
from autograder.authoring.audit.mutation.mutants import mutants_of
from autograder.authoring.audit.variants import edited
from autograder.authoring.source.regions import read_module
from autograder.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.authoring.audit.mutation.mutants import Mutant

SOLVED = '''\
"""Über etwas."""
import numpy as np

LIMIT = 3 + 1


def solve(x, train_x, test_x):
    """Nothing here changes: 1 + 1."""
    given = x + 1
    ### BEGIN SOLUTION
{body}
    ### END SOLUTION
    return given - 1
'''


def mutants(folder: Path, *lines: str) -> tuple[Mutant, ...]:
    """The mutants of a module whose solution is these lines."""
    path = folder / "solved.py"
    path.write_text(SOLVED.format(body="\n".join(f"    {line}" for line in lines)), encoding="utf-8")
    return mutants_of([read_module(path)])


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("y = x + 2", ["y = x - 2", "y = x", "y = 2", "y = x + 3", "y = x + 1", "y = x + (-2)", "pass"]),
        ("y = a - b", ["y = a + b", "y = (b - a)"]),
        ("y = a * b", ["y = a / b"]),
        ("y = a / b", ["y = a * b", "y = a // b", "y = (b / a)"]),
        ("y = a @ b", ["y = a * b", "y = (b @ a)"]),
        ("y = a ** 2", ["y = a * 2"]),
        ("y = (a) + (b)  # a + b", ["y = (a) - (b) # a + b"]),
        ("y = 'ü' + x", ["y = 'ü' - x"]),
        ("y = x >= 0", ["y = x > 0", "y = x <= 0", "y = x >= 1", "y = x >= (-1)", "y = (not ((x >= 0)))"]),
        ("y = x == 5", ["y = x != 5"]),
        ("y = x[0]", ["y = x[1]", "y = x[(-1)]"]),
        ("y = 1.0 * x", ["y = 0.0 * x", "y = 2.0 * x", "y = (-1.0) * x"]),
        ("y = -x", ["y = x"]),
        ("y = not x", ["y = x"]),
        ("y = a and b", ["y = a or b"]),
        ("y = x.sum(axis=0)", ["y = x.sum(axis=1)", "y = x.mean(axis=0)", "y = x.sum(**{})"]),
        ("y = x.mean(keepdims=True)", ["y = x.mean(keepdims=False)", "y = x.sum(keepdims=True)"]),
        ("y = x.T", ["y = x"]),
        ("y = x.argmax()", ["y = x.argmin()"]),
        ("y = np.maximum(x, 7)", ["y = np.minimum(x, 7)"]),
        ("y = np.exp(x)", ["y = x", "y = np.log(x)"]),
        ("y = np.where(x, a, b)", ["y = np.where(x, b, a)"]),
        ("y = x[a:b]", ["y = x[a + 1:b]", "y = x[a:b - 1]", "y = x[:b]", "y = x[a:]"]),
        ("y = range(x)", ["y = range(x + 1)", "y = range(x - 1)"]),
        ("y = [a, b, c]", ["y = [b, a, c]", "y = [a, b]"]),
        ("x += 4", ["x -= 4", "x = 4"]),
        ("y = train_x", ["y = test_x"]),
        ("return x", ["return -(x)", "pass"]),
        ("return x if y else z", ["return x if (not (y)) else z"]),
    ],
)
def test_a_line_has_these_mutants(tmp_path: Path, line: str, after: list[str]) -> None:
    """Among others."""
    found = mutants(tmp_path, line)

    assert {one.before for one in found} == {" ".join(line.split())}
    assert set(after) <= {one.after for one in found}


def test_every_kind_of_jump_has_a_mutant(tmp_path: Path) -> None:
    """And a loop may be deleted as a whole."""
    found = mutants(tmp_path, "for y in x:", "    if y:", "        break", "    continue")

    assert {
        "continue",
        "break",
        "pass",
        "if (not (y)):",
        "for y in list(x)[1:]:",
        "for y in list(x)[:-1]:",
    } <= {one.after for one in found}


def test_only_solution_regions_are_changed(tmp_path: Path) -> None:
    """Not the docstring, not the given code, not the module's constants."""
    found = mutants(tmp_path, "y = x + 2", "z = y")

    assert {one.line for one in found} == {11, 12}
    assert {one.function for one in found} == {"solve"}


def test_a_mutant_is_python_and_neither_the_reference_nor_another_mutant(tmp_path: Path) -> None:
    """Two changes with one effect are one."""
    found = mutants(tmp_path, "y = x[1:] - x[:-1]", "return y if y is not None else -x")
    module = read_module(tmp_path / "solved.py")

    texts = ["\n".join(module.lines), *(edited([module], [one.edit])["solved.py"] for one in found)]
    trees = [ast.dump(ast.parse(text)) for text in texts]
    assert len(set(trees)) == len(trees)
    assert len({one.id for one in found}) == len(found)


def test_a_mutant_leaves_the_rest_of_the_text_as_it_is(tmp_path: Path) -> None:
    """Comments too; the markers go, as in any solution."""
    found = mutants(tmp_path, "y = x + 2  # why")
    module = read_module(tmp_path / "solved.py")
    minus = next(one for one in found if "-" in one.after)

    text = edited([module], [minus.edit])["solved.py"]

    solution = SOLVED.format(body="    y = x - 2  # why").replace("    ### BEGIN SOLUTION\n", "")
    assert text == solution.replace("    ### END SOLUTION\n", "")
    assert str(minus) == "solved.py:11:11-12 `+` becomes `-`: y = x + 2 # why  ->  y = x - 2 # why"


ENTRY = {"file": "solved.py", "function": "solve", "before": "y = x", "after": "y = -x", "why": "Because."}


@pytest.mark.parametrize(
    ("change", "line", "sentence"),
    [
        ({"whty": "?"}, 7, "`whty` is not a key of this table"),
        ({"file": "other.py"}, 2, "`file` is 'other.py', and the modules are solved.py"),
        ({"why": " "}, 6, "`why` has to say in one line"),
        ({"why": "one\\ntwo"}, 6, "`why` has to say in one line"),
    ],
)
def test_a_bad_explanation_is_refused(
    tmp_path: Path, change: dict[str, str], line: int, sentence: str
) -> None:
    """With file and line."""
    path = tmp_path / "equivalent.toml"
    path.write_text(
        "[[equivalent]]\n" + "".join(f'{key} = "{value}"\n' for key, value in {**ENTRY, **change}.items())
    )

    with pytest.raises(SourceError) as refused:
        load_equivalents(path, ["solved.py"])

    assert str(refused.value).startswith(f"{path}:{line}: ")
    assert sentence in str(refused.value)


def test_an_explanation_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """At the second one, which names the first."""
    path = tmp_path / "equivalent.toml"
    path.write_text(
        2 * ("[[equivalent]]\n" + "".join(f'{key} = "{value}"\n' for key, value in ENTRY.items()))
    )

    with pytest.raises(SourceError, match=r":11: this mutant is explained in line 1 already"):
        load_equivalents(path, ["solved.py"])
