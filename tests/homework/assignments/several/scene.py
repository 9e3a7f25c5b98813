"""Scenes of shapes."""

import shapes


def total_area(parts):
    """The area of all parts, which are squares and groups."""
    ### BEGIN SOLUTION
    return sum(part.area() for part in parts)
    ### END SOLUTION


def read_scene(text):
    """The shapes of a text: a line for each square, such as `20 cm`; indented lines make a group with those beside them.

    Empty lines end a group.
    """
    ### BEGIN SOLUTION
    parts, group = [], []
    for line in [*text.splitlines(), ""]:
        words = line.split()
        if not line.startswith(" ") and group:
            parts.append(shapes.Group(group))
            group = []
        if words:
            square = shapes.Square(float(words[0]), words[1])
            (group if line.startswith(" ") else parts).append(square)
    return parts
    ### END SOLUTION
