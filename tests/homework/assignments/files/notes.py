"""Marks in files."""

import csv
import os


def read_marks(path):
    """The marks of a file: a dictionary of numbers by name.

    Empty lines and lines that begin with `#` do not count; a name that stands twice has the later mark.
    """
    ### BEGIN SOLUTION
    marks = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            if row and not row[0].startswith("#"):
                marks[row[0].strip()] = float(row[1])
    return marks
    ### END SOLUTION


def write_report(source, target):
    """Write the names with their marks into a file, the best first, as `ann: 17.0`; and the average, as `average: 15.25`.

    Returns how many lines it has written.
    """
    ### BEGIN SOLUTION
    marks = read_marks(source)
    best = sorted(marks.items(), key=lambda item: (-item[1], item[0]))
    lines = [f"{name}: {mark:.1f}" for name, mark in best]
    lines.append(f"average: {sum(marks.values()) / len(marks):.2f}")
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return len(lines)
    ### END SOLUTION


def add_mark(path, name, mark):
    """Add a line at the end of a file, which is made where it is not there."""
    ### BEGIN SOLUTION
    with open(path, "a", encoding="utf-8") as file:
        file.write(f"{name},{mark}\n")
    ### END SOLUTION


def total_size(folder):
    """How many bytes the files of a folder have together, those in its folders too."""
    ### BEGIN SOLUTION
    return sum(os.path.getsize(os.path.join(where, name)) for where, _, names in os.walk(folder) for name in names)
    ### END SOLUTION
