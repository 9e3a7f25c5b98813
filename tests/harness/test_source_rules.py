"""Rules on the source are kept by the syntax tree, and what hides from it does not pass."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from autograder.harness.rules.program import Program, UnreadableError
from autograder.harness.rules.rule import Rule, apply_rule

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT = '''\
import numpy as np
from numpy.linalg import inv as invert

inverse = np.linalg.inv


def helper(x):
    for y in x:
        print(y)


def by_comprehension(x):
    return sum([y for y in x])


def by_helper(x):
    helper(x)
    return invert(x)


def by_alias(x):
    return inverse(x)


def by_local_alias(x):
    la = np.linalg
    return la.inv(x)


def inner(n: "Tree"):
    """A docstring that says for, while and sorted."""
    def go(j):
        return go(j - 1) if j else 0

    return go(n)


def factorial(n):
    return 1 if n == 0 else n * factorial(n - 1)


def flatten(nested):
    return sum(map(flatten, nested), []) if isinstance(nested, list) else [nested]


def even(n):
    return n == 0 or odd(n - 1)


odd = lambda n: n != 0 and even(n - 1)


class Heap(list):
    def push(self, x):
        self.append(x)
        self._sift(x)

    def _sift(self, x):
        while x:
            x -= 1

    def other(self):
        return sorted(self)


class Small(Heap):
    pass


def through_object():
    heap = Heap()
    heap.push(3)


def own_name(sorted):
    return sorted


def by_name(x):
    return getattr(np.linalg, "inv")(x)


def hidden(x, name):
    return getattr(np.linalg, name)(x)


def evaluated(x):
    return eval("sorted(x)")


def twice(x):
    return sorted(x)


def twice(x):
    return x
'''


def broken(name: str, *forbid: str, text: str = TEXT) -> list[tuple[str, int]]:
    """The words that break a rule in a function, each with its line."""
    verdict = apply_rule(Rule(forbid=forbid), {"m.py": text}, ("m", name))
    return [(one.word, one.line) for one in verdict.broken]


@pytest.mark.parametrize(
    ("name", "forbid", "lines"),
    [
        ("by_comprehension", ("for", "sum"), [("for", 13), ("sum", 13)]),
        ("by_helper", ("for", "np.linalg.inv"), [("for", 8), ("np.linalg.inv", 18)]),
        ("by_alias", ("np.linalg.inv",), [("np.linalg.inv", 22), ("np.linalg.inv", 4)]),
        ("by_local_alias", ("np.linalg.inv",), [("np.linalg.inv", 27)]),
        ("by_local_alias", ("numpy",), [("numpy", 26), ("numpy", 27)]),
        ("by_name", ("np.linalg.inv",), [("np.linalg.inv", 80)]),
        ("hidden", ("np.linalg.inv",), [("getattr", 84)]),
        ("evaluated", ("sorted",), [("eval", 88)]),
        ("Heap.push", ("while", ".append"), [("while", 59), (".append", 55)]),
        ("Small.push", ("while",), [("while", 59)]),
        ("through_object", ("while", "sorted"), [("while", 59)]),
        ("inner", ("for", "while", "sorted"), []),
        ("own_name", ("sorted",), []),
        ("twice", ("sorted",), []),
        ("factorial", ("*", "while"), [("*", 39)]),
    ],
)
def test_what_is_forbidden_is_found_where_it_stands(
    name: str, forbid: tuple[str, ...], lines: list[tuple[str, int]]
) -> None:
    """In the function, in what it uses, and under other names; not in words, and not in what nobody calls."""
    assert broken(name, *forbid) == lines


@pytest.mark.parametrize("name", ["inner", "factorial", "flatten", "even", "odd"])
def test_recursion_is_found(name: str) -> None:
    """Directly, by another function, by one within it, or handed to `map`."""
    assert apply_rule(Rule(calls_itself=True), {"m.py": TEXT}, ("m", name)).calls_itself


@pytest.mark.parametrize("name", ["by_comprehension", "by_helper", "Heap.push", "through_object"])
def test_what_does_not_come_to_itself_is_no_recursion(name: str) -> None:
    """However many functions it calls."""
    assert not apply_rule(Rule(calls_itself=True), {"m.py": TEXT}, ("m", name)).calls_itself


def test_what_is_required_may_stand_in_what_is_used() -> None:
    """A keyword, a function by any name, a method."""
    rule = Rule(require=("for", "np.linalg.inv", "while", "print"))

    assert apply_rule(rule, {"m.py": TEXT}, ("m", "by_helper")).missing == ("while",)


def test_other_files_of_the_student_s_are_read_too() -> None:
    """By `from` and by the module's name."""
    texts = {
        "m.py": "import tools\nfrom more import *\ndef f(x):\n    return tools.go(x) + run(x)\n",
        "tools.py": "def go(x):\n    x.sort()\n    return x\n",
        "more.py": "def run(x):\n    return sorted(x)\n",
    }
    verdict = apply_rule(Rule(forbid=(".sort", "sorted")), texts, ("m", "f"))

    assert [(one.word, one.part.file, one.line) for one in verdict.broken] == [
        (".sort", "tools.py", 2),
        ("sorted", "more.py", 2),
    ]


