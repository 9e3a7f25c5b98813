"""Write an assignment as an nbgrader notebook."""
