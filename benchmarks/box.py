"""Gradescope's box (half a processor, 768 MiB, 10 minutes): how long grading takes in it, and how much memory.

python benchmarks/box.py [part of a case's name]

It grades the zip of dist/ laid out as on Gradescope, and builds the assignment where dist/ does not hold it yet.
Where this machine allows no cgroup, a busy process stands in for the missing half of a processor, and no memory is
limited.
All cases together take some 15 minutes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # for tests.support

from autograder.authoring.release.build import build  # noqa: E402 - after the path
from tests.support.box import MEMORY_MIB, small_box  # noqa: E402 - after the path
from tests.support.box_cases import LONGEST, cases, grade_in  # noqa: E402 - after the path
from tests.support.gradescope_image import make_image  # noqa: E402 - after the path

NAME = "cmu10701-hw3"


def main(part: str) -> None:
    """Print a row for each case as it ends."""
    archive = ROOT / "dist" / NAME / f"{NAME}-gradescope.zip"
    if not archive.exists():
        build(ROOT / "source" / NAME, ROOT)
    solution = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "solutions" / NAME).glob("hw3_*.py"))
    }
    with tempfile.TemporaryDirectory(prefix="box-") as top:
        Path(top).chmod(0o755)
        image = Path(top) / "autograder"
        make_image(archive, image)
        print(
            f"{'':31} {'points':>7} {'seconds':>8} {'MiB touched':>12} {'with files':>11} {'killed':>7}"
            f"   of {MEMORY_MIB} MiB and {LONGEST:.0f} s"
        )
        for name, files in cases(solution).items():
            if part in name:
                with small_box() as box:
                    graded = grade_in(box, image, files)
                    ran = graded.ran
                    print(
                        f"{name:31} {graded.results['score']:7.2f} {ran.seconds:8.1f} {ran.held_mib:12.0f} "
                        f"{ran.peak_mib:11.0f} {ran.kills:7d}   {box.kind}",
                        flush=True,
                    )
                    if ran.code:
                        print(ran.output)


if __name__ == "__main__":
    main(*sys.argv[1:] or [""])
