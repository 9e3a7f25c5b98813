"""The ground floor: one pytest session over any number of students' modules.

It is copied whole into every handout, so it imports numpy, pytest and the standard library only, and runs on
Python 3.9 and NumPy 1.22 as well.
"""
