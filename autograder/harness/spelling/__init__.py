"""Find what a student has called otherwise, where an assignment accepts several names."""
