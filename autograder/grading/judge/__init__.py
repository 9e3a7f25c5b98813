"""The judge: a process of its own for each submission, in which the tests compute on the student's answers."""
