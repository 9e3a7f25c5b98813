"""An assignment as an nbgrader notebook."""
