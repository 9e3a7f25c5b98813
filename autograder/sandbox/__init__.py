"""The wall: student code runs in confined worker processes that answer with plain data."""
