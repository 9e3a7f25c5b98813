"""Tell a student in one sentence or two, the same at home and in the grade, what was left out of a file and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..importing.measure import Finding
    from .decide import Decision

_MOST = 8  # lines that are named
_LEAST = 0.1  # seconds that are named
_MOST_ERRORS = 3  # that are told in full


def module_notes(file: str, decision: Decision) -> Iterator[str]:
    """The notes about a module: one for what takes long, one for what fails.

    Args:
        file: Its file name.
        decision: What was decided about it.
    """
    if not decision.left_out:
        return
    slow, failed, following = _sorted(decision)
    if slow:
        one = len(slow) == 1
        yield (
            f"{file} takes {_seconds(decision)} to import; {_lines(slow)} {'runs' if one else 'run'} when it is "
            f"imported{_elsewhere(slow)}. {'It was' if one else 'They were'} left out{_and_so(following)}."
            f"{_needed(slow)}"
        )
    if failed:
        errors = list(dict.fromkeys(_failure(one) for one in failed))
        more = f"; {_lines(failed[_MOST_ERRORS:])} failed too" if len(errors) > _MOST_ERRORS else ""
        left_out = "It was" if len(errors) == 1 else "They were"
        also = "" if slow else _and_so(following)
        reasons = "; ".join(errors[:_MOST_ERRORS])
        yield f"{file}: {reasons}{more}. {left_out} left out{also}; the rest of the file was imported."


def notebook_notes(decision: Decision) -> Iterator[str]:
    """The notes about a notebook's cells.

    Args:
        decision: What was decided about them.
    """
    if not decision.left_out:
        return
    slow, failed, following = _sorted(decision)
    if slow:
        yield (
            f"The notebook takes {_seconds(decision)} to run; {_lines(slow)} "
            f"{'was' if len(slow) == 1 else 'were'} left out, because every test runs the cells anew"
            f"{_and_so(following)}.{_needed(slow)}"
        )
    for one in failed[:_MOST]:
        sentence = _failure(one)
        yield f"{sentence[0].upper()}{sentence[1:]}. It was left out; the rest of the cell was run."
    if len(failed) > _MOST:
        yield f"{len(failed) - _MOST} more lines failed and were left out."


def _sorted(decision: Decision) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """What takes long, what fails by itself, and what fails for lack of the others; each in order."""
    failed = sorted(decision.failed.values(), key=_number)
    return (
        sorted(decision.slow.values(), key=_number),
        [one for one in failed if not one.follows],
        [one for one in failed if one.follows],
    )


def _number(finding: Finding) -> int:
    return finding.number


def _seconds(decision: Decision) -> str:
    seconds = decision.seconds
    shown = f"{seconds:.0f} s" if seconds >= 2 else f"{seconds:.2g} s"  # noqa: PLR2004 - as one would say it
    if not decision.longer:
        return shown
    return f"more than {shown}" if seconds >= _LEAST else "too long"


def _failure(finding: Finding) -> str:
    line, error = _lines([finding]), finding.error.rstrip(".")
    if error.startswith("the program "):  # which its process did not survive
        return f"at {line} {error}"
    return f"{line} {error}" if error.startswith("imports ") else f"{line} stopped with {error}"


def _and_so(following: Sequence[Finding]) -> str:
    if not following:
        return ""
    verbs = ("was", "needs") if len(following) == 1 else ("were", "need")
    return f", and so {verbs[0]} {_lines(following)}, which {verbs[1]} what is missing"


def _elsewhere(slow: Sequence[Finding]) -> str:
    """Where the lines may go that no function needs; the others would be missing there, and imports belong on top."""
    others = [one for one in slow if not (one.needed or one.imports)]
    if not others:
        return ""
    which = ("it" if len(others) == 1 else "them") if len(others) == len(slow) else _lines(others)
    return f'; put {which} under `if __name__ == "__main__":`'


def _needed(slow: Iterable[Finding]) -> str:
    needed = [one for one in slow if one.needed and not one.imports]
    return f" A function uses what {_lines(needed)} sets: compute it in the function." if needed else ""


def _lines(findings: Sequence[Finding]) -> str:
    """`line 3`, `lines 3, 5 and 9`, `cell 2 line 3 and cell 4 line 1`."""
    lines = list(dict.fromkeys((one.part, one.line) for one in findings))
    if lines and lines[0][0]:
        return _listed([f"cell {part} line {line}" for part, line in lines])
    names = [str(line) for _, line in lines]
    return f"line{'s' if len(names) > 1 else ''} {_listed(names)}"


def _listed(names: Sequence[str]) -> str:
    if len(names) > _MOST:
        return f"{', '.join(names[:_MOST])} and {len(names) - _MOST} more"
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
