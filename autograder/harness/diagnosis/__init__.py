"""Find out why an answer is wrong."""
