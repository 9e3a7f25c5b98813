"""Run a student's file statement by statement, and without some of its statements."""
