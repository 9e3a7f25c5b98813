"""Limit what a worker may do, with the means of the kernel."""
