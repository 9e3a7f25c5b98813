"""What a worker may not do, and how the kernel is made to see to it."""
