"""What travels between the grader and a worker, and how."""
