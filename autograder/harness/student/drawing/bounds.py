"""What a test may be given of a student's figures, in the student's process and again in that of the tests.

A student's process loads this module, so it imports nothing.
"""

MOST_FIGURES = 50
MOST_AXES = 200  # of all figures that are asked for together; so are the next four
MOST_ARTISTS = 5_000  # lines, clouds of points, bars, images, texts
MOST_NUMBERS = 1_000_000
MOST_LETTERS = 200_000
LARGEST_IMAGE = 250_000  # numbers of one; of a larger one only the shape is given


class FiguresRefusedError(Exception):
    """Figures that are not given; its text is one of the words that the other side knows."""


class Budget:
    """What is left of the bounds."""

    def __init__(self) -> None:
        self._left = {
            "figures": MOST_FIGURES,
            "axes": MOST_AXES,
            "artists": MOST_ARTISTS,
            "numbers": MOST_NUMBERS,
            "letters": MOST_LETTERS,
        }

    def spend(self, what: str, count: int = 1) -> None:
        """Count something.

        Raises:
            FiguresRefusedError: if it is too much; its text is the word for what.
        """
        self._left[what] -= count
        if self._left[what] < 0:
            raise FiguresRefusedError(what)
