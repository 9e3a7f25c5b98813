"""Read and check what an instructor writes."""