@pytest.mark.parametrize(
    "trick",
    [
        "exec('def f(x):\\n    return sorted(x)')",
        "globals()['f'] = sorted",
        "import sys\nsys.modules[__name__].f = sorted",
        "setattr(__import__('m'), 'f', sorted)",
        "f = sorted",
        "def f(x):\n    return __builtins__.sorted(x)",
        "def f(x):\n    return [].__class__.__base__.__subclasses__()",
        "import builtins\ndef f(x):\n    return builtins.sorted(x)",
        "from builtins import sorted as arrange\ndef f(x):\n    return arrange(x)",
        "def f(x, go=sorted):\n    return go(x)",
        "f = (lambda go: lambda x: go(x))(sorted)",
        "def change(_):\n    return sorted\n\n\n@change\ndef f(x):\n    return x",
    ],
)
def test_a_trick_breaks_the_rule_too(trick: str) -> None:
    """Whatever puts another function in the name's place, or comes to one in a roundabout way."""
    assert broken("f", "sorted", text=f"def f(x):\n    return x\n\n\n{trick}\n")


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("def f(:\n", "f", "line 1"),
        ("x = 1\n", "f", "not defined in it"),
        ("from numpy import sort as f\n", "f", "not defined in it"),
        ("x = 0\n" * 100_000, "x", "too long"),
        ("", "", "empty"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, name: str, words: str) -> None:
    """Nothing is said to be kept or broken then."""
    with pytest.raises(UnreadableError, match=words):
        apply_rule(Rule(forbid=("for",)), {"m.py": text}, ("m", name))


def test_the_cells_of_a_notebook_are_one_module() -> None:
    """Cells that are no Python define nothing, and magic is passed over."""
    cells = {
        "cell-2": "%matplotlib inline\ndef helper(x):\n    return sorted(x)",
        "cell-3": "def broken(:",
        "cell-5": "def f(x):\n    return helper(x)",
    }
    (found,) = apply_rule(Rule(forbid=("sorted",)), cells, ("m", "f")).broken

    assert (found.part.file, found.line) == ("cell-2", 3)


@pytest.mark.parametrize("word", ["", "a b", "for x", 3, "lambda x", "np..inv", "else"])
def test_a_word_that_means_nothing_is_refused(word: str) -> None:
    """With what a rule can be about."""
    with pytest.raises(ValueError, match="name a keyword"):
        Rule(forbid=(word,))


def test_an_empty_rule_is_refused() -> None:
    """It would be kept by everything."""
    with pytest.raises(ValueError, match="what to forbid or require"):
        Rule()


BASES = "".join(f"class C{i}(C{i - 1}, C{max(0, i - 2)}):\n    pass\n" for i in range(1, 60))
LARGE = "".join(f"class C{i}: a{i} = C{i}.b{i}\n" for i in range(6_000))
HOSTILE = {
    "bases of bases": f"class C0:\n    pass\n{BASES}def f(x):\n    return C59.nothing\n",
    "classes that inherit from each other": (
        "class B:\n    pass\nclass A(B):\n    pass\nclass B(A):\n    pass\ndef f(x):\n    return A.nothing\n"
    ),
    "many classes and attributes": LARGE
    + f"def f(x):\n    return [{', '.join(f'C{i}' for i in range(6_000))}]\n",
    "a sum that is nested deeply": f"def f(x):\n    return {'+'.join(['1'] * 900)}\n",
    "a long chain of names": f"def f(x):\n    return x{'.a' * 900}\n" * 20,
    "names that stand for each other": "a = b\nb = a\ndef f(x):\n    return a.b\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_source_costs_little(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read, or said to be too large; the names that are looked up are counted."""
    programs: list[Program] = []
    begin = Program.__init__

    def noted(self: Program, texts: Mapping[str, str], module: str) -> None:
        programs.append(self)
        begin(self, texts, module)

    monkeypatch.setattr(Program, "__init__", noted)
    with contextlib.suppress(UnreadableError):
        broken("f", "sorted", text=HOSTILE[name])

    assert [one.looked_up <= 50_001 for one in programs] == [True]
    assert name != "bases of bases" or programs[0].looked_up < 2_000


def test_a_source_that_is_nested_too_deeply_is_said_to_be() -> None:
    """Nothing that a student writes ends the session of the grader."""
    with pytest.raises(UnreadableError, match=r"nested too deeply|cannot be read"):
        broken("f", "sorted", text=f"def f(x):\n    return {'+'.join(['1'] * 2_500)}\n")
