"""A test that a file passes which does nothing is refused by the build, with its line and with what to do."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.proof.idle_values import empty_like, zeros_like
from autograder.authoring.proof.prepare import prepare
from autograder.errors import BuildRefusedError
from autograder.model.assignment import load_assignment
from tests.support.secret import A_SECRET

TOML = """\
name = "m"
title = "M"
seed = 1
modules = ["m.py"]
beside = ["parts.py"]

[stub]
body = "STUB"

[[questions]]
id = "q"
title = "Q"
points = 1
"""
MODULE = '''\
"""A module to write."""

import numpy as np


def root(x):
    """Raise ValueError for a negative number."""
    ### BEGIN SOLUTION
    if np.any(x < 0):
        raise ValueError("negative")
    return x**0.5
    ### END SOLUTION


def search(limit):
    """Count down to 0; never ends if it begins there."""
    ### BEGIN SOLUTION
    while limit != 1:
        limit -= 1
    return limit
    ### END SOLUTION


class Stack:
    """Last in, first out."""

    def __init__(self):
        """Empty."""
        ### BEGIN SOLUTION
        self.items = []
        self.scale = np.ones(3)
        ### END SOLUTION

    @property
    def size(self):
        """How many there are; IndexError if there were never any."""
        ### BEGIN SOLUTION
        if not self.items:
            raise IndexError("never any")
        return len(self.items)
        ### END SOLUTION

    def push(self, item):
        """Put it on top."""
        ### BEGIN SOLUTION
        self.items.append(item)
        ### END SOLUTION

    def empty(self):
        """Take all off; answer nothing."""
        ### BEGIN SOLUTION
        self.items = []
        return None
        ### END SOLUTION

    def pop(self):
        """Take it off, or raise IndexError."""
        ### BEGIN SOLUTION
        return self.items.pop()
        ### END SOLUTION


def tell(number):
    """Print the number."""
    ### BEGIN SOLUTION
    print("the number is", number)
    ### END SOLUTION


def save(number):
    """Write the number into a file."""
    ### BEGIN SOLUTION
    with open("out.txt", "w") as file:
        file.write(str(number))
    ### END SOLUTION


def main(words):
    """Print how many words there are; the exit code is 2 without any, and 3 with some."""
    ### BEGIN SOLUTION
    print(len(words), "words")
    return 3 if words else 2
    ### END SOLUTION


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
'''


PARTS = (
    '"""Given."""\n\n\ndef four():\n    return 4.0\n\n\ndef applied(function, x):\n    return function(x)\n'
)


def refusal(folder: Path, body: str, *, marks: str = "", stub: str = "pass") -> str:
    """What a build says of one test with this body; "" if it is content."""
    (folder / "tests" / "public").mkdir(parents=True)
    (folder / "assignment.toml").write_text(TOML.replace("STUB", stub), encoding="utf-8")
    (folder / "handout.md").write_text("# M\n", encoding="utf-8")
    (folder / "beside").mkdir()
    (folder / "beside" / "parts.py").write_text(PARTS, encoding="utf-8")
    (folder / "m.py").write_text(MODULE, encoding="utf-8")
    text = (
        f"import numpy as np\nimport pytest\n\n\n{marks}\n"
        f'@pytest.mark.question("q")\ndef test_it(student, check):\n    """It."""\n'
        f"{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"
    )
    (folder / "tests" / "public" / "test_m.py").write_text(text, encoding="utf-8")
    try:
        prepare(load_assignment(folder), None, folder / "data", A_SECRET)
    except BuildRefusedError as refused:
        return str(refused)
    return ""


WITHOUT = "a file without what is asked for"
RAISES = "a file in which each function and class raises "
METHODS = "a file in which each function and method raises "
NOTHING = "a file whose functions do nothing"
ZEROS = "a file that answers zeros"


@pytest.mark.parametrize(
    ("body", "file"),
    [
        ("with pytest.raises(Exception):\n    student.m.root(-1)", WITHOUT),
        (
            "with pytest.raises(Exception) as e:\n    student.m.root(-1)\ncheck.true('e' in str(e), 'x')",
            WITHOUT,
        ),
        (
            (
                "with pytest.raises(Exception) as e:\n    student.m.root(-1)\n"
                "check.equal('class', e.value.type_name, expected='ValueError')"
            ),
            f"{RAISES}ValueError",
        ),
        (
            (
                "with pytest.raises(Exception) as e:\n    student.m.root(-1)\n"
                "check.equal('text', e.value.message, expected='negative')"
            ),
            f"{RAISES}ValueError",
        ),
        (
            "stack = student.m.Stack()\nwith pytest.raises(Exception):\n    stack.pop()",
            f"{METHODS}NotImplementedError",
        ),
        (
            (
                "stack = student.m.Stack()\ncheck.equal('items', len(stack.items), expected=0)\n"
                "with pytest.raises(Exception):\n    stack.pop()"
            ),
            f"{METHODS}NotImplementedError",
        ),
        (
            "stack = student.m.Stack()\nlen(stack.items)\nwith pytest.raises(Exception):\n    stack.size",
            f"{METHODS}NotImplementedError",
        ),
        ("stack = student.m.Stack()\ncheck.true(stack.push(1) is None, 'None')", NOTHING),
        ("stack = student.m.Stack()\nstack.push(1)\nassert True", NOTHING),
        ("check.true(student.m.Stack().empty() is None, 'None')", NOTHING),
        (
            "four = student.beside.parts.four()\nwith pytest.raises(Exception):\n    student.m.root(-four)",
            WITHOUT,
        ),
        (
            (
                "four = student.beside.parts.four()\nstudent.m.root\nwith pytest.raises(Exception):\n"
                "    student.m.root(-four)"
            ),
            f"{RAISES}NotImplementedError",
        ),
        ("check.raises('root', 'ValueError', student.m.root, -1, match='neg')", f"{RAISES}ValueError"),
        (
            (
                "stack = student.m.Stack()\ncheck.raises('root', 'ValueError', student.m.root, -1)\n"
                "with check.raises('size', 'LookupError'):\n    stack.size"
            ),
            METHODS,
        ),
        (
            "check.equal('code', student.script('m.py', args=['x']).exit_code)",
            "a program that does nothing but end",
        ),
        (
            (
                "with student.console() as console:\n    student.m.search(3)\n"
                "check.text('prints', console.stdout, expected='')"
            ),
            NOTHING,
        ),
        ("check.close('y', student.m.root(0))", ZEROS),
        ("check.equal('y', student.m.root(0.0))", ZEROS),
        ("check.true(student.m.root(4) < 5, 'small')", ZEROS),
        ("check.equal('shape', student.m.root(np.ones(3)).shape)", ZEROS),
        ("check.true(isinstance(student.m.root(np.ones(3)), np.ndarray), 'an array')", ZEROS),
        ("r = student.m.root\ncheck.close('even', r(4) - r(4), expected=0.0)", ZEROS),
        ("check.gradient('g', student.m.root(0) * np.ones(2), lambda x: 3.0, np.ones(2))", "its own tests"),
    ],
)
def test_a_test_that_does_nothing_passes_is_refused(tmp_path: Path, body: str, file: str) -> None:
    """Each with the first kind of file that passes it; the stub, which is tried first, is another one."""
    stub = "raise NotImplementedError" if file == NOTHING else "pass"

    found = refusal(tmp_path, body, stub=stub)

    assert file in found


@pytest.mark.parametrize(
    "body",
    [
        "with pytest.raises(Exception):\n    student.m.root(-1)\ncheck.close('y', student.m.root(4))",
        (
            "stack = student.m.Stack()\nstack.push(3)\ncheck.equal('top', stack.pop())\n"
            "with pytest.raises(Exception):\n    stack.pop()"
        ),
        "check.raises('root', 'ValueError', student.m.root, -1)\ncheck.close('y', student.m.root(4))",
        "check.text('sizes', student.script('m.py', args=['x']).stdout)",
        "with student.console() as console:\n    student.m.tell(3)\ncheck.text('prints', console.stdout)",
        "student.m.save(3)\ncheck.text('saved', student.read_file('out.txt'))",
        "check.close('scale', student.m.Stack().scale)",
        "stack = student.m.Stack()\nstack.push(7)\ncheck.equal('items', stack.items)",
        "check.close('y', student.m.root(0), zeros=True)",
        "check.equal('shape', student.m.root(np.ones(3)).shape, zeros=True)",
        "check.close('one', student.m.root(1.0))",
        "check.close('two', student.beside.parts.applied(student.m.root, 4.0))",
        (
            "with pytest.raises(Exception):\n    student.m.root(-1)\n"
            "check.close('two', student.beside.parts.applied(student.m.root, 4.0))"
        ),
        "check.close('y', student.m.root(np.zeros(3)), zeros=True)\ncheck.close('z', student.m.root(4))",
        "check.close('y', student.m.root(0))\ncheck.close('z', student.m.root(4))",
    ],
)
def test_a_test_that_asks_for_more_is_let_through(tmp_path: Path, body: str) -> None:
    """An exception and an answer; what only a constructor makes; zeros that are said to be right."""
    assert refusal(tmp_path, body) == ""


def test_a_test_without_points_may_pass_on_anything(tmp_path: Path) -> None:
    """It is only shown; the question has to have another one, which this course lacks."""
    found = refusal(
        tmp_path, "with pytest.raises(Exception):\n    student.m.root(-1)", marks="@pytest.mark.weight(0)"
    )

    assert "no test earns the points" in found
    assert "does nothing" not in found


@pytest.mark.parametrize(
    ("body", "file", "said"),
    [
        (
            "check.true(student.m.root(4) < 5, 'small')",
            f"{ZEROS}, as many as are asked for",
            "compare a value that is not 0 too",
        ),
        (
            "with pytest.raises(Exception):\n    student.m.root(-1)",
            WITHOUT,
            (
                "`pytest.raises` ({test}:9) is content with whatever goes wrong, with a missing function too: "
                'write `with check.raises("what", "ValueError"):`'
            ),
        ),
        (
            (
                "import tempfile\nname = tempfile.mkdtemp()\nstudent.m.root(4)\n"
                "open(name + '/a', 'w').write('a')\ncheck.equal('a', open(name + '/a').read())"
            ),
            NOTHING,
            (
                "`tempfile.mkdtemp` ({test}:10) is a folder of the process of the tests, which the student's code "
                "cannot reach: hand over a plain name such as `out.txt`, and read the file by `student.read_file`"
            ),
        ),
    ],
)
def test_the_refusal_names_the_line_and_what_to_do(tmp_path: Path, body: str, file: str, said: str) -> None:
    """In one sentence: what the test does that is not about the student's answers, where that shows."""
    found = refusal(tmp_path, body, stub="pass" if file == WITHOUT else "raise NotImplementedError")

    test = tmp_path / "tests" / "public" / "test_m.py"
    assert f"{test}:6: test_it passes on {file}; {said.format(test=test)}" in found


