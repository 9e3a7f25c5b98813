"""The reference solution run against its own tests."""
