"""Run the reference solution through its own tests."""