def test_a_record_of_zeros_is_refused_beside_others(tmp_path: Path) -> None:
    """Inputs that happen to give zeros show nothing of the function, whatever else the test compares."""
    found = refusal(
        tmp_path, "check.close('y', student.m.root(np.zeros(3)))\ncheck.close('z', student.m.root(4))"
    )

    assert "test_it compares 'y' with zeros alone" in found
    assert "zeros=True" in found


def test_zeros_that_are_passed_on_cannot_stop_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reference's own function may never end on them."""
    monkeypatch.setattr("autograder.authoring.proof.idle_tests._SECONDS", 0.2)

    assert refusal(tmp_path, "check.equal('y', student.m.search(student.m.search(5)))") == ""


@pytest.mark.parametrize("argument", ["float", "lambda x: x", "bytearray(2)", "np.array([None])", "object()"])
def test_a_test_that_passes_what_cannot_travel_is_refused_with_its_line(
    tmp_path: Path, argument: str
) -> None:
    """It would fail in the grade, where nobody could have passed it."""
    found = refusal(tmp_path, f"x = 1\ncheck.close('y', student.m.root({argument}))")

    assert f"{tmp_path / 'tests' / 'public' / 'test_m.py'}:10" in found
    assert "to student code" in found
    assert "only plain data may travel" in found


