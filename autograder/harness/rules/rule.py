"""Apply a rule to a function of a student's, and to the functions of the student's that it uses."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .program import Program, UnreadableError
from .uses import Uses, uses_of
from .words import KEYWORDS, OPERATORS, full_name, refuse_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .program import Key, Part

_MADE = ("__init__", "__new__", "__call__", "__post_init__")  # what runs where a class is called
_MOST_PARTS = 2_000


@dataclass(frozen=True)
class Rule:
    """What a function may not use, and what it has to.

    Attributes:
        forbid: Keywords, operators, functions and methods that it may not use.
        require: Those that it has to use.
        calls_itself: Whether it has to call itself, or may not; None for either.

    Raises:
        ValueError: for a word that no rule can be about.
    """

    forbid: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    calls_itself: bool | None = None

    def __post_init__(self) -> None:
        """Refuse a rule that says nothing or cannot be followed."""
        for word in (*self.forbid, *self.require):
            refuse_unknown(word)
        if not self.forbid and not self.require and self.calls_itself is None:
            raise ValueError("a rule on the source says what to forbid or require, or calls_itself")


@dataclass(frozen=True)
class Breach:
    """A line that breaks a rule.

    Attributes:
        word: The word of the rule, or what hides what is used.
        part: The definition that it stands in.
        line: The line of its file.
        hides: Whether nobody can say what is used there.
    """

    word: str
    part: Part
    line: int
    hides: bool = False


@dataclass(frozen=True)
class Verdict:
    """What a rule found.

    Attributes:
        broken: The lines that break it.
        missing: The words that have to be used and are not.
        calls_itself: Whether the function, or one that it uses, calls itself.
    """

    broken: tuple[Breach, ...]
    missing: tuple[str, ...]
    calls_itself: bool


def apply_rule(rule: Rule, texts: Mapping[str, str], key: Key) -> Verdict:
    """Read what a function uses, by itself and through other functions of the student's.

    Args:
        rule: The rule.
        texts: The text of each file by its name; of a notebook each cell.
        key: The module, and the function or class in it; "" for all of the module.

    Raises:
        UnreadableError: if the source cannot be read, or has no such definition.
    """
    try:
        return _applied(rule, texts, key)
    except RecursionError:
        raise UnreadableError("it is nested too deeply to be read") from None


def _applied(rule: Rule, texts: Mapping[str, str], key: Key) -> Verdict:
    program = Program(texts, key[0])
    if key[1] and key[0] in program.modules:
        key = program.key_of(*key) or key
    reached = _reached(program, key)
    if not reached:
        what = f"`{key[1]}` is not defined in it by `def` or `class`" if key[1] else "it is empty"
        raise UnreadableError(what)
    everything = [(part, uses) for parts in reached.values() for part, uses in parts]
    broken = [
        Breach(word, part, line)
        for word in rule.forbid
        for part, uses in everything
        for line in dict.fromkeys(_lines(word, uses))
    ]
    used = {word for word in rule.require if any(any(_lines(word, uses)) for _, uses in everything)}
    if rule.forbid or rule.calls_itself is False:
        everything += [
            (part, uses_of(program, module, part))
            for module in dict.fromkeys(module for module, _ in reached)
            for part in program.modules[
                module
            ].statements  # which could put another function in the name's place
        ]
        broken += [
            Breach(word, part, line, hides=True) for part, uses in everything for word, line in uses.hiding
        ]
    return Verdict(tuple(broken), tuple(word for word in rule.require if word not in used), _repeats(reached))


def _reached(program: Program, start: Key) -> dict[Key, list[tuple[Part, Uses]]]:
    """The definitions that are used, from one on, each with what it uses."""
    module, name = start
    waiting = (
        [start]
        if name
        else [(module, one) for one in program.modules[module].parts if "." not in one]
        if module in program.modules
        else []
    )
    first = set(waiting)
    found: dict[Key, list[tuple[Part, Uses]]] = {}
    classes: list[Key] = []
    attributes: set[str] = set()
    while waiting and len(found) < _MOST_PARTS:
        key = waiting.pop(0)
        if key in found:
            continue
        parts = program.find(key)
        if key not in first and any(isinstance(part.node, ast.ClassDef) for part in parts):
            classes.append(key)
            found[key] = []
        elif parts:
            found[key] = [(part, uses_of(program, key[0], part)) for part in parts]
        for _, uses in found.get(key, []):
            waiting += uses.keys
            attributes |= {one for one, _ in uses.attributes}
        if not waiting:  # of a class that is used, what is called somewhere
            waiting = [
                method
                for owner, class_ in classes
                for method in ((owner, f"{class_}.{one}") for one in (*_MADE, *sorted(attributes)))
                if method not in found and program.find(method)
            ]
    return {key: parts for key, parts in found.items() if parts}


def _lines(word: str, uses: Uses) -> Iterator[int]:
    """The lines at which a word of a rule is used."""
    if word in KEYWORDS or word in OPERATORS:
        kinds = KEYWORDS.get(word) or OPERATORS[word]
        yield from (line for kind, line in uses.nodes if kind in kinds)
    elif word.startswith("."):
        yield from (line for name, line in uses.attributes if f".{name}" == word)
    else:
        full = full_name(word)
        for name, line in uses.names:
            plain = name.removeprefix("builtins.")
            if plain == full or plain.startswith(f"{full}."):
                yield line


def _repeats(reached: Mapping[Key, list[tuple[Part, Uses]]]) -> bool:
    """Whether one of the definitions comes to itself again."""
    if any(uses.repeats for parts in reached.values() for _, uses in parts):
        return True
    edges = {key: {one for _, uses in parts for one in uses.keys} for key, parts in reached.items()}
    for start, first in edges.items():
        waiting, known = list(first), set()
        while waiting:
            key = waiting.pop()
            if key == start:
                return True
            if key not in known:
                known.add(key)
                waiting += edges.get(key, ())
    return False
