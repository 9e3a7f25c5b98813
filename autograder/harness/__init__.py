"""Run tests, compare answers with expected values, and say why they differ; students get this folder too.

Every handout has a copy of it, so it imports only NumPy, pytest and the standard library, and runs on Python 3.9 or
newer with NumPy 1.22 or newer.
"""
