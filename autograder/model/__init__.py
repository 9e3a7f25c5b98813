"""What is talked about: an assignment, its answers and mistakes, its bundle, and the results of grading."""
