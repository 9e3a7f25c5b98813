"""A student's code as a program: what it prints and reads, its files, and how it ends."""
