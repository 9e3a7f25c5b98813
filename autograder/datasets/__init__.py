"""Functions for an assignment's data.py: read image files in common formats, or make digits without a download.

What one course's data set consists of is written in that assignment's `data.py`, never here.
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
