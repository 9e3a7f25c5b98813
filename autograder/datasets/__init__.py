"""Readers and makers for an assignment's data.py: image files in common formats, and digits where there are none.

What one course's data set is made of stands in that assignment's `data.py`, never here.
"""

from autograder.datasets.digits import jittered_digits
from autograder.datasets.idx import data_folder, read_idx, read_images
from autograder.datasets.images import LabelledImages, csv_rows
from autograder.datasets.rows import read_row_numbers

__all__ = [
    "LabelledImages",
    "csv_rows",
    "data_folder",
    "jittered_digits",
    "read_idx",
    "read_images",
    "read_row_numbers",
]
