"""Read the written answers that a student filled in: the same at home and in the grade."""
