"""Decide which statements of a student's files are left out, and say so."""
