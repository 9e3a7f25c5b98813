"""Given to students as it is."""

CENTIMETRES = 2.54  # of an inch
