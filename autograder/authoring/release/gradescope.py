"""Make the zip for Gradescope: its two scripts, the autograder's wheel and the assignment's bundle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.authoring.release.layouts import requirements, shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.model.assignment import Assignment

EXECUTABLE = frozenset({"setup.sh", "run_autograder"})


def gradescope_files(
    assignment: Assignment,
    bundle: Mapping[str, bytes],
    wheel: tuple[str, bytes],
    wheels: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """The files of the zip.

    Args:
        assignment: For the packages that its students may import.
        bundle: What grading needs of the assignment.
        wheel: File name and content of the autograder's wheel.
        wheels: File name to content of every wheel that setup.sh needs; with these, it asks no package index.
    """
    return {
        "setup.sh": shipped("setup.sh"),
        "run_autograder": shipped("run_autograder"),
        "requirements.txt": requirements(assignment),
        wheel[0]: wheel[1],
        **{f"bundle/{name}": content for name, content in bundle.items()},
        **{f"wheels/{name}": content for name, content in (wheels or {}).items()},
    }
