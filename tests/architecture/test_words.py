"""One word, one thing: names that the glossary has replaced stay out, and every exemption has its own reason."""

from __future__ import annotations

import io
import re
import tokenize
from typing import TYPE_CHECKING

import pytest

from tests.support.structure import MODULES

if TYPE_CHECKING:
    from pathlib import Path

# What a word of the glossary (docs/architecture.md) has replaced, as a part of a name in code.
REPLACED = {
    "told": "reported, payload or shown",
    "taken": "got",
    "wanted": "expected",
    "awaited": "recorded",
    "seen": "observed",
    "bury": "reap",
    "bear": "fork",
    "spare": "prefetched",
    "nursery": "fork_server",
    "slots": "uids",
    "endings": "exit_status",
    "members": "callable_names",
    "handed": "call_log",
    "wall": "layer or confinement",
    "walls": "policy or confinement",
    "promise": "deferred",
    "pipeline": "batch",
    "subject": "student",
    "slips": "near_markers",
    "rehearse": "dry_run",
    "telling": "distinctive",
    "place": "position, folder or where",
    "places": "positions",
}
EXEMPTION = re.compile(r"(?<!\")#\s*noqa(?P<codes>:\s*[A-Z]+[0-9]+(,\s*[A-Z]+[0-9]+)*)?(?P<rest>.*)")


def names_in(source: str) -> set[str]:
    """Every name in a module's code: no strings, no comments."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {token.string for token in tokens if token.type == tokenize.NAME}


def words_of(name: str) -> list[str]:
    """The words that a name is made of; handing in and Python's own `__slots__` have no other name."""
    words = re.split(r"_|(?<=[a-z])(?=[A-Z])", name.replace("handed_in", "").replace("__slots__", ""))
    return [word.lower() for word in words]


@pytest.mark.parametrize("module", MODULES)
def test_names_use_the_words_of_the_glossary(module: str) -> None:
    """A stranger meets one word for one thing."""
    names = names_in(MODULES[module].read_text(encoding="utf-8"))

    found = {name: REPLACED[word] for name in names for word in words_of(name) if word in REPLACED}
    assert found == {}


def test_every_exemption_says_why(repository: Path) -> None:
    """`noqa: CODE - reason`, in words that need no other line."""
    wrong = []
    for folder in ("autograder", "benchmarks", "source", "tests"):
        for path in sorted((repository / folder).rglob("*.py")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                found = EXEMPTION.search(line)
                if found and not says_why(found):
                    wrong.append(f"{path.relative_to(repository)}:{number}: {found[0]}")

    assert wrong == []


def says_why(exemption: re.Match[str]) -> bool:
    """Whether a `noqa` names its rules and gives a reason of its own."""
    reason = exemption["rest"].partition(" - ")[2]
    return bool(exemption["codes"]) and len(reason.split()) > 1 and "likewise" not in reason
