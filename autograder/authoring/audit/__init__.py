"""Test the tests: against known mistakes and automatic mutants."""
