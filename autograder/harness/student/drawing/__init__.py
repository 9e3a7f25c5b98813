"""Figures that a student's code draws with matplotlib: drawn into memory, and read as plain data."""
