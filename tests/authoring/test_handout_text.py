"""A handout's text has two forms: what is true beside the files alone, and what is true in the notebook alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.source.handout_text import HandoutForm, check_handout, handout_in
from autograder.errors import SourceError

TEXT = """\
# Title

<!-- BEGIN FILES -->
Run `python run_tests.py`.

<!-- END FILES -->
<!-- BEGIN NOTEBOOK -->
Run the cells.

<!-- END NOTEBOOK -->
For both. <!-- a comment of the author's -->
"""


@pytest.mark.parametrize(
    ("form", "own"),
    [(HandoutForm.FILES, "Run `python run_tests.py`."), (HandoutForm.NOTEBOOK, "Run the cells.")],
)
def test_each_form_has_its_own_lines_and_those_of_both(form: HandoutForm, own: str) -> None:
    """And no marker."""
    check_handout(Path("handout.md"), TEXT)

    assert handout_in(form, TEXT) == f"# Title\n\n{own}\n\nFor both. <!-- a comment of the author's -->\n"


def test_a_text_without_markers_is_the_same_in_both() -> None:
    """Byte for byte."""
    text = "# Title\n\n\n\nFour lines above.\n"

    assert {handout_in(form, text) for form in HandoutForm} == {text}


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a\n<!-- BEGIN FILES -->\nb\n", 2, "has no <!-- END FILES --> below it"),
        ("a\n<!-- END FILES -->\n", 2, "has no <!-- BEGIN FILES --> above it"),
        ("<!-- BEGIN FILES -->\n<!-- END NOTEBOOK -->\n", 2, "has no <!-- BEGIN NOTEBOOK --> above it"),
        ("<!-- BEGIN FILES -->\n<!-- BEGIN FILES -->\n", 2, "that begins in line 1 has not ended"),
        ("<!-- begin files -->\n", 1, "this is no marker"),
        ("<!--BEGIN FILES-->\n", 1, "this is no marker"),
        ("<!-- BEGIN FILE -->\n", 1, "this is no marker"),
        ("<!-- END NOTEBOOKS\n", 1, "this is no marker"),
    ],
)
def test_a_marker_that_would_hide_too_much_or_nothing_is_refused(text: str, line: int, why: str) -> None:
    """With the line; silence would give students both forms at once."""
    with pytest.raises(SourceError, match=why) as refusal:
        check_handout(Path("handout.md"), text)

    assert refusal.value.line == line
