"""From what a student hands in to the files that are graded."""
