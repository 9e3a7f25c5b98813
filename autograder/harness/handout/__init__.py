"""Run the tests of a handout, at the terminal or in the notebook, and pack the submission."""
