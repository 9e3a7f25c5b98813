"""Run grading inside other systems: Gradescope and nbgrader."""
