"""The records that all other folders use: assignment, answers, mistakes, bundle, and the results of grading."""
