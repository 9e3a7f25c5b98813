"""Examples."""

import pytest

SQUARE = [("a", "b"), ("b", "d"), ("a", "c"), ("c", "d"), ("d", "e")]


@pytest.mark.question("paths")
def test_path(student, check):
    """Through b or through c."""
    path = list(student.choices.shortest_path(SQUARE, "a", "e"))
    check.any_of(
        lambda: check.equal("path", path),
        lambda: check.true(path in (["a", "b", "d", "e"], ["a", "c", "d", "e"]), "the path leads through b or c"),
    )


@pytest.mark.question("quartiles")
def test_median(student, check):
    """Three numbers."""
    check.equal("median", student.choices.median([5, 1, 3]))
    check.close("mean median", student.choices.mean_median([5, 1, 3, 4]))
