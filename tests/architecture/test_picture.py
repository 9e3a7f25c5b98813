"""The picture of the architecture is what the imports say."""

from __future__ import annotations

from tests.support.draw_structure import PICTURE, picture, reduced


def test_the_picture_is_drawn_from_the_imports_as_they_are() -> None:
    """After a change of the imports: `make picture`."""
    assert PICTURE.read_text(encoding="utf-8") == picture()


def test_an_arrow_that_a_longer_way_replaces_is_left_out() -> None:
    """Otherwise there would be one from nearly every folder to nearly every other."""
    edges = [("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")]

    assert reduced(edges) == [("a", "b"), ("a", "d"), ("b", "c")]
