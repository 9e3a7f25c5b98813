"""Compare an answer with the expected value, and record the result of a test."""
