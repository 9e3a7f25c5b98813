"""The check of the source: `check.source`, which reads it by its syntax tree and runs nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...importing.module_names import file_of
from ...rules.program import UnreadableError
from ...rules.rule import Rule, apply_rule
from ...student.linked import path_of
from ..values import CheckedValue, CheckFailed, Finding
from .check_state import CheckState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...rules.rule import Breach, Verdict

_CELL = re.compile(r"cell-(\d+)")
_SHOWN = 3  # lines that break a rule
_FORBIDDEN, _ADVISED = "which is not allowed here", "which it should do without"


class SourceCheck(CheckState):
    """The check of what a function's source uses."""

    def source(
        self,
        what: object,
        *,
        forbid: Sequence[str] = (),
        require: Sequence[str] = (),
        calls_itself: bool | None = None,
        remark: bool = False,
    ) -> None:
        """The source of a function, class or module must not use what is forbidden, and has to use what is required.

        The functions of the student's that it uses are read with it. The source is read by its syntax tree, in the
        process of the tests, and nothing in it is run.

        Args:
            what: A function, method, class or module by its name: `student.m.f`, `student.m.Stack.push`, `student.m`.
            forbid: What it must not use: keywords (`for` also means comprehensions), operators (`@`), functions and
                modules (`sorted`, `np.linalg.inv`, `np.linalg`), methods with a dot before them (`.sort`). Where
                something is forbidden, so is what hides what is used: `eval`, `exec`, `getattr` with a name that is
                computed, and the like.
            require: What it has to use, in the same words.
            calls_itself: Whether it, or a function that it uses, has to call itself; False where it must not.
            remark: Whether a broken rule is told beside the verdict and costs nothing.

        Raises:
            CheckFailed: if a rule is broken, saying where, or if the source cannot be read.
            ValueError: if `what` is no name of the student's, or a word is nothing that a rule can be about.
        """
        key = path_of(what)
        if key is None:
            raise ValueError(
                "check.source is given a function, a class or a module by its name, as in "
                "check.source(student.m.f, ...); an answer or a method of an object has none"
            )
        rule = Rule(_words(forbid), _words(require), calls_itself)
        module, asked = key
        name = self._requests.own_name(module, asked)
        shown = name or file_of(module, self._sources())
        self.last = CheckedValue(shown)
        try:
            verdict = apply_rule(rule, self._sources(), (module, name))
        except UnreadableError as error:
            sentence = f"the source of `{shown}` cannot be checked: {error}"
        else:
            sentence = _sentence(shown, name, rule, verdict, _ADVISED if remark else _FORBIDDEN)
        if sentence and remark:
            self.remarks.append(f"{sentence[:1].upper()}{sentence[1:]}; this costs no points.")
        elif sentence:
            raise CheckFailed(Finding("source", sentence))


def _words(words: Sequence[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def _sentence(shown: str, name: str, rule: Rule, verdict: Verdict, forbidden: str) -> str:
    """What breaks the rule, or ""; `forbidden` says what to think of what is forbidden."""
    if verdict.broken:
        first = verdict.broken[0]
        same = [one for one in verdict.broken if one.word == first.word and one.part == first.part]
        through = (
            "" if not first.part.name or first.part.name.startswith(name) else f" through `{first.part.name}`"
        )
        where = f"{_file(first)}{_lines(same)}"
        why = "which hides what is used, and a rule forbids something here" if first.hides else forbidden
        others = [
            f"`{word}`" for word in dict.fromkeys(one.word for one in verdict.broken) if word != first.word
        ]
        more = f"; the same holds for {', '.join(others[:_SHOWN])}" if others else ""
        return f"`{shown}` uses `{first.word}`{through} ({where}), {why}{more}"
    if verdict.missing:
        words = " and ".join(f"`{word}`" for word in verdict.missing)
        return f"`{shown}` does not use {words}, which is asked for here"
    if rule.calls_itself and not verdict.calls_itself:
        return f"`{shown}` does not call itself, which is asked for here"
    if rule.calls_itself is False and verdict.calls_itself:
        return f"`{shown}` calls itself, or uses a function that does, {forbidden}"
    return ""


def _file(breach: Breach) -> str:
    cell = _CELL.fullmatch(breach.part.file)
    return f"cell {cell.group(1)}, " if cell else f"{breach.part.file}, "


def _lines(breaches: Sequence[Breach]) -> str:
    numbers = list(dict.fromkeys(one.line for one in breaches))
    listed = ", ".join(map(str, numbers[:_SHOWN])) + (", ..." if numbers[_SHOWN:] else "")
    return f"line {listed}" if len(numbers) == 1 else f"lines {listed}"
