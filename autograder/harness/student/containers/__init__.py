"""Containers that a student's object has: a test reads them as plain data, and changes the student's own."""
