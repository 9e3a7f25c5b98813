"""The worker's side: the code that runs in a student's process."""
