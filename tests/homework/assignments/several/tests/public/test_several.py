"""Examples."""

import pytest


@pytest.mark.question("shapes")
def test_square(student, check):
    """A side in centimeters."""
    check.close("area", student.shapes.Square(50, "cm").area())
    check.raises("a side in feet", "KeyError", student.shapes.Square, 3, "ft")


@pytest.mark.question("shapes")
def test_group(student, check):
    """Two squares."""
    check.close("area", student.shapes.Group([student.shapes.Square(2), student.shapes.Square(1)]).area())


@pytest.mark.question("scene")
def test_scene(student, check):
    """A square and a group of two."""
    parts = student.scene.read_scene("2 m\n 50 cm\n 1 m\n")
    check.equal("parts", len(parts))
    check.close("area", student.scene.total_area(parts))
