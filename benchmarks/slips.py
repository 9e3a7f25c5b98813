"""Run the public tests on slips that people made who had the handout alone, and count those that are told why.

python benchmarks/slips.py [one in how many]

tests/diagnosis/written/slips.toml says of each slip what a person who read its first screen found: that it leads to
the line, that it leads part of the way, or that nothing is said. Beside that stands here on how many screens a reason
or a line is printed now; some others lead by the check's own sentence ("loss is None: is the `return` missing?"). A
reason where a person found none has to be read.
"""

from __future__ import annotations

import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(every: str = "1") -> None:
    """Run, and print the two counts for each verdict."""
    sys.path.insert(0, str(ROOT))
    written = import_module("tests.support.written_slips")
    handout = ROOT / "release" / written.NAME
    judged: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for id_ in list(written.SLIPS)[:: int(every)]:
        slip = written.SLIPS[id_]
        said = written.said_on(written.screen_of(handout, slip))
        judged[slip["told"]] += 1
        told[slip["told"]] += bool(said)
        if said and slip["told"] not in ("leads", "partly"):
            print(f"{id_}: found {slip['told']!r} by a person; now: {' / '.join(said)}")
    for verdict, count in judged.most_common():
        print(f"{verdict:<10} {count:>4}   with a reason now {told[verdict]:>4}")
    lost = sum(judged[word] for word in ("leads", "partly", "nothing"))
    print(f"of {lost} that lose public points {judged['leads'] / lost:.0%} are led to the line")


if __name__ == "__main__":
    main(*sys.argv[1:])
