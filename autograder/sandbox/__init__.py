"""Run student code in confined processes, which answer with plain data."""
