"""What a student's `python run_tests.py` and notebook do."""
