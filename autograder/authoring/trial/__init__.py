"""Grade the instructor's own solutions, the right ones written otherwise too, as students' work is graded."""
