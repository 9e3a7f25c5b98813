"""Count what the words at a hidden test can carry out: how many texts there are for it, and how many bits that makes.

python benchmarks/hints.py [assignment]

Hostile code can choose the text by a hidden input. Counted for each hidden test, as if its question's `hints` were
`"all"`: that it passes, each way in which code gives no answer, each class of a wrong answer, each kind of relation,
and each catalogued mistake that fails the test. A test with two reasons is counted with the first of them.
"""

from __future__ import annotations

import math
import statistics
import sys
from pathlib import Path

from autograder.grading.feedback import CLASSES, FAULTS
from autograder.harness.diagnosis.relations.relation import RelationKind
from autograder.model.bundle import load_course_bundle

# That the code was not called; that other tests had a value in place of None; that something was printed instead.
_OTHERS = 3
ROOT = Path(__file__).resolve().parent.parent


def main(name: str = "cmu10701-hw3") -> None:
    """Count, and print."""
    known = load_course_bundle(ROOT, name).known
    signatures = {} if known is None else known.signatures
    mistakes = [
        len({id_ for one in ways for id_ in one.mistakes})
        for test, ways in signatures.items()
        if test.startswith("hidden/")
    ]
    general = 1 + len(FAULTS) + len(CLASSES) + len(RelationKind) + _OTHERS
    bits = [math.log2(general + count) for count in mistakes]
    print(f"{name}: {len(bits)} hidden tests that a catalogued mistake fails")
    print(f"texts that every hidden test can have: {general}, which is {math.log2(general):.1f} bits")
    if bits:
        print(f"catalogued mistakes that fail such a test: at most {max(mistakes)}")
        print(f"bits of a test: {statistics.median(bits):.1f} in the middle, {max(bits):.1f} at most")


if __name__ == "__main__":
    main(*sys.argv[1:])
