"""Say at which line a student's code stopped, and what was wrong there."""
