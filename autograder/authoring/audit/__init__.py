"""The tests put to the test."""
