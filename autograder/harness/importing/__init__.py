"""Decide which statements of a student's file are left out when it is imported, and say so."""
