"""What can be said of a student's files by reading them, without running them."""
