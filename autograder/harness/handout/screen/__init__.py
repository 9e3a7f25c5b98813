"""What the lines of a report look like, and when they are printed."""
