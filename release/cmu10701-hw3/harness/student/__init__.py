"""A student's modules as a test meets them."""
