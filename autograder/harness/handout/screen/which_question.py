"""Find the question that a student means by what stands behind `-q`."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..description import Handout


def question_meant(handout: Handout, words: str) -> tuple[str, str]:
    """The question's id, or ""; and a sentence about it, which is "" where the id itself was typed.

    Letters may be small or large, and the title or the name of a function to write does as well.
    """
    ids = [question.id for question in handout.in_order]
    if words in ids:
        return words, ""
    names = _names(handout)
    word = _plain(words)
    near = [word] if word in names else get_close_matches(word, names, n=1, cutoff=0.7)
    if not near:
        return "", f"There is no question `{words[:60]}`. The questions are: {', '.join(ids)}."
    question = names[near[0]]
    return question, "" if _plain(question) == word else f"`{words[:60]}` is taken for `-q {question}`."


def _names(handout: Handout) -> dict[str, str]:
    """All names of questions, the surest last."""
    names: dict[str, str] = {}
    for stub in reversed(handout.stubs.functions):
        owner, _, short = stub.name.rpartition(".")
        if stub.question:
            names.update(dict.fromkeys(map(_plain, (stub.name, owner or short)), stub.question))
    names.update({_plain(question.title): question.id for question in handout.questions})
    names.update({_plain(question.id): question.id for question in handout.questions})
    return names


def _plain(words: str) -> str:
    """The letters and figures alone."""
    return "".join(letter for letter in words.casefold() if letter.isalnum())
