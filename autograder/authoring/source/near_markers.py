"""Tell a comment that was meant to be a marker from prose, so that a typing error cannot ship the solution.

A marker that is not recognised leaves its region in the handout. So every comment that might have been meant as a
marker is refused, and the instructor rewords it. A needless refusal costs one edited comment; a missed marker gives
the solution away. The rule, from the surest sign to the weakest:

* `### BEGIN ...` and `### END ...` are reserved for markers, in any case and whatever follows (two `#` in
  capitals too).
* Words that read "begin/start/end/stop solution" open the comment, with any number of `#`, separators and words
  behind.
* The comment is *decorated* like a marker (two or more `#`, or all in capitals) and opens with words within a typing
  error or two of BEGIN or END and SOLUTION, one word between them at most
  (`### BEGN SOLUTION`, `## END OF SOLTUION`).
* The comment's letters, run together, are within one typing error (for the longer BEGIN: two) of a whole marker
  (`# beginsolution`, `# end solutoin`), or of one the wrong way round (`# solution end`).
* Half a marker stands alone: `# SOLUTION`, `# BEGIN`, `# END` in capitals, or decorated.

Prose survives, because it neither opens with those words nor is decorated: `# the solution begins here`,
`# at the end, the solution is averaged`, `# and the solution of the system`, `# ends with a solution`.
"""

from __future__ import annotations

import re

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
_MARKER_WORDS = ("begin", "start", "end", "stop")
_WHOLE = {
    "beginsolution": 2,
    "solutionbegin": 2,
    "endsolution": 1,
    "solutionend": 1,
}  # with the typing errors allowed
_HIDDEN = re.compile(r"#+\W*(begin|end)\W+hidden\b", re.IGNORECASE)


def fault_of_comment(comment: str) -> str:
    """What is wrong with a comment that was probably meant as a marker and is not one; "" for prose.

    Args:
        comment: The text from its first `#` on.
    """
    if _HIDDEN.match(comment):
        return "hidden-test markers mean nothing here: put hidden tests into tests/hidden"
    if not _is_near_marker(comment):
        return ""
    instead = f"write `{BEGIN}` or `{END}` alone on its line, or reword the comment"
    return f"`{comment.strip()}` is nearly a marker; {instead}"


def fault_in_text(line: str) -> str:
    """What is wrong with a line of a string or of prose, where only what follows a `#` can look like a marker."""
    _, sign, rest = line.partition("#")
    comment = sign + rest.rstrip("\"'` ")
    return fault_of_comment(comment) if sign else ""


def _is_near_marker(comment: str) -> bool:
    bare = comment.lstrip("#")
    hashes = len(comment) - len(bare)
    words = re.findall(r"[^\W\d_]+", bare)
    if not words:
        return False
    capitals = all(word.isupper() for word in words)
    low = [word.lower() for word in words]
    return (
        _reserved(hashes, words[0])
        or (low[0] in _MARKER_WORDS and low[1:2] == ["solution"])
        or ((hashes > 1 or capitals) and _decorated_near_marker(low))
        or any(_typing_errors("".join(low), whole) <= allowed for whole, allowed in _WHOLE.items())
    )


def _reserved(hashes: int, first: str) -> bool:
    loud = first.isupper() and hashes == 2  # noqa: PLR2004 - two signs, one short of a marker's three
    return first.lower() in {"begin", "end"} and (hashes > 2 or loud)  # noqa: PLR2004 - a marker's three signs


def _decorated_near_marker(words: list[str]) -> bool:
    """Whether the words of a comment that is decorated like a marker are one with typing errors, or half of one."""
    if len(words) == 1 and words[0] in {"solution", "begin", "end"}:
        return True
    if words[0] == "and":  # one letter from `end`, and common in prose
        return False
    opens = min(_typing_errors(words[0], word) - len(word) // 5 for word in _MARKER_WORDS) <= 1
    return opens and any(_typing_errors(word, "solution") <= 2 for word in words[1:3])  # noqa: PLR2004 - two errors


def _typing_errors(word: str, meant: str) -> int:
    """How many letters were dropped, added, mistaken or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    above = list(range(len(meant) + 1))
    for row, letter in enumerate(word, 1):
        current = [row]
        for column, right in enumerate(meant, 1):
            best = min(above[column] + 1, current[-1] + 1, above[column - 1] + (letter != right))
            if row > 1 and column > 1 and word[row - 2] == right and letter == meant[column - 2]:
                best = min(best, before[column - 2] + 1)
            current.append(best)
        before, above = above, current
    return above[-1]
