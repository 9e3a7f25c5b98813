"""Other shapes."""

import pytest


@pytest.mark.question("shapes")
def test_groups_of_groups(student, check, rng):
    """A group in a group."""
    squares = [student.shapes.Square(float(one), "mm") for one in rng.uniform(500, 3000, 3)]
    inner = student.shapes.Group(squares[:2])
    check.close("area", student.shapes.Group([inner, squares[2]]).area())
    check.close("side", squares[0].side)


@pytest.mark.question("scene")
def test_two_groups(student, check, rng):
    """Groups that an empty line parts."""
    one, two, three, four = (float(n) for n in rng.uniform(1, 9, 4))
    parts = student.scene.read_scene(f" {one} m\n {two} m\n\n {three} m\n{four} m\n")
    check.close("areas", [part.area() for part in parts])


@pytest.mark.question("scene")
def test_total(student, check, rng):
    """Squares in several units."""
    squares = [student.shapes.Square(float(rng.uniform(100, 900)), unit) for unit in ("cm", "mm", "cm")]
    check.close("area", student.scene.total_area(squares))
