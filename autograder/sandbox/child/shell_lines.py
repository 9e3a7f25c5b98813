"""Lines of a cell that a notebook's shell reads before Python does: `%magic`, `!command`, `?help`, pasted prompts.

What such a line does to Python's own state is done (`%time x = 3`); the rest of it is left out and reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from autograder.sandbox.wire.module_files import LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    Report = tuple[int, int, str, str]

_LONGEST_TEXT = 300
_BODY_RUNS = frozenset(
    {"time", "capture", "prun", "debug"}
)  # cell magics that run the cell's code as it stands
_STATEMENT_RUNS = re.compile(r"\s*%(?:time|prun)\s+(?!-)(\S.*)")  # line magics that run what follows
_ESCAPE = re.compile(
    r"\s*[%!?]"  # %magic, !command, ?help
    r"|\s*[%\w.]+\?{1,2}\s*$"  # help?
    r"|[\w\s,]+=\s*[%!]"  # files = !ls
)
# What is a magic without its sign, too, where it stands alone in a cell and is no Python.
_ALONE = frozenset(
    "pip conda mamba cd ls ll pwd cat cp mv rm mkdir man matplotlib load_ext autoreload config env".split()  # noqa: SIM905 - a list of words
)
_PROMPT = re.compile(r"(?:>>>|\.\.\.) ?|In \[\d+\]: ?")


def without_cell_magic(number: int, lines: list[str], reports: list[Report]) -> list[str]:
    """The lines that Python reads: without a magic for the whole cell, the cell's indentation and pasted prompts."""
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if not lines[first].startswith("%%"):
        return _without_prompts(_without_indentation(lines, first), first)
    reports.append((number, first + 1, LEFT_OUT, lines[first][:_LONGEST_TEXT]))
    name = lines[first][2:].split(maxsplit=1)
    rest = lines[first + 1 :] if name and name[0] in _BODY_RUNS else []
    return [*[""] * (first + 1), *rest]


def leave_out(number: int, lines: list[str], line: int, reports: list[Report]) -> bool:
    """Remove a line that is not Python, if the notebook's shell would have read it."""
    if not 1 <= line <= len(lines) or not _is_for_the_shell(lines, line - 1):
        return False
    index, goes_on = line - 1, True
    indent = lines[index][: len(lines[index]) - len(lines[index].lstrip())]
    statement = _STATEMENT_RUNS.match(lines[index])
    if statement is not None:
        lines[index] = indent + statement[1]
        return True
    reports.append((number, line, LEFT_OUT, lines[index].strip()[:_LONGEST_TEXT]))
    replacement = f"{indent}pass"  # it may be the only line under an `if`
    while goes_on and index < len(lines):
        goes_on = lines[index].endswith("\\")
        lines[index], replacement = replacement, ""
        index += 1
    return True


def _is_for_the_shell(lines: Sequence[str], index: int) -> bool:
    if _ESCAPE.match(lines[index]):
        return True
    alone = all(one is lines[index] or not one.strip() or one.lstrip().startswith("#") for one in lines)
    return alone and lines[index].split(maxsplit=1)[:1] != [] and lines[index].split(maxsplit=1)[0] in _ALONE


def _without_indentation(lines: list[str], first: int) -> list[str]:
    indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())] if lines else ""
    return [line.removeprefix(indent) for line in lines] if indent else lines


def _without_prompts(lines: list[str], first: int) -> list[str]:
    if not lines or not re.match(r">>> ?|In \[\d+\]: ?", lines[first]):
        return lines
    return [_PROMPT.sub("", line, count=1) if _PROMPT.match(line) else line for line in lines]
