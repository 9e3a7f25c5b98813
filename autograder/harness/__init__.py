"""What students get as well: a test's fixtures and checks, and the reasons why an answer is wrong.

It is copied whole into every handout, so it imports NumPy, pytest and the standard library only, and runs on
Python 3.9 and NumPy 1.22 as well.
"""
