"""What a test asks of an answer, and the record of what came of it."""
