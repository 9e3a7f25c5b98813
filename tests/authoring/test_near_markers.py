"""What counts as nearly a marker."""

from __future__ import annotations

import pytest

from autograder.authoring.source.near_markers import fault_in_text, fault_of_comment

SLIPS = [
    "#BEGIN SOLUTION",
    "# BEGIN SOLUTION",
    "## BEGIN SOLUTION",
    "###BEGIN SOLUTION",
    "#### BEGIN SOLUTION",
    "### BEGIN  SOLUTION",
    "### BEGIN\u00a0SOLUTION",
    "### BEGIN SOLUTION.",
    "### BEGIN SOLUTION ###",
    "### BEGIN SOLUTION: the forward pass",
    "### BEGIN SOLUTIONS",
    "### BEGIN SOLTUION",
    "### BEGIN SOUTION",
    "### BGEIN SOLUTION",
    "### BEGN SOLUTON",
    "### BEING SOLUTION",
    "### BEGIN SOLUTI\u041eN",
    "### BEGIN THE SOLUTION",
    "### BEGIN",
    "### BEGIN ANSWER",
    "### BEGIN_SOLUTION",
    "### BEGINSOLUTION",
    "# beginsolution",
    "# begin-solution",
    "### Begin Solution",
    "### begin solution",
    "# begin solution by taking the mean",
    "### START SOLUTION",
    "# start solution",
    "### SOLUTION BEGIN",
    "### END",
    "## END SOLUTION",
    "# end solution",
    "# END OF SOLUTION",
    "### end of the solution",
    "### ENDSOLUTION",
    "### EMD SOLUTION",
    "### END SOLUTOIN",
    "# end solutoin",
    "# SOLUTION",
    "### Solution",
    "# SOLUTION END",
]

PROSE = [
    "# the solution begins here",
    "# The solution begins with the mean.",
    "# at the end, the solution is averaged",
    "# and the solution of the system",
    "# and solution of the linear system",
    "# ends with a solution",
    "# no solution",
    "# in solution",
    "# solution",
    "# solution of the normal equations",
    "# begin with the last layer",
    "# end",
    "# end of the loop",
    "# begins at zero",
    "### TYPE HERE AND REMOVE `pass` below ###",
    "### YOUR CODE HERE",
    "## A solution of the wave equation",
    "# ----------------------------------------",
    "# THE LOSS",
    "#",
    "# 1 + 2",
    "# see https://example.org/#begin",
    "# noqa: E501",
]


@pytest.mark.parametrize("comment", SLIPS)
def test_a_comment_that_was_meant_as_a_marker_is_a_slip(comment: str) -> None:
    """The sentence quotes the comment and shows how a marker is written."""
    sentence = fault_of_comment(comment)

    assert comment.strip() in sentence
    assert "### BEGIN SOLUTION" in sentence


@pytest.mark.parametrize("comment", PROSE)
def test_prose_about_solutions_is_no_slip(comment: str) -> None:
    """A comment of an ordinary program stays allowed."""
    sentence = fault_of_comment(comment)

    assert sentence == ""


@pytest.mark.parametrize("comment", ["### BEGIN HIDDEN TESTS", "# END HIDDEN TESTS", "### begin hidden test"])
def test_a_hidden_test_marker_is_told_where_hidden_tests_go(comment: str) -> None:
    """Other tools' hidden-test markers mean nothing in a module."""
    sentence = fault_of_comment(comment)

    assert "tests/hidden" in sentence


def test_a_line_of_text_is_looked_at_from_its_hash_on() -> None:
    """What precedes the sign, and closing quotes behind, make no difference."""
    assert fault_in_text('print("## END SOLUTION")'.rstrip(")")) != ""
    assert fault_in_text("BEGIN SOLUTION without a hash is prose") == ""
