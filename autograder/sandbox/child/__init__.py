"""The worker's side: what runs in a student's process."""
