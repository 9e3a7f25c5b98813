"""Values: which kinds of objects travel between a test and a student's code, and how two of them differ."""
