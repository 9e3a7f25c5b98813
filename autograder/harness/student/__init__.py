"""Give a test access to a student's modules, and define which values travel."""
