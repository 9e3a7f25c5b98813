"""Stub and clean solution, also of modules that nobody would write."""

from __future__ import annotations

import ast
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.source.near_markers import BEGIN, END
from autograder.authoring.source.regions import read_module
from autograder.authoring.source.stubs import solution_text, stub_text
from autograder.errors import SourceError
from autograder.model.assignment import Stub

STUB = Stub(comment="### TYPE HERE", body="pass")


def write(folder: Path, text: str) -> Path:
    """A module of that text."""
    path = folder / "lib.py"
    path.write_bytes(text.encode())
    return path


def test_signatures_types_and_docstrings_stay(tmp_path: Path) -> None:
    """Only what stands between the markers is replaced, at its own indentation."""
    text = f'''\
class A:
    """A thing."""

    def f(self, x: int = 2) -> int:
        """Add one."""
        {BEGIN}
        y = x  # why

        return y + 1
        {END}


{BEGIN}
LIMIT = 3 + 4
{END}
'''
    module = read_module(write(tmp_path, text))

    stub = stub_text(module, STUB)

    assert (
        stub
        == '''\
class A:
    """A thing."""

    def f(self, x: int = 2) -> int:
        """Add one."""
        ### TYPE HERE
        pass


### TYPE HERE
pass
'''
    )


def test_a_tab_indented_region_gives_a_tab_indented_stub(tmp_path: Path) -> None:
    """The stub parses, because the region's own indentation is used."""
    module = read_module(write(tmp_path, f"def f():\n\t{BEGIN}\n\treturn 1 + 1\n\t{END}\n"))

    assert stub_text(module, STUB) == "def f():\n\t### TYPE HERE\n\tpass\n"


def test_a_stub_body_of_several_lines_is_indented_whole(tmp_path: Path) -> None:
    """Every line of it stands at the region's indentation."""
    module = read_module(write(tmp_path, f"def f():\n    {BEGIN}\n    return 1 + 1\n    {END}\n"))

    stub = stub_text(module, Stub(comment="# here", body="y = None\nreturn y"))

    assert stub == "def f():\n    # here\n    y = None\n    return y\n"


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        (f"def f(x):\n    {BEGIN}\n    y = x + 1\n    {END}\n    return y\n", "return ???", 2),
        (
            f"{BEGIN}\ny = 1 + 2\n{END}\n\n{BEGIN}\nif y:\n    y()\n{END}\nelse:\n    y = 0\n",
            "pass",
            5,
        ),
        (f"x = 1\n{BEGIN}\ny = x + 1\n{END}\n", "return None", 2),
        (f"x = [\n    {BEGIN}\n    1,\n    {END}\n]\n", "pass", 2),
    ],
    ids=["body is no Python", "an else is left over", "a return in the module", "inside brackets"],
)
def test_a_stub_that_is_no_python_is_refused_at_its_region(
    tmp_path: Path, text: str, body: str, line: int
) -> None:
    """The line is that of the region in the source, where it can be mended."""
    module = read_module(write(tmp_path, text))

    with pytest.raises(SourceError, match="does not parse") as caught:
        stub_text(module, Stub(comment="# here", body=body))
    assert caught.value.line == line


@st.composite
def region(draw: st.DrawFn, tab: str, name: str) -> list[str]:
    """The lines of a solution at an indentation, of every shape that a stripper might trip over."""
    shapes = {
        "plain": [f"{tab}{name} = 1 + 2"],
        "block": [f"{tab}if {name}:", f"{tab}{tab or ' '}{name} -= 1"],
        "blank": [f"{tab}{name} = 1", "", f"{tab}# {name}"],
        "string": [f'{tab}"""{name}', f'left of everything, {name}"""'],
        "wrapped": [f"{tab}{name} = (", f"{name} + 1)"],
    }
    return [
        line
        for shape in draw(st.lists(st.sampled_from(sorted(shapes)), min_size=1, max_size=3))
        for line in shapes[shape]
    ]


@st.composite
def modules(draw: st.DrawFn) -> tuple[str, list[str], list[str]]:
    """A module of random functions and top-level regions: its text, the lines outside its regions, those within."""
    lines: list[tuple[str, str]] = []  # what a line is, and the line
    for number in range(draw(st.integers(1, 5))):
        tab = draw(st.sampled_from(["", "    ", "\t", "  "]))
        head = (
            [f"def f{number}(x):", f'{tab}"""The docstring {number}."""'][: draw(st.integers(1, 2))]
            if tab
            else []
        )
        before = [f"{tab}given = {part}  # a comment" for part in range(draw(st.integers(0, 2)))]
        after = [f"{tab}after = 1", ""][: draw(st.integers(0, 2))]
        blank = draw(st.sampled_from(["", " "]))
        lines += [("outside", line) for line in head + before]
        lines += [("marker", tab + BEGIN + blank)]
        lines += [("inside", line) for line in draw(region(tab, f"secret_{number}"))]
        lines += [("marker", tab + END)]
        lines += [("outside", line) for line in after]
    lines += [("outside", "")] * draw(st.integers(0, 1))  # a line end behind the last line
    outside, inside = ([line for kind, line in lines if kind == wanted] for wanted in ("outside", "inside"))
    return "\n".join(line for _, line in lines), outside, [line for line in inside if line]


@given(modules())
def test_whatever_the_module_the_stub_keeps_all_but_the_regions(
    drawn: tuple[str, list[str], list[str]],
) -> None:
    """Outside lines stay in order, no region line is left, the stub parses and has as many stubs as regions."""
    text, outside, inside = drawn
    with tempfile.TemporaryDirectory() as folder:
        module = read_module(write(Path(folder), text))

    stub = stub_text(module, STUB)

    lines = stub.split("\n")
    wording = {
        f"{region.indentation}{part}" for region in module.regions for part in (STUB.comment, STUB.body)
    }
    assert [line for line in lines if line not in wording] == outside
    assert sum(line.strip() == "pass" for line in lines) == len(module.regions)
    assert not set(inside) & set(lines)
    ast.parse(stub)


@given(modules())
def test_whatever_the_module_the_solution_lacks_its_marker_lines_only(
    drawn: tuple[str, list[str], list[str]],
) -> None:
    """The rest is the source, line by line, and means the same."""
    text, _, _ = drawn
    with tempfile.TemporaryDirectory() as folder:
        module = read_module(write(Path(folder), text))

    solution = solution_text(module)

    assert solution.split("\n") == [line for line in text.split("\n") if line.strip() not in {BEGIN, END}]
    assert ast.dump(ast.parse(solution)) == ast.dump(ast.parse(text))


@given(modules())
def test_a_stub_with_its_wording_marked_again_gives_itself(drawn: tuple[str, list[str], list[str]]) -> None:
    """Stripping is idempotent: regions put around the stub's own wording change nothing but their markers."""
    text, _, _ = drawn
    work = Stub(comment="### TYPE HERE", body="todo = None")
    with tempfile.TemporaryDirectory() as folder:
        once = stub_text(read_module(write(Path(folder), text)), work)
        marked = []
        for line in once.split("\n"):
            tab = line[: len(line) - len(line.lstrip())]
            stubbed = line.strip() == work.body
            marked += [tab + BEGIN] * (line.strip() == work.comment) + [line] + [tab + END] * stubbed

        twice = stub_text(read_module(write(Path(folder), "\n".join(marked))), work)

    assert twice == once
