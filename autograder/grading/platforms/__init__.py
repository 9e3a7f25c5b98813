"""Where grading runs for others: Gradescope and nbgrader."""