def test_zeros_have_the_shapes_and_kinds_of_the_answer() -> None:
    """And objects stay what they are."""
    found = zeros_like(
        {"a": [1, 2.5, True, "word", None], "b": (np.ones((2, 1), np.float32), np.float32(3)), "c": len}
    )

    assert found["a"] == [0, 0.0, 0, "", 0]
    assert [type(one) for one in found["a"][:3]] == [int, float, int]
    assert found["b"][0].shape == (2, 1)
    assert found["b"][0].dtype == found["b"][1].dtype == np.float32
    assert not found["b"][0].any()
    assert not found["b"][1]
    assert found["c"] is len


def test_an_assignment_that_is_named_by_a_relative_path_finds_what_lies_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tests run in another folder than the one in which the path was meant."""
    refusal(tmp_path / "m", "check.close('four', student.m.root(student.beside.parts.four()))")
    monkeypatch.chdir(tmp_path)

    prepare(load_assignment(Path("m")), None, tmp_path / "data", A_SECRET)


def test_empty_answers_have_the_kinds_of_the_right_ones() -> None:
    """And whatever is iterated over comes to its end at once."""
    found = [empty_like(one) for one in ([1], (1, 2), {"a": 1}, "word", np.ones((3, 2)), 7, iter([1, 2]))]

    assert [*found[:4], *found[5:]] == [[], (), {}, "", 0, []]
    assert found[4].shape == (0, 2)


def test_a_table_is_never_answered_by_itself() -> None:
    """A file that answers zeros would pass each test of a table, and the build would refuse it."""
    pandas = pytest.importorskip("pandas")

    for table in (pandas.DataFrame({"a": ["x", "y"], "b": [1.0, 2.0]}), pandas.Series([1.0], index=["a"])):
        assert zeros_like(table) is not table
