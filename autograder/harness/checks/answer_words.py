"""Say in words what an answer is, and what is asked for in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..student.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import Sequence, Sized

FUNCTIONS = frozenset({"builtin_function_or_method", "function", "method"})  # types of a student's
HOLDS_NONE = "holds-none"  # the kind of a finding: a list has None among its entries
_COUNTS = "none one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905 - a list of words
_PLURALS = {"U": "words", "b": "truth values", "i": "whole numbers", "u": "whole numbers"}
_CONTAINERS = {
    tuple: "a tuple",
    list: "a list",
    dict: "a dictionary",
    frozenset: "a set",
    set: "a set",
}


def answer_words(value: object) -> str:
    """What an answer is: `a tuple of two`, `an object of type Layer`."""
    if isinstance(value, Proxy):
        return f"an object of type {value._autograder_type()}"  # noqa: SLF001 - our own kind
    for kind, words in _CONTAINERS.items():
        if isinstance(value, kind):
            return _of(words, value)
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, str):
        return "a text"
    return f"a {type(value).__name__}"


def asked_words(expected: np.ndarray) -> str:
    """What is asked for: `one number`, `an array of shape (3,)`."""
    if expected.shape == (0,):
        return "an empty list"
    if expected.ndim == 1 and expected.dtype.kind in _PLURALS:
        return f"a list of {_PLURALS[expected.dtype.kind]}"
    if expected.ndim:
        return f"an array of shape {expected.shape}"
    return {"U": "one word", "b": "True or False"}.get(expected.dtype.kind, "one number")


def function_sentence(name: str) -> str:
    """The sentence on an answer that is a function, which the student has probably not called."""
    return f"{name} gives a function itself, and not what it gives: round brackets `( )` call a function"


def none_sentence(name: str, entries: Sequence[object]) -> str:
    """The sentence on the first entry of a list that is None; "" where none is."""
    found = [index for index, one in enumerate(entries) if one is None]
    return f"{name}[{found[0]}] is None, where a value is expected" if found else ""


def type_sentence(name: str, value: object, expected: np.ndarray) -> str:
    """Both in a sentence: `mean is a tuple of two, where one number is asked for`."""
    return f"{name} is {answer_words(value)}, where {asked_words(expected)} is asked for"


def type_says_enough(value: object, expected: np.ndarray | None) -> bool:
    """Whether what is wrong with an answer is best told by what kind of container it is."""
    if expected is None or isinstance(value, Proxy):
        return False
    return isinstance(value, (tuple, dict, set, frozenset)) or (isinstance(value, list) and not expected.ndim)


def _of(words: str, value: Sized) -> str:
    count = len(value)
    if not count:
        return words.replace("a ", "an empty ")
    return f"{words} of {_COUNTS[count] if count < len(_COUNTS) else count}"
