"""Write the reference in docs/authoring.md: `cog -r docs/authoring.md` from the top folder.

What is said comes from the docstrings and from the loader's table of keys; each example is a test, or a line of
assignment.toml, of the homework in tests/homework/assignments, which the tests build and grade.
"""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

from docstring_parser import DocstringStyle, parse

from autograder.harness.checks.check import Check
from autograder.harness.session.chosen_tests import MARKS
from autograder.harness.session.session import _Session
from autograder.harness.student.local import LocalStudent
from autograder.model.keys import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ASSIGNMENTS = Path(__file__).parents[1] / "homework" / "assignments"
_SOURCES = ("reference", "program", "figures")  # where examples stand, the first that has one counts
_FIXTURES = ("student", "fresh_student", "check", "rng", "data_folder")
_OF_STUDENT = (
    "console", "write_file", "read_file", "script", "figure", "figures", "package", "beside", "own", "identical",
)  # fmt: skip
_FREE = {  # tables whose keys are the author's
    "[names]": {"any name of the reference": "A list of other spellings that a submission may use."},
}


class NoExampleError(LookupError):
    """Something that the reference describes has no example."""


def checks() -> str:
    """Every check."""
    names = [name for name, _ in inspect.getmembers(Check, inspect.isfunction) if name[0] != "_"]
    own = [name for name in names if name not in {"kept", "restore"}]
    return "\n".join(_section(f"check.{name}", getattr(Check, name), name) for name in own)


def fixtures_and_students() -> str:
    """Every fixture, and what `student` has beside the modules."""
    own = [_section(name, getattr(_Session, name), name, call=False) for name in _FIXTURES]
    of_student = [
        _section(f"student.{name}", inspect.getattr_static(LocalStudent, name), name) for name in _OF_STUDENT
    ]
    return "\n".join([*own, *of_student])


def marks() -> str:
    """Every mark."""
    parts = []
    for mark in MARKS:
        spelled, _, about = mark.partition(": ")
        name = spelled.partition("(")[0]
        parts.append(f"#### `@pytest.mark.{spelled}`\n\n{_sentence(about)}\n\n{_example(name)}")
    return "\n".join(parts)


def keys() -> str:
    """Every key of assignment.toml, by its table, and a file that has most of them."""
    lines = []
    for header, own in KEYS.items():
        lines += [
            f"\n**{f'`{header}`' if header else 'At the top'}**\n",
            "| key | what it is |",
            "| --- | --- |",
        ]
        lines += [f"| `{key}` | {about} |" for key, about in (own or _FREE[header]).items()]
    text = (ASSIGNMENTS / _SOURCES[0] / "assignment.toml").read_text(encoding="utf-8")
    return "\n".join(lines).strip() + f"\n\n```toml\n{text.strip()}\n```\n"


def _section(title: str, function: Callable[..., object], name: str, *, call: bool = True) -> str:
    found = parse(inspect.getdoc(function) or "", DocstringStyle.GOOGLE)
    parts = [f"#### `{title}{_signature(function) if call and callable(function) else ''}`", ""]
    parts += [one.replace("\n", " ") for one in (found.short_description, found.long_description) if one]
    if found.params:
        parts += ["", *(f"* `{one.arg_name}`: {_sentence(one.description or '')}" for one in found.params)]
    if found.returns is not None:
        parts += ["", f"It gives: {_sentence(found.returns.description or '')}"]
    return "\n".join([*parts, "", _example(name)])


def _signature(function: Callable[..., object]) -> str:
    """The parameters without their types; defaults that have no literal as `...`."""
    own = []
    for number, one in enumerate(inspect.signature(function).parameters.values()):
        if number == 0 and one.name == "self":
            continue
        default = one.default
        shown = default if isinstance(default, (str, float, int, tuple, type(None))) else _Dots()
        changed = one.replace(annotation=one.empty)
        own.append(changed if default is one.empty else changed.replace(default=shown))
    return str(inspect.Signature(own))


class _Dots:
    def __repr__(self) -> str:
        return "..."


def _sentence(text: str) -> str:
    one = " ".join(text.split())
    return f"{one[:1].upper()}{one[1:]}{'' if one.endswith(('.', ':')) else '.'}"


def _example(name: str) -> str:
    """The test of that name, or else the first that uses what has it."""
    tests = list(_tests())
    found = [text for own, text in tests if own == f"test_{name}"]
    found += [text for _, text in tests if re.search(rf"\b{name}\(|@pytest.mark.{name}\b", text)]
    if not found:
        raise NoExampleError(f"no homework in {ASSIGNMENTS} has an example of `{name}`")
    return f"```python\n{found[0]}\n```\n"


def _tests() -> Iterator[tuple[str, str]]:
    """The name and the text of each test."""
    for source in _SOURCES:
        for path in sorted((ASSIGNMENTS / source / "tests").rglob("test_*.py")):
            text = path.read_text(encoding="utf-8")
            for node in ast.parse(text).body:
                if isinstance(node, ast.FunctionDef):
                    first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
                    yield node.name, "\n".join(text.splitlines()[first - 1 : node.end_lineno])
