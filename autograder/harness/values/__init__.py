"""Say what becomes of the values that are almost plain data."""
