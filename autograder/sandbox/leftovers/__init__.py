"""Leave no folder and no process behind, however the grader ends."""
