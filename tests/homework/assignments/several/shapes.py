"""Shapes, with lengths in meters."""

from units import to_meters


class Square:
    """A square."""

    def __init__(self, side, unit="m"):
        """Keep its side in meters."""
        ### BEGIN SOLUTION
        self.side = to_meters(side, unit)
        ### END SOLUTION

    def area(self):
        """Its area in square meters."""
        ### BEGIN SOLUTION
        return self.side**2
        ### END SOLUTION


class Group:
    """Shapes that belong together."""

    def __init__(self, shapes):
        """Keep them."""
        ### BEGIN SOLUTION
        self.shapes = list(shapes)
        ### END SOLUTION

    def area(self):
        """The area of all of them: `scene.total_area` adds it up."""
        ### BEGIN SOLUTION
        from scene import total_area

        return total_area(self.shapes)
        ### END SOLUTION
